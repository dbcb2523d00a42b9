"""The report of an overlap check as a file: JSON, CSV or PDF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.analysis.overlap import Matrix, Report
from atlas.core.errors import short
from atlas.core.messages import message
from atlas.print.documents.blocks import Block, credit, document, section, space, text, title_blocks
from atlas.print.documents.document_map import overlap_mark, subject_map
from atlas.print.typesetting import SOFT
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
from atlas.wording.panel import Row, item, row
from atlas.wording.panel import section as panel_section
from atlas.wording.phrases import joined
from atlas.writers.spreadsheet_writer import csv_text

#: maximum number of overlaps in the PDF; the other formats list all
PRINTED = 200
#: maximum number of subjects named on the front page
NAMED = 5
#: verdict → colours of its text and of its box
VERDICT_COLOURS = {
    "conflict": ("#8c2f1b", "#f8e7e0"),
    "possible": ("#6f5212", "#f8f0d8"),
    "clear": ("#2c5b3a", "#e4f0e4"),
}
#: maximum number of characters in a table cell
_CELL = 160


def check_json(store: Store, report: Report, lang: str, matrix: Matrix | None = None) -> bytes:
    """Return a check as JSON (see :func:`check_document`)."""
    document = check_document(store, report, lang, _unchecked(matrix))
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def check_csv(store: Store, report: Report, lang: str, matrix: Matrix | None = None) -> bytes:
    """Return the rows of a check as CSV: UTF-8 with a byte order mark, for spreadsheets.

    Texts that a spreadsheet would take for formulas start with an apostrophe. What could not
    be checked is listed at the end.
    """
    table: list[Sequence[object]] = [[message(f"check.column_{key}", lang) for key in COLUMNS]]
    for found in check_rows(store, report, lang):
        cells = {key: _cell(key, value, lang) for key, value in found.items()}
        if found["shape"] != "area":
            word = cells["verdict"]
            cells["verdict"] = message("check.verdict_no_area", lang, verdict=word)
        table.append([*cells.values()])
    for left in check_document(store, report, lang, _unchecked(matrix))["unchecked"]:
        reason = message(f"check.left_{left['reason']}", lang)
        values = {"zone": left["id"], "zone_name": left["name"], "relation": reason}
        table.append([values.get(key, "") for key in COLUMNS])
    return csv_text(table)


def check_pdf(
    store: Store,
    report: Report,
    lang: str,
    matrix: Matrix | None = None,
    *,
    day: date | None = None,
) -> bytes:
    """Return a check as a PDF of A4 pages: verdict, overlaps, clauses, method, rows.

    ``day`` is the date printed on it, by default today.
    """
    panel = check_panel(store, report, lang, _unchecked(matrix))
    title = message("check.paper", lang)
    first, *rest = panel["sections"]
    # the first row, the headline, is already in the box
    parts = [{**first, "rows": first["rows"][1:]}, *rest]
    blocks = [
        *title_blocks(title, store, lang),
        space(5),
        _verdict(report, lang),
        text(panel["note"], ink=SOFT),
        *section(panel_section(message("check.subject", lang), _front(store, report, lang, day))),
        space(4),
        *_map(store, report, lang),
        space(4),
        *(block for part in parts if part["rows"] for block in section(part)),
        *credit(lang),
    ]
    if matrix:
        heads, rows = matrix_table(store, matrix, lang)
        blocks.append(_table(message("check.matrix", lang), heads, rows, flipped=True))
    heads, rows = pair_table(store, report, lang)
    if rows:
        more = len(rows) - PRINTED
        note = message("check.paper_more", lang, n=more) if more > 0 else ""
        name = message("check.paper_rows", lang)
        blocks.append(_table(name, heads, rows[:PRINTED], note))
    return document(title, message("app.title", lang) + " · " + panel["note"], blocks, lang)


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
    return value


def _verdict(report: Report, lang: str) -> Block:
    """Return the verdict in a box coloured by the verdict."""
    open_ = report.verdict == "clear" and report.no_area
    ink, ground = VERDICT_COLOURS["possible" if open_ else report.verdict]
    return {"kind": "box", "text": headline(report, lang), "ink": ink, "ground": ground}


def _front(store: Store, report: Report, lang: str, day: date | None) -> list[Row]:
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
        "made": (day or date.today()).isoformat(),
    }
    return [
        row([item(text)], label=message(f"check.{key}", lang))
        for key, text in texts.items()
        if text
    ]


def _map(store: Store, report: Report, lang: str) -> list[Block]:
    """Return the map of the subjects, the zones near them, and the overlaps."""
    subjects = _foremost(_near(store, report.shapes))
    marks = []
    if report.common:
        common = _foremost(np.array([report.common], dtype=object))
        marks.append(overlap_mark(common, message("check.drawn_overlap", lang)))
    met = set(report.zones["id"].to_numpy()[report.pairs["zone"]])
    called = message("check.subject", lang)
    return subject_map(store, subjects, met, lang, overlaps=marks, called=called)


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
    title: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    *,
    flipped: bool = False,
) -> Block:
    """Return a table on pages of its own, with its header on each; flipped pages are landscape."""
    cells = [[_cut(cell) for cell in row] for row in rows]
    return {
        **{"kind": "table", "title": title, "heads": heads, "rows": cells},
        **{"note": note, "flipped": flipped},
    }
