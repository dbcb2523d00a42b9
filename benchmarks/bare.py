"""The floor: a Streamlit page with one widget, and a second one to switch to. No map, no data."""

import streamlit as st

TOWNS = ["南村镇", "新河镇", "店子镇", "大泽山镇", "旧店镇", "云山镇"]


def one() -> None:
    show("one")


def two() -> None:
    show("two")


def show(name: str) -> None:
    chosen = st.pills("Towns", TOWNS, selection_mode="multi", key="towns")
    with st.container(key="answer"):
        st.text(f"{name}: {','.join(chosen) or 'all'}")


pages = [st.Page(one, title="one", default=True), st.Page(two, title="two")]
current = st.navigation(pages, position="hidden")
with st.container(horizontal=True, key="pages"):
    for page in pages:
        st.page_link(page)
current.run()
