"""The frame around the pages: which page is open, search results, and the page's own part.

The browser draws everything else: ``static/page.js``.
"""

import streamlit as st

from atlas.core.messages import message
from atlas.web.parts import components
from atlas.web.parts.search_results import results
from atlas.web.server.resources import store
from atlas.web.server.upload_expiry import drop_old
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import address, read_view
from atlas.web.state.url_query import parse

lang = parse(address(), store()).lang
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
view = read_view(next(page.topic.key for page in PAGES if page.path == current.url_path))

st.set_page_config(
    page_title=f"{view.text(f'page.{view.page.topic.key}')} · {view.text('app.title')}",
    layout="wide",
    initial_sidebar_state="collapsed",
)
components.page_shown(view.page.topic.key)
with st.container(key="panel", gap="small"):
    results(view)
    current.run()
