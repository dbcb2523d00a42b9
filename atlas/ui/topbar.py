"""The header: name, pages, language. Every link keeps the filter."""

from __future__ import annotations

import streamlit as st

from atlas.query import carried
from atlas.ui.pages import PAGES
from atlas.ui.view import View, write_url


def topbar(view: View) -> None:
    """Show the header."""
    with st.container(key="topbar", horizontal=True, gap="small", vertical_alignment="center"):
        st.html(
            f'<div class="atlas-brand"><b>{view.text("app.title")}</b>'
            f"<span>{view.text('app.subtitle')}</span></div>"
        )
        with st.container(key="pages", horizontal=True, gap=None):
            for page in PAGES:
                here = page is view.page
                with st.container(
                    key=f"page_{page.topic.key}{'_here' if here else ''}", width="content"
                ):
                    st.page_link(
                        page.script,
                        label=view.text(f"page.{page.topic.key}"),
                        query_params=view.link(carried(view.store, page.topic, view.chosen)),
                    )
        with st.container(key="language", width="content"):
            # a button: a link to the page one is on does not write its address
            st.button(
                view.text("app.language"),
                key="language_switch",
                type="tertiary",
                on_click=write_url,
                args=(view.chosen, "zh" if view.lang == "en" else "en"),
            )
