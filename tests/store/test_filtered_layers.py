"""Exports under a filter, and the description of layers on the data page."""

from __future__ import annotations

import pytest

from atlas.store.filtered_layers import filtered, shown
from atlas.store.query import Filter
from atlas.web.state.page_view import view_at
from atlas.wording.data_text import data_panel
from tests.support.project import store

NANCUN = Filter(towns=("370283105",))


@pytest.mark.parametrize("chosen", [Filter(), NANCUN, Filter(statuses=("built",))])
def test_an_export_has_exactly_the_filtered_features(chosen, subtests):
    for layer in store().frames:
        with subtests.test(layer=layer):
            found = set(filtered(store(), layer, chosen)["id"])
            whole = {r["id"]: r for r in store().records.values() if r["layer"] == layer}
            if store().catalogue[layer].context or chosen == Filter():
                assert found == set(whole)
            elif chosen == NANCUN:
                assert found == {
                    name
                    for name, record in whole.items()
                    if "370283105" in {*record["towns"], *record["towns_drawn"]}
                }


@pytest.mark.parametrize("page", ["transport", "ecology", "plates"])
@pytest.mark.parametrize(
    "address", [{}, {"town": "370283105"}, {"off": "rivers,transport-network/hsr"}]
)
def test_an_exported_view_equals_the_map(page, address):
    view = view_at(page, address)
    frames = shown(store(), view.selection)
    found = {name for frame in frames.values() for name in frame["id"]}
    listed = {
        name for name in found if not store().catalogue[store().records[name]["layer"]].context
    }
    assert listed == set(view.selection.features["id"])
    assert ("rivers" in frames) is ("off" not in address)
    network = frames.get("transport-network", store().frames["transport-network"].iloc[:0])
    assert "hsr" not in set(network["kind"]) or "off" not in address


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_layer_lists_its_sources_and_fields(lang):
    sheet = data_panel(store(), list(store().frames), NANCUN, lang)
    assert len(sheet["sections"]) == len(store().frames) + 3
    for section in sheet["sections"][:-3]:
        assert all(cell for row in section["rows"] for cell in row["cells"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_statements_without_a_feature_are_listed_with_their_clause(lang):
    *_, wide, left = data_panel(store(), [], Filter(), lang)["sections"]
    for section, outcome in ((wide, "city_wide"), (left, "left_out")):
        listed = [item["read"] for item in section["rows"][0]["cells"][0]]
        wanted = [s.clause for s in store().coverage.statements if s.outcome == outcome]
        assert listed == wanted
        assert wanted
