"""Finds lines that close, or nearly close, into outlines, so that none is mistaken for an area."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.errors import Note, first_names, short
from atlas.readers.file_limits import pairs_of
from atlas.readers.self_intersections import are_valid
from atlas.spatial.crs import PROJECTED

#: metres: ends within this distance count as the same point
SAME = 0.001
#: metres, share of the length, upper bound in metres: ends this close were probably meant to meet
_NEAR, _NEAR_SHARE, _FARTHEST = 1.0, 0.01, 20.0
#: square metres: minimum area of a parcel
_SMALLEST = 1.0
#: minimum area of an outline, as a share of the circle of the same length (a square: 0.79,
#: a rectangle of 1 to 4: 0.5, of 1 to 29: 0.1)
_ROUND, _STRIP = 0.5, 0.1


def rings(lines: list[BaseGeometry], near: float, file: str = "") -> list[list[tuple[int, bool]]]:
    """Return the closed chains of lines, where each end meets exactly one other.

    Parameters
    ----------
    lines : list of shapely.LineString
    near : float
        Maximum distance between ends that meet.
    file : str

    Returns
    -------
    list of list of (int, bool)
        For each chain, the indices of its lines in order, and whether each is reversed. Lines that
        are closed by themselves are left out.
    """
    if len(lines) < 2:
        return []
    array = np.array(lines, dtype=object)
    ends = np.ravel([shapely.get_point(array, 0), shapely.get_point(array, -1)], order="F")
    # many lines may end at the same point, which is looked up once
    places, which = np.unique(shapely.get_coordinates(ends), axis=0, return_inverse=True)
    spots: Any = shapely.points(places)
    pairs = pairs_of(spots, spots, file, "dwithin", distance=near)
    united = _united(len(spots), pairs.T[pairs[0] < pairs[1]].tolist())
    ends_at: dict[int, int] = {}
    node = [
        ends_at.setdefault(united[spot], end) for end, spot in enumerate(which.ravel().tolist())
    ]
    at: dict[int, list[int]] = defaultdict(list)
    for end, place in enumerate(node):
        at[place].append(end)
    found = []
    seen: set[int] = set()
    for first in range(len(lines)):
        chain: list[tuple[int, bool]] = []
        end = 2 * first
        while end // 2 not in seen and node[end] != node[end ^ 1]:
            seen.add(end // 2)
            chain.append((end // 2, bool(end % 2)))
            meeting = at[node[end ^ 1]]
            if len(meeting) != 2:
                break
            end = meeting[0] if meeting[1] == end ^ 1 else meeting[1]
        # the chain returned to the end at which it began
        if len(chain) > 1 and end == 2 * first and len(at[node[end]]) == 2:
            found.append(chain)
    return found


def _united(count: int, pairs: list[list[int]]) -> list[int]:
    """Return, for each item, the first of the items connected to it."""
    first = list(range(count))

    def root(one: int) -> int:
        while first[one] != one:
            first[one] = first[first[one]]
            one = first[one]
        return one

    for one, other in pairs:
        a, b = root(one), root(other)
        first[max(a, b)] = min(a, b)
    return [root(one) for one in range(count)]


def joined(lines: list[BaseGeometry], chain: list[tuple[int, bool]]) -> np.ndarray:
    """Return the points of a chain of lines, as an array of shape (n, 2)."""
    parts = [shapely.get_coordinates(lines[row])[:: -1 if back else 1] for row, back in chain]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def closed_lines(frame: gpd.GeoDataFrame, file: str) -> list[Note]:
    """Return notes on lines that enclose an area, or would after closing a gap.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Shapes with a column ``name``.
    file : str
    """
    kinds = shapely.get_dimensions(frame.geometry.to_numpy()) == 1
    if not kinds.any():
        return []
    own = frame[kinds]
    parts, owner = shapely.get_parts(own.geometry.to_crs(PROJECTED).to_numpy(), return_index=True)
    names = [str(name) for name in own["name"]]
    gaps = shapely.distance(shapely.get_point(parts, 0), shapely.get_point(parts, -1))
    loops = [row for row in range(len(parts)) if _goes_round(parts[row], float(gaps[row]))]
    exact = {owner[row]: "" for row in loops if gaps[row] <= SAME}
    open_ = {owner[row]: f" ({gaps[row]:.2f} m)" for row in loops if gaps[row] > SAME}
    notes = [
        _note(key, file, {names[row]: gap for row, gap in found.items()}.items(), len(found))
        for key, found in (("planners.closed_lines", exact), ("planners.not_closed", open_))
        if found
    ]
    lines = list(parts)
    chains = [c for c in rings(lines, _NEAR, file) if _is_parcel(shapely.Polygon(joined(lines, c)))]
    if chains:
        members = {names[owner[row]]: "" for chain in chains for row, _ in chain}
        notes.append(_note("planners.lines_enclose", file, members.items(), len(chains)))
    return notes


def within_others(areas: list[BaseGeometry], names: list[str], file: str) -> list[Note]:
    """Return a note on areas inside others, which are not cut out of the outer ones."""
    shapes = np.array(areas, dtype=object)
    rows = np.flatnonzero(are_valid(shapes))
    if not len(rows):
        return []
    pairs = pairs_of(shapes[rows], shapes[rows], file, "within").T
    inner = {rows[one]: rows[other] for one, other in pairs.tolist() if one != other}
    if not inner:
        return []
    members = {(names[one], f" ({short(names[other])})"): None for one, other in inner.items()}
    return [_note("planners.nested", file, members, len(inner))]


def _is_parcel(area: BaseGeometry) -> bool:
    """Return whether an outline is more than a thin strip between two parallel lines."""
    return bool(area.area > _SMALLEST and 4 * math.pi * area.area / area.length**2 > _STRIP)


def _goes_round(line: BaseGeometry, gap: float) -> bool:
    """Return whether a line encloses an area, except for a gap between its ends.

    Either the gap is small, or closing it gives a compact outline rather than a long one: three
    sides of a parcel, not a road.
    """
    points = shapely.get_coordinates(line)
    if len(points) < 4:
        return False
    area = float(shapely.Polygon(points).area)
    if area <= _SMALLEST:
        return False
    near = min(max(line.length * _NEAR_SHARE, _NEAR), _FARTHEST)
    return gap <= near or 4 * math.pi * area / (line.length + gap) ** 2 >= _ROUND


def _note(key: str, file: str, members: Iterable[tuple[str, str]], count: int) -> Note:
    """Return a note that lists names, each with a remark."""
    names, remarks = zip(*members, strict=True)
    listed = first_names(names, remarks)
    return Note(key, {"file": file, "count": count, "names": listed})
