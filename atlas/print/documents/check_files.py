"""The report of an overlap check as a file: JSON, CSV or PDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from fpdf import FontFace
from fpdf.drawing import color_from_hex_string as colour
from fpdf.enums import TableBordersLayout
from shapely.geometry.base import BaseGeometry

from atlas.analysis.overlap import Matrix, Report
from atlas.core.errors import short
from atlas.core.messages import message
from atlas.print.documents.pages import (
    FONT,
    INK,
    LINE,
    SOFT,
    WORLD,
    Pages,
    plain,
    write_credit,
    write_missing,
    write_section,
)
from atlas.print.documents.subject_map import draw_subject, overlap_mark
from atlas.spatial.crs import PROJECTED
from atlas.spatial.geojson_text import CRS
from atlas.store.store import Store
from atlas.wording.check_table import (
    COLUMNS,
    WORDS,
    check_document,
    check_rows,
    matrix_table,
    pair_table,
)
from atlas.wording.check_text import check_panel, headline, size_text, subject_names
from atlas.wording.panel import Row, item, row, section
from atlas.wording.phrases import joined

#: maximum number of overlaps in the PDF; the other formats list all
PRINTED = 200
TABLE_SIZE = 7.0
#: maximum number of subjects named on the front page
NAMED = 5
#: verdict → colours of its text and of its box
VERDICT_COLOURS = {
    "conflict": ("#8c2f1b", "#f8e7e0"),
    "possible": ("#6f5212", "#f8f0d8"),
    "clear": ("#2c5b3a", "#e4f0e4"),
}
#: background of table rows
PAGE = "#ffffff"
#: width of the name column
FIRST_MM = 44.0
#: maximum number of characters in a table cell
_CELL = 160
#: a spreadsheet takes a cell that starts with one of these for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def check_json(store: Store, report: Report, lang: str, matrix: Matrix | None = None) -> bytes:
    """Return a check as JSON (see :func:`check_document`)."""
    document = check_document(store, report, lang, _unchecked(matrix))
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def check_csv(store: Store, report: Report, lang: str, matrix: Matrix | None = None) -> bytes:
    """Return the rows of a check as CSV: UTF-8 with a byte order mark, for spreadsheets.

    Texts that a spreadsheet would take for formulas start with an apostrophe. What could not
    be checked is listed at the end.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([message(f"check.column_{key}", lang) for key in COLUMNS])
    for found in check_rows(store, report, lang):
        cells = {key: _cell(key, value, lang) for key, value in found.items()}
        if found["shape"] != "area":
            word = cells["verdict"]
            cells["verdict"] = message("check.verdict_no_area", lang, verdict=word)
        writer.writerow(cells.values())
    for left in check_document(store, report, lang, _unchecked(matrix))["unchecked"]:
        reason = message(f"check.left_{left['reason']}", lang)
        values = {"zone": left["id"], "zone_name": left["name"], "relation": reason}
        writer.writerow([values.get(key, "") for key in COLUMNS])
    return file.getvalue().encode("utf-8-sig")


def check_pdf(store: Store, report: Report, lang: str, matrix: Matrix | None = None) -> bytes:
    """Return a check as a PDF of A4 pages: verdict, overlaps, clauses, method, rows."""
    panel = check_panel(store, report, lang, _unchecked(matrix))
    title = message("check.paper", lang)
    pdf = Pages(title, message("app.title", lang) + " · " + panel["note"])
    pdf.add_page()
    pdf.write_text(title, size=20)
    app = message("app.title", lang) + " · " + message("app.subtitle", lang)
    pdf.write_text(app, size=9, ink=SOFT)
    write_missing(pdf, store, lang)
    _verdict(pdf, report, lang)
    pdf.write_text(panel["note"], size=9, ink=SOFT)
    write_section(pdf, section(message("check.subject", lang), _front(store, report, lang)))
    _map(pdf, store, report, lang)
    first, *rest = panel["sections"]
    # the first row, the headline, is already in the box
    for part in ({**first, "rows": first["rows"][1:]}, *rest):
        if part["rows"]:
            write_section(pdf, part)
    write_credit(pdf, lang)
    if matrix:
        heads, rows = matrix_table(store, matrix, lang)
        _table(pdf, message("check.matrix", lang), heads, rows, orientation="landscape")
    heads, rows = pair_table(store, report, lang)
    if rows:
        _table(
            pdf, message("check.paper_rows", lang), heads, rows[:PRINTED], orientation="portrait"
        )
    if len(rows) > PRINTED:
        more = message("check.paper_more", lang, n=len(rows) - PRINTED)
        pdf.write_text(more, size=9, ink=SOFT)
    return bytes(pdf.output())


