"""Tables for spreadsheets: CSV with a byte order mark, and Excel.

A spreadsheet takes text that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and a formula
in somebody else's data may do harm. In CSV such text is preceded by an apostrophe, which marks it
as text; all other cells are unchanged. In Excel, text cells are typed as text and nothing is
added.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.layers.feature_schema import WORDS
from atlas.spatial.crs import systems
from atlas.writers.feature_table import FeatureTable, cells, in_system, label_points
from atlas.writers.file_metadata import WriteRequest, about, sources
from atlas.writers.plain_table import PlainTable

#: signs that begin a formula; spreadsheets of East Asia also take their full-width forms
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
#: maximum length of an Excel cell, and of a worksheet title
CELL_SIGNS, TITLE_SIGNS = 32_767, 31
#: decimals of degrees (0.1 m) and of metres (1 mm)
DEGREE_DECIMALS, METRE_DECIMALS = 6, 3
WIDEST = 48


def csv_text(rows: Iterable[Sequence[object]]) -> bytes:
    """Return rows as CSV in UTF-8 with a byte order mark, so that Excel shows Chinese."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def guarded(cell: object) -> object:
    """Return a cell, with an apostrophe before text that would run as a formula."""
    if isinstance(cell, str) and FORMULA.match(cell):
        return f"'{cell}"
    return cell


def as_csv(order: WriteRequest) -> dict[str, bytes]:
    """Return title → table of each layer: attributes, label point, geometry as WKT.

    The first row has the column names of the data, not localized headings.
    """
    return {content.title: csv_text(_rows(content, order.system)) for content in order.contents}


def _rows(content: FeatureTable, system: str) -> Iterator[list[object]]:
    frame = in_system(content.frame, system)
    metres = is_metric(system)
    decimals = METRE_DECIMALS if metres else DEGREE_DECIMALS
    yield [*content.columns, *(("x", "y") if metres else ("lon", "lat")), "wkt"]
    shapes = shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=decimals + 3)
    points = _coordinates(frame, decimals)
    for row, point, shape in zip(cells(content), points, shapes, strict=True):
        yield [*row, *point, shape]


def is_metric(system: str) -> bool:
    """Return whether a coordinate system is in metres."""
    epsg = systems()[system].epsg
    return epsg is not None and not gpd.GeoSeries(crs=epsg).crs.is_geographic


def _coordinates(frame: gpd.GeoDataFrame, decimals: int) -> list[tuple[object, object]]:
    return [
        (None, None) if point is None else (round(point.x, decimals), round(point.y, decimals))
        for point in label_points(frame)
    ]


def as_excel(order: WriteRequest) -> bytes:
    """Return a workbook: worksheets of layers and plain tables, notes, the meaning of codes.

    It holds no shapes, only the label point of each.
    """
    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    for content in order.contents:
        _worksheet(book.create_sheet(sheet_title(content.title, taken)), content, order)
    for table in order.tables:
        write_plain(book.create_sheet(sheet_title(table.title, taken)), table)
    _notes(
        book.create_sheet(sheet_title(message("takeaway.sheet_notes", order.lang), taken)), order
    )
    _codes(
        book.create_sheet(sheet_title(message("takeaway.sheet_codes", order.lang), taken)), order
    )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def sheet_title(text: str, taken: set[str]) -> str:
    """Return a valid, short and unused worksheet title."""
    base = re.sub(r"[\[\]:*?/\\]", " ", text).strip("' ")[:TITLE_SIGNS] or "-"
    title, number = base, 1
    while title.lower() in taken:
        number += 1
        title = f"{base[: TITLE_SIGNS - len(str(number)) - 1]} {number}"
    taken.add(title.lower())
    return title


def put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write a cell; text stays text even if it looks like a formula."""
    cell: Cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:CELL_SIGNS]
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def write_heads(sheet: Worksheet, heads: Sequence[str], widths: Sequence[float]) -> None:
    """Write the headings of a worksheet, and keep them in view."""
    for number, (label, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = put(sheet, 1, number, label)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="8D3F6B")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 30


def _width(label: str, values: Iterable[object]) -> float:
    """Return a column's width in digits; a Chinese character counts as two."""
    longest = max((_symbol_cells(value) for value in values if value is not None), default=0)
    return float(min(WIDEST, max(8, longest + 2, _symbol_cells(label) / 2 + 3)))


def _symbol_cells(value: object) -> int:
    return sum(1 if sign.isascii() else 2 for sign in str(value))


def _worksheet(sheet: Worksheet, content: FeatureTable, order: WriteRequest) -> None:
    metres = is_metric(order.system)
    places = ("takeaway.east", "takeaway.north") if metres else ("takeaway.lon", "takeaway.lat")
    heads = [*content.heads.values(), *(message(key, order.lang) for key in places)]
    frame = in_system(content.frame, order.system)
    points = _coordinates(frame, METRE_DECIMALS if metres else DEGREE_DECIMALS)
    rows = [[*row, *point] for row, point in zip(cells(content), points, strict=True)]
    _fill(sheet, heads, rows)
    names = content.columns
    if "name_zh" in names:  # keep the names in view
        sheet.freeze_panes = sheet.cell(2, names.index("name_zh") + 2)


def write_plain(sheet: Worksheet, table: PlainTable) -> None:
    """Write a table without shapes into a worksheet."""
    rows = [
        [None if pd.isna(value) else value for value in row]
        for row in table.frame.itertuples(index=False, name=None)
    ]
    _fill(sheet, list(table.heads.values()), rows)


def _fill(sheet: Worksheet, heads: list[str], rows: list[list[Any]]) -> None:
    """Write headings and rows, in columns as wide as they need, with a filter."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(heads)
    widths = [_width(label, values) for label, values in zip(heads, columns, strict=True)]
    write_heads(sheet, heads, widths)
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            if value is not None:
                put(sheet, number, place, value)
    sheet.auto_filter.ref = sheet.dimensions


def _notes(sheet: Worksheet, order: WriteRequest) -> None:
    rows: list[tuple[object, ...]] = list(about(order).items())
    rows.append(
        (message("takeaway.about_shapes", order.lang), message("takeaway.no_shapes", order.lang))
    )
    for content in order.contents:
        label = message("takeaway.sources_of", order.lang, title=content.title)
        rows += [(label, *source) for source in sources(order, content)]
    keys = ("item", "text", "date", "address")
    heads = [message(f"takeaway.notes_{key}", order.lang) for key in keys]
    write_heads(sheet, heads, (24, 70, 12, 48))
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            put(sheet, number, place, value).alignment = Alignment(wrap_text=True, vertical="top")


def _codes(sheet: Worksheet, order: WriteRequest) -> None:
    """Write the labels of the codes in the worksheets."""
    lang = order.lang
    rows: list[tuple[str, str, str]] = []
    evaluated = any("outcome" in content.columns for content in order.contents)
    for name in ("theme", *(("outcome",) if evaluated else ()), *WORDS):
        terms = vocabulary().terms(WORDS.get(name, name))
        label = message(f"head.{name}", lang)
        rows += [(label, code, term.text.in_(lang)) for code, term in terms.items()]
    for content in order.contents:
        for category in content.definition.legend_order if content.definition else ():
            label = f"{message('head.kind', lang)} · {content.title}"
            rows.append((label, category.value, category.label.in_(lang)))
    keys = ("takeaway.column_column", "takeaway.code", "takeaway.word")
    heads = [message(key, lang) for key in keys]
    write_heads(sheet, heads, (32, 22, 32))
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            put(sheet, number, place, value)
