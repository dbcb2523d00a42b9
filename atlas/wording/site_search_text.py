"""Wording of what an investor looks for, and the rows of the comparison that it asks about."""

from __future__ import annotations

from atlas.analysis.site_search.criteria import WAYS
from atlas.analysis.site_search.wants import wants
from atlas.core.messages import message
from atlas.store.query import SiteSearch
from atlas.wording.phrases import joined, number
from atlas.wording.site_text import way_label

#: rows that a list of sites shows where nothing is asked for
USUAL = (
    *("way_hsr", "way_freight", "way_expressway", "way_airport"),
    *("land-on-offer", "nearest_zone"),
)


def asked_rows(search: SiteSearch) -> list[str]:
    """Return the rows of the comparison for the needs of a search; the usual ones without needs.

    Examples
    --------
    >>> asked_rows(SiteSearch(needs=(("eco", 1), ("port_laizhou", 80))))
    ['way_port_laizhou', 'nearest_zone']
    """
    needs = {key for key, _ in search.needs}
    own = {"land": "land-on-offer", "eco": "nearest_zone"}
    rows = [f"way_{key}" for key in WAYS if key in needs]
    return [*rows, *(row for key, row in own.items() if key in needs)] or list(USUAL)


def search_text(search: SiteSearch, lang: str) -> str:
    """Return the criteria of a search as a sentence; empty without any.

    Examples
    --------
    >>> search_text(SiteSearch(needs=(("port_laizhou", 80),)), "en")
    'Looked for: Laizhou Port by road at most 80 km'
    """
    texts = []
    if search.want:
        texts.append(message("shortlist.want", lang, want=wants()[search.want].label.in_(lang)))
    for key, value in search.needs:
        is_way = key in WAYS
        bound = message("finder.by_road" if is_way else "finder.at_least", lang)
        unit = message("finder.unit_ha" if key == "land" else "finder.unit_km", lang)
        label = way_label(key, lang) if is_way else message(f"finder.{key}", lang)
        figure = number(value, lang)
        texts.append(message("shortlist.need", lang, name=label, bound=bound, n=figure, unit=unit))
    if not texts:
        return ""
    return message("shortlist.search", lang, conditions=joined(texts, lang))
