"""The search box in the header, and what it found at the top of the panel."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from atlas.present.words import clause_place, kind, name
from atlas.query import Filter
from atlas.search import MAX_QUERY, Hit, Index
from atlas.ui import components
from atlas.ui.pages import page_of
from atlas.ui.resources import prefix, store
from atlas.ui.view import View, latest_view, write_url

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
    view = latest_view(page)
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


def _sheet(view: View, query: str, hits: tuple[Hit, ...]) -> dict[str, Any]:
    groups = {
        "search.towns": [_town(view, hit) for hit in hits if hit.kind == "town"],
        "search.features": [_feature(view, hit) for hit in hits if hit.kind == "feature"],
        "search.clauses": [_clause(view, hit) for hit in hits if hit.kind == "clause"],
    }
    sections = [
        {"title": view.text(title), "rows": [{"label": "", "cells": [items]}]}
        for title, items in groups.items()
        if items
    ]
    note = "" if sections else view.text("search.nothing", query=query)
    return {"columns": [], "sections": sections, "note": note}


def _town(view: View, hit: Hit) -> dict[str, Any]:
    item = {"text": view.name(view.store.towns[hit.id]), "town": hit.id}
    return _marked(item, hit) if view.lang == "zh" else item


def _feature(view: View, hit: Hit) -> dict[str, Any]:
    record = view.store.records[hit.id]
    small = kind(view.store, record, view.lang)
    item = {"text": name(record, view.lang), "small": hit.context or small}
    if view.page.topic.whole:
        item["select"] = hit.id
    else:
        item["go"] = _address(view, hit.id, record["theme"])
    return _marked(item, hit) if hit.context or view.lang == "zh" else item


def _address(view: View, identifier: str, theme: str) -> str:
    """Return where a feature is seen whatever page one is on: the overview with its theme."""
    chosen = Filter(themes=(theme,) if theme != "base" else (), selected=identifier)
    return f"{prefix()}/{page_of('overview').path}?{urlencode(view.link(chosen))}"


def _clause(view: View, hit: Hit) -> dict[str, Any]:
    clause = view.store.clauses[hit.id]
    item = {"text": clause_place(clause, view.lang), "small": hit.context, "read": hit.id}
    return _marked(item, hit)


def _marked(item: dict[str, Any], hit: Hit) -> dict[str, Any]:
    return {**item, "mark": [*hit.mark, "small" if hit.context else "text"]} if hit.mark else item
