"""Finds the coordinate columns of a table, by its header or its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atlas.core.model import Strict
from atlas.core.toml_files import load_toml
from atlas.readers.tables.cell_numbers import CoarseError, decimal_comma, number
from atlas.readers.tables.old_systems import old_system
from atlas.spatial.coordinate_notation import CoordinateError, read_angle, read_coordinates

Rows = Sequence[Sequence[str]]
#: number of rows searched for the header
_HEADER_ROWS = 60
#: number of rows below a header, one of which must have coordinates
_SAMPLE = 40
_UNIT = re.compile(r"[\s(].*$")
_WORD = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+")
_WKT = re.compile(
    r"\s*(SRID\s*=\s*\d+\s*;)?\s*(POINT|LINESTRING|POLYGON|MULTI|GEOMETRYCOLL|CURVE|COMPOUND|CIRCULAR)",
    re.IGNORECASE,
)
#: range of China: Gauss-Kruger metres (easting with or without zone number), degrees
_NORTH_M, _EAST_M, _ZONED_M = (1.9e6, 6.0e6), (1e5, 9e5), (13e6, 46e6)
_LAT, _LON = (3.0, 54.0), (73.0, 136.0)


@dataclass(frozen=True)
class Layout:
    """Positions of header and columns, counted from 0.

    Attributes
    ----------
    header : int
        Row of the header; -1 if there is none.
    names : tuple of str
        Names of all columns, without duplicates.
    wkt, pair : int or None
        Column of WKT; column with both coordinates.
    blocks : tuple of (int, int)
        Columns of easting and northing; several if a table continues side by side.
    points : tuple of (int or None)
        Column of point numbers for each block.
    parcel, ring : int or None
    unused : tuple of str
        Further coordinate columns.
    said : str
        Text in and above the header: titles, or the heading of the block in use.
    """

    header: int
    names: tuple[str, ...]
    wkt: int | None = None
    pair: int | None = None
    blocks: tuple[tuple[int, int], ...] = ()
    points: tuple[int | None, ...] = (None,)
    parcel: int | None = None
    ring: int | None = None
    unused: tuple[str, ...] = ()
    said: str = ""


Names = tuple[str, ...]


class Family(Strict):
    """Names of the two coordinates that belong together."""

    east: Names
    north: Names


class CoordinateNames(Strict):
    """Families of coordinate names, the likeliest first, and words beside them."""

    beside: Names
    family: tuple[Family, ...]


class ColumnNames(Strict):
    """Known column names by content."""

    wkt: Names
    pair: Names
    name: Names
    point: Names
    number: Names
    parcel: Names
    ring: Names
    beside_corners: Names
    coordinate: CoordinateNames


@cache
def columns() -> ColumnNames:
    """Return the known column names (cached)."""
    return load_toml(ColumnNames, Path(__file__).with_suffix(".toml"))


def find_column(names: Sequence[str], kind: str) -> str | None:
    """Return the column of a kind (a list of ``coordinate_columns.toml``), likelier names first."""
    found = _find(names, kind)
    return names[found] if found is not None else None


def _find(names: Sequence[str], kind: str, taken: Sequence[int | None] = ()) -> int | None:
    places: dict[str, int] = {}
    for place in reversed(range(len(names))):
        if place not in taken:
            places[_UNIT.sub("", _narrow(names[place]))] = place
            places[_narrow(names[place]).replace(" ", "")] = place
    return next((places[word] for word in getattr(columns(), kind) if word in places), None)


def _narrow(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip().lower()


def coordinate_kind(name: str) -> tuple[int, str] | None:
    """Return the coordinate that a column name means: its family, and ``east`` or ``north``.

    Examples
    --------
    >>> coordinate_kind("纵坐标X(m)"), coordinate_kind("X坐标（米）"), coordinate_kind("东至")
    ((1, 'north'), (2, 'east'), None)
    """
    words = [_bare(word) for word in _WORD.findall(_narrow(name))]
    kinds = [_of_word(word) for word in words if word]
    if not kinds or None in kinds:
        return None
    found = sorted({kind for kind in kinds if kind})
    # beside a word for the direction, X and Y mean nothing: X is north in Chinese surveys
    clear = [kind for kind in found if kind[0] != 2] or found
    return clear[0] if len({side for _, side in clear}) == 1 else None


@cache
def _beside() -> list[str]:
    return sorted(columns().coordinate.beside, key=len, reverse=True)


def _bare(word: str) -> str:
    if not word.isascii():
        for filler in _beside():
            if _of_word(word):
                break
            word = word.replace(filler, "")
        return word
    return "" if word in _beside() else word


@cache
def _of_word(word: str) -> tuple[int, str] | None:
    for rank, family in enumerate(columns().coordinate.family):
        for side in ("east", "north"):
            if word in getattr(family, side):
                return rank, side
    return None


def find_layout(rows: Rows) -> Layout | None:
    """Return the layout given by a header; the first whose columns hold coordinates.

    ``None`` if no row is a header of coordinates.
    """
    first = None
    for place, cells in enumerate(rows[:_HEADER_ROWS]):
        layout = _said(rows, place, cells)
        if layout is None:
            continue
        if _holds(rows[place + 1 : place + 1 + _SAMPLE], layout):
            return layout
        first = first or layout
    return first


def _said(rows: Rows, place: int, cells: Sequence[str]) -> Layout | None:
    """Return the layout that a row describes as a header."""
    if not any(cells):
        return None
    said = _above(rows, place, cells)
    names = named(said, len(said))
    wkt = _find(said, "wkt")
    if wkt is not None and not _is_wkt(rows[place + 1 : place + 1 + _SAMPLE], wkt):
        wkt = None
    blocks, unused = _blocks(said)
    pair = _find(said, "pair")
    taken = [wkt, *(column for block in blocks for column in block)]
    if wkt is None and not blocks:
        if pair is None:
            return None
        taken.append(pair)
    points = _points(said, blocks, taken)
    words = " ".join(cell for row in rows[: place + 1] for cell in row)
    if points[0] is not None and None in points:  # the same points in several systems
        above = rows[place - 1] if place else ()
        blocks, words, more = _one_block(blocks, said, above)
        points, unused = points[:1], [*unused, *more]
    parcel = _find(said, "parcel", [*taken, *points])
    return Layout(
        place,
        names,
        wkt=wkt,
        pair=pair if wkt is None and not blocks else None,
        blocks=blocks if wkt is None else (),
        points=points,
        parcel=parcel,
        ring=_find(said, "ring", [*taken, *points, parcel]),
        unused=tuple(said[column] for column in unused),
        said=words,
    )


def _one_block(
    blocks: Sequence[tuple[int, int]], names: Sequence[str], above: Sequence[str]
) -> tuple[tuple[tuple[int, int], ...], str, list[int]]:
    """Return the block to use, its heading, and the columns of the other blocks.

    A block in a system from before 2008 is used only if there is no other.
    """
    said = []
    for block in blocks:
        # the text of a merged cell is in its first column
        over = [cell for cell in above[: min(block) + 1] if cell.strip()][-1:]
        said.append(" ".join([*over, *(names[column] for column in block)]))
    used = next((n for n, words in enumerate(said) if old_system(words) is None), 0)
    others = [column for n, block in enumerate(blocks) if n != used for column in sorted(block)]
    return (blocks[used],), said[used], others


def _above(rows: Rows, place: int, cells: Sequence[str]) -> list[str]:
    """Return a header with its blank cells filled from above (cells merged over two rows)."""
    above = rows[place - 1] if place and sum(map(bool, rows[place - 1])) > 1 else ()
    return [
        cell.strip() or (above[column].strip() if column < len(above) else "")
        for column, cell in enumerate(cells)
    ]


def _blocks(names: Sequence[str]) -> tuple[tuple[tuple[int, int], ...], list[int]]:
    """Return the columns of easting and northing, and other coordinate columns."""
    kinds = [coordinate_kind(name) for name in names]
    every = [column for column, kind in enumerate(kinds) if kind]
    for rank in range(len(columns().coordinate.family)):
        east = [column for column in every if kinds[column] == (rank, "east")]
        north = [column for column in every if kinds[column] == (rank, "north")]
        if not east or not north:
            continue
        like = [
            (e, n)
            for e, n in zip(east, north, strict=False)
            if (names[e], names[n]) == (names[east[0]], names[north[0]])
        ]
        used = {column for block in like for column in block}
        least = 2 if rank < 3 else 3  # single letters may mean something else
        unused = [c for c in every if c not in used and (kinds[c] or (9,))[0] <= least]
        return tuple(like), unused
    return (), []


def _points(
    names: Sequence[str], blocks: Sequence[tuple[int, int]], taken: Sequence[int | None]
) -> tuple[int | None, ...]:
    """Return the column of point numbers for each block: the likeliest after the block before."""
    found: list[int | None] = []
    begin = 0
    for block in blocks or [(len(names), len(names))]:
        hidden = [*taken, *(c for c in range(len(names)) if not begin <= c < min(block))]
        if len(blocks) < 2:
            hidden = list(taken)
        place = _find(names, "point", hidden)
        found.append(place if place is not None else _find(names, "number", hidden))
        begin = max(block) + 1
    return tuple(found)


def named(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Return column names without duplicates; ``#3`` for a blank header."""
    names: list[str] = []
    taken: set[str] = set()
    for column in range(width):
        name = (cells[column].strip() if column < len(cells) else "") or f"#{column + 1}"
        names.append(name if name not in taken else f"{name} ({column + 1})")
        taken.add(name)
    return tuple(names)


