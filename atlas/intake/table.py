"""Tables: CSV with a column of WKT, or with two columns of coordinates."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.coordinates import CoordinateError, read_coordinates
from atlas.intake.encoding import decide
from atlas.intake.model import Answers, IntakeError
from atlas.intake.raw import Member, Raw
from atlas.notes import Note
from atlas.textfiles import read_toml_as

_SEPARATORS = ",;\t|\uff0c"
_SRID = re.compile(r"^\s*SRID\s*=\s*(\d+)\s*;", re.IGNORECASE)
_UNIT = re.compile(r"[\s\uff08(].*$")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
csv.field_size_limit(50_000_000)


@cache
def columns() -> dict[str, list[str]]:
    """Return what columns are called, by what they hold; read once."""
    return read_toml_as(Path(__file__).with_name("columns.toml"), dict[str, list[str]])


def find_column(names: list[str], kind: str) -> str | None:
    """Return the column of a kind (``wkt``, ``east``, ``north``, ``name``), the likeliest first."""
    plain = {_UNIT.sub("", name.strip().lower()): name for name in reversed(names)}
    return next((plain[word] for word in columns()[kind] if word in plain), None)


def read_table(file: Member, answers: Answers) -> Raw:
    """Return the rows of a table that have a place.

    Raises
    ------
    IntakeError
        When there are no such columns, naming those that there are; or a cell cannot be read,
        naming row and column.
    """
    mark = next((m for m in _MARKS if file.content.startswith(m)), b"")
    if mark:
        text, decision = file.content.decode(_MARKS[mark], errors="replace"), None
    else:
        decision = decide(file.name, file.content.splitlines(), None, answers.encoding)
        text = file.content.decode(decision.encoding, errors="replace")
    table = _rows(text, file.name)
    names = list(table.columns)
    wkt, east, north = (find_column(names, kind) for kind in ("wkt", "east", "north"))
    notes = [decision.note] if decision and decision.note else []
    crs = None
    if wkt:
        shapes, crs = _from_wkt(table[wkt], file.name)
        table = table.drop(columns=wkt)
    elif east and north:
        shapes = _points(table[east], table[north], file.name)
    else:
        raise IntakeError("intake.no_columns", file=file.name, columns=", ".join(names)[:300])
    missing = int(pd.isna(pd.Series(shapes)).sum())
    if missing:
        notes.append(Note("intake.rows_without_place", {"file": file.name, "count": missing}))
    kept = ~pd.isna(pd.Series(shapes)).to_numpy()
    questions = (decision.question,) if decision and decision.question else ()
    found = table[kept].reset_index(drop=True)
    return Raw(file.name, found, shapes[kept], crs, notes=tuple(notes), questions=questions)


def _rows(text: str, file: str) -> pd.DataFrame:
    lines = text.splitlines(keepends=True)
    if lines and lines[0].lower().startswith("sep="):
        lines = lines[1:]
    if not lines:
        raise IntakeError("intake.empty", file=file)
    head = re.sub(r'"[^"]*"', "", lines[0])
    separator = max(_SEPARATORS, key=head.count)
    try:
        rows = [row for row in csv.reader(io.StringIO("".join(lines)), delimiter=separator) if row]
    except csv.Error as error:
        raise IntakeError("intake.unreadable", file=file, why=str(error)) from error
    names = [name.strip() or f"#{number}" for number, name in enumerate(rows[0], start=1)]
    names = [name if name not in names[:i] else f"{name} ({i + 1})" for i, name in enumerate(names)]
    width = len(names)
    cells = [[*row[:width], *[""] * (width - len(row))] for row in rows[1:]]
    if not cells:
        raise IntakeError("intake.empty", file=file)
    return pd.DataFrame(cells, columns=names, dtype=object)


def _from_wkt(column: pd.Series, file: str) -> tuple[np.ndarray, CRS | None]:
    shapes = np.full(len(column), None, dtype=object)
    codes = set()
    for row, cell in enumerate(column):
        found = _SRID.match(cell)
        if found:
            codes.add(found.group(1))
        text = _SRID.sub("", cell).strip()
        if not text:
            continue
        try:
            shapes[row] = shapely.from_wkt(text)
        except shapely.errors.ShapelyError as error:
            raise IntakeError(
                "intake.bad_feature", file=file, feature=row + 2, field=column.name
            ) from error
    if len(codes) != 1:
        return shapes, None
    try:
        return shapes, CRS.from_epsg(int(codes.pop()))
    except CRSError:
        return shapes, None


def _points(east: pd.Series, north: pd.Series, file: str) -> np.ndarray:
    shapes = np.full(len(east), None, dtype=object)
    for row, (a, b) in enumerate(zip(east, north, strict=True)):
        if not a.strip() and not b.strip():
            continue
        try:
            shapes[row] = shapely.Point(*_pair(a, b))
        except (ValueError, CoordinateError) as error:
            where = f"{east.name}, {north.name}"
            raise IntakeError(
                "intake.bad_feature", file=file, feature=row + 2, field=where
            ) from error
    return shapes


def _pair(a: str, b: str) -> tuple[float, float]:
    """Return two cells as numbers: plain ones, or degrees, minutes and seconds."""
    try:
        return float(a), float(b)
    except ValueError:
        return read_coordinates(f"{a}, {b}")
