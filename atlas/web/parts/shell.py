"""The frame around the pages: header, filter bar, the one map, and the page's panel."""

import streamlit as st

from atlas.core.messages import message
from atlas.web.parts.filter_bar import filter_bar
from atlas.web.parts.notices import notices
from atlas.web.parts.search_box import results
from atlas.web.parts.shell_map import one_map
from atlas.web.parts.top_bar import topbar
from atlas.web.server.resources import store
from atlas.web.server.upload_expiry import drop_old
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import forget_written, read_view
from atlas.web.state.url_query import parse

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
