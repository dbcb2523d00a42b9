"""Wording of sites side by side: groups of rows, and of each site a cell a row, as plain data.

``static/shortlist/comparison.js`` shows them; the shortlist's spreadsheet has the same rows as its
columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from atlas.analysis.site_search.site_profile import SiteProfile, Within, ZoneDistance, site_profile
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.network.access_table import Way
from atlas.plan.firms import Firm
from atlas.plan.site_facts import SiteFact, fact_kinds
from atlas.spatial.distance_band import Band
from atlas.store.store import Store
from atlas.wording.firm_text import product
from atlas.wording.panel import Item, clause_item, item
from atlas.wording.phrases import (
    accuracy,
    band_text,
    field_value,
    in_lang,
    joined,
    kind,
    name,
    town_names,
)
from atlas.wording.site_fact_text import (
    basis_text,
    fact_content,
    fact_label,
    fact_mark,
    firm_mark,
    note_text,
)
from atlas.wording.site_text import (
    group_label,
    km_text,
    minutes_text,
    parts_text,
    place_of,
    unplaced_text,
    way_label,
    within_text,
    zone_text,
)
from atlas.wording.status_text import state

#: a cell: ``items``, and where it can be compared ``band`` with ``low``, ``high`` and ``unit``
Cell = dict[str, Any]
#: a row: ``key``, ``label``, ``sense`` of the better value, ``always`` if it also shows unknown
Row = dict[str, Any]
Sense = Literal["less", "more"]

#: distances to ecological zones, in kilometres
WITHIN_KM = (1, 3, 5)
#: kinds of facts of which more or less is better, for figures in these units
SENSES: dict[str, tuple[Sense, tuple[str, ...]]] = {
    "land-on-offer": ("more", ("km2", "mu")),
    "land-price": ("less", ("cny_10k_mu",)),
    "water": ("more", ("m3_day", "t_day")),
    "steam": ("more", ("t_hour",)),
    "gas": ("more", ("m3_day",)),
    "power": ("more", ("mva",)),
    "sewage": ("more", ("m3_day", "t_day")),
}
#: rows of the first group
SITE = ("state", "industries", "role", "towns", "place")
#: groups of facts before the ways, and after the ecological zones
BEFORE, AFTER = ("land", "ownership", "utilities"), ("environment", "permits", "labour", "contact")


def comparison_groups(store: Store, lang: str) -> list[dict[str, Any]]:
    """Return the groups of rows, each with its ``title`` and ``rows``."""
    ways = dict.fromkeys(key for site in store.access.sites.values() for key in site.ways)
    site = [_row(key, lang, always=True) for key in SITE]
    eco = [_row("nearest_zone", lang, sense="more", always=True)]
    for km in WITHIN_KM:
        eco.append(
            {"key": f"within_{km}", "label": message("compare.within", lang, km=km), "always": True}
        )
    access = [
        {"key": f"way_{key}", "label": way_label(key, lang), "sense": "less", "always": True}
        for key in ways
    ]
    return [
        {"title": message("compare.group_site", lang), "rows": site},
        *(_fact_group(group, lang) for group in BEFORE),
        {"title": message("compare.group_access", lang), "rows": access},
        {"title": message("compare.group_zones", lang), "rows": eco},
        *(_fact_group(group, lang) for group in AFTER),
        {
            "title": group_label("industry", lang),
            "rows": [_row("firms", lang, always=True), *_fact_group("industry", lang)["rows"]],
        },
        {
            "title": message("compare.group_plan", lang),
            "rows": [_row("clauses", lang, always=True)],
        },
    ]


def row_labels(store: Store, lang: str) -> dict[str, str]:
    """Return row → label of all rows, in their order."""
    groups = comparison_groups(store, lang)
    return {row["key"]: row["label"] for group in groups for row in group["rows"]}


def comparison_cells(store: Store, identifier: str, lang: str) -> dict[str, Cell]:
    """Return row → cell of a site; rows of which nothing is known are left out.

    Raises
    ------
    KeyError
        If there is no such park or district.
    """
    profile, record = site_profile(store, identifier), store.records[identifier]
    terms = vocabulary().industry
    role = field_value(store, record, "role", store.catalogue[record["layer"]].fields["role"], lang)
    texts = {
        "state": state(store, record, lang),
        "industries": joined((terms[one].text.in_(lang) for one in profile.industries), lang),
        "role": role[0] if role else "",
        "towns": joined(town_names(store, list(profile.towns), lang), lang),
        "place": _precision(profile, lang),
    }
    cells: dict[str, Cell] = {k: {"items": [item(text)]} for k, text in texts.items() if text}
    if profile.unplaced:
        why = {"items": [item(unplaced_text(profile, lang))]}
        keys = dict.fromkeys(key for site in store.access.sites.values() for key in site.ways)
        cells |= {f"way_{key}": why for key in keys}
        cells |= dict.fromkeys(("nearest_zone", *(f"within_{km}" for km in WITHIN_KM)), why)
    cells |= {f"way_{key}": _way_cell(store, way, lang) for key, way in profile.ways.items()}
    cells |= _zone_cells(store, profile, lang)
    for key in fact_kinds().kind:
        if facts := profile.of_kind(key):
            cells[key] = _fact_cell(store, facts, lang)
    if profile.firms:
        cells["firms"] = {"items": [_firm_item(store, firm, lang) for firm in profile.firms]}
    clauses = [store.clauses[one] for one in profile.clauses if one in store.clauses]
    if clauses:
        cells["clauses"] = {"items": [clause_item(one, "", lang) for one in clauses]}
    return cells


def site_kind(store: Store, identifier: str, lang: str) -> str:
    """Return the kind of a site, such as “One of the eight parks”."""
    return kind(store, store.records[identifier], lang)


def cell_text(cell: Cell | None, lang: str) -> str:
    """Return a cell as text, one item a line; “unknown” if there is none."""
    if cell is None:
        return message("compare.unknown", lang)
    return "\n".join(
        message("card.with_basis", lang, text=one["text"], basis=one["small"])
        if one.get("small")
        else one["text"]
        for one in cell["items"]
    )


def _precision(profile: SiteProfile, lang: str) -> str:
    """Return how well the place of a site is known."""
    if profile.standing != "placed" or not profile.precision:
        return message(f"compare.place_{profile.standing}", lang)
    reach = accuracy(profile.accuracy_m or 0, lang)
    return message(f"compare.place_{profile.precision}", lang, accuracy=reach)


def _row(key: str, lang: str, **more: Any) -> Row:
    return {"key": key, "label": message(f"compare.row_{key}", lang), **more}


def _fact_group(group: str, lang: str) -> dict[str, Any]:
    rows = []
    for key, own in fact_kinds().kind.items():
        if own.group != group:
            continue
        row: Row = {"key": key, "label": fact_label(key, lang)}
        if key in SENSES:
            row["sense"] = SENSES[key][0]
        if own.listed:
            row["always"] = True
        rows.append(row)
    return {"title": group_label(group, lang), "rows": rows}


def _way_cell(store: Store, way: Way, lang: str) -> Cell:
    items = [item(km_text(way, lang), minutes_text(way, lang) if way.to else None)]
    if place := place_of(store, way, lang):
        items.append(item(place, parts_text(way.parts, lang), select=way.to or way.near))
    if way.km is None:
        return {"items": items}
    low, high = way.km
    return {"items": items, "band": {"low": low, "high": high, "unit": "km"}}


def _zone_cells(store: Store, profile: SiteProfile, lang: str) -> dict[str, Cell]:
    placed = [zone for zone in profile.eco if zone.low_km is not None and zone.high_km is not None]
    if not placed:
        return {}
    low = min(zone.low_km for zone in placed if zone.low_km is not None)
    high = min(zone.high_km for zone in placed if zone.high_km is not None)
    near = [zone for zone in placed if zone.low_km is not None and zone.low_km <= high]
    items = [item(band_text(Band(low, high), lang), _zone_names(store, near, lang))]
    cells: dict[str, Cell] = {
        "nearest_zone": {"items": items, "band": {"low": low, "high": high, "unit": "km"}}
    }
    for km in WITHIN_KM:
        word = within(placed, km)
        told = [zone for zone in placed if zone.within(km) == word] if word != "no" else []
        small = joined((zone_text(store, zone, lang) for zone in told), lang)
        cells[f"within_{km}"] = {"items": [item(within_text(word, lang), small)]}
    return cells


def _zone_names(store: Store, zones: Sequence[ZoneDistance], lang: str) -> str:
    return joined((name(store.records[zone.zone], lang) for zone in zones), lang)


def within(zones: Sequence[ZoneDistance], km: float) -> Within:
    """Return whether any of the zones lies within a distance.

    Examples
    --------
    >>> near, far = ZoneDistance("a", 2.0, 6.0), ZoneDistance("b", 4.0, 4.5)
    >>> [within([near, far], km) for km in (1, 3, 5)]
    ['no', 'unknown', 'yes']
    """
    words = {zone.within(km) for zone in zones}
    if "yes" in words:
        return "yes"
    return "unknown" if "unknown" in words else "no"


def _fact_cell(store: Store, facts: Sequence[SiteFact], lang: str) -> Cell:
    cell: Cell = {"items": [_fact_item(store, fact, lang) for fact in facts]}
    fact, (_, units) = facts[0], SENSES.get(facts[0].key, ("more", ()))
    if len(facts) == 1 and fact.value is not None and fact.unit in units:
        cell["band"] = {"low": fact.value, "high": fact.value, "unit": fact.unit}
    return cell


def _fact_item(store: Store, fact: SiteFact, lang: str) -> Item:
    source = store.sources[fact.source]
    note = note_text(fact.note, source, lang)
    small = basis_text(fact.date, source_title(source, lang), note, lang)
    return {**item(fact_content(fact, lang), small), **fact_mark(fact, lang)}


def _firm_item(store: Store, firm: Firm, lang: str) -> Item:
    text = message(
        "card.in_group", lang, group=in_lang(firm, "firm", lang), label=product(firm, lang)
    )
    title = source_title(store.sources[firm.source], lang)
    small = basis_text(firm.date, title, in_lang(firm, "note", lang), lang)
    return {**item(text, small), **firm_mark(firm, lang)}
