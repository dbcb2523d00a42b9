"""Pages of the atlas, run without a browser."""

from __future__ import annotations

import json
from typing import Any

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


def sent(app: AppTest, component: str) -> dict[str, Any]:
    """Return the data that a run sends to the first component of a name."""
    found = (each.proto for each in app.get("bidi_component"))
    data: dict[str, Any] = next(
        json.loads(one.json) for one in found if one.component_name == component
    )
    return data
