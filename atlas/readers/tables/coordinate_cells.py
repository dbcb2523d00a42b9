"""Extracts the rows with coordinates, and the structure given by the rows between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from atlas.readers.planners_file import Answers, Degrees, ReaderError
from atlas.readers.tables.cell_numbers import (
    CoarseError,
    decimal_comma,
    halves,
    may_be_packed,
    pair,
    unpacked,
)
from atlas.readers.tables.coordinate_columns import pairs_in
from atlas.readers.tables.text_grid import Grid
from atlas.spatial.coordinate_notation import CoordinateError, read_coordinates

_DIGIT = re.compile(r"\d")
_NUMBERED = re.compile(r"[A-Za-z]{0,3}-?\d+'?")
_TITLE_END = re.compile(r"[\s:：]+$")
#: suffix of a title on the continuation pages of a parcel
_CONTINUED = re.compile(r"\s*([(（]?\s*(接)?(上|续)(上)?[页表]?\s*[)）]?)$|^续\s*表?\s*")
#: words in titles of tables and pages that do not name a parcel
_GENERAL = re.compile(r"[\s()（）:：]|界址点|拐点|角点|坐标|成果|一览|[第共]\s*\d+\s*页|表")
#: maximum number of title rows above a repeated header
_TITLES = 8


@dataclass(frozen=True)
class Place:
    """A row with coordinates.

    Attributes
    ----------
    number : int
        Row number in the file.
    cells : tuple of str
        Of all columns.
    points : tuple of (float, float)
        Usually one; several if a cell lists them.
    label, parcel, ring : str
        Point number, and parcel and ring of the corner; empty if not given.
    apart : bool
        Whether a blank row or a title separates it from the previous row.
    """

    number: int
    cells: tuple[str, ...] = field(repr=False)
    points: tuple[tuple[float, float], ...] = field(repr=False)
    label: str = ""
    parcel: str = ""
    ring: str = ""
    apart: bool = False


@dataclass(frozen=True)
class Places:
    """The rows of a table that have coordinates, and statistics of the others.

    Attributes
    ----------
    rows : list of Place
    without : int
        Number of non-blank rows without coordinates.
    numbered : int
        Number of these rows that have a point number.
    packed : (str, str) or None
        The first coordinates, if they may be packed ``ddd.mmss``.
    """

    rows: list[Place] = field(repr=False)
    without: int = 0
    numbered: int = 0
    packed: tuple[str, str] | None = None


def read_places(grid: Grid, answers: Answers) -> Places:
    """Return the rows with coordinates.

    Raises
    ------
    ReaderError
        When a cell is invalid, naming row and column.
    """
    body = _full(grid)
    blocks: Sequence[tuple[int, int]] = grid.layout.blocks
    if len(blocks) < 2:
        return _block(grid, body, 0, answers)
    found = [_block(grid, body, number, answers) for number in range(len(blocks))]
    return Places(
        _in_order(grid, [one.rows for one in found]),
        numbered=sum(one.numbered for one in found),
        packed=next((one.packed for one in found if one.packed), None),
    )


def _full(grid: Grid) -> list[tuple[int, list[str]]]:
    """Return the rows below the header with their numbers, padded to all columns.

    Raises
    ------
    ReaderError
        When a row has more cells than the header, probably due to a comma in a number.
    """
    width = len(grid.layout.names)
    begin = grid.layout.header + 1
    body = []
    for place, row in enumerate(grid.rows[begin:], start=begin + grid.first):
        if any(cell.strip() for cell in row[width:]) and grid.separator:
            raise ReaderError(
                "planners.too_many_cells", file=grid.label, row=place, found=len(row), wanted=width
            )
        body.append((place, [*row[:width], *[""] * (width - len(row))]))
    return body


def _block(grid: Grid, body: list[tuple[int, list[str]]], block: int, answers: Answers) -> Places:
    layout = grid.layout
    columns = (layout.pair,) if layout.pair is not None else layout.blocks[block]
    where = [column for column in columns if column is not None]
    point = layout.points[block]
    texts = [[cells[column] for _, cells in body] for column in where]
    last = max((n for n, (_, cells) in enumerate(body) if _any(cells, where, _DIGIT)), default=-1)
    comma = len(where) == 2 and decimal_comma([cell for column in texts for cell in column])
    rows: list[Place] = []
    without = 0
    apart, goes_on, paged, title, parcel = False, False, False, "", ""
    heads, titles = _repeated(grid, body, where)
    # the parcel below the first title has no name
    over = {_heading(row): "" for row in grid.rows[: max(layout.header, 0)]}
    for place, (number, cells) in enumerate(body[: last + 1]):
        own = [cells[column].strip() for column in where]
        label = cells[point].strip() if point is not None else ""
        if place in heads:  # a page header alone does not separate pages
            paged, apart = paged or not apart, True
            continue
        if not any(own):
            heading = _heading(cells)
            if place in titles or not any(cell.strip() for cell in cells):
                apart, paged = True, False
            if not any(cell.strip() for cell in cells):
                continue
            if heading and not _NUMBERED.fullmatch(heading):
                name = _CONTINUED.sub("", heading)
                goes_on = name != heading or name == title
                apart, paged = True, False
                title = over.get(name, name) if _GENERAL.sub("", name) else title
            elif label and rows and _alike(label, rows[-1].label):
                raise _bad(grid, number, where)
            without += place not in titles
            continue
        if place in titles and not all(map(_DIGIT.search, own)):
            apart, paged = True, False
            continue
        points = _points(grid, number, where, cells, (comma, answers.degrees))
        if layout.parcel is not None:
            parcel = cells[layout.parcel].strip() or parcel
        ring = cells[layout.ring].strip() if layout.ring is not None else ""
        rows.append(
            Place(
                *(number, tuple(cells), points, label, parcel or title, ring),
                apart=apart and bool(rows) and not (goes_on or (paged and _next(rows, label))),
            )
        )
        apart = goes_on = paged = False
    below = [cells for _, cells in body[last + 1 :] if any(cell.strip() for cell in cells)]
    numbered = 0
    if point is not None and rows:
        numbered = sum(_alike(cells[point].strip(), rows[-1].label) for cells in below)
    both = [_both([row.cells[column] for column in where]) for row in rows]
    east, north = [a for a, _ in both], [b for _, b in both]
    packed = None
    if both and all(map(all, both)) and may_be_packed(east, north, comma):
        packed = both[0]
    return Places(rows, without + len(below), numbered, packed)


def _repeated(
    grid: Grid, body: list[tuple[int, list[str]]], where: Sequence[int]
) -> tuple[set[int], set[int]]:
    """Return the indices of rows that repeat the header or its titles, and of the titles above.

    Tables made for print repeat both on every page.
    """
    if grid.layout.header < 0:
        return set(), set()
    above = [[cell.strip() for cell in row] for row in grid.rows[: grid.layout.header + 1]]
    header = [above[-1][column] if column < len(above[-1]) else "" for column in where]
    once = {tuple(cell for cell in row if cell) for row in above} - {()}
    heads, titles = set(), set()
    for place, (_, cells) in enumerate(body):
        stripped = [cell.strip() for cell in cells]
        if tuple(cell for cell in stripped if cell) in once:
            heads.add(place)
        if any(header) and [stripped[column] for column in where] == header:
            heads.add(place)
            for row in range(place - 1, max(place - _TITLES, 0) - 1, -1):
                if all(_DIGIT.search(body[row][1][column]) for column in where):
                    break
                titles.add(row)
    return heads, titles


def _both(own: list[str]) -> tuple[str, str]:
    """Return the texts of both coordinates, from two cells or one."""
    return halves(own[0]) if len(own) == 1 else (own[0].strip(), own[1].strip())


def _any(cells: list[str], where: list[int], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(cells[column]) for column in where)


def _heading(cells: list[str]) -> str:
    """Return the text of a row with exactly one filled cell, unless a number; else empty."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) != 1 or _is_number(filled[0]):
        return ""
    return _TITLE_END.sub("", filled[0])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _alike(label: str, before: str) -> bool:
    """Return whether two texts number corners in the same way; one then lacks coordinates."""
    return bool(
        _NUMBERED.fullmatch(label)
        and _NUMBERED.fullmatch(before)
        and _DIGIT.sub("", label) == _DIGIT.sub("", before)
    )


