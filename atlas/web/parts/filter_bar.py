"""The filter bar: towns, themes and status; it writes the URL and follows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from atlas.core.model import vocabulary
from atlas.store.query import BASE_THEME, Filter
from atlas.web.parts import components
from atlas.web.state.page_view import View, read_view, write_url

TOWNS, THEMES, STATUSES = "filter_towns", "filter_themes", "filter_statuses"
INDUSTRIES = "filter_industries"
#: widget → field of the filter
_FIELDS: dict[str, Literal["towns", "themes", "statuses", "industries"]] = {
    TOWNS: "towns",
    THEMES: "themes",
    STATUSES: "statuses",
    INDUSTRIES: "industries",
}


def filter_bar(view: View) -> None:
    """Show the filter bar with the view's choices."""
    with st.container(horizontal=True, key="filterbar", gap="small", vertical_alignment="center"):
        if not view.page.plates:
            _choices(view)
        if view.page.counts:
            shown, hidden = count_texts(view)
            components.markup("count.html.j2", shown=shown, hidden=hidden)


def _choices(view: View) -> None:
    words, chosen, towns = vocabulary(), view.chosen, view.store.towns
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
    if view.topic.theme == "industry":
        _choice(
            view,
            INDUSTRIES,
            title="filter.industries",
            nothing="filter.all",
            options=list(words.industry),
            label=lambda word: words.industry[word].text.in_(view.lang),
            chosen=chosen.industries,
        )
    if chosen.narrows:
        clear_button(view, "filterbar_clear")


def clear_button(view: View, key: str) -> None:
    """Show the button that clears the filter.

    Not a link, as Streamlit does not update the URL for a link to the current page.
    """
    st.button(
        view.text("filter.clear"),
        key=key,
        icon=":material/close:",
        type="tertiary",
        on_click=write_url,
        args=(view.chosen.cleared(), view.lang),
    )


def plain(text: str) -> str:
    """Return a text escaped for a widget label, which is Markdown."""
    return re.sub(r"[^\w\s]|_", lambda sign: "\\" + sign[0] if sign[0].isascii() else sign[0], text)


def count_texts(view: View) -> tuple[str, str]:
    """Return the number of features shown, with those not drawn, and the number hidden if any."""
    features = view.selection.features
    n = len(features)
    text = view.text("filter.count", n=n)
    standing = Counter(view.store.standing(name) for name in features["id"])
    for where in ("undrawn", "town"):
        if standing[where]:
            text += view.text(f"filter.{where}", n=standing[where])
    unticked = view.selection.unticked
    return text, view.text("filter.hidden", n=unticked) if unticked else ""


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
    widget = _widget_key(key, list(chosen))
    box = st.popover(
        plain(f"{view.text(title)} · {summary}"),
        key=f"{key}_box",
        type="primary" if names else "secondary",
    )
    with box:
        if hint:
            st.caption(view.text(hint))
        st.pills(
            view.text(title),
            options,
            default=list(chosen),
            selection_mode="multi",
            format_func=lambda option: plain(label(option)),
            key=widget,
            label_visibility="collapsed",
            on_change=_take,
            args=(view.topic.key, key, widget),
        )


def _widget_key(key: str, chosen: list[str]) -> str:
    """Return the widget key of a choice; the widget follows the URL.

    Python cannot set the widget of a closed popover: the browser would send its old value with the
    next rerun. So a choice made elsewhere (Back, a link, the map) gets a new widget. A widget that
    agrees is kept, because setting it would undo a click in progress.
    """
    counter = _generation(key)
    generation = st.session_state.setdefault(counter, 0)
    if list(st.session_state.get(f"{key}_{generation}", chosen)) != chosen:
        generation = st.session_state[counter] = generation + 1
    return f"{key}_{generation}"


def _generation(key: str) -> str:
    return f"{key}_generation"


def _take(page: str, key: str, widget: str) -> None:
    """Callback: write a changed widget's value to the URL, unless the widget was replaced."""
    if widget != f"{key}_{st.session_state[_generation(key)]}":
        return
    view = read_view(page)
    chosen: Filter = view.chosen
    values = tuple(st.session_state[widget])
    chosen = chosen.with_choice(_FIELDS[key], values)
    write_url(chosen, view.lang)
