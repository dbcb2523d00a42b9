"""The search box in the header, and what it found at the top of the panel."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from atlas.present.sheets import Item, Sheet, item, row, section, sheet
from atlas.present.words import clause_place, kind, name
from atlas.query import Filter
from atlas.search import MAX_QUERY, Hit, Index
from atlas.ui import components
from atlas.ui.pages import page_of
from atlas.ui.resources import prefix, store
from atlas.ui.view import View, read_view, write_url

#: so many of each kind are listed
LIMIT = 12


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index.of(store())


@lru_cache(maxsize=256)
def _found(query: str) -> tuple[Hit, ...]:
    return tuple(_index().search(query, LIMIT))


def search_box(view: View) -> None:
    """Show the box; what is entered goes into the URL."""
    query = view.chosen.search
    key = f"search_{query}"
    with st.container(key="searchbox", width="content"):
        st.text_input(
            view.text("search.label"),
            value=query,
            max_chars=MAX_QUERY,
            placeholder=view.text("search.placeholder"),
            label_visibility="collapsed",
            key=key,
            on_change=_take,
            args=(view.page.topic.key, key),
        )


def _take(page: str, key: str) -> None:
    view = read_view(page)
    write_url(replace(view.chosen, search=str(st.session_state[key]).strip()), view.lang)


def results(view: View) -> None:
    """Show what was found, if anything is searched for."""
    query = view.chosen.search
    if not query:
        return
    hits = _found(query)
    with st.container(key="found", gap=None):
        st.button(
            view.text("search.close"),
            key="search_clear",
            icon=":material/close:",
            type="tertiary",
            on_click=write_url,
            args=(replace(view.chosen, search=""), view.lang),
        )
        components.sheet("results", _sheet(view, query, hits))


def _sheet(view: View, query: str, hits: tuple[Hit, ...]) -> Sheet:
    groups = {
        "search.towns": [_town(view, hit) for hit in hits if hit.kind == "town"],
        "search.features": [_feature(view, hit) for hit in hits if hit.kind == "feature"],
        "search.clauses": [_clause(view, hit) for hit in hits if hit.kind == "clause"],
    }
    sections = [section(view.text(key), [row(items)]) for key, items in groups.items() if items]
    return sheet(sections, "" if sections else view.text("search.nothing", query=query))


def _town(view: View, hit: Hit) -> Item:
    town = item(view.name(view.store.towns[hit.id]), town=hit.id)
    return _marked(town, hit) if view.lang == "zh" else town


def _feature(view: View, hit: Hit) -> Item:
    record = view.store.records[hit.id]
    at_hand = view.page.topic.whole
    found = item(
        name(record, view.lang),
        hit.context or kind(view.store, record, view.lang),
        select=hit.id if at_hand else None,
        go=None if at_hand else _address(view, hit.id, record["theme"]),
    )
    return _marked(found, hit) if hit.context or view.lang == "zh" else found


def _address(view: View, identifier: str, theme: str) -> str:
    """Return where a feature is seen whatever page one is on: the overview with its theme."""
    chosen = Filter(themes=(theme,) if theme != "base" else (), selected=identifier)
    return f"{prefix()}/{page_of('overview').path}?{urlencode(view.link(chosen))}"


def _clause(view: View, hit: Hit) -> Item:
    clause = view.store.clauses[hit.id]
    return _marked(item(clause_place(clause, view.lang), hit.context, read=hit.id), hit)


def _marked(found: Item, hit: Hit) -> Item:
    place = "small" if hit.context else "text"
    return {**found, "mark": [*hit.mark, place]} if hit.mark else found
