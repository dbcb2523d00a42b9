"""The baseline: a Streamlit page with one widget, and a second page. No map, no data."""

from functools import partial
from pathlib import Path

import streamlit as st

TOWNS = Path(__file__).with_name("towns.txt").read_text("utf-8").split()


def show(name: str) -> None:
    chosen = st.pills("Towns", TOWNS, selection_mode="multi", key="towns")
    with st.container(key="answer"):
        st.text(f"{name}: {','.join(chosen) or 'all'}")


pages = [
    st.Page(partial(show, key), title=key, url_path=key, default=key == "transport")
    for key in ("transport", "industry")
]
current = st.navigation(pages, position="hidden")
with st.container(horizontal=True, key="pages"):
    for page in pages:
        st.page_link(page)
current.run()
