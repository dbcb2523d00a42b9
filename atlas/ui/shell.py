"""The frame around the pages: header, filter bar, the one map, and the page's panel."""

import streamlit as st

from atlas.i18n import message
from atlas.ui.filters import filter_bar
from atlas.ui.forgetting import drop_old
from atlas.ui.map import one_map
from atlas.ui.notices import notices
from atlas.ui.pages import PAGES
from atlas.ui.resources import store
from atlas.ui.search import results
from atlas.ui.topbar import topbar
from atlas.ui.url import parse
from atlas.ui.view import forget_written, read_view

lang = parse(dict(st.query_params), store()).lang
pages = {
    page.path: st.Page(
        page.script,
        title=message(f"page.{page.topic.key}", lang),
        url_path=page.path or None,
        default=not page.path,
    )
    for page in PAGES
}
current = st.navigation(list(pages.values()), position="hidden")
drop_old()
forget_written(current.url_path)
view = read_view(next(page.topic.key for page in PAGES if page.path == current.url_path))

st.set_page_config(
    page_title=f"{view.text(f'page.{view.topic.key}')} · {view.text('app.title')}",
    layout="wide",
    initial_sidebar_state="collapsed",
)
bars = st.container(key="bars", gap=None)
with st.container(key="stage", horizontal=True, gap=None):
    with st.container(key="mapbox"):
        one_map(view)  # first, so that the browser receives it first
    panel = st.container(key="panel", gap="small")
with bars:
    topbar(view)
    filter_bar(view)
    notices(view)
with panel:
    results(view)
    current.run()
