"""Builds rings, parcels and areas with holes from rows of corner points."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.readers.file_limits import pairs_of
from atlas.readers.self_intersections import is_repairable
from atlas.spatial.measurement import area_ha

_LAST_NUMBER = re.compile(r"(\d+)\D*$")
#: maximum number of pages over which a ring may continue
_PAGES = 50
#: minimum number of corners of an area
_LEAST = 3


@dataclass(frozen=True)
class Corner:
    """A row with a corner point.

    Attributes
    ----------
    row : int
        Index among the rows with coordinates.
    point : (float, float)
    label : str
        Point number as written; empty if there is none.
    parcel, ring : str
        Parcel and ring named in the row; empty if there are none.
    apart : bool
        Whether a blank row or a title separates it from the previous corner.
    """

    row: int
    point: tuple[float, float]
    label: str = ""
    parcel: str = ""
    ring: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Outline:
    """A parcel: its name (may be empty) and its rings."""

    name: str
    rings: tuple[tuple[Corner, ...], ...] = field(repr=False)

    @property
    def corners(self) -> list[Corner]:
        """The corners of all rings."""
        return [corner for ring in self.rings for corner in ring]


def outlines(corners: Sequence[Corner]) -> list[Outline]:
    """Return the parcels formed by corners, in table order.

    A parcel ends where its column changes or, without such a column, where its ring closes, where
    the point numbers restart, or at a blank row or a title.
    """
    if any(corner.parcel for corner in corners):
        groups: dict[str, list[Corner]] = {}
        for corner in corners:
            groups.setdefault(corner.parcel, []).append(corner)
        return [Outline(name, tuple(rings(group))) for name, group in groups.items()]
    found: list[_Parcel] = []
    for ring in rings(corners):
        if found and found[-1].goes_on(ring):
            found[-1].add(ring)
        else:
            found.append(_Parcel(ring))
    return [Outline("", tuple(parcel.rings)) for parcel in found]


class _Parcel:
    """A parcel under construction."""

    def __init__(self, ring: tuple[Corner, ...]) -> None:
        self.rings = [ring]
        self.shell: shapely.Polygon | None = None
        self.named: set[str] = {ring[0].ring}
        self.highest = _highest(ring)

    def add(self, ring: tuple[Corner, ...]) -> None:
        """Add a ring."""
        self.rings.append(ring)
        self.named.add(ring[0].ring)
        own = _highest(ring)
        self.highest = None if own is None or self.highest is None else max(own, self.highest)

    def goes_on(self, ring: tuple[Corner, ...]) -> bool:
        """Return whether a ring belongs to this parcel, by its ring number or as a hole.

        A hole continues the point numbers and lies inside the first ring.
        """
        first, own = self.rings[0][0], ring[0]
        if own.ring:
            return own.ring not in self.named
        if own.apart or not own.label or first.ring != own.ring:
            return False
        number = _number(own.label)
        if number is None or self.highest is None or number <= self.highest:
            return False
        if self.shell is None:
            self.shell = _polygon(self.rings[0])
            shapely.prepare(self.shell)
        hole = _polygon(ring)
        return self.shell is not None and hole is not None and bool(self.shell.contains(hole))


def _highest(ring: Sequence[Corner]) -> int | None:
    """Return the highest point number; ``None`` if a corner has none."""
    numbers = [_number(corner.label) for corner in ring]
    return None if None in numbers else max(n for n in numbers if n is not None)


def rings(corners: Sequence[Corner]) -> list[tuple[Corner, ...]]:
    """Return the rings formed by corners, closed or still open."""
    first = None
    # ignore blank rows between all corners, and point numbers that are all the same
    for blanks, numbers in ((True, True), (False, True), (True, False), (False, False)):
        found = _parted(corners, blanks, numbers)
        if all(len(_distinct(ring)) >= _LEAST for ring in found):
            return [part for ring in found for part in _by_letters(ring)]
        first = first or found
    return first or []


def _parted(corners: Sequence[Corner], blanks: bool, numbers: bool) -> list[tuple[Corner, ...]]:
    found: list[list[Corner]] = []
    labels: set[str] = set()
    points: set[tuple[float, float]] = set()
    closed = True
    for corner in corners:
        if closed or _starts(found[-1], labels, corner, blanks, numbers):
            found.append([corner])
            labels, points, closed = {corner.label}, {corner.point}, False
            continue
        ring = found[-1]
        ring.append(corner)
        labels.add(corner.label)
        points.add(corner.point)
        closed = corner.point == ring[0].point and len(points) >= _LEAST
    return _over_pages(found)


def _over_pages(parts: list[list[Corner]]) -> list[tuple[Corner, ...]]:
    """Return rings, rejoining those interrupted by a blank row or a page header.

    An open ring continues if the point numbers do or its last corner is repeated, until its first
    corner appears again.
    """
    found: list[tuple[Corner, ...]] = []
    place = 0
    while place < len(parts):
        ring, end = parts[place], place + 1
        whole = list(ring)
        while end < min(len(parts), place + _PAGES) and ring[0].point != whole[-1].point:
            part = parts[end]
            ends = part[0].point == ring[0].point
            if part[0].ring != ring[0].ring or not (ends or _follows(whole[-1], part[0])):
                break
            whole += part[part[0].point == whole[-1].point :]
            end += 1
        joined = ring[0].point == whole[-1].point and _is_outline(whole)
        found.append(tuple(whole if joined else ring))
        place = end if joined else place + 1
    return found


def _is_outline(ring: Sequence[Corner]) -> bool:
    outline = _polygon(ring)
    return outline is not None and is_repairable(outline) and bool(outline.is_valid)


def _follows(last: Corner, corner: Corner) -> bool:
    if corner.point == last.point:
        return corner.label == last.label
    before, own = _number(last.label), _number(corner.label)
    return before is not None and own == before + 1


def _starts(
    ring: list[Corner], labels: set[str], corner: Corner, blanks: bool, numbers: bool
) -> bool:
    """Return whether a corner begins a new ring although the current one is open."""
    if corner.ring != ring[0].ring or (blanks and corner.apart):
        return True
    if not (numbers and corner.label and ring[0].label):
        return False
    if corner.point in (ring[0].point, ring[-1].point):
        return False
    if corner.label in labels:
        return True
    own, begun = _number(corner.label), _number(ring[0].label)
    return own is not None and own == begun


def _by_letters(ring: tuple[Corner, ...]) -> list[tuple[Corner, ...]]:
    """Split a self-crossing ring by the letters of its point numbers, if that makes valid rings.

    A1 to A4 and B5 to B8 are two parcels; J3-1 between J3 and J4 is not a new one.
    """
    letters = [_LAST_NUMBER.sub("", corner.label) for corner in ring]
    parts = [
        tuple(corner for corner, own in zip(ring, letters, strict=True) if own == one)
        for one in dict.fromkeys(letters)
    ]
    whole = _polygon(ring)
    if len(parts) < 2 or whole is None or not is_repairable(whole) or whole.is_valid:
        return [ring]
    if [corner for part in parts for corner in part] != list(ring):
        return [ring]
    return parts if all(map(_is_outline, parts)) else [ring]


def _number(label: str) -> int | None:
    found = _LAST_NUMBER.search(label)
    return int(found[1]) if found else None


def _distinct(ring: Sequence[Corner]) -> set[tuple[float, float]]:
    return {corner.point for corner in ring}


def _polygon(ring: Sequence[Corner]) -> shapely.Polygon | None:
    if len(_distinct(ring)) < _LEAST:
        return None
    return shapely.Polygon([corner.point for corner in ring])


def area(parcel: Outline) -> BaseGeometry | None:
    """Return the area of a parcel: nested rings are holes by the even-odd rule.

    ``None`` if no ring has three corners.
    """
    polygons = [p for p in map(_polygon, parcel.rings) if p is not None]
    if not polygons:
        return None
    return even_odd(polygons)


def _sound(polygon: shapely.Polygon) -> BaseGeometry:
    """Return the area inside a ring; empty if it crosses itself too often to decide."""
    if not is_repairable(polygon):
        return shapely.Polygon()
    sound: BaseGeometry = polygon if polygon.is_valid else polygon.buffer(0)
    return sound


def even_odd(polygons: Sequence[shapely.Polygon]) -> BaseGeometry:
    """Return the area inside an odd number of rings, each given as a polygon.

    Crossing rings are kept as separate parts, for the repair to report.
    """
    once = {polygon.normalize().wkb: polygon for polygon in polygons}
    whole = sorted(once.values(), key=lambda polygon: -polygon.area)
    if len(whole) == 1:
        return whole[0]
    sound = np.array([_sound(polygon) for polygon in whole], dtype=object)
    holders: list[list[int]] = [[] for _ in whole]
    for inner, outer in pairs_of(sound, sound, "", "covered_by").T.tolist():
        if outer < inner:
            holders[inner].append(outer)
    holes: list[list[shapely.LinearRing]] = [[] for _ in whole]
    for inner, own in enumerate(holders):
        for outer in own if len(own) % 2 else ():
            if len(holders[outer]) == len(own) - 1:
                holes[outer].append(whole[inner].exterior)
    parts = [
        shapely.Polygon(polygon.exterior, holes[place])
        for place, polygon in enumerate(whole)
        if len(holders[place]) % 2 == 0
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def line(parcel: Outline) -> BaseGeometry | None:
    """Return the line through a parcel's corners; ``None`` for fewer than two."""
    parts = [
        shapely.LineString([corner.point for corner in ring])
        for ring in parcel.rings
        if len(_distinct(ring)) > 1
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def size_ha(shape: BaseGeometry) -> float:
    """Return an area in hectares from plain coordinates: metres in the plane, or degrees."""
    points = shapely.get_coordinates(shape)
    if np.abs(points).max() > 360:
        return float(shape.area) / 10_000
    lat_first = np.abs(points[:, 0]).max() <= 90 < np.abs(points[:, 1]).max()
    if lat_first:
        shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
    return area_ha(shape)
