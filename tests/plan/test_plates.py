"""The plates: their references exist, and they show exactly their layers."""

from __future__ import annotations

import pytest

from atlas.plan.plates import plates
from atlas.store.query import BASE_THEME, Filter, Topic, hidden_tokens, select
from tests.support.project import store

each = pytest.mark.parametrize("key", plates())


@each
def test_a_plate_names_layers_kinds_and_clauses_that_exist(key):
    plate = plates()[key]
    for token in plate.show:
        layer, _, kind = token.partition("/")
        assert layer in store().catalogue, token
        assert not kind or kind in store().catalogue[layer].kinds, token
    assert plate.clauses
    assert set(plate.clauses) <= set(store().clauses)
    assert key in store().clauses  # the figure's caption
    west, south, east, north = plate.bounds
    assert west < east and south < north


@each
def test_a_plate_shows_its_layers_and_the_base(key):
    topic = Topic("plates", shows=plates()[key].show)
    found = select(store(), topic, Filter())
    offered = {token.split("/")[0] for token in topic.shows}
    base = {n for n, d in store().catalogue.items() if d.theme == BASE_THEME}
    assert set(found.layers) == offered | base
    hidden = hidden_tokens(store(), topic, Filter())
    for token in topic.shows:
        assert token not in hidden
    assert len(found.features)


@each
def test_the_features_of_a_plate_are_based_on_its_clauses(key):
    topic = Topic("plates", shows=plates()[key].show)
    found = set(select(store(), topic, Filter()).features["id"])
    named = {link.feature for links in store().links.values() for link in links}
    assert found <= named | {r["id"] for r in store().records.values() if r["role"] != "plan"}
