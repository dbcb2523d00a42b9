"""Pages of the atlas, run without a browser."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from atlas.web.server.routes import SHELL
from atlas.web.state.page_list import Page


def run(page: Page, query: dict[str, str], timeout_s: float = 60) -> AppTest:
    """Run the shell on a page with a URL's parameters."""
    app = AppTest.from_file(str(SHELL), default_timeout=timeout_s)
    if page.path:
        app.switch_page(str(page.script))
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def texts(app: AppTest) -> str:
    """Return everything that a run shows as HTML."""
    return " ".join(element.proto.body for element in app.get("html"))
