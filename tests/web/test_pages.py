"""The shell and the pages, run without a browser: no exception under any filter."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from atlas import wording
from atlas.web.server.resources import store
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import view_at
from tests.support.javascript import ROOT
from tests.support.pages import run, sent, texts

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
            shown = sent(app, "atlas_page")
            assert shown["page"] == page.topic.key
            assert dict(parse_qsl(shown["query"])) == query
            if page.parts:
                view = view_at(page.topic.key, query)
                assert sent(app, "atlas_listed")["ids"] == list(view.selection.features["id"])


def test_nothing_of_an_unknown_parameter_becomes_markup() -> None:
    shown = texts(run(PAGES[-1], QUERIES[-1]))
    assert "<script>" not in shown and "../../x" not in shown and "nope" not in shown


def test_the_last_address_told_or_written_counts_until_the_reader_goes_elsewhere() -> None:
    app = AppTest.from_file(str(ROOT / "tests/support/address_page.py"))
    app.query_params["town"] = "370283105"

    def after(act: Callable[[AppTest], AppTest]) -> dict[str, str]:
        found: dict[str, str] = literal_eval(act(app).text[0].value)
        return found

    told = {"town": "370283116", "lang": "en"}
    assert after(lambda app: app.run()) == {"town": "370283105"}
    assert after(lambda app: app.button[0].click().run()) == told
    # an input sends the address that Streamlit knows, which is an older one
    assert after(lambda app: app.button[2].click().run()) == told
    assert after(lambda app: app.button[1].click().run()) == {"town": "370283001"}
    assert after(lambda app: app.button[0].click().run()) == told
    app.query_params.clear()
    app.query_params["town"] = "370283004"
    assert after(lambda app: app.run()) == {"town": "370283004"}


def test_every_card_reads_in_english_without_chinese() -> None:
    left = {}
    for identifier in store().records:
        card = wording.card(store(), identifier, "en")
        rest = str({key: value for key, value in card.items() if key != "quotes"})
        if found := re.findall(r"[^\"']*[\u3400-\u9fff][^\"']*", rest):
            left[identifier] = found
    assert left == {}


def test_the_page_of_a_town_marks_the_travel_times_of_the_timeline() -> None:
    query = {"town": "370283116", "lang": "en", "year": "2030"}
    [page] = [page for page in PAGES if page.topic.key == "towns"]
    sections = sent(run(page, query), "atlas_panel")["sections"]
    [times] = [part for part in sections if part["title"].startswith("Travel time")]
    assert times["heads"][times["marked"]] == "If kept (end of 2030)"
    assert [row["label"] for row in times["rows"]] == [
        *("Nearest HSR station", "Airport", "Central Qingdao", "What changed", "Limits"),
    ]