def _is_wkt(rows: Rows, column: int) -> bool:
    return any(column < len(row) and _WKT.match(row[column]) for row in rows)


def _holds(rows: Rows, layout: Layout) -> bool:
    """Return whether some row has coordinates in the layout's columns."""
    if layout.wkt is not None:
        return True
    for row in rows:
        if layout.pair is not None:
            if layout.pair < len(row) and is_pair(row[layout.pair]):
                return True
            continue
        east, north = layout.blocks[0]
        if max(east, north) < len(row) and _is_one(row[east]) and _is_one(row[north]):
            return True
    return False


def is_pair(cell: str) -> bool:
    """Return whether a cell holds two coordinates, or a list of such pairs."""
    try:
        read_coordinates(cell)
    except CoordinateError:
        return bool(pairs_in(cell))
    return True


def pairs_in(cell: str) -> list[tuple[float, float]]:
    """Return the pairs of a coordinate list in a cell; empty if it is not one.

    Examples
    --------
    >>> pairs_in("120.1,36.8;120.2,36.8")
    [(120.1, 36.8), (120.2, 36.8)]
    """
    text = cell.strip().strip("[]()")
    for separator in (";", "\uff1b", "|", "\n", "],[", "),(", " ", "\u3001"):
        parts = [part.strip() for part in text.split(separator) if part.strip()]
        if len(parts) < 2:
            continue
        try:
            return [read_coordinates(part) for part in parts]
        except CoordinateError:
            continue
    return []


