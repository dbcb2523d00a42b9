"""Tables without shapes that go with the layers of sites: their facts and their firms.

GeoPackage and Excel hold them; an entry that should be checked again is marked.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.core.citation import source_title
from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.plan.firms import firms_in
from atlas.plan.site_facts import SiteFact, fact_kinds, not_public
from atlas.store.store import Store
from atlas.wording.phrases import in_lang, name
from atlas.wording.site_fact_text import (
    date_text,
    fact_label,
    fact_mark,
    firm_mark,
    note_text,
    shown_mark,
)
from atlas.writers.plain_table import PlainTable

#: columns of the tables; ``bureau.column_…`` of the messages has their headings
FACT_COLUMNS = (
    *("site", "name", "group", "key", "label", "value", "unit", "text"),
    *("date", "source", "note", "check_after", "stale"),
)
FIRM_COLUMNS = (
    *("site", "name", "firm", "product", "what", "value", "unit"),
    *("date", "source", "note", "check_after", "stale"),
)


def site_tables(
    store: Store, frames: Mapping[str, gpd.GeoDataFrame], lang: Language, today: datetime.date
) -> tuple[PlainTable, ...]:
    """Return the facts and the firms of the sites in frames, without empty tables.

    Parameters
    ----------
    store : Store
    frames : mapping of str to geopandas.GeoDataFrame
        Layer → features; other layers than those of sites add nothing.
    lang : str
    today : datetime.date
        Entries whose day has passed are marked.
    """
    sites = [
        str(site)
        for layer in SITE_LAYERS
        if layer in frames and "id" in frames[layer]
        for site in frames[layer]["id"]
        if site in store.records
    ]
    facts = [row for site in sites for row in _fact_rows(store, site, lang, today)]
    firms = [row for site in sites for row in _firm_rows(store, site, lang, today)]
    made = (
        _table("bureau.facts_table", FACT_COLUMNS, facts, lang),
        _table("bureau.firms_table", FIRM_COLUMNS, firms, lang),
    )
    return tuple(table for table in made if len(table.frame))


def _table(
    title: str, columns: tuple[str, ...], rows: list[dict[str, Any]], lang: Language
) -> PlainTable:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    frame["value"] = frame["value"].astype(float)
    heads = {column: message(f"bureau.column_{column}", lang) for column in columns}
    return PlainTable(message(title, lang), frame, heads)


def _fact_rows(
    store: Store, site: str, lang: Language, today: datetime.date
) -> Iterator[dict[str, Any]]:
    facts = store.site_facts.get(site, ())
    own = {"site": site, "name": name(store.records[site], lang)}
    for fact in facts:
        yield {**own, **_kind(fact.key, lang), **_fact_cells(store, fact, lang, today)}
    for key in not_public(facts):
        yield {**own, **_kind(key, lang), "text": message("fact.not_public", lang)}


def _kind(key: str, lang: Language) -> dict[str, str]:
    words = fact_kinds()
    group = words.group[words.kind[key].group].in_(lang)
    return {"group": group, "key": key, "label": fact_label(key, lang)}


def _fact_cells(
    store: Store, fact: SiteFact, lang: Language, today: datetime.date
) -> dict[str, Any]:
    source = store.sources[fact.source]
    unit = fact_kinds().unit[fact.unit] if fact.unit else None
    value = fact.value
    if value is not None and unit is not None and lang == "en":
        value = round(value * unit.scale_en, 6)
    mark = fact_mark(fact, lang)
    return {
        "value": value,
        "unit": unit.text.in_(lang) if unit else None,
        "text": fact.text.in_(lang) if fact.text else None,
        "date": date_text(fact.date, lang),
        "source": source_title(source, lang),
        "note": note_text(fact.note, source, lang) or None,
        "check_after": mark.get("check_after"),
        "stale": shown_mark(mark, today) or None,
    }


def _firm_rows(
    store: Store, site: str, lang: Language, today: datetime.date
) -> Iterator[dict[str, Any]]:
    for firm in firms_in(store.firms, site):
        mark = firm_mark(firm, lang)
        scale = firm.scale_en if lang == "en" else 1
        yield {
            "site": site,
            "name": name(store.records[site], lang),
            "firm": in_lang(firm, "firm", lang),
            "product": in_lang(firm, "product", lang),
            "what": in_lang(firm, "what", lang) or None,
            "value": None if firm.figure is None else round(firm.figure * scale, 6),
            "unit": in_lang(firm, "unit", lang) or None,
            "date": date_text(firm.date, lang),
            "source": source_title(store.sources[firm.source], lang),
            "note": in_lang(firm, "note", lang) or None,
            "check_after": mark.get("check_after"),
            "stale": shown_mark(mark, today) or None,
        }
