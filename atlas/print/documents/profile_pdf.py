"""The profile of a town as a PDF: facts, a map, clauses."""

from __future__ import annotations

from atlas.core.messages import message
from atlas.print.documents.blocks import credit, document, section, space, title_blocks
from atlas.print.documents.document_map import town_map
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
    blocks = [
        *title_blocks(title, store, lang),
        space(4),
        *town_map(store, town, lang),
        *(block for part in data["sections"] for block in section(part)),
        *credit(lang),
    ]
    return document(title, message("app.title", lang) + " · " + data["note"], blocks, lang)
