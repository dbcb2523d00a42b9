"""Loading: all real layers load, and a fault in one file does not affect the others."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from atlas.core.model import vocabulary
from atlas.core.paths import LAYERS
from atlas.layers.layer_definition import read_catalogue
from atlas.store.store import Store, load
from tests.support import project
from tests.support.project import built

LAYER = "transport-projects"
FILE = f"{LAYER}.geojson"
Features = list[dict[str, Any]]


@cache
def layers() -> list[str]:
    """Return the layers of the atlas, lowest first."""
    return list(read_catalogue(LAYERS)[0])


def first() -> str:
    """Return the id of the first feature of the layer that the tests damage."""
    return built(LAYER)[0]["properties"]["id"]


def rewrite(root: Path, change: Callable[[Features], object], layer: str = LAYER) -> None:
    path = root / "geodata" / f"{layer}.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    change(collection["features"])
    path.write_text(json.dumps(collection), encoding="utf-8")


def assert_left_out(store: Store, layer: str) -> None:
    """Assert that the layer is missing everywhere and all others are loaded."""
    assert list(store.broken) == [layer]
    others = [name for name in layers() if name != layer]
    assert list(store.catalogue) == list(store.frames) == others
    assert layer not in store.rows
    assert layer not in set(store.features["layer"])
    wanted = {f["properties"]["id"] for name in others for f in built(name)}
    assert set(store.records) == wanted


# ---- the real data -------------------------------------------------------------------------------


def test_every_layer_loads():
    store = project.store()
    assert store.broken == {}
    assert list(store.frames) == layers()
    for layer in layers():
        features = built(layer)
        assert list(store.frames[layer]["id"]) == [f["properties"]["id"] for f in features]
        for feature in features:
            identifier = feature["properties"]["id"]
            assert store.records[identifier] == feature["properties"]
            assert (identifier in store.drawn) is (feature["geometry"] is not None)


def test_listed_features_stand_theme_by_theme_and_rows_find_them():
    store, themes = project.store(), list(vocabulary().theme)
    # within a theme the lowest layer on the map first, as layers() has them
    listed = sorted(
        (name for name in layers() if not store.catalogue[name].context),
        key=lambda name: themes.index(store.catalogue[name].theme),
    )
    assert list(dict.fromkeys(store.features["layer"])) == listed == list(store.rows)
    for layer, rows in store.rows.items():
        part = store.features.iloc[rows]
        assert list(part["id"]) == [f["properties"]["id"] for f in built(layer)]
        assert list(part["ordinal"]) == list(range(len(part)))
        for codes, feature in zip(part["town_set"], built(layer), strict=True):
            p = feature["properties"]
            assert codes == {*p["towns"], *p["towns_drawn"]}


def test_mere_ideas_of_the_plan_have_no_status():
    concepts = built("spatial-structure")
    assert concepts
    for field in ("status", "status_as_of", "status_source"):
        found = {f["properties"][field] for f in concepts if f["properties"]["kind"] != "renewal"}
        assert found == {None}
    features = project.store().features
    listed = features[features["layer"] == "spatial-structure"]
    assert len(listed) == len(concepts)
    assert set(listed["status"][listed["kind"] != "renewal"]) == {None}


def test_the_nearest_airport_is_one_with_airliners():
    records = project.store().records
    kinds = [r["kind"] for r in records.values() if r["layer"] == "transport-network"]
    assert kinds.count("general_airport") == kinds.count("airport") == 1
    named = {r["near_airport"] for r in records.values() if r.get("near_airport")}
    assert {records[identifier]["kind"] for identifier in named} == {"airport"}


def test_the_seventeen_towns_come_in_the_order_of_their_codes():
    towns = project.store().towns
    assert len(towns) == 17
    assert list(towns) == sorted(towns)
    assert towns["370283105"]["name_zh"] == "南村镇"


def test_linked_clauses_and_sources_exist():
    store = project.store()
    assert store.links
    for identifier, links in store.links.items():
        assert identifier in store.records
        assert all(link.clause in store.clauses for link in links)
    assert {s for record in store.records.values() for s in record["sources"]} <= set(store.sources)


def test_an_unknown_feature_is_none():
    assert project.store().feature("no-such-thing") is None


# ---- broken layers -------------------------------------------------------------------------------


def put(**properties: Any) -> Callable[[Features], object]:
    return lambda features: features[0]["properties"].update(properties)


def without(name: str) -> Callable[[Features], object]:
    return lambda features: features[0]["properties"].pop(name)


def draw(geometry: object) -> Callable[[Features], object]:
    return lambda features: features[0].update(geometry=geometry)


SQUARE = [[[120, 36], [120.1, 36], [120.1, 36.1], [120, 36]]]
FAULTS: dict[str, tuple[Callable[[Features], object], str]] = {
    "wrong geometry": (
        draw({"type": "Polygon", "coordinates": SQUARE}),
        "{first}: geometry: expected LineString",
    ),
    "no such geometry": (
        draw({"type": "Circle", "coordinates": [120, 36]}),
        "{first}: geometry: ",
    ),
    "no coordinates": (
        draw({"type": "LineString", "coordinates": []}),
        "{first}: geometry: ",
    ),
    "unknown category": (put(kind="canal"), "{first}: kind: expected one of"),
    "no category": (without("kind"), "{first}: kind: expected one of"),
    "an id twice": (
        lambda features: features.append(features[0]),
        "{first}: id: expected a unique id",
    ),
    "no id": (without("id"), "feature 1: id: expected a text"),
    "no towns": (without("towns"), "{first}: towns: "),
    "towns unknown": (put(towns_drawn=None), "{first}: towns_drawn: "),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_a_broken_layer_is_left_out_and_named(fault: str, root_copy: Path, caplog) -> None:
    change, message = FAULTS[fault]
    rewrite(root_copy, change)
    with caplog.at_level(logging.ERROR, "atlas.store.store"):
        store = load(root_copy)
    assert_left_out(store, LAYER)
    assert store.broken[LAYER].startswith(f"{FILE}: {message.format(first=first())}")
    assert store.broken[LAYER] in caplog.text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"type": "FeatureCollection",\n"features": [}', f"{FILE}: line 2: not valid JSON"),
        (b"", f"{FILE}: line 1: not valid JSON"),
        ("\n镇".encode("gbk"), f"{FILE}: line 2: not UTF-8"),
        (b'{"type": "FeatureCollection", "features": NaN}', f"{FILE}: not valid JSON"),
        (b'{"type": "Feature"}', f"{FILE}: type: expected a FeatureCollection"),
        (b'{"type": "FeatureCollection"}', f"{FILE}: features: expected a list"),
    ],
)
def test_a_file_that_is_not_geojson_is_left_out(
    content: bytes, message: str, root_copy: Path
) -> None:
    (root_copy / "geodata" / FILE).write_bytes(content)
    store = load(root_copy)
    assert_left_out(store, LAYER)
    assert store.broken[LAYER].startswith(message)


def test_a_missing_file_is_left_out(root_copy: Path) -> None:
    (root_copy / "geodata" / FILE).unlink()
    store = load(root_copy)
    assert_left_out(store, LAYER)
    assert store.broken[LAYER].startswith(f"{FILE}: cannot be read")


def test_an_id_of_another_layer_is_named_with_both_files(root_copy: Path) -> None:
    other = built("rivers")[0]["properties"]["id"]
    rewrite(root_copy, put(id=other))
    store = load(root_copy)
    assert_left_out(store, LAYER)
    assert store.broken[LAYER].startswith(f"{FILE}: {other}: id: expected a unique id")
    assert "rivers.geojson" in store.broken[LAYER]


def test_a_broken_definition_leaves_its_layer_out(root_copy: Path) -> None:
    (root_copy / "layers" / f"{LAYER}.toml").write_text("order =", encoding="utf-8")
    store = load(root_copy)
    assert_left_out(store, LAYER)
    assert store.broken[LAYER].startswith(f"{LAYER}.toml: not valid TOML")


@pytest.mark.parametrize("layer", ["city-boundary", "townships", "ecological-redlines"])
def test_the_atlas_works_without_any_one_layer(layer: str, root_copy: Path) -> None:
    (root_copy / "geodata" / f"{layer}.geojson").write_text("{", encoding="utf-8")
    assert_left_out(load(root_copy), layer)


def test_a_layer_without_features_does_no_harm(root_copy: Path) -> None:
    rewrite(root_copy, lambda features: features.clear())
    store = load(root_copy)
    assert set(store.frames) | set(store.broken) == set(layers())
    assert LAYER not in set(store.features["layer"])


def test_a_town_without_anything_in_it_has_an_empty_list(root_copy: Path) -> None:
    for layer in layers():
        if layer not in ("townships", "city-boundary"):
            (root_copy / "geodata" / f"{layer}.geojson").write_text("{", encoding="utf-8")
    listed = load(root_copy).in_town("370283105")
    assert listed.empty
    assert {"id", "theme"} <= set(listed.columns)
