"""What is said where official data stand in the place of schematic shapes."""

from __future__ import annotations

from atlas.i18n import message
from atlas.present.words import in_lang, joined
from atlas.store import Store

#: the page that says that its layer's lines are not public, and that layer
_PAGE, _LAYER = "ecology", "ecological-redlines"


def official_lead(store: Store, page: str, lang: str) -> str | None:
    """Return what a page is about where official data change it; ``None`` where they do not."""
    found = [
        record
        for record in store.records.values()
        if record["layer"] == _LAYER and record["precision"] == "official"
    ]
    if page != _PAGE or not found:
        return None
    named = dict.fromkeys(record["sources"][0] for record in found)
    sources = [store.sources[name] for name in named]
    titles = [
        message("card.origin", lang, title=in_lang(source, "title", lang), date=source.date)
        for source in sources
    ]
    return message("official.ecology", lang, count=len(found), sources=joined(titles, lang))
