"""Reads files via GDAL, converting curves to lines within a centimetre."""

from __future__ import annotations

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

from atlas.core.errors import Note, first_names
from atlas.core.temporary_folders import temporary_folder
from atlas.readers.file_limits import Allowance, check_count, limits
from atlas.readers.geopackage_queries import check_queries
from atlas.readers.planners_file import LimitExceededError, ReaderError
from atlas.readers.raw_file import Member, Raw

#: exceptions of pyogrio and shapely for unreadable files
GDAL_ERRORS = (
    *(DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError),
    *(ValueError, RuntimeError, shapely.errors.ShapelyError),
)
#: maximum distance of chords from a curve: metres, or degrees in a geographic CRS
SAGITTA, SAGITTA_DEGREES = 0.01, 9e-8
#: arc steps in degrees that are tried; the last is the reference for the others
_STEPS = (4.0, 1.0, 0.25, 0.05)
#: maximum number of curves in memory
_BATCH = 500
#: GDAL's names of curve geometry types
_CURVES = (
    *("CIRCULARSTRING", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE"),
    "GEOMETRYCOLLECTION",
)
_STEP = "OGR_ARC_STEPSIZE"
#: a table of styles, without features
_STYLES = "layer_styles"
#: names that GeoPackage and GDAL give to an unknown CRS
_UNDEFINED = ("undefined", "unknown", "unnamed", "nonearth")
#: GDAL's configuration is global to the process
_ALONE = RLock()


@contextmanager
def configured(options: Mapping[str, Any]) -> Iterator[None]:
    """Set GDAL configuration options for a block, holding a process-wide lock."""
    with _ALONE:
        pyogrio.set_gdal_config_options(dict(options))
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options(dict.fromkeys(options))


def read_one(file: Member, suffix: str, **options: Any) -> list[Raw]:
    """Return the layers of a file in memory.

    Parameters
    ----------
    file : Member
    suffix : str
        File extension by which GDAL recognises the format.
    **options
        Open options of GDAL's driver.

    Raises
    ------
    ReaderError
        When it cannot be read or no layer has shapes.
    """
    with temporary_folder() as folder:
        path = Path(folder) / f"file.{suffix}"
        path.write_bytes(file.content)
        if suffix == "gpkg":
            check_queries(path, file.name)
        return read_layers(path, file.name, **options)


def read_layers(path: Path, file: str, **options: Any) -> list[Raw]:
    """Return the layers of a data source that have shapes, with notes on the others.

    Raises
    ------
    ReaderError
        When it cannot be read or no layer has shapes.
    """
    try:
        with quiet():
            layers = pyogrio.list_layers(path)
    except GDAL_ERRORS as error:
        raise ReaderError("planners.unreadable", file=file, why=first_line(error)) from error
    found: list[Raw] = []
    notes: list[Note] = []
    tables = [str(name) for name, kind in layers if kind is None and name != _STYLES]
    if tables:
        values = {"file": file, "names": first_names(tables), "count": len(tables)}
        notes.append(Note("planners.tables_only", values))
    check_count(len(layers), "layers", file)
    several = sum(kind is not None for _, kind in layers) > 1
    problem: ReaderError | None = None
    for name, kind in layers:
        if kind is None:
            continue
        label = file if Path(file).stem == name and not several else f"{file} / {name}"
        try:
            made = _layer(path, str(name), label, **options)
        except LimitExceededError:
            raise
        except ReaderError as error:
            problem = error
            notes.append(Note("planners.member_left_out", {"why": error.note}))
            continue
        except GDAL_ERRORS as error:
            problem = ReaderError("planners.unreadable", file=label, why=first_line(error))
            problem.__cause__ = error
            notes.append(Note("planners.member_left_out", {"why": problem.note}))
            continue
        if len(made.shapes):
            found.append(made)
        else:
            notes.append(Note("planners.empty_layer", {"file": label}))
    if not found:
        raise problem or ReaderError("planners.no_shapes", file=file)
    first, *rest = found
    return [with_notes(first, tuple(notes)), *rest]


def with_notes(raw: Raw, notes: tuple[Note, ...]) -> Raw:
    """Return ``raw`` with notes put before its own."""
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
    """Return a layer as a frame, and the numbers of its features with invalid shapes."""
    # one more than the limit, whatever count the file states
    options["max_features"] = limits().shapes + 1
    with quiet():
        columns = len(pyogrio.read_info(path, **_known(options))["fields"])
        check_count(columns, "columns", path.name)
        frame = pyogrio.read_dataframe(path, on_invalid="fix", **options)
        check_count(len(frame), "shapes", path.name)
        if not isinstance(frame, gpd.GeoDataFrame):  # a layer without any shape
            frame = gpd.GeoDataFrame(frame, geometry=[None] * len(frame))
        empty = frame.geometry.isna().to_numpy()
        if not empty.any():
            return frame, []
        plain = {key: options[key] for key in options.keys() - {"fid_as_index", "encoding"}}
        _, _, written, _ = pyogrio.raw.read(path, columns=[], **plain)
    lost = [int(row) + 1 for row in np.flatnonzero(empty) if written[row] is not None]
    return frame, lost


def _known(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that are accepted when listing a layer's columns."""
    return {key: options[key] for key in options.keys() & {"layer", "encoding"}}


def broken_shapes(file: str, numbers: list[int], count: int) -> list[Note]:
    """Return a note that names features with unreadable shapes.

    Raises
    ------
    ReaderError
        When all features are affected.
    """
    if not numbers:
        return []
    values = {"file": file, "features": first_names(map(str, numbers)), "count": len(numbers)}
    if len(numbers) == count:
        raise ReaderError("planners.broken_shapes", **values)
    return [Note("planners.broken_shapes", values)]


def known(crs: CRS | None) -> CRS | None:
    """Return a CRS with a known location on Earth; ``None`` for an undefined or local one."""
    return crs if crs is not None and (crs.is_geographic or crs.is_projected) else None


def unknown(file: str, crs: CRS | None) -> list[Note]:
    """Return a note on a local CRS, which cannot be transformed."""
    if crs is None or known(crs) is not None or crs.name.lower().startswith(_UNDEFINED):
        return []
    return [Note("planners.unknown_crs", {"file": file, "system": crs.name[:100]})]


def _refine(
    path: Path, layer: str, fids: np.ndarray, shapes: np.ndarray, tolerance: float, **options: Any
) -> None:
    """Read the curves of a layer again, each with the widest arc step within the tolerance."""
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
    left = Allowance()

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
            left.take_shapes(np.array(list(fine.values()), dtype=object), path.name)
            rest = [fid for fid in rest if fid not in fine]
            if not rest:
                break


def _off(coarse: Any, fine: Any) -> float:
    """Return the maximum distance of a fine shape's points from a coarse shape's lines."""
    lines = _lines(coarse)
    points = shapely.points(shapely.get_coordinates(fine))
    shapely.prepare(lines)
    return float(np.max(shapely.distance(points, lines), initial=0.0))


def _lines(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with areas replaced by their outlines."""
    if isinstance(shape, shapely.GeometryCollection):
        return shapely.GeometryCollection([_lines(part) for part in shape.geoms])
    return shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape


@contextmanager
def quiet() -> Iterator[None]:
    """Suppress GDAL's warnings on standard error; notes report what matters."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def first_line(error: Exception) -> str:
    """Return the first line of an exception's message."""
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
