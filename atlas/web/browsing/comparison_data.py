"""What stands side by side of each park and district, in a language."""

from __future__ import annotations

from typing import Any

from atlas.analysis.site_search.site_profile import site_ids, site_profile
from atlas.core.messages import message
from atlas.store.store import Store
from atlas.web.browsing.site_sketch import BAR_M, scale, sketch
from atlas.wording.phrases import name, number
from atlas.wording.site_comparison import comparison_cells, comparison_groups, site_kind

#: messages that the browser's part uses
TEXTS = (
    *("title", "close", "better", "unknown", "none", "maps", "no_place"),
    *("notes", "better_note", "maps_note", "zones_note"),
)


def comparison_data(store: Store, lang: str) -> dict[str, Any]:
    """Return the data; ``static/types.d.ts`` describes them as ``SiteColumns``."""
    joiner = message("list.joiner", lang)
    bar = message("card.km", lang, value=number(BAR_M / 1000, lang))
    return {
        "texts": {
            **{key: message(f"compare.{key}", lang) for key in TEXTS},
            "bar": bar,
            "joiner": joiner,
        },
        "groups": comparison_groups(store, lang),
        "sites": {one: _site(store, one, lang) for one in site_ids(store)},
        "scale": scale(),
    }


def _site(store: Store, identifier: str, lang: str) -> dict[str, Any]:
    called = name(store.records[identifier], lang)
    return {
        "name": called,
        "drop": message("compare.drop", lang, name=called),
        "map": message("compare.map", lang, name=called),
        "kind": site_kind(store, identifier, lang),
        "cells": comparison_cells(store, identifier, lang),
        "sketch": sketch(store, site_profile(store, identifier)),
    }
