"""Splits texts into rows of cells, finding the separator that yields coordinate columns."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

from atlas.readers.file_limits import check_count, limits
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Member
from atlas.readers.tables.coordinate_columns import Layout, find_layout, guess_layout, named
from atlas.readers.text_encoding import Decision, decide

_SEPARATORS = (",", ";", "\t", "\uff0c", "\uff1b", "|")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BLANKS = re.compile(r"[ \t\u3000]+")
_PART = re.compile(r"(度|°|deg|d)[)）]?$|(分|'|′|min|m)[)）]?$|(秒|\"|″|sec|s)[)）]?$")
_LOOKED_AT = 60
#: the row of every blank line, of which a file may have millions
_BLANK_ROW: list[str] = []
csv.field_size_limit(50_000_000)


@dataclass(frozen=True)
class Grid:
    """Rows of cells and the position of their coordinates.

    Attributes
    ----------
    label : str
        Name of the file or worksheet.
    rows : list of list of str
        All rows, including blank ones.
    layout : Layout
    first : int
        Number of the first row in its file.
    separator : str
        Cell separator; empty for a worksheet.
    """

    label: str
    rows: list[list[str]] = field(repr=False)
    layout: Layout
    first: int = 1
    separator: str = ""


def decoded(file: Member, answers: Answers) -> tuple[str, Decision | None]:
    """Return the text of a file and, unless it has a byte-order mark, the encoding decision."""
    mark = next((m for m in _MARKS if file.content.startswith(m)), b"")
    if mark:
        return _lines(file.content.decode(_MARKS[mark], errors="replace")), None
    decision = decide(file.name, file.content.splitlines(), None, answers.encoding)
    return _lines(file.content.decode(decision.encoding, errors="replace")), decision


def _lines(text: str) -> str:
    """Return a text with uniform line ends; old systems use a single carriage return."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def text_grid(text: str, name: str) -> Grid:
    """Split a text into rows, with the separator that yields coordinate columns.

    Raises
    ------
    ReaderError
        When there are no such columns; names the columns found.
    """
    lines = text.splitlines(keepends=True)
    said = re.match(r"sep=(.)\s*$", lines[0], re.IGNORECASE) if lines else None
    first = 2 if said else 1
    lines = lines[first - 1 :]
    if not any(line.strip() for line in lines):
        raise ReaderError("planners.empty", file=name)
    check_count(max(map(text.count, _SEPARATORS)) + len(lines), "cells", name)
    head = re.sub(r'"[^"]*"', "", "".join(lines[:_LOOKED_AT]))
    order = sorted((s for s in _SEPARATORS if s in head), key=lambda s: -head.count(s))
    if said and said[1] in _SEPARATORS:
        order = [said[1], *(s for s in order if s != said[1])]
    tried = [(separator, _parted(lines, separator, name)) for separator in order]
    tried.append((" ", [_words(line) for line in lines]))
    for find in (find_layout, guess_layout):
        for separator, rows in tried:
            if max(map(len, rows)) > limits().columns:
                continue  # try the next separator
            layout = find(rows)
            if layout:
                check_cells(rows, name)
                return Grid(name, rows, layout, first, separator)
    check_count(min(max(map(len, rows)) for _, rows in tried), "columns", name)
    raise no_columns(name, tried[0][1])


def check_cells(rows: list[list[str]], name: str) -> None:
    """Refuse a table that is too large once all rows are padded to the widest."""
    width = max(map(len, rows), default=0)
    check_count(width, "columns", name)
    check_count(width * len(rows), "cells", name)


def joined_degrees(rows: list[list[str]]) -> list[list[str]]:
    """Return rows in which degrees, minutes and seconds in separate columns are joined."""
    for place, row in enumerate(rows[:_LOOKED_AT]):
        parts = [_part(cell) for cell in row]
        begins = [c for c in range(len(row) - 2) if parts[c : c + 3] == ["d", "m", "s"]]
        above = rows[place - 1] if place else []
        heads = [(row[c] + (above[c] if c < len(above) else "")).lower() for c in begins]
        sides = ["经度" if re.search("经|lon", h) else "纬度" for h in heads]
        if sorted(sides) != ["纬度", "经度"] or not re.search("纬|lat", heads[sides.index("纬度")]):
            continue
        return [
            *rows[:place],
            *(_joined(one, begins, n, sides) for n, one in enumerate(rows[place:])),
        ]
    return rows


def _part(cell: str) -> str | None:
    found = _PART.search(cell.strip().lower())
    return "dms"[(found.lastindex or 1) - 1] if found else None


def _joined(row: list[str], begins: list[int], below: int, sides: list[str]) -> list[str]:
    made = [cell.strip() for cell in row]
    for column, side in zip(begins, sides, strict=True):
        degrees, minutes, seconds = [*made[column : column + 3], "", "", ""][:3]
        text = f"{degrees}°{minutes or 0}'{seconds or 0}\"" if degrees else ""
        made[column : column + 3] = [text if below else side, "", ""]
    return made


def no_columns(name: str, rows: list[list[str]]) -> ReaderError:
    """Return the error for a table without coordinates, naming the columns of its fullest row."""
    head = max(rows[:_LOOKED_AT], key=lambda row: sum(map(bool, row)), default=[])
    first = next((row for row in rows if len(row) == len(head) and any(row)), head)
    columns = ", ".join(named(first, len(first)))[:300]
    return ReaderError("planners.no_columns", file=name, columns=columns)


def _words(line: str) -> list[str]:
    """Return the cells of a line that are separated by blanks."""
    line = line.strip()
    return [cell for cell in _BLANKS.split(line) if cell] if line else _BLANK_ROW


def _parted(lines: list[str], separator: str, name: str) -> list[list[str]]:
    try:
        return joined_degrees(list(csv.reader(io.StringIO("".join(lines)), delimiter=separator)))
    except csv.Error as error:
        raise ReaderError("planners.unreadable", file=name, why=str(error)) from error
