"""What can be reached by car from a site, for the map."""

from __future__ import annotations

from typing import Any

from atlas.core.messages import LANGUAGES, message
from atlas.store.store import Store
from atlas.wording.phrases import name


def has_reach(store: Store, site: str) -> bool:
    """Return whether the areas that can be reached from a feature are known."""
    return bool(store.access_areas.sites.get(site)) and site in store.records


def reach_data(store: Store, site: str) -> dict[str, Any] | None:
    """Return the areas of a site with their texts, the longest time first; ``None`` if none.

    ``static/types.d.ts`` describes them as ``ReachData``.
    """
    if not has_reach(store, site):
        return None
    areas = store.access_areas.sites[site]
    return {
        "title": {
            lang: message("reach.title", lang, name=name(store.records[site], lang))
            for lang in LANGUAGES
        },
        "close": {lang: message("reach.close", lang) for lang in LANGUAGES},
        "areas": [
            {
                "minutes": area.minutes,
                "geometry": area.geometry,
                "text": {
                    lang: message("reach.cut", lang, n=area.minutes)
                    if area.cut
                    else message("reach.minutes", lang, n=area.minutes)
                    for lang in LANGUAGES
                },
            }
            for area in sorted(areas, key=lambda area: -area.minutes)
        ],
    }
