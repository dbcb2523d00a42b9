"""The profile of a town as a PDF: facts, a map drawn in vectors, clauses."""

from __future__ import annotations

from typing import Any

from fpdf.drawing import color_from_hex_string as colour

from atlas.export.paper import INK, LINE, SOFT, Pages
from atlas.export.townmap import draw_town
from atlas.i18n import message
from atlas.present.profile import profiles
from atlas.present.words import name
from atlas.store import Store

LABEL_MM = 34.0


def profile_pdf(store: Store, code: str, lang: str) -> bytes:
    """Return the profile of a town as a PDF of A4 pages.

    Raises
    ------
    KeyError
        When there is no such town.
    """
    town = store.towns[code]
    data = profiles(store, [code], lang)
    title = name(town, lang)
    pdf = Pages(title, message("app.title", lang) + " · " + data["note"])
    pdf.add_page()
    pdf.write_text(title, size=20)
    pdf.write_text(
        message("app.title", lang) + " · " + message("app.subtitle", lang), size=9, ink=SOFT
    )
    pdf.ln(2)
    draw_town(pdf, store, town, lang)
    for section in data["sections"]:
        _section(pdf, section)
    return bytes(pdf.output())


def _section(pdf: Pages, section: dict[str, Any]) -> None:
    pdf.ln(3)
    if pdf.get_y() > pdf.h - 40:
        pdf.add_page()
    pdf.write_text(section["title"], size=12.5, ink=section.get("colour") or INK)
    pdf.set_draw_color(colour(LINE))
    pdf.line(pdf.l_margin, pdf.get_y() + 0.5, pdf.w - pdf.r_margin, pdf.get_y() + 0.5)
    pdf.ln(2)
    for row in section["rows"]:
        top, page = pdf.get_y(), pdf.page_no()
        if row["label"]:
            pdf.write_text(row["label"], size=9, ink=SOFT, width=LABEL_MM - 2)
            if pdf.page_no() == page:
                pdf.set_y(top)
        left = pdf.l_margin + (LABEL_MM if row["label"] else 0)
        for item in row["cells"][0]:
            pdf.set_x(left)
            small = f"  ({item['small']})" if item.get("small") else ""
            pdf.write_text(item["text"] + small, size=9, width=pdf.w - pdf.r_margin - left)
        pdf.set_x(pdf.l_margin)
        pdf.ln(1)
