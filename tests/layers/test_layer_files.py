import json

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box, mapping

from atlas.core.json_files import GeodataError
from atlas.layers.layer_definition import LayerDefinition
from atlas.layers.layer_files import read_collection, read_layer, read_sources, write_geojson
from atlas.spatial.geojson_text import frame_features, geojson_text, geometry_object

DEFINITION = LayerDefinition.model_validate(
    {
        "id": "things",
        "theme": "base",
        "title": {"zh": "物", "en": "Things"},
        "description": {"zh": "物", "en": "Things"},
        "geometry": ["Point"],
        "order": 300,
        "categories": [
            {
                "value": "thing",
                "label": {"zh": "物", "en": "Thing"},
                "point": {"shape": "circle", "colour": "#000000"},
            }
        ],
    }
)


def collection(*features: object) -> dict:
    return {"type": "FeatureCollection", "features": list(features)}


def feature(feature_id: object = "a", geometry: object = None, **properties: object) -> dict:
    return {
        "type": "Feature",
        "properties": {"id": feature_id, "kind": "thing", **properties},
        "geometry": geometry,
    }


def written(tmp_path, content):
    path = tmp_path / "things.geojson"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


coordinates = st.tuples(
    st.integers(119_000_000, 121_000_000), st.integers(36_000_000, 38_000_000)
).map(lambda pair: (pair[0] / 1e6, pair[1] / 1e6))
boxes = st.tuples(coordinates, st.integers(1, 10**5), st.integers(1, 10**5)).map(
    lambda t: box(t[0][0], t[0][1], round(t[0][0] + t[1] / 1e6, 6), round(t[0][1] + t[2] / 1e6, 6))
)
geometries = st.one_of(
    st.none(),
    coordinates.map(Point),
    st.lists(coordinates, min_size=2, max_size=5, unique=True).map(LineString),
    boxes,
    boxes.map(lambda polygon: polygon.reverse()),
)
names = st.text(max_size=8).filter(lambda text: "\ud800" not in text)
rows = st.lists(st.tuples(geometries, names, st.lists(names, max_size=3)), min_size=1, max_size=5)


@given(rows)
def test_written_geojson_is_read_back(tmp_path_factory, drawn):
    path = tmp_path_factory.mktemp("layer") / "things.geojson"
    properties = [
        {"id": f"f{n}", "name": name, "towns": towns} for n, (_, name, towns) in enumerate(drawn)
    ]
    shapes = [geometry for geometry, _, _ in drawn]
    path.write_text(geojson_text(zip(properties, shapes, strict=True)), encoding="utf-8")
    frame = read_layer(path)
    assert frame.crs == "EPSG:4326"
    assert list(frame["id"]) == [row["id"] for row in properties]
    assert list(frame["name"]) == [row["name"] for row in properties]
    assert list(frame["towns"]) == [row["towns"] for row in properties]
    for read, shape in zip(frame.geometry, shapes, strict=True):
        assert read is None if shape is None else read.equals(shape)
    # and written once more it is the same, byte for byte
    assert geojson_text(frame_features(frame)) == path.read_text(encoding="utf-8")


def test_one_feature_per_line_with_properties_in_order():
    text = geojson_text([({"id": "b", "z": 1, "a": "甲"}, Point(120, 36)), ({"id": "a"}, None)])
    assert text.split("\n") == [
        '{"type":"FeatureCollection","bbox":[120.0,36.0,120.0,36.0],"features":[',
        '{"type":"Feature","id":"b","properties":{"id":"b","z":1,"a":"甲"},'
        '"geometry":{"type":"Point","coordinates":[120.0,36.0]}},',
        '{"type":"Feature","id":"a","properties":{"id":"a"},"geometry":null}',
        "]}",
        "",
    ]


def test_six_decimals():
    assert geometry_object(Point(120.12345678, 36.00000049)) == {
        "type": "Point",
        "coordinates": (120.123457, 36.0),
    }


@pytest.mark.parametrize("turned", [False, True])
def test_outer_rings_counter_clockwise_inner_ones_clockwise(turned):
    outer, hole = box(0, 0, 4, 4).exterior.coords, box(1, 1, 2, 2).exterior.coords
    polygon = Polygon(outer[::-1] if turned else outer, [hole[::-1] if turned else hole])
    for shape in (polygon, MultiPolygon([polygon])):
        made = geometry_object(shape)
        rings = made["coordinates"] if made["type"] == "Polygon" else made["coordinates"][0]
        assert Polygon(rings[0]).exterior.is_ccw
        assert not Polygon(rings[1]).exterior.is_ccw


