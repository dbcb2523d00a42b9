"""What GDAL reads for the atlas: files of layers, their curves drawn to a centimetre."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from atlas.intake.model import IntakeError
from atlas.intake.raw import Member, Raw
from atlas.notes import Note

#: what pyogrio and shapely raise at a file that they cannot read
GDAL_ERRORS = (
    *(DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError),
    *(ValueError, RuntimeError, shapely.errors.ShapelyError),
)
#: a curve is drawn as lines that keep to it by so much: metres, or degrees of a geographic system
SAGITTA, SAGITTA_DEGREES = 0.01, 9e-8
#: steps, in degrees of arc, that are tried; the last one is the truth that the others are held to
_STEPS = (4.0, 1.0, 0.25, 0.05)
#: so many curves are held at once
_BATCH = 500
#: GDAL knows these as curves by name
_CURVES = (
    *("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE"),
    "GEOMETRYCOLLECTION",
)
_STEP = "OGR_ARC_STEPSIZE"
#: a table that holds styles and no features
_STYLES = "layer_styles"
#: how GeoPackage and GDAL call a system that is not known
_UNDEFINED = ("undefined", "unknown", "unnamed", "nonearth")
_TOLD = 8
#: GDAL's configuration is the whole process's
_ALONE = RLock()


@contextmanager
def configured(options: Mapping[str, Any]) -> Iterator[None]:
    """Run with options of GDAL's configuration set, alone in the process."""
    with _ALONE:
        pyogrio.set_gdal_config_options(dict(options))
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(dict.fromkeys(options))


