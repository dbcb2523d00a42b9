"""Which ways of an extract are a schematic feature of ours, and how far ours was off."""

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

from atlas.build.geometry import lines, polygons
from atlas.catalogue import LayerDefinition
from atlas.crs import Bounds, to_degrees, to_metres
from atlas.measure import length_km
from atlas.model import Strict
from atlas.official.features import united
from atlas.official.names import names_of, refs_of
from atlas.textfiles import read_toml_as

#: the atlas reaches so far around the city: its network is drawn to the next junctions
AROUND_M = 25_000
#: a way of the same name farther from ours than this many times its accuracy is another
REACH = 2.0
#: carriageways of one road run beside each other within this distance
BESIDE_M = 60.0
#: a line that lies beside others by more than this share of it is a second carriageway
MOSTLY = 0.9
#: so much of a line may lie beside others only because it joins them at an angle
JOINT_M = 200.0
#: what is left of a second carriageway where the two part for a while is no course of its own
CRUMB_M = 400.0
#: lines that are shorter than this share of ours do not take its place: the extract has gaps
LEAST_SHARE = 0.5
#: two waters of one name so far apart are two reservoirs
APART_M = 1_000.0
#: ours are compared every so many metres
STEP_M = 100.0

Outcome = Literal["matched", "missing", "short", "ambiguous", "outside"]


class Target(Strict):
    """A row of ``osm.toml``."""

    layer: str
    kinds: tuple[str, ...]
    theirs: Literal["road", "waterway", "water"]
    classes: tuple[str, ...]
    by: tuple[Literal["ref", "name"], ...]


@cache
def targets() -> tuple[Target, ...]:
    """Return what of an extract takes whose place."""
    return read_toml_as(Path(__file__).with_name("osm.toml"), tuple[Target, ...], "target")


@dataclass(frozen=True)
class Match:
    """What an extract has of a feature of ours.

    Attributes
    ----------
    feature : str
    outcome : str
        ``matched``; ``missing``: nothing carries its number or name nearby; ``short``: what does is
        less than half of ours; ``ambiguous``: several waters do; ``outside``: it misses the city.
    by : str or None
        ``ref`` or ``name``.
    ways : int
        How many ways carry it, both carriageways counted.
    length_km, ours_km : float or None
        Of one carriageway, and of ours, within the atlas's extent.
    off_mean_m, off_max_m : float or None
        How far the points of ours lie from theirs.
    accuracy_m : float
        What ours claimed.
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
        """Whether ours was as accurate as it claimed."""
        return None if self.off_max_m is None else self.off_max_m <= self.accuracy_m


def extent(city: BaseGeometry) -> Bounds:
    """Return the box of the atlas: the city's, and :data:`AROUND_M` around it (EPSG:4326)."""
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
    """Return what an extract has of a feature.

    Parameters
    ----------
    ours : mapping
        Properties of the feature.
    drawn : BaseGeometry
        Its shape, EPSG:4326.
    target : Target
    ways : geopandas.GeoDataFrame
        What :func:`atlas.official.extract.read_extract` returns.
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
    """Return the ways that carry the feature's number, else its name, and which of both."""
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
    """Return one line where two carriageways run beside each other (metres in, metres out).

    A road with separate carriageways is two lines; to keep both would double its length, and their
    middle would be a line that nobody surveyed. So the longer one stands for both: the axis lies
    half a median away, within the accuracy that is claimed.
    """
    kept: list[LineString] = []
    beside: BaseGeometry = Polygon()
    for line in sorted(lines(course), key=lambda part: (-part.length, part.bounds)):
        pieces = _own_course(line, beside)
        kept += pieces
        # flat ends: what goes on where a line ends runs not beside it
        bands = (piece.buffer(BESIDE_M, cap_style="flat") for piece in pieces)
        beside = shapely.union_all([beside, *bands])
    merged = lines(shapely.line_merge(MultiLineString(kept)))
    return merged[0] if len(merged) == 1 else MultiLineString(merged)


def _own_course(line: LineString, beside: BaseGeometry) -> list[LineString]:
    """Return of a line what does not run beside others; whole where it merely joins them."""
    shared = line.intersection(beside).length
    if shared > MOSTLY * line.length:
        return []
    if shared <= JOINT_M:
        return [line]
    rest = lines(shapely.line_merge(line.difference(beside)))
    return [piece for piece in rest if piece.length > CRUMB_M]


def off(ours: BaseGeometry, theirs: BaseGeometry) -> tuple[float, float]:
    """Return mean and greatest distance of points along ours from theirs (metres).

    Points every :data:`STEP_M` and both ends of each line.
    """
    points = []
    for line in lines(ours):
        places = np.linspace(0, line.length, max(2, int(line.length // STEP_M) + 1))
        points += shapely.line_interpolate_point(line, places).tolist()
    away = shapely.distance(np.array(points, dtype=object), theirs)
    return float(away.mean()), float(away.max())
