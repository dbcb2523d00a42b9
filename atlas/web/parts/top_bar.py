"""The header: title, pages, language, search. Every link keeps the filter.

The links are plain ones in one element, as each Streamlit link would cost a message per rerun.
``static/main.js`` handles a click on them like Back, so that the map stays mounted.
"""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from atlas.store.query import carried
from atlas.web.parts import components
from atlas.web.parts.search_box import search_box
from atlas.web.state.page_list import PAGES, Page, page_address
from atlas.web.state.page_view import View


class PageLink(NamedTuple):
    """A link to a page: what ``top_bar.html.j2`` shows."""

    key: str
    name: str
    address: str
    here: bool


def topbar(view: View) -> None:
    """Show the header."""
    with st.container(key="topbar", horizontal=True, gap="small", vertical_alignment="center"):
        other = view.link(lang="zh" if view.lang == "en" else "en")
        components.markup(
            "top_bar.html.j2",
            title=view.text("app.title"),
            subtitle=view.text("app.subtitle"),
            pages=[_link(view, page) for page in PAGES],
            language=view.text("app.language"),
            language_address=page_address(view.page, other),
        )
        search_box(view)


def _link(view: View, page: Page) -> PageLink:
    query = view.link(carried(view.store, page.topic, view.chosen))
    return PageLink(
        key=page.topic.key,
        name=view.text(f"page.{page.topic.key}"),
        address=page_address(page, query),
        here=page is view.page,
    )