def _bad(grid: Grid, number: int, where: list[int]) -> ReaderError:
    field_ = ", ".join(grid.layout.names[column] for column in where)
    return ReaderError("planners.bad_feature", file=grid.label, feature=number, field=field_)


def _points(
    grid: Grid, number: int, where: list[int], cells: list[str], how: tuple[bool, Degrees | None]
) -> tuple[tuple[float, float], ...]:
    """Return the points of a row; ``how`` holds the decimal-comma flag and the degrees notation.

    Raises
    ------
    ReaderError
        When a cell is invalid, naming row and column.
    """
    try:
        return _read([cells[column].strip() for column in where], *how)
    except CoarseError as error:
        raise ReaderError(
            "planners.scientific", file=grid.label, row=number, sample=str(error)
        ) from error
    except ValueError as error:
        raise _bad(grid, number, where) from error


def _read(own: list[str], comma: bool, degrees: Degrees | None) -> tuple[tuple[float, float], ...]:
    if len(own) == 2:
        return (pair(own[0], own[1], comma, degrees),)
    if degrees == "packed":
        first, second = halves(own[0])
        return ((unpacked(first), unpacked(second)),)
    try:
        return (read_coordinates(own[0]),)
    except CoordinateError:
        found = pairs_in(own[0])
        if not found:
            raise
        return tuple(found)


def _in_order(grid: Grid, blocks: list[list[Place]]) -> list[Place]:
    """Merge side-by-side blocks in the order of their point numbers: down or across.

    Raises
    ------
    ReaderError
        When the point numbers fit neither order.
    """
    down = [row for block in blocks for row in block]
    numbers = sorted({row.number for row in down})
    by_row = {(row.number, place): row for place, block in enumerate(blocks) for row in block}
    across = [
        by_row[number, place]
        for number in numbers
        for place in range(len(blocks))
        if (number, place) in by_row
    ]
    steps = [_steps(order) for order in (down, across)]
    if steps[0] == steps[1] and len(down) > 1:
        raise ReaderError("planners.side_by_side", file=grid.label)
    return down if steps[0] > steps[1] else across


def _next(rows: list[Place], label: str) -> bool:
    """Return whether a corner's number follows that of the last row."""
    return bool(rows) and bool(_steps_of([rows[-1].label, label]))


def _steps(order: list[Place]) -> int:
    return _steps_of([row.label for row in order])


def _steps_of(labels: list[str]) -> int:
    """Return how often a point number follows the previous one."""
    found = [re.findall(r"\d+", label) for label in labels]
    numbers = [int(digits[-1]) if digits else -9 for digits in found]
    return sum(b - a == 1 for a, b in pairwise(numbers))
