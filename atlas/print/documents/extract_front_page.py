"""The front page of an extract: its subject, and a map of what applies there."""

from __future__ import annotations

from datetime import date

from atlas.analysis.land_extract import Extract
from atlas.core.messages import message
from atlas.print.documents.blocks import row, rule
from atlas.print.documents.pages import SOFT, Pages, write_missing
from atlas.print.documents.subject_map import MARKED, draw_subject
from atlas.store.store import Store
from atlas.wording.extract_text import identification


def front_page(pdf: Pages, store: Store, made: Extract, lang: str, day: date) -> None:
    """Write the subject of an extract, its map with the legend, and its limits."""
    pdf.write_text(message("extract.title", lang), size=20)
    whose = f"{message('app.title', lang)} \u00b7 {message('app.subtitle', lang)}"
    pdf.write_text(whose, size=9, ink=SOFT)
    pdf.ln(1)
    rule(pdf, MARKED, 0.6)
    write_missing(pdf, store, lang)
    for label, value in identification(store, made, day, lang):
        row(pdf, label, value, size=9, label_mm=40)
    pdf.ln(2)
    found = {finding.feature for topic in made.topics for finding in topic.findings}
    subject = made.subject
    draw_subject(pdf, store, subject.geometry, found, lang, selected=subject.feature)
    pdf.ln(1)
    pdf.write_text(message("extract.map_shown", lang), size=7.5, ink=SOFT)
    pdf.ln(0.5)
    pdf.write_text(message("extract.brief", lang), size=9, ink=MARKED)
