"""The front page of an extract: what it is about, and a map of what applies there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from atlas.analysis.extract import Extract, Subject
from atlas.crs import to_metres
from atlas.export.blocks import row, rule
from atlas.export.paper import SOFT, Pages
from atlas.export.vectormap import SCALES, Mark, Shown, Window, draw_map, in_context
from atlas.i18n import message
from atlas.present.extract import identification
from atlas.store import Store

#: the colour of the subject: none of the layers has it
MARKED = "#d1006c"
#: of the world round a spot so much is seen at least, in metres
ROUND_A_SPOT_M = 4000
MAP_MM = (178.0, 120.0)


def front_page(pdf: Pages, store: Store, made: Extract, lang: str, day: date) -> None:
    """Write what an extract is about, its map with the legend, and what it is not."""
    pdf.write_text(message("extract.title", lang), size=20)
    whose = f"{message('app.title', lang)} \u00b7 {message('app.subtitle', lang)}"
    pdf.write_text(whose, size=9, ink=SOFT)
    pdf.ln(1)
    rule(pdf, MARKED, 0.6)
    for label, value in identification(store, made, day, lang):
        row(pdf, label, value, size=9, label_mm=40)
    pdf.ln(2)
    _map(pdf, store, made, lang)
    pdf.ln(1)
    pdf.write_text(message("extract.map_shown", lang), size=7.5, ink=SOFT)
    pdf.ln(0.5)
    pdf.write_text(message("extract.brief", lang), size=9, ink=MARKED)


def _map(pdf: Pages, store: Store, made: Extract, lang: str) -> None:
    subject = made.subject
    shape = to_metres(subject.geometry)
    margin = ROUND_A_SPOT_M if subject.shape == "point" else _margin(shape)
    window = Window.round(
        shape,
        pdf.l_margin,
        pdf.get_y(),
        margin_m=margin,
        scales=SCALES,
        size=MAP_MM,
    )
    city = to_metres(store.frames["city-boundary"].geometry.union_all())
    mark = Mark(shape, _mark(subject), message("extract.subject", lang))
    draw_map(pdf, store, window, _shown(store, made), lang, marks=[mark], paper=city, mesh=True)


def _margin(shape: BaseGeometry) -> float:
    """Return a tenth of what a shape measures across, a kilometre at least."""
    west, south, east, north = shape.bounds
    return max((east - west + north - south) / 20, 1000.0)


def _mark(subject: Subject) -> dict[str, Any]:
    """Return how the subject is drawn: with a light edge to part it from what lies below."""
    strokes = [{"color": "#ffffff", "weight": 6, "opacity": 0.8}, {"color": MARKED, "weight": 2.8}]
    if subject.shape == "point":
        return {"shape": "point", "sign": "target", "color": MARKED, "fill": None, "size": 20}
    if subject.shape == "line":
        return {"shape": "line", "strokes": strokes}
    return {"shape": "area", "strokes": strokes}


def _shown(store: Store, made: Extract) -> Iterator[Shown]:
    """Yield what the map shows: the context and what applies or may, lowest first."""
    found = {f.feature for topic in made.topics for f in topic.findings}
    for record, shape in store.placed():
        if record["id"] in found or in_context(store, record):
            yield record, to_metres(shape)
