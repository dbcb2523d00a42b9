"""The live service returns the store's data: features, pages, filters, coordinate systems."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pygeoapi.config import validate_config
from pygeoapi.openapi import validate_openapi_document
from pyproj import Transformer
from shapely.geometry import shape
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas.core.urls import Urls
from atlas.ogcapi.collection import collections_of, condition
from atlas.ogcapi.configuration import configuration
from atlas.ogcapi.coordinate_systems import SYSTEMS, box_in_degrees
from atlas.ogcapi.request import OF_ITEMS
from atlas.ogcapi.service import CONFORMANCE
from atlas.spatial.crs import to_degrees, to_metres
from atlas.web.server.resources import store
from atlas.web.server.routes import middleware, routes
from tests.support.project import built
from tests.support.served import served

CRS84, WGS84, CGCS2000, METRES = SYSTEMS
BASE = "http://atlas.test:8501"
CLIENT = TestClient(Starlette(routes=routes(), middleware=middleware()), base_url=BASE)
PARKS = "/ogc/collections/industrial-parks/items"


@pytest.fixture(scope="module", autouse=True)
def one_event_loop() -> Iterator[None]:
    """Let all requests share an event loop: one for each costs more than most answers."""
    with CLIENT:
        yield


def items(layer: str, **asked: Any) -> dict[str, Any]:
    """Return the answer to a query of a collection."""
    query = urlencode({name.replace("_crs", "-crs"): value for name, value in asked.items()})
    answer = CLIENT.get(f"/ogc/collections/{layer}/items?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [feature["id"] for feature in found["features"]]


@cache
def layers() -> list[str]:
    return sorted(store().catalogue)


@cache
def in_metres(layer: str) -> dict[str, shapely.Geometry]:
    """Return feature → shape in EPSG:4549, for a layer without null geometries."""
    return {f["id"]: to_metres(shape(f["geometry"])) for f in built(layer)}


@cache
def shapes(layer: str) -> dict[str, shapely.Geometry]:
    """Return feature → shape in degrees, for those with a shape."""
    return {f["id"]: shape(f["geometry"]) for f in built(layer) if f["geometry"]}


# ---- what it gives ------------------------------------------------------------------------------


def test_a_collection_equals_the_layer(subtests: pytest.Subtests) -> None:
    for layer in layers():
        with subtests.test(layer=layer):
            found = items(layer, limit=1000)
            assert found["numberMatched"] == found["numberReturned"] == len(served(layer))
            for feature, ours in zip(found["features"], served(layer), strict=True):
                assert feature == ours


def test_a_feature_has_a_url(subtests: pytest.Subtests) -> None:
    for layer in layers():
        with subtests.test(layer=layer):
            for ours in served(layer):
                found = CLIENT.get(f"/ogc/collections/{layer}/items/{ours['id']}").json()
                assert {key: found.get(key) for key in ours} == ours, ours["id"]


def test_the_schema_describes_every_property(subtests: pytest.Subtests) -> None:
    for layer in layers():
        with subtests.test(layer=layer):
            assert_schema_tells_of_every_property(layer)


def assert_schema_tells_of_every_property(layer: str) -> None:
    told = CLIENT.get(f"/ogc/collections/{layer}/schema").json()["properties"]
    queryables = CLIENT.get(f"/ogc/collections/{layer}/queryables?lang=en").json()["properties"]
    types = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list}
    for ours in served(layer):
        assert set(told) - {"geometry"} == set(queryables) - {"geometry"} == set(ours["properties"])
        for name, value in ours["properties"].items():
            assert value is None or isinstance(value, types[told[name]["type"]]), name
            assert value is None or "enum" not in told[name] or value in told[name]["enum"]
            assert told[name]["title"] != queryables[name]["title"] or name.startswith("name")


def test_every_link_leads_to_json() -> None:
    seen: set[str] = set()
    to_do = [f"{BASE}/ogc"]
    while to_do:
        address = to_do.pop()
        if address in seen or not address.startswith(f"{BASE}/ogc") or "f=html" in address:
            continue
        seen.add(address)
        answer = CLIENT.get(address)
        assert answer.status_code == 200, address
        assert "json" in answer.headers["content-type"], address
        assert answer.headers.get("content-language") != "", address
        document = answer.json()
        parts = [document, *document.get("collections", [])]
        to_do += [link["href"] for part in parts for link in part.get("links", [])]
    paths = {urlsplit(address).path for address in seen}
    assert paths >= {"/ogc", "/ogc/openapi", "/ogc/conformance", "/ogc/collections"}
    for layer in layers():
        place = f"/ogc/collections/{layer}"
        assert paths >= {place, f"{place}/items", f"{place}/schema", f"{place}/queryables"}


def test_the_conformance_classes_are_exact() -> None:
    claimed = CLIENT.get("/ogc/conformance").json()["conformsTo"]
    assert claimed == list(CONFORMANCE)
    parts = {uri.split("/spec/")[1].split("/")[0] for uri in claimed}
    assert parts == {
        "ogcapi-common-1",
        "ogcapi-common-2",
        *(f"ogcapi-features-{n}" for n in (1, 2, 3, 5)),
    }
    assert not [uri for uri in claimed if uri.endswith(("html", "create-replace-delete"))]
    assert CLIENT.get("/ogc/conformance").json()["conformsTo"] == claimed  # it does not grow


def test_the_openapi_document_lists_the_resources() -> None:
    document = CLIENT.get("/ogc/openapi").json()
    assert validate_openapi_document(document)
    assert document["servers"][0]["url"] == f"{BASE}/ogc"
    assert all(set(methods) == {"get"} for methods in document["paths"].values())
    fields = {name: set(each.fields) for name, each in collections_of(store()).items()}
    for path, methods in document["paths"].items():
        declared = methods["get"]["parameters"]
        names = {p["name"] if "name" in p else p["$ref"].rsplit("/", 1)[1] for p in declared}
        known = {"f", "lang"}
        if path.endswith("/items"):
            known = OF_ITEMS | fields[path.split("/")[2]]
        elif path.endswith("/{featureId}"):
            known = {"f", "lang", "crs", "featureId"}
        assert names == known, path
        if "{" not in path:
            assert CLIENT.get(f"/ogc{path}").status_code == 200, path
    shared = document["components"]["parameters"]
    assert "vendorSpecificParameters" not in shared
    assert shared["f"]["schema"]["enum"] == ["json"]


def test_the_configuration_is_valid_for_pygeoapi() -> None:
    made = configuration(collections_of(store()), Urls(BASE))
    for name, resource in made["resources"].items():
        resource["providers"][0]["data"] = name
    assert validate_config(made)


def test_collections_are_described_in_both_languages() -> None:
    for lang, locale in (("zh", "zh-CN"), ("en", "en-US")):
        answer = CLIENT.get("/ogc/collections", headers={"accept-language": locale})
        told = {each["id"]: each for each in answer.json()["collections"]}
        assert set(told) == set(layers())
        for layer, definition in store().catalogue.items():
            assert told[layer]["title"] == definition.title.in_(lang)
            assert told[layer]["description"] == definition.description.in_(lang)
            assert told[layer]["crs"] == list(SYSTEMS)
            assert told[layer]["storageCrs"] == CRS84
            assert {"license"} <= {link["rel"] for link in told[layer]["links"]}
    assert CLIENT.get("/ogc/collections/rivers?lang=en-US").json()["title"] == "Rivers"


def test_the_extent_is_that_of_the_shapes() -> None:
    for layer in layers():
        told = CLIENT.get(f"/ogc/collections/{layer}").json()["extent"]["spatial"]["bbox"][0]
        wanted = shapely.total_bounds(list(shapes(layer).values())).tolist()
        assert told == pytest.approx(wanted), layer


# ---- pages --------------------------------------------------------------------------------------


def test_following_next_gives_every_feature_once() -> None:
    found, address, pages = [], f"{PARKS}?limit=7", 0
    while address:
        page = CLIENT.get(address).json()
        assert page["numberMatched"] == len(built("industrial-parks"))
        assert page["numberReturned"] == len(page["features"])
        found += ids(page)
        pages += 1
        links = {link["rel"]: link["href"] for link in page["links"]}
        assert ("prev" in links) is (pages > 1)
        address = links.get("next")
    assert (found, pages) == ([f["id"] for f in built("industrial-parks")], -(-len(found) // 7))


def test_a_full_last_page_has_no_next_link() -> None:
    most = len(built("industrial-parks"))
    last = items("industrial-parks", limit=10, offset=most - 10)
    rels = {link["rel"] for link in last["links"]}
    assert last["numberReturned"] == 10
    assert "prev" in rels
    assert "next" not in rels
    assert "next" not in {link["rel"] for link in items("industrial-parks", limit=most)["links"]}


@settings(max_examples=50)
@given(st.integers(0, 40), st.integers(1, 10**12))
def test_a_page_is_a_slice(offset: int, limit: int) -> None:
    found = items("industrial-parks", offset=offset, limit=limit)
    every = [f["id"] for f in built("industrial-parks")]
    assert ids(found) == every[offset : offset + limit]


def test_only_a_count_can_be_requested() -> None:
    found = items("industrial-parks", resulttype="hits", kind="eight")
    assert (found["numberMatched"], found["features"]) == (8, [])


def test_shapes_and_properties_may_be_left_out() -> None:
    found = items("townships", skipGeometry="true", properties="name_zh,code")
    for feature, ours in zip(found["features"], built("townships"), strict=True):
        assert feature["geometry"] is None
        wanted = {name: ours["properties"][name] for name in ("name_zh", "code")}
        assert (feature["id"], feature["properties"]) == (ours["id"], wanted)


def test_sorting_puts_missing_values_last() -> None:
    features = built("industrial-parks")
    for sortby, sign in (("area_ha_drawn", 1), ("-area_ha_drawn", -1)):
        found = items("industrial-parks", sortby=sortby)["features"]
        values = [f["properties"]["area_ha_drawn"] for f in found]
        known = [value for value in values if value is not None]
        assert known == sorted(known, key=lambda value: sign * value)
        assert values == known + [None] * (len(features) - len(known))
    found = items("industrial-parks", sortby="kind,-id", limit=1000)["features"]
    keys = [(f["properties"]["kind"], f["id"]) for f in found]
    assert keys == sorted(sorted(keys, reverse=True), key=lambda key: key[0])


# ---- filters ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("layer", "asked", "holds"),
    [
        ("transport-projects", {"towns": "370283105"}, lambda p: "370283105" in p["towns"]),
        (
            "transport-projects",
            {"towns": "370283105,370283001", "status": "planned,sought"},
            lambda p: (
                {"370283105", "370283001"} & set(p["towns"])
                and p["status"] in ("planned", "sought")
            ),
        ),
        ("transport-projects", {"status": "planned"}, lambda p: p["status"] == "planned"),
        ("industrial-parks", {"kind": "eight"}, lambda p: p["kind"] == "eight"),
        ("industrial-parks", {"industries": "food"}, lambda p: "food" in (p["industries"] or ())),
        ("industrial-parks", {"accuracy_m": "2000"}, lambda p: p["accuracy_m"] == 2000),
        ("industrial-parks", {"towns_unknown": "true"}, lambda p: p["towns_unknown"]),
        ("townships", {"name_zh": "南村镇"}, lambda p: p["name_zh"] == "南村镇"),
        (
            "transport-projects",
            {"outcome": "late,done"},
            lambda p: p["outcome"] in {"late", "done"},
        ),
        ("transport-projects", {"q": "高速"}, lambda p: "高速" in str(list(p.values()))),
        (
            "transport-projects",
            {"q": "METRO,机场"},
            lambda p: any(w in str(list(p.values())).lower() for w in ("metro", "机场")),
        ),
    ],
)
def test_a_filter_keeps_the_matching_features(layer, asked, holds):
    found = items(layer, limit=1000, **asked)
    wanted = [f["id"] for f in served(layer) if holds(f["properties"])]
    assert ids(found) == wanted
    assert 0 < len(wanted) < len(built(layer))
    assert found["numberMatched"] == len(wanted)


def test_a_missing_value_never_matches() -> None:
    assert not condition("note", {"type": "string"}, "None", "zh")(None)
    assert not condition("list", {"type": "array", "items": {"type": "string"}}, "a", "zh")(None)


@settings(max_examples=50)
@given(west=st.floats(119.4, 120.5), south=st.floats(36.4, 37.1), size=st.floats(0, 0.6))
def test_a_box_keeps_the_features_that_touch_it(west: float, south: float, size: float) -> None:
    box = (west, south, west + size, south + size)
    found = items("spatial-structure", bbox=",".join(map(str, box)))
    area = shapely.box(*box)
    wanted = [name for name, one in shapes("spatial-structure").items() if one.intersects(area)]
    assert ids(found) == wanted


def test_features_without_geometry_are_in_no_box() -> None:
    found = items("industrial-parks", bbox="-180,-90,180,90", limit=1000)
    assert found["numberMatched"] == sum(
        f["geometry"] is not None for f in built("industrial-parks")
    )
    assert found["numberMatched"] < len(built("industrial-parks"))


def test_a_box_may_cross_the_date_line_and_have_heights() -> None:
    assert items("rivers", bbox="170,30,-170,40")["numberMatched"] == 0
    assert items("rivers", bbox="119,30,-170,40")["numberMatched"] == 10
    assert items("rivers", bbox="119,30,-5,121,40,900")["numberMatched"] == 10


@settings(max_examples=50)
@given(
    north=st.floats(4_040_000, 4_100_000),
    east=st.floats(450_000, 540_000),
    size=st.floats(1_000, 60_000),
)
def test_a_box_in_metres_misses_nothing(north: float, east: float, size: float) -> None:
    found = items(
        "transport-network",
        bbox=f"{north},{east},{north + size},{east + size}",
        bbox_crs=METRES,
        limit=1000,
    )
    box = shapely.box(east, north, east + size, north + size)
    near = box.buffer(400)  # the edges bulge in degrees
    lines = in_metres("transport-network")
    assert {name for name, line in lines.items() if line.intersects(box)} <= set(ids(found))
    assert set(ids(found)) <= {name for name, line in lines.items() if line.intersects(near)}


def test_the_edges_of_a_box_in_metres_lie_within_the_box_in_degrees() -> None:
    north, east, size = 4_050_000, 460_000, 60_000
    edges = shapely.box(east, north, east + size, north + size).exterior.segmentize(500)
    west, south, right, top = to_degrees(edges).bounds
    found = box_in_degrees((north, east, north + size, east + size), METRES)
    assert found == pytest.approx((west, south, right, top), abs=2e-5)


@pytest.mark.parametrize("system", [WGS84, CGCS2000])
def test_a_box_with_latitude_first(system: str) -> None:
    assert box_in_degrees((36.7, 119.9, 36.8, 120.1), system) == pytest.approx(
        (119.9, 36.7, 120.1, 36.8), abs=1e-7
    )
    found = items("townships", bbox="36.7,119.9,36.8,120.1", bbox_crs=system)
    assert ids(found) == ids(items("townships", bbox="119.9,36.7,120.1,36.8"))


# ---- coordinate systems -------------------------------------------------------------------------


@pytest.mark.parametrize(("system", "epsg"), [(WGS84, 4326), (CGCS2000, 4490), (METRES, 4549)])
def test_coordinates_are_those_of_pyproj(system: str, epsg: int, subtests: pytest.Subtests) -> None:
    transformer = Transformer.from_crs("OGC:CRS84", f"EPSG:{epsg}")
    # northing or latitude first, as in EPSG; to a millimetre or the last decimal
    near = 1e-3 if epsg == 4549 else 1e-6
    for layer in ("townships", "transport-network", "reservoirs"):
        with subtests.test(layer=layer):
            assert_coordinates(layer, system, transformer, near)


def assert_coordinates(layer: str, system: str, transformer: Transformer, near: float) -> None:
    answer = CLIENT.get(f"/ogc/collections/{layer}/items?limit=1000&crs={system}")
    assert answer.headers["content-crs"] == f"<{system}>"
    for feature, ours in zip(answer.json()["features"], built(layer), strict=True):
        if ours["geometry"] is None:
            assert feature["geometry"] is None
            continue
        there = shapely.get_coordinates(shape(feature["geometry"])).T
        here = shapely.get_coordinates(shape(ours["geometry"])).T
        wanted = np.array(transformer.transform(*here))
        np.testing.assert_allclose(there, wanted, rtol=0, atol=near, equal_nan=False)
        assert feature["geometry"]["type"] == ours["geometry"]["type"]


def test_one_feature_in_metres_is_where_the_atlas_measures_it() -> None:
    answer = CLIENT.get(f"/ogc/collections/townships/items/town-nancun?crs={METRES}")
    flipped = shapely.transform(shape(answer.json()["geometry"]), lambda points: points[:, ::-1])
    ours = next(f for f in built("townships") if f["id"] == "town-nancun")
    assert flipped.equals_exact(to_metres(shape(ours["geometry"])), tolerance=0.001)
