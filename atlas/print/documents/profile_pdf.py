"""The profile of a town as a PDF: facts, a vector map, clauses."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.print.documents.pages import SOFT, Pages, write_credit, write_missing, write_section
from atlas.print.documents.town_map import draw_town
from atlas.store.store import Store
from atlas.wording.phrases import name
from atlas.wording.profile_text import profiles


def profile_pdf(store: Store, code: str, lang: str) -> bytes:
    """Return the profile of a town as a PDF of A4 pages.

    Raises
    ------
    KeyError
        If the town does not exist.
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
    write_missing(pdf, store, lang)
    pdf.ln(2)
    draw_town(pdf, store, town, lang)
    for section in data["sections"]:
        write_section(pdf, section)
    write_credit(pdf, lang)
    return bytes(pdf.output())
