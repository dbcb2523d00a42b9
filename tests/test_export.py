"""Files to take away: what passes the filter, whole, in forms that other programs read."""

from __future__ import annotations

import pytest

from atlas.export.vector import filtered, shown
from atlas.present.data import data_sheet
from atlas.query import Filter
from atlas.store import load
from atlas.ui.view import view_at

STORE = load()
NANCUN = Filter(towns=("370283105",))
layers = pytest.mark.parametrize("layer", STORE.frames)


@layers
@pytest.mark.parametrize("chosen", [Filter(), NANCUN, Filter(statuses=("built",))])
def test_what_passes_the_filter_comes_and_nothing_else(layer, chosen):
    found = set(filtered(STORE, layer, chosen)["id"])
    whole = {r["id"] for r in STORE.records.values() if r["layer"] == layer}
    if STORE.catalogue[layer].context or chosen == Filter():
        assert found == whole
    elif chosen == NANCUN:
        touched = {
            name
            for name in whole
            if "370283105" in {*STORE.records[name]["towns"], *STORE.records[name]["towns_drawn"]}
        }
        assert found == touched


@pytest.mark.parametrize("page", ["transport", "ecology", "plates"])
@pytest.mark.parametrize(
    "address", [{}, {"town": "370283105"}, {"off": "rivers,transport-network/hsr"}]
)
def test_a_view_is_what_the_map_shows(page, address):
    view = view_at(page, address)
    frames = shown(STORE, view.selection)
    found = {name for frame in frames.values() for name in frame["id"]}
    listed = {name for name in found if not STORE.catalogue[STORE.records[name]["layer"]].context}
    assert listed == set(view.selection.features["id"])
    assert ("rivers" in frames) is ("off" not in address)
    network = frames.get("transport-network", STORE.frames["transport-network"].iloc[:0])
    assert "hsr" not in set(network["kind"]) or "off" not in address


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_layer_tells_its_sources_and_fields(lang):
    sheet = data_sheet(STORE, list(STORE.frames), NANCUN, lang)
    assert len(sheet["sections"]) == len(STORE.frames) + 3
    for section in sheet["sections"][:-3]:
        assert all(cell for row in section["rows"] for cell in row["cells"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_makes_no_feature_is_listed_with_its_clause(lang):
    *_, wide, left = data_sheet(STORE, [], Filter(), lang)["sections"]
    for section, outcome in ((wide, "city_wide"), (left, "left_out")):
        listed = [item["read"] for item in section["rows"][0]["cells"][0]]
        wanted = [s.clause for s in STORE.coverage.statements if s.outcome == outcome]
        assert listed == wanted
        assert wanted
