"""Repairs shapes so that they can be measured (two-dimensional, valid); reports every change."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from atlas.core.errors import NAMES_SHOWN, Note, first_names, short
from atlas.core.model import Text
from atlas.core.toml_files import load_toml
from atlas.readers.closed_lines import closed_lines
from atlas.readers.planners_file import ReaderError
from atlas.readers.self_intersections import check_crossings
from atlas.spatial.crs import GEOGRAPHIC, PROJECTED

_HECTARE = 10_000


def repair(
    table: pd.DataFrame, shapes: np.ndarray, file: str
) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """Return the shapes as a frame of valid, two-dimensional shapes.

    Missing and empty shapes are dropped; collections are split by dimension; invalid polygons are
    repaired (``make_valid`` with the structure method: the enclosed area stays, holes are removed).
    Lines stay lines; closed and nearly closed ones are reported in notes.

    Parameters
    ----------
    table : pandas.DataFrame
        Attributes with a column ``name``.
    shapes : numpy.ndarray
        EPSG:4326, ``None`` where there is none.
    file : str

    Raises
    ------
    ReaderError
        When nothing is left; :class:`.planners_file.LimitExceededError` when the repair would take
        too long.
    """
    notes: list[Note] = []
    present = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if not present.all():
        values = {"file": file, "count": int((~present).sum())}
        notes.append(Note("planners.without_shape", values))
    table, shapes = table[present].reset_index(drop=True), shapely.force_2d(shapes[present])
    frame = _parted(gpd.GeoDataFrame(table, geometry=shapes, crs=GEOGRAPHIC))
    check_crossings(frame.geometry.to_numpy(), file)
    broken = ~frame.geometry.is_valid.to_numpy()
    if broken.any():
        frame, repairs = _repaired(frame, broken, file)
        notes += repairs
    if frame.empty:
        raise ReaderError("planners.no_shapes", file=file, sample="")
    return frame, [*notes, *closed_lines(frame, file)]


def _parted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Split collections by dimension: a polygon and its label point are two shapes."""
    if not (frame.geom_type == "GeometryCollection").any():
        return frame
    rows, shapes = [], []
    for row, made in enumerate(frame.geometry):
        for part in _by_dimension(made):
            rows.append(row)
            shapes.append(part)
    parted = frame.iloc[rows].drop(columns="geometry").reset_index(drop=True)
    return gpd.GeoDataFrame(parted, geometry=shapes, crs=frame.crs)


def _by_dimension(whole: BaseGeometry) -> list[BaseGeometry]:
    if whole.geom_type != "GeometryCollection":
        return [whole]
    parts = _leaves(whole)
    found = []
    for dimension in (2, 1, 0):
        own = [part for part in parts if shapely.get_dimensions(part) == dimension]
        if len(own) > 1:
            found.append(gather(own))
        found += own if len(own) == 1 else []
    return found


def gather(parts: list[BaseGeometry]) -> BaseGeometry:
    """Combine parts of one dimension into one shape, valid or not."""
    kind = {2: "MultiPolygon", 1: "MultiLineString", 0: "MultiPoint"}
    made = {
        "type": kind[int(shapely.get_dimensions(parts[0]))],
        "coordinates": [mapping(part)["coordinates"] for part in parts],
    }
    return shape(made)


def _leaves(shape: BaseGeometry) -> list[BaseGeometry]:
    if shapely.get_num_geometries(shape) == 1 and not hasattr(shape, "geoms"):
        return [shape]
    return [
        leaf for part in shapely.get_parts(shape) for leaf in _leaves(part) if not leaf.is_empty
    ]


def _repaired(
    frame: gpd.GeoDataFrame, broken: np.ndarray, file: str
) -> tuple[gpd.GeoDataFrame, list[Note]]:
    """Return the frame with its broken shapes repaired or dropped, and notes on all of them."""
    metric = frame.geometry[broken].to_crs(PROJECTED).to_numpy()
    repaired = [_valid(shape) for shape in metric]
    notes: list[Note] = []
    lost = []
    for row, before, after in zip(np.flatnonzero(broken), metric, repaired, strict=True):
        name = str(frame["name"].iloc[row])
        if after.is_empty:
            lost.append(name)
        elif len(notes) < NAMES_SHOWN and after.area:
            notes.append(_area_note(file, name, before, after))
    kept = len(repaired) - len(lost)
    if kept > len(notes):  # more areas, and lines, which have no area to report
        notes.append(Note("planners.repaired_in_total", {"file": file, "count": kept}))
    if lost:
        values = {"file": file, "names": first_names(lost), "count": len(lost)}
        notes.append(Note("planners.collapsed", values))
    whole = frame.geometry.to_numpy().copy()
    whole[broken] = gpd.GeoSeries(repaired, crs=PROJECTED).to_crs(GEOGRAPHIC).to_numpy()
    frame = frame.set_geometry(gpd.GeoSeries(whole, crs=GEOGRAPHIC, index=frame.index))
    return frame[~frame.geometry.is_empty].reset_index(drop=True), notes


def _valid(shape: BaseGeometry) -> BaseGeometry:
    """Return a valid shape of the same dimension; empty if nothing of it is left."""
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    same = [p for p in _leaves(valid) if shapely.get_dimensions(p) == shapely.get_dimensions(shape)]
    union: BaseGeometry = shapely.union_all(same)
    return union


@cache
def _reasons() -> dict[str, Text]:
    return load_toml(dict[str, Text], Path(__file__).with_name("invalidity_reasons.toml"))


def _area_note(file: str, name: str, before: BaseGeometry, after: BaseGeometry) -> Note:
    why = shapely.is_valid_reason(before).partition("[")[0].strip()
    values = {
        "file": file,
        "name": short(name),
        "why": _reasons().get(why, why),
        "before": f"{before.area / _HECTARE:.4f}",
        "after": f"{after.area / _HECTARE:.4f}",
        "change": f"{(after.area - before.area) / _HECTARE:+.4f}",
    }
    return Note("planners.repaired", values)
