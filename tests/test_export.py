"""Files to take away: what passes the filter, whole, in forms that other programs read."""

from __future__ import annotations

import json

import geopandas as gpd
import pyogrio
import pytest

from atlas.export.vector import as_geojson, as_geopackage, filtered
from atlas.present.data import data_sheet
from atlas.query import Filter
from atlas.store import load

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


@layers
def test_a_layer_as_geojson_is_the_layer(layer):
    made = json.loads(as_geojson(STORE, [layer], Filter()))
    assert [f["properties"]["id"] for f in made["features"]] == list(STORE.frames[layer]["id"])
    for feature in made["features"]:
        assert feature["properties"]["towns"] == STORE.records[feature["id"]]["towns"]


def test_a_theme_as_geopackage_has_a_table_a_layer(tmp_path):
    names = ["industrial-parks", "transport-projects", "public-services"]
    path = tmp_path / "a.gpkg"
    path.write_bytes(as_geopackage(STORE, names, Filter()))
    assert set(pyogrio.list_layers(path)[:, 0]) == set(names)
    for name in names:
        frame = gpd.read_file(path, layer=name)
        assert frame.crs == STORE.frames[name].crs
        assert list(frame["id"]) == list(STORE.frames[name]["id"])
        drawn = STORE.frames[name].geometry.notna()
        assert list(frame.geometry.notna()) == list(drawn)
        pairs = zip(frame.geometry, STORE.frames[name].geometry, strict=True)
        assert all(a.equals(b) for a, b in pairs if b is not None)


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
