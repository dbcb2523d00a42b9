"""Downloads of layers by URL, including hostile URLs."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas.web.downloads.layer_download import VIEW, address, frames_of, notes, sets, title_of
from atlas.web.server.routes import routes
from atlas.web.state.page_view import view_at
from atlas.writers.export import FORMATS

CLIENT = TestClient(Starlette(routes=routes()))
NANCUN = "370283105"


@pytest.mark.parametrize("form", FORMATS)
def test_the_page_s_link_downloads_the_file(form):
    view = view_at("data", {"town": NANCUN, "theme": "transport"})
    system = FORMATS[form].offered[-1]
    link = address(view, "transport-projects", form, system)
    asked = dict(parse_qsl(urlsplit(link).query))
    assert (asked["town"], asked["theme"]) == (NANCUN, "transport")
    answer = CLIENT.get(link)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(FORMATS[form].media_type.partition(";")[0])
    assert FORMATS[form].suffix in answer.headers["content-disposition"]


def test_a_file_has_the_filtered_features():
    view = view_at("data", {"town": NANCUN})
    features = CLIENT.get(address(view, "theme:transport", "geojson", "wgs84")).json()["features"]
    facts = [f["properties"] for f in features if f["properties"]["layer"] == "transport-projects"]
    assert facts
    assert all(NANCUN in {*fact["towns"], *fact["towns_drawn"]} for fact in facts)


def test_a_downloaded_view_equals_the_page_s_map():
    view = view_at("transport", {"off": "rivers"})
    found = CLIENT.get(address(view, VIEW, "geojson", "wgs84")).json()["features"]
    layers = {feature["properties"]["layer"] for feature in found}
    assert "transport-projects" in layers
    assert "rivers" not in layers and "public-services" not in layers


def test_several_tables_of_csv_come_in_a_zip():
    answer = CLIENT.get("/download/layers?page=data&what=theme:base&format=csv&system=cm120")
    assert answer.headers["content-type"] == "application/zip"
    assert ".zip" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("what=../../etc/passwd&format=gpkg", "没有这个图层或主题。"),
        ("what=theme:<script>&format=gpkg", "没有这个图层或主题。"),
        ("what=theme:&format=gpkg", "没有这个图层或主题。"),
        ("what=rivers", "没有这种格式"),
        ("what=rivers&format=' OR 1=1", "没有这种格式"),
        ("what=rivers&format=gpkg&system=EPSG:4326", "GeoPackage 不用这个坐标系"),
        ("what=rivers&format=kml&system=gcj02", "KML 不用这个坐标系"),
        ("what=ecological-redlines&format=gpkg&status=studied", "当前筛选下没有可下载的要素。"),
    ],
)
def test_hostile_and_mistaken_links_are_refused_with_a_message(query, said):
    answer = CLIENT.get(f"/download/layers?page=data&{query}")
    assert answer.status_code == 400
    assert said in answer.text
    assert "script" not in answer.text and "passwd" not in answer.text


def test_every_set_of_a_page_has_a_title_and_features():
    view = view_at("data", {})
    for what in sets(view):
        assert title_of(view, what)
        assert any(len(frame) for frame in frames_of(view, what).values()), what


def test_truncated_values_are_announced_before_the_download():
    view = view_at("data", {"lang": "en"})
    told = notes(view, "water-projects", "shp", "cm120") or ()
    frame = view.store.frames["water-projects"]
    long = sum(len((text or "").encode()) > 254 for text in frame["note_en"])
    assert any(f" of {long} feature" in note and "254 bytes and cut off" in note for note in told)
    assert not [
        note for note in notes(view, "water-projects", "gpkg", "cm120") or () if "254" in note
    ]
    assert json.dumps(told)
