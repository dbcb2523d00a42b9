"""The results of a search."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from atlas.store.query import BASE_THEME, Filter, hidden_tokens
from atlas.store.search import Hit, Index
from atlas.web.browsing.search_data import in_short
from atlas.web.parts import components
from atlas.web.server.resources import store
from atlas.web.state.page_list import page_address, page_on
from atlas.web.state.page_view import View
from atlas.wording.panel import Item, Panel, clause_item, item, panel, row, section
from atlas.wording.phrases import Record, name, status

_CHINESE = re.compile(r"[\u3400-\u9fff]")
#: maximum number of results of each kind
LIMIT = 40


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index.of(store())


@lru_cache(maxsize=256)
def _found(query: str) -> tuple[Hit, ...]:
    return tuple(_index().search(query))


def results(view: View) -> None:
    """Show the results of the current search, if there is one."""
    query = view.chosen.search
    if not query:
        return
    hits = _found(query)
    with st.container(key="found", gap=None):
        found = {**_panel(view, query, hits), "query": query, "total": len(hits)}
        components.panel("results", found)


def _panel(view: View, query: str, hits: tuple[Hit, ...]) -> Panel:
    groups: dict[str, tuple[str, Callable[[View, Hit], Item]]] = {
        "town": ("search.towns", _town),
        "feature": ("search.features", _feature),
        "clause": ("search.clauses", _clause),
    }
    sections = []
    for of, (title, shown) in groups.items():
        found = [hit for hit in hits if hit.kind == of]
        items = [shown(view, hit) for hit in found[:LIMIT]]
        if len(found) > LIMIT:
            items.append(item(view.text("search.more", n=len(found) - LIMIT)))
        if items:
            sections.append(section(view.text(title), [row(items)], aside=str(len(found))))
    return panel(sections, "" if sections else view.text("search.nothing", query=query))


def _town(view: View, hit: Hit) -> Item:
    town = item(view.name(view.store.towns[hit.id]), town=hit.id)
    return _marked(town, hit) if view.lang == "zh" else town


def _feature(view: View, hit: Hit) -> Item:
    record = view.store.records[hit.id]
    at_hand = view.page.topic.whole or hit.id in set(view.selection.features["id"])
    fits = bool(hit.context) and bool(_CHINESE.search(hit.context)) is (view.lang == "zh")
    shown = item(
        name(record, view.lang),
        hit.context if fits else None,
        about=in_short(view.store, record, view.lang),
        select=hit.id if at_hand else None,
        go=None if at_hand else _address(view, record),
    )
    found = {**shown, "state": status(view.store, record, view.lang)}
    return _marked(found, hit) if fits or (view.lang == "zh" and not hit.context) else found


def _address(view: View, record: Record) -> str:
    """Return the URL at which a feature shows: its theme's page, with its legend entry on."""
    page, theme = page_on(record["theme"]), record["theme"]
    chosen = Filter(selected=record["id"])
    if theme not in (page.topic.theme, BASE_THEME):
        chosen = replace(chosen, themes=(theme,))
    off = hidden_tokens(view.store, page.topic, chosen)
    entries = {record["layer"], f"{record['layer']}/{record['kind']}"}
    return page_address(page, view.link(replace(chosen, on=off & entries)))


def _clause(view: View, hit: Hit) -> Item:
    clause = view.store.clauses[hit.id]
    return _marked(clause_item(clause, hit.context, view.lang), hit)


def _marked(found: Item, hit: Hit) -> Item:
    place = "small" if hit.context else "text"
    return {**found, "mark": [*hit.mark, place]} if hit.mark else found
