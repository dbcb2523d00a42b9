"""A planner adds the atlas to a GIS by its address: GDAL, which QGIS builds on, and OWSLib."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from shapely.geometry import shape

from atlas.core.paths import GEODATA
from atlas.spatial.crs import to_metres
from tests.e2e.driver import NewReader
from tests.support.project import built
from tests.support.served import served
from tests.support.server import Server

LAYERS = sorted(path.stem for path in GEODATA.glob("*.geojson"))


@pytest.fixture
def address(server: Server) -> str:
    """Return the URL of the service."""
    return f"{server.url}/ogc"


@pytest.fixture
def below_a_path(prefixed: Server) -> str:
    """Return the URL of the service of an atlas below a path."""
    return f"{prefixed.url}/ogc"


def shapes(layer: str) -> list[Any]:
    return [shape(f["geometry"]) if f["geometry"] else None for f in built(layer)]


def same(found: Any, wanted: Any, tolerance: float = 0) -> bool:
    if found is None or wanted is None:
        return found is wanted
    # GDAL may begin a ring elsewhere
    return bool(
        shapely.equals_exact(shapely.normalize(found), shapely.normalize(wanted), tolerance)
    )


def read(address: str, layer: str, **options: Any) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(f"OAPIF:{address}", layer=layer, **options)


def test_gdal_reads_every_layer_as_it_is(address: str) -> None:
    assert sorted(pyogrio.list_layers(f"OAPIF:{address}")[:, 0]) == LAYERS
    for layer in LAYERS:
        found = read(address, layer)
        ours = [f["properties"] for f in built(layer)]
        assert found["id"].tolist() == [p["id"] for p in ours]
        assert found["name_zh"].tolist() == [p["name_zh"] for p in ours]
        assert all(map(same, found.geometry, shapes(layer)))


def test_owslib_reads_every_layer_as_it_is(address: str, below_a_path: str) -> None:
    assert Features(address).api()["servers"][0]["url"] == address
    service = Features(below_a_path)
    assert sorted(service.feature_collections()) == LAYERS
    assert service.api()["servers"][0]["url"] == below_a_path
    for layer in LAYERS:
        found = service.collection_items(layer, limit=1000)
        assert found["numberMatched"] == len(served(layer))
        assert found["features"] == served(layer)
        assert set(service.collection_queryables(layer)["properties"]) == {
            "geometry",
            *served(layer)[0]["properties"],
        }


def test_gdal_reads_metres_of_the_city_s_zone(address: str) -> None:
    for layer in ("townships", "transport-network", "industrial-parks"):
        found = read(address, layer, CRS="EPSG:4549")
        assert found.crs.to_epsg() == 4549
        wanted = [one and to_metres(one) for one in shapes(layer)]
        assert all(same(a, b, 0.001) for a, b in zip(found.geometry, wanted, strict=True))


def test_gdal_passes_on_filter_and_page(address: str, below_a_path: str) -> None:
    wanted = [f["id"] for f in built("industrial-parks") if f["properties"]["kind"] == "eight"]
    for where in (address, below_a_path):  # it follows the links to the next page
        found = read(where, "industrial-parks", where="kind = 'eight'", PAGE_SIZE="3")
        assert found["id"].tolist() == wanted
    box = (119.9, 36.7, 120.1, 36.8)
    found = read(address, "townships", bbox=box)
    touched = {
        f["id"]
        for f, s in zip(built("townships"), shapes("townships"), strict=True)
        if s.intersects(shapely.box(*box))
    }
    assert set(found["id"]) == touched
    assert 0 < len(touched) < 17


def test_a_reader_copies_the_address_from_the_data_page(
    new_reader: NewReader, server: Server
) -> None:
    reader = new_reader()
    reader.visit("data", panel=".atlas-leaf h2")
    link = reader.page.get_by_role("link", name=f"{server.url}/ogc")
    assert link.get_attribute("href") == f"{server.url}/ogc"
    answer = reader.page.goto(f"{server.url}/ogc")
    assert answer and answer.status == 200
    assert reader.page.get_by_role("heading", name="在线服务").is_visible()
    reader.page.get_by_role("link", name="English").click()
    assert reader.page.get_by_role("heading", name="Live service").is_visible()
    reader.page.get_by_role("link", name="townships").click()
    assert "南村镇" in reader.page.inner_text("body")
