"""What the search box needs to suggest towns and features while one types."""

from __future__ import annotations

from typing import Any

from atlas.core.messages import message
from atlas.store.search import Entry, Index
from atlas.store.search_match import MAX_QUERY, Names
from atlas.store.store import Store
from atlas.wording.phrases import Record, joined, kind, name, status, town_names

#: towns of a feature that are named; of more, the number is given
NAMED_TOWNS = 2


def search_data(store: Store, lang: str) -> dict[str, Any]:
    """Return the data; ``static/types.d.ts`` describes them as ``SearchData``."""
    index = Index.of(store)
    places = {key: place for place, key in enumerate(index.groups)}
    return {
        "longest": MAX_QUERY,
        "idle": list(index.idle),
        "groups": [_names(names) for names in index.groups.values()],
        "entries": [
            {
                "id": entry.id,
                "names": _names(entry.names),
                "belongs": sorted(places[key] for key in entry.belongs),
                **_shown(store, entry, lang),
            }
            for entry in index.entries
            if entry.suggested
        ],
    }


def _names(names: Names) -> list[list[str]]:
    return [
        list(names.chinese),
        list(names.english),
        [" ".join(syllables) for syllables in names.syllables],
    ]


def _shown(store: Store, entry: Entry, lang: str) -> dict[str, Any]:
    """Return the content of a row of the list."""
    town = entry.kind == "town"
    record = store.towns[entry.id] if town else store.records[entry.id]
    return {
        "town": town,
        "theme": record["theme"],
        "title": name(record, lang),
        "about": kind(store, record, lang) if town else in_short(store, record, lang),
        "state": status(store, record, lang),
    }


def in_short(store: Store, record: Record, lang: str) -> str:
    """Return the category and the towns of a feature."""
    codes = record["towns"]
    towns = joined(town_names(store, codes, lang), lang)
    if len(codes) > NAMED_TOWNS:
        towns = message("search.in_towns", lang, n=len(codes))
    return " · ".join(filter(None, (kind(store, record, lang), towns)))
