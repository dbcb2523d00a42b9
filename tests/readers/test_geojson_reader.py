"""GeoJSON, GeoJSON lines and Esri JSON."""

from __future__ import annotations

import json

import pytest

from atlas.readers.file_reader import answered, read_planners_file
from tests.support.planners import ESRI_JSON, METRES, NAMES, geojson
from tests.support.reading import keys, read, refusal

LINES = [json.dumps(feature, ensure_ascii=False) for feature in json.loads(geojson())["features"]]


@pytest.mark.parametrize("name", ["a.geojsonl", "a.ndjson", "a.jsonl", "a.json", "a.txt"])
@pytest.mark.parametrize("between", ["\n", "\r\n\r\n", "\n\x1e"])
def test_geojson_lines(name, between):
    text = ("\x1e" if "\x1e" in between else "") + between.join(LINES) + "\n"
    for encoding in ("utf-8", "utf-8-sig", "gbk"):
        assert list(read(name, text.encode(encoding)).frame["name"]) == NAMES
    assert "第 2 行" in refusal(name, (LINES[0] + "\n{").encode())


def test_esri_json_with_a_hole_its_system_or_none():
    for whole in (
        ESRI_JSON,
        {**ESRI_JSON, "geometryType": "esriGeometryPolygon"},
        {**ESRI_JSON["features"][0], "spatialReference": {"wkid": 4549}},
    ):
        frame = read("a.json", json.dumps(whole, ensure_ascii=False).encode("gbk")).frame
        assert frame.to_crs(4549).area.item() / 10_000 == pytest.approx(23, rel=1e-6)
    [question] = read_planners_file(
        "a.json", json.dumps({"features": ESRI_JSON["features"]}).encode()
    ).questions
    assert [option.value for option in question.options] == ["cm120"]
    curve = {"features": [{"attributes": {}, "geometry": {"curveRings": [[[0, 0]]]}}]}
    assert "curveRings" in refusal("a.json", json.dumps(curve).encode())


@pytest.mark.parametrize(
    "member",
    [
        "EPSG:4549",
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}},
        {"type": "EPSG", "properties": {"code": 4549}},
    ],
)
def test_crs_members_of_all_versions_are_read(member):
    assert "planners.stated" in keys(read("a.geojson", geojson(METRES, crs=member)))


@pytest.mark.parametrize("member", [{"type": "name", "properties": {"name": "?"}}, [1], {}])
def test_a_meaningless_crs_member_is_reported_and_the_system_asked_for(member):
    drawing = read_planners_file("a.geojson", geojson(METRES, crs=member))
    assert drawing.frame is None and "planners.unknown_crs" in keys(drawing)
    assert read("a.geojson", geojson(METRES, crs=member), answered("cm120"))
