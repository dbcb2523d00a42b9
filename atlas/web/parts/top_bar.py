"""The header: title, pages, language, search. Every link keeps the filter.

The links are plain ones in one element, as each Streamlit link would cost a message per rerun.
``static/main.js`` handles a click on them like Back, so that the map stays mounted.
"""

from __future__ import annotations

import html

import streamlit as st

from atlas.store.query import carried
from atlas.web.parts.search_box import search_box
from atlas.web.state.page_list import PAGES, Page, page_address
from atlas.web.state.page_view import View


def topbar(view: View) -> None:
    """Show the header."""
    with st.container(key="topbar", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(
            f'<div class="atlas-brand"><b>{view.text("app.title")}</b>'
            f"<span>{view.text('app.subtitle')}</span></div>"
            f'<nav class="atlas-pages">{"".join(_link(view, page) for page in PAGES)}</nav>'
            f"{_language(view)}"
        )
        search_box(view)


def _link(view: View, page: Page) -> str:
    here = page is view.page
    address = page_address(page, view.link(carried(view.store, page.topic, view.chosen)))
    name = html.escape(view.text(f"page.{page.topic.key}"))
    return (
        f'<a class="atlas-go page-{page.topic.key}{" here" if here else ""}"'
        f' href="{html.escape(address)}">{name}</a>'
    )


def _language(view: View) -> str:
    address = page_address(view.page, view.link(lang="zh" if view.lang == "en" else "en"))
    name = html.escape(view.text("app.language"))
    return f'<a class="atlas-go atlas-language" href="{html.escape(address)}">{name}</a>'
