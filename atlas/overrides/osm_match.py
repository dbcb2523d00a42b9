"""Matches OpenStreetMap ways with schematic features and measures the offset of the latter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from atlas.core.model import Strict
from atlas.core.toml_files import load_toml
from atlas.layers.layer_definition import LayerDefinition
from atlas.overrides.feature_maker import united
from atlas.overrides.road_names import names_of, refs_of
from atlas.spatial.construction import lines, polygons
from atlas.spatial.crs import Bounds, to_degrees, to_metres
from atlas.spatial.measurement import length_km

#: distance around the city that the atlas covers, to the next junctions of the network
AROUND_M = 25_000
#: ways of the same name farther away than this many times the accuracy do not match
REACH = 2.0
#: maximum distance between the carriageways of one road
BESIDE_M = 60.0
#: a line with more than this share beside others is a second carriageway
MOSTLY = 0.9
#: up to this length of a line may lie beside others because it joins them at an angle
JOINT_M = 200.0
#: shorter remainders of a second carriageway are dropped
CRUMB_M = 400.0
#: minimum length of the matching ways as a share of the feature's; below, the file has gaps
LEAST_SHARE = 0.5
#: waters of the same name farther apart are different reservoirs
APART_M = 1_000.0
#: spacing of the points at which the offset is measured
STEP_M = 100.0

Outcome = Literal["matched", "missing", "short", "ambiguous", "outside"]


class Target(Strict):
    """A row of ``osm_targets.toml``: features to replace, and the ways that replace them."""

    layer: str
    kinds: tuple[str, ...]
    theirs: Literal["road", "waterway", "water"]
    classes: tuple[str, ...]
    by: tuple[Literal["ref", "name"], ...]


@cache
def targets() -> tuple[Target, ...]:
    """Return the rows of ``osm_targets.toml`` (cached)."""
    return load_toml(tuple[Target, ...], Path(__file__).with_name("osm_targets.toml"), "target")


@dataclass(frozen=True)
class Match:
    """The OpenStreetMap match of a feature.

    Attributes
    ----------
    feature : str
    outcome : str
        ``matched``; ``missing``: nothing nearby has its number or name; ``short``: the matching
        ways are less than half as long; ``ambiguous``: several waters match; ``outside``: it lies
        outside the city.
    by : str or None
        ``ref`` or ``name``.
    ways : int
        Number of matching ways, counting both carriageways.
    length_km, ours_km : float or None
        Length of one carriageway and of the feature, within the atlas's extent.
    off_mean_m, off_max_m : float or None
        Mean and maximum distance of points on the feature from the matching ways.
    accuracy_m : float
        Stated accuracy of the feature.
    shape : BaseGeometry or None
        EPSG:4326.
    """

    feature: str
    outcome: Outcome
    accuracy_m: float
    by: str | None = None
    ways: int = 0
    length_km: float | None = None
    ours_km: float | None = None
    off_mean_m: float | None = None
    off_max_m: float | None = None
    shape: BaseGeometry | None = field(default=None, repr=False)

    @property
    def held(self) -> bool | None:
        """Whether the feature was as accurate as stated."""
        return None if self.off_max_m is None else self.off_max_m <= self.accuracy_m


def extent(city: BaseGeometry) -> Bounds:
    """Return the bounds of the atlas: the city's, extended by :data:`AROUND_M` (EPSG:4326)."""
    west, south, east, north = to_degrees(
        box(*to_metres(city).bounds).buffer(AROUND_M, join_style="mitre")
    ).bounds
    return west, south, east, north