#: format → function that writes it
FORMS: dict[str, Callable[[Store, Report, str, Matrix | None], bytes]] = {
    "json": check_json,
    "csv": check_csv,
    "pdf": check_pdf,
}


def _unchecked(matrix: Matrix | None) -> Mapping[str, str]:
    return matrix.unchecked if matrix else {}


def _cell(key: str, value: Any, lang: str) -> Any:
    if value is None:
        return ""
    if key in WORDS:
        return WORDS[key](str(value), lang)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _verdict(pdf: Pages, report: Report, lang: str) -> None:
    """Write the verdict in a box coloured by the verdict."""
    open_ = report.verdict == "clear" and report.no_area
    ink, paper = VERDICT_COLOURS["possible" if open_ else report.verdict]
    pdf.ln(3)
    pdf.set_font(FONT, size=11)
    text = plain(headline(report, lang))
    with pdf.local_context(text_color=colour(ink), fill_color=colour(paper)):
        pdf.multi_cell(w=0, h=7, text=text, align="L", fill=True, padding=3)
    pdf.ln(2)


def _front(store: Store, report: Report, lang: str) -> list[Row]:
    """Return the front page's rows: subjects, size, location, version of the plan, date."""
    own, shapes = report.subjects, report.shapes
    named = subject_names(store, report, lang)[:NAMED]
    names = joined((short(str(name)) for name in named), lang)
    if len(own) > NAMED:
        names = message("check.and_more", lang, names=names, n=len(own) - NAMED)
    sizes = {key: float(own[key].sum()) for key in ("area_ha_ellipsoid", "length_m_ellipsoid")}
    whole = size_text({**sizes, "points": int(own["points"].sum())}, "surveyed", lang)
    west, south, east, north = gpd.GeoSeries(shapes, crs=CRS).to_crs(PROJECTED).total_bounds
    place = message(
        "check.extent",
        lang,
        west=f"{west:.0f}",
        east=f"{east:.0f}",
        south=f"{south:.0f}",
        north=f"{north:.0f}",
    )
    texts = {
        "subject": names,
        "whole": whole,
        "place": place,
        "basis": message("extract.plan_cited", lang),
        "made": date.today().isoformat(),
    }
    return [
        row([item(text)], label=message(f"check.{key}", lang))
        for key, text in texts.items()
        if text
    ]


def _map(pdf: Pages, store: Store, report: Report, lang: str) -> None:
    """Draw the subjects, the zones near them, and the overlaps."""
    subjects = _foremost(_near(store, report.shapes))
    marks = []
    if report.common:
        common = _foremost(np.array([report.common], dtype=object))
        marks.append(overlap_mark(common, message("check.drawn_overlap", lang)))
    met = set(report.zones["id"].to_numpy()[report.pairs["zone"]])
    pdf.ln(2)
    called = message("check.subject", lang)
    draw_subject(pdf, store, subjects, met, lang, overlaps=marks, called=called)
    pdf.ln(2)


def _near(store: Store, shapes: np.ndarray) -> np.ndarray:
    """Return the shapes within the city's bounding box, or all if none is there."""
    cut = shapely.clip_by_rect(shapes, *store.extent)
    inside = cut[~shapely.is_empty(cut)]
    return inside if len(inside) else shapes


def _foremost(shapes: np.ndarray) -> BaseGeometry:
    """Return one geometry: the union of the areas, else of the lines, else of the points."""
    parts = shapely.get_parts(shapes)
    dimensions = shapely.get_dimensions(parts)
    union: BaseGeometry = shapely.union_all(parts[dimensions == dimensions.max()])
    return union


def _cut(cell: str) -> str:
    """Return a cell's text cut to fit its row; the other formats keep the whole text."""
    return cell if len(cell) <= _CELL else f"{cell[: _CELL - 1]}…"


def _table(
    pdf: Pages, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], **page: Any
) -> None:
    """Write a table on new pages, with its header on each; ``page`` goes to ``add_page``."""
    pdf.add_page(**page)
    pdf.write_text(title, size=12.5)
    pdf.ln(2)
    pdf.set_font(FONT, size=TABLE_SIZE)
    pdf.set_text_color(colour(INK))
    pdf.set_draw_color(colour(LINE))
    # fpdf2 fills table rows with the last fill colour, here one from the map
    pdf.set_fill_color(colour(PAGE))
    first, rest = FIRST_MM, (pdf.epw - FIRST_MM) / (len(heads) - 1)
    with pdf.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        col_widths=(first, *[rest] * (len(heads) - 1)),
        headings_style=FontFace(emphasis="", fill_color=colour(WORLD)),
        line_height=TABLE_SIZE * 0.5,
        padding=(0.8, 0.8),
        text_align="LEFT",
        v_align="TOP",
    ) as table:
        for row in (heads, *rows):
            table.row([plain(_cut(cell)) for cell in row])