def read_one(file: Member, suffix: str, **options: Any) -> list[Raw]:
    """Return the layers of a file that GDAL reads.

    Parameters
    ----------
    file : Member
    suffix : str
        Ending by which GDAL knows the form.
    **options
        Of GDAL's driver.

    Raises
    ------
    IntakeError
        When it cannot be read, or no layer has shapes.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{suffix}"
        path.write_bytes(file.content)
        return read_layers(path, file.name, **options)


def read_layers(path: Path, file: str, **options: Any) -> list[Raw]:
    """Return the layers of a data source that have shapes; the others are named in notes.

    Raises
    ------
    IntakeError
        When it cannot be read, or no layer has shapes.
    """
    try:
        with quiet():
            layers = pyogrio.list_layers(path)
    except GDAL_ERRORS as error:
        raise IntakeError("intake.unreadable", file=file, why=first_line(error)) from error
    found: list[Raw] = []
    notes: list[Note] = []
    tables = [str(name) for name, kind in layers if kind is None and name != _STYLES]
    if tables:
        values = {"file": file, "names": named(tables), "count": len(tables)}
        notes.append(Note("intake.tables_only", values))
    several = sum(kind is not None for _, kind in layers) > 1
    problem: IntakeError | None = None
    for name, kind in layers:
        if kind is None:
            continue
        label = file if Path(file).stem == name and not several else f"{file} / {name}"
        try:
            made = _layer(path, str(name), label, **options)
        except IntakeError as error:
            problem = error
            notes.append(Note("intake.member_left_out", {"why": error.note}))
            continue
        except GDAL_ERRORS as error:
            problem = IntakeError("intake.unreadable", file=label, why=first_line(error))
            problem.__cause__ = error
            notes.append(Note("intake.member_left_out", {"why": problem.note}))
            continue
        if len(made.shapes):
            found.append(made)
        else:
            notes.append(Note("intake.empty_layer", {"file": label}))
    if not found:
        raise problem or IntakeError("intake.no_shapes", file=file)
    first, *rest = found
    return [with_notes(first, tuple(notes)), *rest]


def with_notes(raw: Raw, notes: tuple[Note, ...]) -> Raw:
    """Return what was read with notes before its own."""
    return replace(raw, notes=(*notes, *raw.notes))


def _layer(path: Path, layer: str, label: str, **options: Any) -> Raw:
    frame, lost = read_frame(path, layer=layer, fid_as_index=True, **options)
    crs = known(frame.crs)
    notes = [*unknown(label, frame.crs), *broken_shapes(label, lost, len(frame))]
    shapes = frame.geometry.to_numpy(object).copy()
    tolerance = SAGITTA_DEGREES if crs is not None and crs.is_geographic else SAGITTA
    _refine(path, layer, frame.index.to_numpy(), shapes, tolerance, **options)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).reset_index(drop=True)
    return Raw(label, table, shapes, crs, notes=tuple(notes))


def read_frame(path: Path, **options: Any) -> tuple[gpd.GeoDataFrame, list[int]]:
    """Return a layer as a frame, and the numbers of its features whose shapes are broken."""
    with quiet():
        frame = pyogrio.read_dataframe(path, on_invalid="fix", **options)
        if not isinstance(frame, gpd.GeoDataFrame):  # not one shape in it
            frame = gpd.GeoDataFrame(frame, geometry=[None] * len(frame))
        empty = frame.geometry.isna().to_numpy()
        if not empty.any():
            return frame, []
        plain = {key: options[key] for key in options.keys() - {"fid_as_index", "encoding"}}
        _, _, written, _ = pyogrio.raw.read(path, columns=[], **plain)
    lost = [int(row) + 1 for row in np.flatnonzero(empty) if written[row] is not None]
    return frame, lost


def broken_shapes(file: str, numbers: list[int], count: int) -> list[Note]:
    """Return a note that names features whose shapes cannot be read.

    Raises
    ------
    IntakeError
        When there are no others.
    """
    if not numbers:
        return []
    values = {"file": file, "features": named([str(n) for n in numbers]), "count": len(numbers)}
    if len(numbers) == count:
        raise IntakeError("intake.broken_shapes", **values)
    return [Note("intake.broken_shapes", values)]


def known(crs: CRS | None) -> CRS | None:
    """Return a system that says where on Earth it is; ``None`` for an undefined or local one."""
    return crs if crs is not None and (crs.is_geographic or crs.is_projected) else None


def unknown(file: str, crs: CRS | None) -> list[Note]:
    """Return a note that names a local system, which leads nowhere."""
    if crs is None or known(crs) is not None or crs.name.lower().startswith(_UNDEFINED):
        return []
    return [Note("intake.unknown_crs", {"file": file, "system": crs.name[:100]})]


def _refine(
    path: Path, layer: str, fids: np.ndarray, shapes: np.ndarray, tolerance: float, **options: Any
) -> None:
    """Draw the curves of a layer anew, each with the widest step that keeps to it well enough."""
    names = ", ".join(f"'{name}'" for name in _CURVES)
    quoted = layer.replace('"', r"\"")
    query = f'SELECT OGR_GEOMETRY FROM "{quoted}" WHERE OGR_GEOMETRY IN ({names})'
    with quiet():
        curved = pyogrio.read_dataframe(
            path, sql=query, sql_dialect="OGRSQL", read_geometry=False, fid_as_index=True, **options
        )
    if curved.empty:
        return
    rows = {fid: row for row, fid in enumerate(fids)}

    def drawn(wanted: list[int], step: float) -> dict[int, Any]:
        with configured({_STEP: step}), quiet():
            frame = pyogrio.read_dataframe(
                path, layer=layer, columns=[], fids=wanted, fid_as_index=True, **options
            )
        return dict(zip(frame.index, frame.geometry, strict=True))

    for start in range(0, len(curved), _BATCH):
        rest = [int(fid) for fid in curved.index[start : start + _BATCH]]
        truth = drawn(rest, _STEPS[-1])
        for step in _STEPS:
            made = truth if step == _STEPS[-1] else drawn(rest, step)
            fine = {f: s for f, s in made.items() if _off(s, truth[f]) <= tolerance}
            shapes[[rows[fid] for fid in fine]] = list(fine.values())
            rest = [fid for fid in rest if fid not in fine]
            if not rest:
                break


def _off(coarse: Any, fine: Any) -> float:
    """Return how far the points of a finely drawn shape lie off the lines of a coarse one."""
    lines = _lines(coarse)
    points = shapely.points(shapely.get_coordinates(fine))
    shapely.prepare(lines)
    return float(np.max(shapely.distance(points, lines), initial=0.0))


def _lines(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with the outlines of its areas in their place."""
    if isinstance(shape, shapely.GeometryCollection):
        return shapely.GeometryCollection([_lines(part) for part in shape.geoms])
    return shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape


@contextmanager
def quiet() -> Iterator[None]:
    """Run without GDAL's warnings on standard error: what matters is told in notes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def named(names: list[str]) -> str:
    """Return the first names of a list, and a mark if there are more."""
    return ", ".join(names[:_TOLD]) + (" …" if len(names) > _TOLD else "")


def first_line(error: Exception) -> str:
    """Return the first line of what a library says."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