def matched(
    ours: Mapping[str, Any],
    drawn: BaseGeometry,
    target: Target,
    *,
    ways: gpd.GeoDataFrame,
    definition: LayerDefinition,
    city: BaseGeometry,
) -> Match:
    """Match a feature with OpenStreetMap ways.

    Parameters
    ----------
    ours : mapping
        Properties of the feature.
    drawn : BaseGeometry
        Its shape, EPSG:4326.
    target : Target
    ways : geopandas.GeoDataFrame
        As returned by :func:`atlas.overrides.osm_reader.read_osm`.
    definition : LayerDefinition
    city : BaseGeometry
        EPSG:4326.
    """
    accuracy = float(ours["accuracy_m"])
    kept, by = _candidates(ours, target, ways)
    window = to_metres(box(*extent(city)))
    mine = to_metres(drawn)
    if by:
        shapes = [to_metres(shape) for shape in kept.geometry]
        near = [by == "ref" or shape.distance(mine) <= REACH * accuracy for shape in shapes]
        shapes = [shape for shape, take in zip(shapes, near, strict=True) if take]
    if not by or not shapes:
        return Match(ours["id"], "missing", accuracy)
    found = {"feature": ours["id"], "accuracy_m": accuracy, "by": by, "ways": len(shapes)}
    if target.theirs == "water":
        return _water(found, mine, shapes)
    course = single(united(shapes).intersection(window))
    part = mine.intersection(window)
    if course.is_empty or part.is_empty:
        return Match(**found, outcome="missing")
    shape = to_degrees(course)
    found |= {"length_km": length_km(shape), "ours_km": length_km(to_degrees(part))}
    if definition.extent == "city" and not shape.intersects(city):
        return Match(**found, outcome="outside")
    if course.length < LEAST_SHARE * part.length:
        return Match(**found, outcome="short")
    mean, most = off(part, course)
    return Match(**found, outcome="matched", off_mean_m=mean, off_max_m=most, shape=shape)


def _candidates(
    ours: Mapping[str, Any], target: Target, ways: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, str | None]:
    """Return the ways with the feature's number, else with its name, and which of the two."""
    usable = ways[(ways["theirs"] == target.theirs) & ways["fclass"].isin(target.classes)]
    asked = {"ref": refs_of(ours.get("ref")), "name": names_of(ours["name_zh"])}
    for by in target.by:
        carried = usable[[bool(asked[by] & row) for row in usable[f"{by}s"]]]
        if len(carried):
            return carried, by
    return usable.iloc[:0], None


def _water(found: dict[str, Any], mine: BaseGeometry, shapes: list[BaseGeometry]) -> Match:
    whole = united(shapes)
    first, *others = sorted(polygons(whole), key=lambda part: -part.area)
    if any(part.distance(first) > APART_M for part in others):
        return Match(**found, outcome="ambiguous")
    away = float(mine.distance(whole))
    return Match(
        **found, outcome="matched", off_mean_m=away, off_max_m=away, shape=to_degrees(whole)
    )


def single(course: BaseGeometry) -> BaseGeometry:
    """Reduce parallel carriageways to one line (metres in, metres out).

    A road with separate carriageways is two lines; keeping both would double its length, and their
    centre line was never surveyed. So the longer one stands for both; the road's axis is half a
    median away, within the stated accuracy.
    """
    kept: list[LineString] = []
    beside: BaseGeometry = Polygon()
    for line in sorted(lines(course), key=lambda part: (-part.length, part.bounds)):
        pieces = _own_course(line, beside)
        kept += pieces
        # flat caps, so that the continuation of a line does not count as beside it
        bands = (piece.buffer(BESIDE_M, cap_style="flat") for piece in pieces)
        beside = shapely.union_all([beside, *bands])
    merged = lines(shapely.line_merge(MultiLineString(kept)))
    return merged[0] if len(merged) == 1 else MultiLineString(merged)


def _own_course(line: LineString, beside: BaseGeometry) -> list[LineString]:
    """Return the parts of a line not beside others; the whole line if it merely joins them."""
    shared = line.intersection(beside).length
    if shared > MOSTLY * line.length:
        return []
    if shared <= JOINT_M:
        return [line]
    rest = lines(shapely.line_merge(line.difference(beside)))
    return [piece for piece in rest if piece.length > CRUMB_M]


def off(ours: BaseGeometry, theirs: BaseGeometry) -> tuple[float, float]:
    """Return the mean and maximum distance of points on one line from another (metres).

    Points are taken every :data:`STEP_M` and at both ends of each line.
    """
    points = []
    for line in lines(ours):
        places = np.linspace(0, line.length, max(2, int(line.length // STEP_M) + 1))
        points += shapely.line_interpolate_point(line, places).tolist()
    away = shapely.distance(np.array(points, dtype=object), theirs)
    return float(away.mean()), float(away.max())
