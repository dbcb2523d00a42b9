"""The shell and the pages, run without a browser: no exception under any filter."""

from __future__ import annotations

import re

import pytest

from atlas import wording
from atlas.core.messages import message
from atlas.web.server.resources import store
from atlas.web.state.page_list import PAGES
from tests.support.pages import run, texts

QUERIES = [
    {},
    {"lang": "en"},
    {"town": "370283105"},
    {"town": "370283105,370283116", "status": "planned,built", "lang": "en"},
    {"theme": "ecology,industry", "off": "rivers", "on": "reservoirs"},
    {"id": "tp-metro-14", "lang": "en"},
    {"id": "town-nancun", "town": "370283105"},
    {"town": "370283120", "status": "under_construction", "theme": "transport"},
    {"town": "<script>", "id": "../../x", "lang": "xx", "status": "nope", "foo": "bar"},
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: "&".join(query) or "nothing")
def test_every_page_runs_under_any_filter(query: dict[str, str], subtests: pytest.Subtests) -> None:
    for page in PAGES:
        with subtests.test(page=page.topic.key):
            app = run(page, query)
            assert not app.exception
            assert app.get("bidi_component"), "no map"
            if "id" not in query:
                lang = query.get("lang", "zh")
                title = message(f"page.{page.topic.key}", "en" if lang == "en" else "zh")
                assert f"<h1>{title}</h1>" in texts(app)


def test_unknown_parameters_are_named_but_never_echoed() -> None:
    shown = texts(run(PAGES[0], QUERIES[-1]))
    assert "atlas-problem" in shown
    assert "<script>" not in shown and "../../x" not in shown and "nope" not in shown


def test_the_filter_bar_is_drawn_from_the_url() -> None:
    app = run(PAGES[3], {"town": "370283105", "status": "planned", "theme": "ecology"})
    chosen = [value for group in app.button_group for value in group.value]
    assert chosen == ["370283105", "ecology", "planned"]


def test_a_choice_in_the_filter_bar_is_written_to_the_url() -> None:
    app = run(PAGES[3], {})
    app.button_group[0].set_value(["370283116"]).run()
    assert not app.exception
    assert app.query_params["town"] in ("370283116", ["370283116"])


def test_every_card_reads_in_english_without_chinese() -> None:
    left = {}
    for identifier in store().records:
        card = wording.card(store(), identifier, "en")
        rest = str({key: value for key, value in card.items() if key != "quotes"})
        if found := re.findall(r"[^\"']*[\u3400-\u9fff][^\"']*", rest):
            left[identifier] = found
    assert left == {}
