"""Combines entities of a drawing: lines into outlines, symbols into points; drops duplicates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.errors import Note
from atlas.readers.closed_lines import SAME, joined, rings, within_others
from atlas.readers.file_limits import check_count, pairs_of
from atlas.readers.geometry_repair import gather

#: metres: blocks up to this size are point symbols
SYMBOL = 10.0
#: metres: outlines that differ by less are equal
_BAND = 0.02
#: cost of an exact comparison of two outlines, in bounding-box comparisons
_COSTLY = 30


@dataclass(frozen=True)
class Item:
    """A shape of a drawing, in metres or degrees; ``marks`` are attributes set by the atlas."""

    layer: str
    entity: str
    shape: BaseGeometry
    block: int | None = None
    marks: tuple[Any, ...] = ()
    name: str | None = None
    key: str | None = None
    lines: int = 0


def is_area(item: Item) -> bool:
    """Return whether an item is an area."""
    return item.shape.geom_type in ("Polygon", "MultiPolygon")


def own_features(items: list[Item]) -> list[Item]:
    """Reassemble the features of a drawing written by the atlas from their parts and rings."""
    groups: dict[tuple[str, bool], list[Item]] = {}
    for item in items:
        groups.setdefault((str(item.marks[0]), is_area(item)), []).append(item)
    found = []
    for (key, area), own in groups.items():
        if area:
            outer = [item.shape for item in own if item.marks[4] == 0]
            inner = [item for item in own if item.marks[4] != 0]
            parts = [_with_holes(shell, [hole.shape for hole in inner]) for shell in outer]
        else:
            parts = [item.shape for item in own]
        if parts:
            whole = gather(parts) if len(parts) > 1 else parts[0]
            found.append(replace(own[0], shape=whole, key=key, name=str(own[0].marks[1])))
    return found


def _with_holes(shell: BaseGeometry, holes: list[BaseGeometry]) -> BaseGeometry:
    inside = [shapely.get_exterior_ring(hole) for hole in holes if shell.covers(hole)]
    return shapely.Polygon(shapely.get_exterior_ring(shell), inside)


def join_lines(items: list[Item], file: str, unit: float) -> tuple[list[Item], list[Note]]:
    """Return the items with lines that close exactly into an outline merged into areas.

    Only lines of one layer are joined, where each end meets exactly one other. Lines that enclose
    areas in other ways stay lines and are reported in a note.
    """
    groups: dict[tuple[str, int | None], list[int]] = {}
    for row, item in enumerate(items):
        if item.shape.geom_type == "LineString":
            groups.setdefault((item.layer, item.block), []).append(row)
    made: list[Item] = []
    gone: set[int] = set()
    enclosed: dict[str, int] = {}
    for (layer, block), rows in groups.items():
        lines = [items[row].shape for row in rows]
        for chain in rings(lines, SAME * unit, file):
            area = shapely.Polygon(joined(lines, chain))
            if area.area:
                made.append(Item(layer, "LINE", area, block, lines=len(chain)))
                gone |= {rows[row] for row, _ in chain}
        rest = [items[row].shape for row in rows if row not in gone]
        count = len(shapely.get_parts(shapely.polygonize(rest))) if block is None else 0
        if count:
            enclosed[layer] = count
    notes = []
    if made:
        layers = ", ".join(dict.fromkeys(item.layer for item in made))
        values = {"file": file, "layers": layers, "count": len(made), "lines": len(gone)}
        notes.append(Note("planners.lines_joined", values))
    if enclosed:
        layers = ", ".join(f"{layer} ({count})" for layer, count in enclosed.items())
        values = {"file": file, "names": layers, "count": sum(enclosed.values())}
        notes.append(Note("planners.lines_enclose", values))
    return [item for row, item in enumerate(items) if row not in gone] + made, notes


def symbols(
    items: list[Item], blocks: list[tuple[float, float, str, Any]], file: str, unit: float
) -> tuple[list[Item], list[Note]]:
    """Return the items with small blocks that contain areas replaced by points (symbols)."""
    groups: dict[int, list[int]] = {}
    for row, item in enumerate(items):
        if item.block is not None:
            groups.setdefault(item.block, []).append(row)
    gone: set[int] = set()
    points = []
    for block, rows in groups.items():
        west, south, east, north = shapely.total_bounds([items[row].shape for row in rows])
        small = max(east - west, north - south) <= SYMBOL * unit
        if small and any(is_area(items[row]) for row in rows):
            x, y, layer, _ = blocks[block]
            points.append(Item(layer, "INSERT", shapely.Point(x, y)))
            gone |= set(rows)
    notes = []
    if points:
        values = {"file": file, "count": len(points), "size": f"{SYMBOL:g}"}
        notes.append(Note("planners.symbols", values))
    return [item for row, item in enumerate(items) if row not in gone] + points, notes


def once(items: list[Item], file: str, unit: float) -> tuple[list[Item], list[Note]]:
    """Return the items without duplicate areas and without hatches that fill an area."""
    outlines = [row for row, item in enumerate(items) if is_area(item) and item.entity != "HATCH"]
    shells = np.array([_shell(items[row].shape) for row in outlines], dtype=object)
    tree = shapely.STRtree(shells)
    twice = {outlines[later] for later in _repeated(shells, file, unit)}
    gone = set(twice)
    holes: list[str] = []
    for row, item in enumerate(items):
        if item.entity != "HATCH" or not is_area(item):
            continue
        parts = shapely.get_parts(item.shape)
        drawn = [
            any(_same(shells[found], _shell(part), unit) for found in tree.query(_shell(part)))
            for part in parts
        ]
        if all(drawn):
            gone.add(row)
            if shapely.get_num_interior_rings(parts).any():
                holes.append(item.layer)
    notes = []
    if twice:
        notes.append(Note("planners.drawn_twice", {"file": file, "count": len(twice)}))
    if holes:
        layers = ", ".join(dict.fromkeys(holes))
        notes.append(
            Note("planners.hatch_holes", {"file": file, "count": len(holes), "names": layers})
        )
    return [item for row, item in enumerate(items) if row not in gone], notes


def _repeated(shells: np.ndarray, file: str, unit: float) -> set[int]:
    """Return the indices of outlines that equal an earlier one."""
    first: dict[bytes, int] = {}
    keys = shapely.to_wkb(shapely.normalize(shells)).tolist() if len(shells) else []
    rows = [row for row, key in enumerate(keys) if first.setdefault(key, row) == row]
    repeated = set(range(len(shells))) - set(rows)
    apart = shells[rows]
    later, earlier = pairs_of(apart, apart, file)
    sizes = shapely.area(apart)
    bands = _BAND * unit * np.maximum(shapely.length(apart)[later], shapely.length(apart)[earlier])
    like = (earlier < later) & (np.abs(sizes[later] - sizes[earlier]) <= bands)
    check_count(int(like.sum()) * _COSTLY, "pairs", file)
    for one, other in zip(later[like].tolist(), earlier[like].tolist(), strict=True):
        if _same(apart[other], apart[one], unit):
            repeated.add(rows[one])
    return repeated


def _shell(shape: BaseGeometry) -> BaseGeometry:
    whole = shape if shape.is_valid else shapely.make_valid(shape, method="structure")
    parts = [
        shapely.Polygon(p.exterior) for p in shapely.get_parts(whole) if p.geom_type == "Polygon"
    ]
    union: BaseGeometry = shapely.union_all(parts)
    return union


def _same(one: BaseGeometry, other: BaseGeometry, unit: float) -> bool:
    """Return whether two areas differ only by a narrow band along their outline."""
    band = _BAND * unit * max(one.length, other.length)
    if abs(one.area - other.area) > band:
        return False
    return bool(one.symmetric_difference(other).area <= band)


def nested(items: list[Item], names: list[str], file: str) -> list[Note]:
    """Return a note on outlines inside others, each of which counts as a separate area."""
    rows = [row for row, item in enumerate(items) if is_area(item)]
    return within_others([items[row].shape for row in rows], [names[row] for row in rows], file)
