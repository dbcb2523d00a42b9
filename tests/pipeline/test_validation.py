"""Validation of data with single faults: the complaint names file, feature and field."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon, box, mapping, shape

from atlas.pipeline.validation import Complaint, validate
from tests.support.complaints import found

Spoil = Callable[[dict[str, Any], dict[str, Any]], Any]


def put(**values: Any) -> Spoil:
    """Change properties."""
    return lambda feature, collection: feature["properties"].update(values)


def without(field: str) -> Spoil:
    """Remove a property."""
    return lambda feature, collection: feature["properties"].pop(field)


def draw(geometry: Any) -> Spoil:
    """Replace the geometry."""
    drawn = mapping(geometry) if isinstance(geometry, shapely.Geometry) else geometry
    # as in a file: lists, not tuples
    return lambda feature, collection: feature.update(geometry=json.loads(json.dumps(drawn)))


def turn_first_ring(feature: dict[str, Any], collection: dict[str, Any]) -> None:
    coordinates = feature["geometry"]["coordinates"]
    ring = coordinates[0][0] if feature["geometry"]["type"] == "MultiPolygon" else coordinates[0]
    ring.reverse()


def move_a_corner(metres: float) -> Spoil:
    """Move a vertex shared with the neighbour: east leaves a gap, west makes an overlap."""

    def move(feature: dict[str, Any], collection: dict[str, Any]) -> None:
        corner = feature["geometry"]["coordinates"][0][0][5]
        corner[0] = round(corner[0] + metres / 89_000, 6)

    return move


def put_note(text: str) -> tuple[str, Spoil, str]:
    """Return the arguments of :func:`spoil` that write a note on a river."""
    return RIVER[0], put(note_zh=text), RIVER[1]


def copy_code(feature: dict[str, Any], collection: dict[str, Any]) -> None:
    feature["properties"]["code"] = collection["features"][0]["properties"]["code"]


def remove(feature: dict[str, Any], collection: dict[str, Any]) -> None:
    collection["features"].remove(feature)


def shrink(feature: dict[str, Any], collection: dict[str, Any]) -> None:
    feature["geometry"] = mapping(shape(feature["geometry"]).buffer(-0.01))


HOLE = Polygon(box(119.9, 36.7, 120, 36.8).exterior, [box(119.93, 36.73, 119.97, 36.77).exterior])
OPEN_RING = [[119.9, 36.7], [120, 36.7], [120, 36.8], [119.9, 36.8]]
BOW_TIE = Polygon([(119.9, 36.7), (120, 36.8), (120, 36.7), (119.9, 36.8)])

RESERVE = ("ecological-redlines", "eco-dazeshan-reserve")
RIVER = ("rivers", "river-ze")
#: rivers usable like RIVER: schematic lines with an accuracy worse than a kilometre
RIVERS = [
    RIVER,
    *(("rivers", f"river-{name}") for name in ("xian", "baisha", "ziyang", "nanjiaolai")),
]
TOWN = ("townships", "town-dongge")
HSR = ("transport-projects", "tp-hsr-weiyan")
METRO = ("transport-projects", "tp-metro-14")
PARK = ("industrial-parks", "park-liaolan")
STATION = ("transport-network", "tn-stn-pingdu")

FEATURE_FAULTS: list[tuple[tuple[str, str], Spoil, str, str]] = [
    # schema
    (RIVER, without("name_en"), "name_en", "Field required"),
    (RIVER, put(name_zh=""), "name_zh", "found ''"),
    (RIVER, put(accuracy_m="300"), "accuracy_m", "found '300'"),
    (RIVER, put(status_as_of="June 2021"), "status_as_of", "found 'June 2021'"),
    (RIVER, put(towns="370283001"), "towns", "found '370283001'"),
    (RIVER, put(colour="red"), "colour", "expected a field that layers/rivers.toml declares"),
    (RIVER, put(layer="roads"), "layer", "expected rivers, found 'roads'"),
    (RIVER, put(theme="ecology"), "theme", "expected base, found 'ecology'"),
    (RIVER, lambda feature, _: feature.update(id="x"), "id", "found 'x'"),
    (RIVER, lambda feature, _: feature.pop("id"), "id", "found None"),
    # vocabulary
    (RIVER, put(kind="stream"), "kind", "expected one of river, water; found 'stream'"),
    (
        RIVER,
        put(role="extra"),
        "role",
        "expected one of context, official, plan, press; found 'extra'",
    ),
    (HSR, put(status="open"), "status", "found 'open'"),
    (METRO, put(status_in_plan="hoped"), "status_in_plan", "found 'hoped'"),
    (RIVER, put(precision="exact"), "precision", "found 'exact'"),
    # own fields
    (RIVER, without("length_km_published"), "length_km_published", "expected this field"),
    (RIVER, put(length_km_published="56"), "length_km_published", "expected a number"),
    (RIVER, put(length_km_published=True), "length_km_published", "expected a number"),
    (HSR, put(lanes=1.5), "lanes", "expected a whole number, found 1.5"),
    (METRO, put(from_zh=7), "from_zh", "expected a text, found 7"),
    (TOWN, put(code=None), "code", "expected a value, found null"),
    (PARK, put(industries="food"), "industries", "expected a list, found 'food'"),
    (PARK, put(industries=["food", "magic"]), "industries", "words of industry, found 'magic'"),
    (PARK, put(membership=["rumour"]), "membership", "words of membership, found 'rumour'"),
    (PARK, put(near_airport="nowhere"), "near_airport", "words of feature, found 'nowhere'"),
    # both languages
    (RIVER, put(note_en=None), "note_en", "as note_zh has one"),
    (PARK, put(role_zh=None, role_en="Food"), "role_zh", "as role_en has one"),
    # sources and state
    (RIVER, put(sources=[]), "sources", "expected at least one source"),
    (RIVER, put(sources=["hearsay"]), "sources", "found 'hearsay'"),
    (HSR, put(status_source="hearsay"), "status_source", "found 'hearsay'"),
    (METRO, put(status_source=None), "status_source", "as status has one"),
    (HSR, put(status_as_of=None), "status_as_of", "as status has one"),
    (HSR, put(status_checked="2026"), "status_checked", "found '2026'"),
    # precision
    (RIVER, put(precision=None), "precision", "as the feature is drawn"),
    (RIVER, put(accuracy_m=None), "accuracy_m", "as the feature is drawn"),
    (RIVER, put(precision="surveyed"), "accuracy_m", "at most 300 m as precision is surveyed"),
    (RIVER, put(precision="derived"), "accuracy_m", "at most 1000 m as precision is derived"),
    (HSR, put(precision="schematic"), "accuracy_m", "more than 300 m as precision is schematic"),
    # RFC 7946
    (RIVER, draw(LineString([(119.7, 36.8), (119.8, 36.8000001)])), "geometry", "6 decimals"),
    (
        RIVER,
        draw({"type": "LineString", "coordinates": [[119.7, 36.8, 5], [119.8, 36.8, 5]]}),
        "geometry",
        "expected two numbers",
    ),
    (RESERVE, turn_first_ring, "geometry", "ring 1 of its polygon to wind counter-clockwise"),
    (TOWN, turn_first_ring, "geometry", "ring 1 of its polygon to wind counter-clockwise"),
    (RESERVE, draw({"type": "Polygon", "coordinates": [OPEN_RING]}), "geometry", "a closed ring"),
    # shapes
    (RIVER, draw(Point(119.9, 36.8)), "geometry", "MultiPolygon, found Point"),
    (RIVER, draw({"type": "LineString", "coordinates": []}), "geometry", "found none"),
    (
        RIVER,
        draw({"type": "LineString", "coordinates": [["a"]]}),
        "geometry",
        "expected coordinates",
    ),
    (RIVER, draw({"type": "GeometryCollection", "geometries": []}), "geometry", "expected"),
    (RESERVE, draw(BOW_TIE), "geometry", "expected a valid geometry: Self-intersection"),
    (RESERVE, draw(box(118, 35, 118.1, 35.1)), "geometry", "expected it to lie in the city"),
    # measures
    (RIVER, put(length_km_drawn=1.0), "length_km_drawn", "found 1.0"),
    (RIVER, put(length_km_drawn_in_city=None), "length_km_drawn_in_city", "found None"),
    (RESERVE, put(area_ha_drawn=9783.0), "area_ha_drawn", "found 9783.0"),
    (RESERVE, put(label_point=[120.3, 36.5]), "label_point", "expected a point inside the area"),
    (RESERVE, put(label_point=None), "label_point", "expected a point inside the area"),
    (STATION, put(label_point=[120.0, 36.8]), "label_point", "expected null without an area"),
    # towns
    (
        RIVER,
        put(towns=["999"], towns_reason_zh="因为。", towns_reason_en="Because."),
        "towns",
        "found '999'",
    ),
    (RIVER, put(towns=["370283001"]), "towns_reason_zh", "expected a reason for towns"),
    (RIVER, put(towns_drawn=["370283001"]), "towns_drawn", "where the shape lies"),
    # links
    (METRO, put(plan_clause="1-1"), "plan_clause", "the first link; found '1-1'"),
    (HSR, put(plan_quote="高铁穿城而过"), "plan_quote", "expected words of clause"),
    (RIVER, put(role="plan"), "plan_clause", "expected a link to a clause of the plan"),
    # townships and outline
    (("townships", "town-liyuan"), copy_code, "code", "found that of town-dongge: '370283001'"),
    (TOWN, draw(None), "geometry", "expected the town's area, found null"),
    (TOWN, move_a_corner(9), "geometry", "expected edges that neighbours share"),
    (TOWN, move_a_corner(-9), "geometry", "expected edges that neighbours share"),
    (TOWN, move_a_corner(180), "geometry", "expected edges that neighbours share"),
    (("city-boundary", "city-pingdu"), shrink, "geometry", "the union of the townships"),
]

FILE_FAULTS: list[tuple[str, Spoil, str, str]] = [
    ("rivers", lambda _, c: c.update(crs={"type": "name"}), "crs", "expected no crs member"),
    ("rivers", lambda _, c: c.pop("bbox"), "bbox", "found None"),
    ("rivers", lambda _, c: c.update(bbox=[0, 0, 1, 1]), "bbox", "found [0, 0, 1, 1]"),
    ("townships", remove, "features", "expected 17, found 16"),
]


def spoil(root: Path, layer: str, change: Spoil, feature_id: str | None = None) -> None:
    """Change one feature (by default the first) or the collection of a layer."""
    path = root / "geodata" / f"{layer}.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    feature = next(f for f in collection["features"] if feature_id in (None, f["id"]))
    change(feature, collection)
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def test_a_link_to_a_host_that_nobody_reviewed_is_a_complaint(root_copy: Path) -> None:
    path = root_copy / "geodata" / "sources.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    listed[0]["url"] = "https://mirror.example.org/gmw.cn"
    path.write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    spoil(root_copy, *put_note("见 https://gmw.cn.example.org/1）。"))
    complaints = validate(root_copy)
    wanted = "expected a host of hosts.csv, found https://mirror.example.org/gmw.cn"
    assert found(complaints, "geodata/sources.json", listed[0]["id"], "url") == wanted
    assert "found https://gmw.cn.example.org/1" in found(
        complaints, "geodata/rivers.geojson", "", ""
    )


def test_a_status_in_the_plan_needs_the_plan_s_date(root_copy: Path) -> None:
    path = root_copy / "geodata" / "sources.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    next(s for s in listed if s["id"] == "plan-2021")["date"] = None
    path.write_text(json.dumps(listed, ensure_ascii=False), encoding="utf-8")
    message = "expected a date of the source plan-2021, found none"
    assert found(
        validate(root_copy), f"geodata/{METRO[0]}.geojson", METRO[1], "status_in_plan"
    ) == (message)


def test_the_committed_data_have_no_complaint():
    assert validate() == []


def rounds() -> list[dict[tuple[str, str], Any]]:
    """Return feature → fault, for as many features as can be checked together; a town is alone."""
    alone, together = [], []
    for place, *fault in FEATURE_FAULTS:
        if place[0] in ("townships", "city-boundary"):
            alone.append({place: fault})
            continue
        places = RIVERS if place == RIVER else [place]
        made = next((one for one in together if not set(places) <= set(one)), None)
        if made is None:
            made = {}
            together.append(made)
        made[next(one for one in places if one not in made)] = fault
    return together + alone


@pytest.mark.parametrize("faults", rounds())
def test_a_fault_of_a_feature_is_named(root_copy: Path, faults: dict[tuple[str, str], Any]) -> None:
    for (layer, feature_id), (change, _, _) in faults.items():
        spoil(root_copy, layer, change, feature_id)
    complaints = validate(root_copy)
    wrong = {}
    for (layer, feature_id), (_, field, message) in faults.items():
        said = found(complaints, f"geodata/{layer}.geojson", feature_id, field)
        if message not in said:
            wrong[feature_id, field, message] = said
    assert wrong == {}


@pytest.mark.parametrize(("layer", "change", "field", "message"), FILE_FAULTS)
def test_a_fault_of_a_file_is_named(root_copy, layer, change, field, message):
    spoil(root_copy, layer, change)
    complaints = validate(root_copy)
    assert message in found(complaints, f"geodata/{layer}.geojson", "", field)


def test_an_inner_ring_winds_clockwise(root_copy):
    # both rings of the hole's polygon counter-clockwise: only the inner one is wrong
    rings = [HOLE.exterior, HOLE.interiors[0]]
    coordinates = [list(ring.coords if ring.is_ccw else ring.coords[::-1]) for ring in rings]
    spoil(root_copy, RESERVE[0], draw({"type": "Polygon", "coordinates": coordinates}), RESERVE[1])
    messages = found(validate(root_copy), f"geodata/{RESERVE[0]}.geojson", RESERVE[1], "geometry")
    assert messages == "expected ring 2 of its polygon to wind clockwise (RFC 7946)"


def test_a_feature_of_the_region_may_lie_outside_the_city(root_copy):
    far = LineString([(118, 35), (118.1, 35.1)])
    spoil(root_copy, "transport-network", draw(far), "tn-exp-s21")
    messages = found(
        validate(root_copy), "geodata/transport-network.geojson", "tn-exp-s21", "geometry"
    )
    assert messages == ""


def test_undrawn_features_may_state_towns_without_a_reason(root_copy):
    spoil(
        root_copy,
        "transport-projects",
        put(towns_reason_zh=None, towns_reason_en=None),
        "tp-street-luzhou",
    )
    assert validate(root_copy) == []


def test_ids_are_unique_across_layers(root_copy):
    def rename(feature: dict[str, Any], _: dict[str, Any]) -> None:
        feature["id"] = feature["properties"]["id"] = "tn-stn-pingdu"

    spoil(root_copy, "reservoirs", rename)
    messages = [
        complaint.message
        for complaint in validate(root_copy)
        if (complaint.feature, complaint.field) == ("tn-stn-pingdu", "id")
    ]
    assert len(messages) == 1
    assert messages[0].startswith("expected a unique id, found it in geodata/")


def test_an_id_twice_in_one_file_is_named(root_copy):
    spoil(root_copy, "rivers", lambda f, c: c["features"].append(f))
    first = json.loads((root_copy / "geodata/rivers.geojson").read_text(encoding="utf-8"))
    feature_id = first["features"][0]["id"]
    messages = found(validate(root_copy), "geodata/rivers.geojson", feature_id, "id")
    assert "expected a unique id" in messages


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("geodata/rivers.geojson", "{", "geodata/rivers.geojson: line 1: not valid JSON"),
        ("geodata/rivers.geojson", None, "geodata/rivers.geojson: cannot be read"),
        ("geodata/links.json", "{", "geodata/links.json: "),
        ("geodata/plan.json", "{}", "geodata/plan.json: "),
        ("geodata/sources.json", "[{}]", "geodata/sources.json: line 1: 0.id: Field required"),
        ("layers/rivers.toml", "order = ", "layers/rivers.toml: "),
        ("layers/rivers.toml", None, "geodata/rivers.geojson: expected layers/rivers.toml"),
    ],
)
def test_an_unusable_file_is_named_and_the_rest_is_checked(root_copy, file, content, message):
    if content is None:
        (root_copy / file).unlink()
    else:
        (root_copy / file).write_text(content, encoding="utf-8")
    spoil(root_copy, "reservoirs", put(name_en=None), "res-yinfu")
    complaints = validate(root_copy)
    assert any(str(complaint).startswith(message) for complaint in complaints)
    assert found(complaints, "geodata/reservoirs.geojson", "res-yinfu", "name_en")


def test_without_data_there_is_nothing_to_check(tmp_path):
    with pytest.raises(FileNotFoundError, match="layers: no such folder"):
        validate(tmp_path)


def test_a_complaint_reads_from_the_file_to_the_fault():
    complaint = Complaint("geodata/rivers.geojson", "river-ze", "towns", "expected a, found b")
    assert str(complaint) == "geodata/rivers.geojson: river-ze: towns: expected a, found b"
    assert str(Complaint("layers/x.toml", "", "", "broken")) == "layers/x.toml: broken"
