"""Corner points, row by row → rings, parcels, areas with holes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.measure import area_ha

_LAST_NUMBER = re.compile(r"(\d+)\D*$")
#: corners of an area
_LEAST = 3


@dataclass(frozen=True)
class Corner:
    """A row with a corner.

    Attributes
    ----------
    row : int
        Its place among the rows with coordinates.
    point : (float, float)
    label : str
        Its number as it is written; empty where there is none.
    parcel, ring : str
        What the row says of both; empty where nothing.
    apart : bool
        Whether a blank row or a title parts it from the corner before.
    """

    row: int
    point: tuple[float, float]
    label: str = ""
    parcel: str = ""
    ring: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Outline:
    """A parcel: its name (empty where it has none) and its rings."""

    name: str
    rings: tuple[tuple[Corner, ...], ...] = field(repr=False)

    @property
    def corners(self) -> list[Corner]:
        """The corners of all rings."""
        return [corner for ring in self.rings for corner in ring]


def outlines(corners: Sequence[Corner]) -> list[Outline]:
    """Return the parcels that corners go round, in the order of the table.

    A parcel ends where its column says another; without such a column where its ring closes, where
    the numbers of the corners start again, and at a blank row or a title.
    """
    if any(corner.parcel for corner in corners):
        groups: dict[str, list[Corner]] = {}
        for corner in corners:
            groups.setdefault(corner.parcel, []).append(corner)
        return [Outline(name, tuple(rings(group))) for name, group in groups.items()]
    found: list[Outline] = []
    for ring in rings(corners):
        last = found[-1] if found else None
        if last and _goes_on(last, ring):
            found[-1] = Outline("", (*last.rings, ring))
        else:
            found.append(Outline("", (ring,)))
    return found


def _goes_on(parcel: Outline, ring: tuple[Corner, ...]) -> bool:
    """Tell whether a ring is another of the parcel before: by its ring number, or as its hole.

    A hole goes on with the numbers of the corners and lies within the first ring.
    """
    first, own = parcel.rings[0][0], ring[0]
    if own.ring:
        return own.ring not in {one[0].ring for one in parcel.rings}
    if own.apart or not own.label:
        return False
    numbers = [_number(corner.label) for corner in parcel.corners]
    number = _number(own.label)
    if number is None or None in numbers or number <= max(n for n in numbers if n is not None):
        return False
    shell, hole = _polygon(parcel.rings[0]), _polygon(ring)
    return (
        first.ring == own.ring and shell is not None and hole is not None and shell.contains(hole)
    )


def rings(corners: Sequence[Corner]) -> list[tuple[Corner, ...]]:
    """Return the rings of corners, open as they are or closed."""
    first = None
    # blank rows between single corners part nothing, nor do numbers that are all the same
    for blanks, numbers in ((True, True), (False, True), (True, False), (False, False)):
        found = _parted(corners, blanks, numbers)
        if all(len(_distinct(ring)) >= _LEAST for ring in found):
            return [part for ring in found for part in _by_letters(ring)]
        first = first or found
    return first or []


def _parted(corners: Sequence[Corner], blanks: bool, numbers: bool) -> list[tuple[Corner, ...]]:
    found: list[list[Corner]] = []
    closed = True
    for corner in corners:
        ring = found[-1] if found else []
        if closed or _starts(ring, corner, blanks, numbers):
            found.append([corner])
            closed = False
            continue
        ring.append(corner)
        closed = corner.point == ring[0].point and len(_distinct(ring)) >= _LEAST
    return _over_pages(found)


def _over_pages(parts: list[list[Corner]]) -> list[tuple[Corner, ...]]:
    """Return rings, those joined again that go on after a blank row or the header of a page.

    An open ring goes on where the numbers do, or its last corner is said again, until its first
    corner comes again.
    """
    found: list[tuple[Corner, ...]] = []
    place = 0
    while place < len(parts):
        ring, end = parts[place], place + 1
        whole = list(ring)
        while end < len(parts) and ring[0].point != whole[-1].point:
            part = parts[end]
            ends = part[0].point == ring[0].point
            if part[0].ring != ring[0].ring or not (ends or _follows(whole[-1], part[0])):
                break
            whole += part[part[0].point == whole[-1].point :]
            end += 1
        outline = _polygon(whole)
        joined = ring[0].point == whole[-1].point and outline is not None and outline.is_valid
        found.append(tuple(whole if joined else ring))
        place = end if joined else place + 1
    return found


def _follows(last: Corner, corner: Corner) -> bool:
    if corner.point == last.point:
        return corner.label == last.label
    before, own = _number(last.label), _number(corner.label)
    return before is not None and own == before + 1


def _starts(ring: list[Corner], corner: Corner, blanks: bool, numbers: bool) -> bool:
    """Tell whether a corner begins a ring of its own after those of an open one."""
    if corner.ring != ring[0].ring or (blanks and corner.apart):
        return True
    if not (numbers and corner.label and ring[0].label):
        return False
    if corner.point in (ring[0].point, ring[-1].point):
        return False
    if corner.label in {one.label for one in ring}:
        return True
    own, begun = _number(corner.label), _number(ring[0].label)
    return own is not None and own == begun


def _by_letters(ring: tuple[Corner, ...]) -> list[tuple[Corner, ...]]:
    """Return a ring that crosses itself as several where the letters of its numbers make them.

    A1 to A4 and B5 to B8 are two parcels; J3-1 between J3 and J4 is none of its own.
    """
    letters = [_LAST_NUMBER.sub("", corner.label) for corner in ring]
    parts = [
        tuple(corner for corner, own in zip(ring, letters, strict=True) if own == one)
        for one in dict.fromkeys(letters)
    ]
    whole = _polygon(ring)
    if len(parts) < 2 or whole is None or whole.is_valid:
        return [ring]
    if [corner for part in parts for corner in part] != list(ring):
        return [ring]
    made = [_polygon(part) for part in parts]
    return parts if all(one is not None and one.is_valid for one in made) else [ring]


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
    """Return the area of a parcel: rings within rings are holes, as in even-odd filling.

    ``None`` when no ring has three corners.
    """
    polygons = [p for p in map(_polygon, parcel.rings) if p is not None]
    if not polygons:
        return None
    return even_odd(polygons)


def even_odd(polygons: Sequence[shapely.Polygon]) -> BaseGeometry:
    """Return what lies within an odd number of rings, each given as a polygon.

    Rings that cross are kept as parts, for the repair to find.
    """
    once = {polygon.normalize().wkb: polygon for polygon in polygons}
    whole = sorted(once.values(), key=lambda polygon: -polygon.area)
    sound = [polygon if polygon.is_valid else polygon.buffer(0) for polygon in whole]
    holders = [
        [outer for outer in range(inner) if sound[outer].covers(sound[inner])]
        for inner in range(len(whole))
    ]
    parts = []
    for place, polygon in enumerate(whole):
        if len(holders[place]) % 2:
            continue
        holes = [
            whole[inner].exterior
            for inner in range(len(whole))
            if len(holders[inner]) == len(holders[place]) + 1 and place in holders[inner]
        ]
        parts.append(shapely.Polygon(polygon.exterior, holes))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def line(parcel: Outline) -> BaseGeometry | None:
    """Return the corners of a parcel joined in their order; ``None`` below two corners."""
    parts = [
        shapely.LineString([corner.point for corner in ring])
        for ring in parcel.rings
        if len(_distinct(ring)) > 1
    ]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiLineString(parts)


def size_ha(shape: BaseGeometry) -> float:
    """Return an area in hectares by its bare coordinates: metres in the plane, or degrees."""
    points = shapely.get_coordinates(shape)
    if np.abs(points).max() > 360:
        return float(shape.area) / 10_000
    lat_first = np.abs(points[:, 0]).max() <= 90 < np.abs(points[:, 1]).max()
    if lat_first:
        shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
    return area_ha(shape)