def test_a_file_of_undrawn_features_has_no_bbox():
    assert "bbox" not in json.loads(geojson_text([({"id": "a"}, None)]))


def test_frames_are_written_in_degrees_and_missing_values_as_null(tmp_path):
    frame = gpd.GeoDataFrame(
        {"id": ["a", "b"], "n": [1.5, float("nan")]},
        geometry=[Point(500_000, 4_073_000), None],
        crs="EPSG:4549",
    )
    write_geojson(frame, tmp_path / "things.geojson")
    made = json.loads((tmp_path / "things.geojson").read_text(encoding="utf-8"))["features"]
    assert made[0]["geometry"]["coordinates"] == [120.0, pytest.approx(36.8, abs=0.02)]
    assert [one["properties"]["n"] for one in made] == [1.5, None]


def test_missing_values(tmp_path):
    path = written(
        tmp_path, collection(feature("a", name="甲", n=1), feature("b", name=None, n=None))
    )
    frame = read_layer(path)
    assert list(frame["name"]) == ["甲", None]
    assert frame["n"].isna().tolist() == [False, True]


BAD = {
    "no JSON": ('{"type":\n oops', r"things.geojson: line 2: not valid JSON"),
    "NaN": ('{"type":"FeatureCollection","features":NaN}', "NaN is no JSON value"),
    "no collection": ([], "type: expected a FeatureCollection"),
    "no features": ({"type": "FeatureCollection"}, "features: expected a list"),
    "no feature": (collection("x"), "feature 1: type: expected a Feature"),
    "no properties": (collection({"type": "Feature"}), "feature 1: properties: expected an object"),
    "no id": (collection(feature(7)), "feature 1: id: expected a text, found 7"),
    "id twice": (collection(feature(), feature()), "things.geojson: a: id: expected a unique id"),
    "geometry a text": (
        collection(feature(geometry="x")),
        "a: geometry: expected an object or null",
    ),
    "no such type": (
        collection(feature(geometry={"type": "Blob", "coordinates": []})),
        "a: geometry: expected",
    ),
    "no coordinates": (collection(feature(geometry={"type": "Point"})), "a: geometry: expected"),
    "coordinates of text": (
        collection(feature(geometry={"type": "Point", "coordinates": ["x", "y"]})),
        "a: geometry: expected coordinates of a Point",
    ),
    "a line of one point": (
        collection(feature(geometry={"type": "LineString", "coordinates": [[1, 2]]})),
        "a: geometry: expected coordinates of a LineString",
    ),
    "empty": (
        collection(feature(geometry={"type": "Polygon", "coordinates": []})),
        "a: geometry: expected coordinates, found none",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_say_where_and_what(tmp_path, case):
    content, message = BAD[case]
    with pytest.raises(GeodataError, match=message):
        read_layer(written(tmp_path, content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(GeodataError, match=r"gone.geojson: cannot be read"):
        read_collection(tmp_path / "gone.geojson")


def test_a_definition_limits_geometry_and_kind(tmp_path):
    line = feature(geometry=mapping(LineString([(0, 0), (1, 1)])))
    with pytest.raises(GeodataError, match="a: geometry: expected Point, found LineString"):
        read_layer(written(tmp_path, collection(line)), DEFINITION)
    other = feature(geometry=mapping(Point(0, 0))) | {"properties": {"id": "a", "kind": "other"}}
    with pytest.raises(GeodataError, match="a: kind: expected one of thing; found 'other'"):
        read_layer(written(tmp_path, collection(other)), DEFINITION)
    bare = feature(geometry=mapping(Point(0, 0)))
    with pytest.raises(GeodataError, match="a: layer: Field required"):
        read_layer(written(tmp_path, collection(bare)), DEFINITION)


def test_sources_are_read_by_id(tmp_path):
    path = tmp_path / "sources.json"
    path.write_text(
        '[{"id":"a","title_zh":"甲","title_en":"A","confidence":"high"}]', encoding="utf-8"
    )
    assert read_sources(path)["a"].title_zh == "甲"
    path.write_text('[{"id":"a","title_zh":"甲","title_en":"A"}]', encoding="utf-8")
    with pytest.raises(GeodataError, match=r"sources.json: line 1: 0.confidence: Field required"):
        read_sources(path)
