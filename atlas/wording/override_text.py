"""Wording where official data replace schematic shapes."""

from __future__ import annotations

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.store.store import Store
from atlas.wording.phrases import Record, joined

#: the page whose introduction says that the layer's boundaries are not public, and that layer
_PAGE, _LAYER = "ecology", "ecological-redlines"


def origin(store: Store, record: Record, lang: str) -> str:
    """Return title and date of a feature's first source, the origin of an official shape."""
    source = store.sources.get(next(iter(record["sources"]), ""))
    if source is None:
        return ""
    title = source_title(source, lang)
    return message("card.origin", lang, title=title, date=source.date) if source.date else title


def official_lead(store: Store, page: str, lang: str) -> str | None:
    """Return a page's introduction if official data change it, else ``None``."""
    if page != _PAGE:
        return None
    found = [
        record
        for record in store.records.values()
        if record["layer"] == _LAYER and record["precision"] == "official"
    ]
    if not found:
        return None
    titles = dict.fromkeys(origin(store, record, lang) for record in found)
    return message("official.ecology", lang, count=len(found), sources=joined(titles, lang))
