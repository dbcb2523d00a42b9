"""The data files of the browser, and Streamlit's scripts, as they are served."""

from __future__ import annotations

import datetime
import gzip
import json
import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas import wording
from atlas.core.messages import LANGUAGES
from atlas.web.browsing import data_files
from atlas.web.browsing.data_files import card_url, data_file, data_urls, folder
from atlas.web.browsing.panel_data import MANY
from atlas.web.server.resources import store, urls
from atlas.web.server.routes import Bundle, routes
from atlas.web.server.streamlit_internals import bundle_file, entry
from atlas.web.state.url_query import values


def fetched(url: str) -> Any:
    path = url.removeprefix(f"{urls().assets}/")
    content = data_file(path)
    assert content is not None, url
    return json.loads(content)


def test_every_feature_has_its_card_in_the_block_that_its_address_names() -> None:
    missing = [
        (name, lang)
        for lang in LANGUAGES
        for name in store().records
        if fetched(card_url(name, lang)).get(name, {}).get("id") != name
    ]
    assert missing == []
    known = fetched(card_url("tp-metro-14", "zh"))["tp-metro-14"]
    added = {"takes": None, "link": "/transport?id=tp-metro-14"}
    assert {**known, "takes": None} == {**wording.card(store(), "tp-metro-14", "zh"), **added}


def test_every_listed_feature_has_a_row_with_the_columns_of_its_layer() -> None:
    for lang in LANGUAGES:
        words = fetched(data_urls()["words"][lang])
        assert all(len(rows) <= MANY for rows in store().rows.values())
        assert set(words["rows"]) == set(store().features["id"])
        for layer, columns in words["columns"].items():
            assert [one["key"] for one in columns] == list(store().catalogue[layer].table)
        block = fetched(f"{data_urls()['rows'][lang]}transport-projects/0.json")
        assert block == {name: words["rows"][name] for name in block}


def test_every_site_is_a_column_of_the_comparison_and_has_a_map_where_it_has_a_place() -> None:
    for lang in LANGUAGES:
        data = fetched(data_urls()["comparison"][lang])
        assert set(data["sites"]) == set(values(store())["sites"])
        placed = {site for site, column in data["sites"].items() if column["sketch"]}
        assert placed == set(store().access.sites)
        half = data["scale"]["half"]
        for site in placed:
            sketch = data["sites"][site]["sketch"]
            kinds = {kind for kind, _ in (*sketch["paths"], *(p[:2] for p in sketch["points"]))}
            assert kinds & {"site", "town"}, site
            figures = [
                abs(int(number))
                for _, path in sketch["paths"]
                for number in re.findall(r"-?\d+", path)
            ]
            assert max(figures) <= half, site


def on(day: datetime.date) -> type[datetime.date]:
    """Return a calendar on which it is that day."""

    class Calendar(datetime.date):
        @classmethod
        def today(cls) -> datetime.date:
            return day

    return Calendar


def test_a_page_of_yesterday_gets_the_files_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    # a start that is promised for December, on the last day of that month and on the day after
    monkeypatch.setattr(data_files, "date", on(datetime.date(2026, 12, 31)))
    path = f"{folder()}/cards-zh/transport-projects/0.json"
    before = data_file(path)
    monkeypatch.setattr(data_files, "date", on(datetime.date(2027, 1, 1)))
    after = data_file(path)
    assert f"{folder()}/cards-zh/transport-projects/0.json" != path
    assert before is not None
    assert after is not None
    coming = "计划 2026 年 12 月开工".encode()
    assert coming in before
    assert coming not in after
    assert "后来改为 2026 年 12 月，时间已过，没有公开消息".encode() in after


def test_other_names_are_no_data_files() -> None:
    for name in (
        "cards-zh/nothing/0.json",
        "cards-zh/townships/99.json",
        "cards-de/townships/0.json",
    ):
        assert data_file(f"{folder()}/{name}") is None
    assert data_file("data-0-0/filter.json") is None
    assert data_file("data-0-0-2026-11-30/filter.json") is None
    assert data_file(f"{folder()}/../filter.json") is None


def test_files_that_never_change_are_compressed_and_kept_by_browsers() -> None:
    client = TestClient(Bundle(Starlette(routes=routes())))
    script = f"/static/js/{entry()['entry'][0].rsplit('/', 1)[-1]}"
    for path in (script, data_urls()["filter"]):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-encoding"] == "gzip"
        assert "immutable" in answer.headers["cache-control"]
        plain = client.get(path, headers={"accept-encoding": "identity"})
        assert plain.content == answer.content
        assert len(gzip.compress(plain.content)) < len(plain.content) / 2
    assert client.get("/static/js/nothing.js").status_code == 404


def test_only_scripts_and_styles_of_streamlit_are_served_this_way() -> None:
    for folder_name, name in (
        ("js", "../../index.html"),
        ("media", "a.woff2"),
        ("..", "index.html"),
    ):
        assert bundle_file(folder_name, name) is None
