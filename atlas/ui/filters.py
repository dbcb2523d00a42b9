"""The filter bar: towns, themes and status; it writes the URL and is drawn from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from atlas.model import vocabulary
from atlas.query import BASE_THEME, Filter
from atlas.ui.view import View, read_view, write_url

TOWNS, THEMES, STATUSES = "filter_towns", "filter_themes", "filter_statuses"


def filter_bar(view: View) -> None:
    """Show the filter bar with what the view has chosen."""
    words, chosen = vocabulary(), view.chosen
    with st.container(horizontal=True, key="filterbar", gap="small", vertical_alignment="center"):
        towns = view.store.towns
        _choice(
            view,
            TOWNS,
            title="filter.towns",
            nothing="filter.whole_city",
            options=list(towns),
            label=lambda code: view.name(towns[code]),
            chosen=chosen.towns,
        )
        themes = [t for t in words.theme if t not in (BASE_THEME, view.topic.theme)]
        _choice(
            view,
            THEMES,
            title="filter.themes",
            nothing="filter.all" if view.topic.theme is None else f"page.{view.topic.key}",
            options=themes,
            label=lambda word: words.theme[word].text.in_(view.lang),
            chosen=[t for t in chosen.themes if t in themes],
            hint="filter.more_themes" if view.topic.theme else None,
        )
        _choice(
            view,
            STATUSES,
            title="filter.statuses",
            nothing="filter.all",
            options=list(words.status),
            label=lambda word: words.status[word].text.in_(view.lang),
            chosen=chosen.statuses,
        )
        if chosen.narrows:
            st.page_link(
                view.page.script,
                label=view.text("filter.clear"),
                icon=":material/close:",
                query_params=view.link(chosen.cleared()),
            )
        st.html(f'<span class="atlas-count">{count_text(view)}</span>')


def count_text(view: View) -> str:
    """Return how many features the filter leaves, and how many of them cannot be drawn."""
    features = view.selection.features
    n = len(features)
    text = view.text("filter.count_one") if n == 1 else view.text("filter.count", n=n)
    undrawn = int(features["precision"].isna().sum()) if n else 0
    return text + (view.text("filter.undrawn", n=undrawn) if undrawn else "")


def _choice(
    view: View,
    key: str,
    *,
    title: str,
    nothing: str,
    options: Sequence[str],
    label: Callable[[str], str],
    chosen: Sequence[str],
    hint: str | None = None,
) -> None:
    names = [label(option) for option in chosen]
    if not names:
        summary = view.text(nothing)
    elif len(names) == 1:
        summary = names[0]
    else:
        summary = view.text("filter.chosen", first=names[0], n=len(names), more=len(names) - 1)
    if hint and names:
        summary = f"{view.text(nothing)} + {summary}"
    st.session_state[key] = list(chosen)  # the URL is the truth, the widget follows
    with st.popover(
        f"{view.text(title)} · {summary}",
        key=f"{key}_box",
        type="primary" if names else "secondary",
    ):
        if hint:
            st.caption(view.text(hint))
        st.pills(
            view.text(title),
            options,
            selection_mode="multi",
            format_func=label,
            key=key,
            label_visibility="collapsed",
            on_change=_take,
            args=(view.topic.key, key),
        )


def _take(page: str, key: str) -> None:
    """Before the script runs: put a changed widget into the URL."""
    view = read_view(page)
    chosen: Filter = view.chosen
    values = tuple(st.session_state[key])
    if key == TOWNS:
        chosen = replace(chosen, towns=values)
    elif key == THEMES:
        chosen = replace(chosen, themes=values)
    else:
        chosen = replace(chosen, statuses=values)
    write_url(chosen, view.lang)