def _is_one(cell: str) -> bool:
    try:
        number(cell, decimal_comma([cell]))
    except CoarseError:
        return True
    except ValueError:
        try:
            read_angle(cell)
        except CoordinateError:
            return False
    return True


def guess_layout(rows: Rows) -> Layout | None:
    """Return the layout of a table without header, by the size of its numbers; else ``None``."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return None
    width = max(map(len, filled))
    shares: dict[str, list[int]] = {"east": [], "north": [], "lon": [], "lat": []}
    for column in range(width):
        sizes = [_sizes(row[column]) if column < len(row) else set() for row in filled]
        for kind, found in shares.items():
            if sum(kind in size for size in sizes) >= 0.75 * len(filled):
                found.append(column)
    for east, north in (("east", "north"), ("lon", "lat")):
        if len(shares[east]) == len(shares[north]) == 1:
            block = (shares[east][0], shares[north][0])
            point = 0 if min(block) > 0 else None
            return Layout(-1, named((), width), blocks=(block,), points=(point,))
    return None


def _sizes(cell: str) -> set[str]:
    """Return the coordinates that a number may be, by its size."""
    try:
        value = number(cell, decimal_comma([cell]))
    except ValueError:
        return set()
    found = set()
    if _NORTH_M[0] <= value <= _NORTH_M[1]:
        found.add("north")
    if _EAST_M[0] <= value <= _EAST_M[1] or _ZONED_M[0] <= value <= _ZONED_M[1]:
        found.add("east")
    fine = len(cell.strip().rpartition(".")[2]) >= 3 and "." in cell
    if fine and _LON[0] <= value <= _LON[1]:
        found.add("lon")
    if fine and _LAT[0] <= value <= _LAT[1]:
        found.add("lat")
    return found
