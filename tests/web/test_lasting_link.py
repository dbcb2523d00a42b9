"""Lasting links open the card of every feature, on a page that shows it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from atlas.core.messages import LANGUAGES
from atlas.store.query import select
from atlas.web.server.resources import store
from atlas.web.state.lasting_link import lasting_link
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import topic_of, view_at
from tests.support.project import failures


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_opens_the_card_on_a_page_that_shows_the_feature(lang: str) -> None:
    def check(name: str) -> None:
        address = urlsplit(lasting_link(store(), name, lang))
        [page] = [page for page in PAGES if page.path == address.path.strip("/")]
        view = view_at(page.topic.key, dict(parse_qsl(address.query)))
        assert view.query.problems == ()
        assert (view.chosen.selected, view.lang) == (name, lang)
        found = select(store(), topic_of(page, view.chosen), view.chosen)
        record = store().records[name]
        layer = record["layer"]
        assert layer in found.layers
        assert not {layer, f"{layer}/{record['kind']}"} & found.hidden

    assert failures(check, store().records) == {}


def test_a_link_says_nothing_of_the_readers_filter() -> None:
    assert lasting_link(store(), "tp-metro-14", "zh") == "/transport?id=tp-metro-14"
