"""Roads and waters match OpenStreetMap of 2021, and meet according to the sources."""

from __future__ import annotations

import json
from functools import cache

import pytest
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from atlas.core.model import Meeting
from atlas.core.paths import GEODATA, SOURCES, Paths
from atlas.layers.layer_files import read_meetings
from atlas.pipeline.build.geometry_recipes import Shapes
from atlas.pipeline.build.junctions import snap
from atlas.pipeline.build.source_tables import BuildError, Known, Row, read_table
from atlas.pipeline.validation.complaint import Item
from atlas.pipeline.validation.junction_rules import check_meets
from atlas.spatial.crs import to_metres
from tests.support.project import built, failures

SOUTH = "tn-exp-s21-south"


@cache
def drawn(layer: str) -> dict[str, BaseGeometry]:
    """Return the shapes of a layer in metres."""
    return {
        f["properties"]["id"]: to_metres(shape(f["geometry"]))
        for f in built(layer)
        if f["geometry"]
    }


@cache
def facts(layer: str) -> dict[str, dict[str, object]]:
    return {f["properties"]["id"]: f["properties"] for f in built(layer)}


@cache
def place(name: str) -> Point:
    [row] = [r for r in read_table(SOURCES / "places.csv", ("id", "lon", "lat")) if r.name == name]
    point = to_metres(Point(row.number("lon") or 0, row.number("lat") or 0))
    assert isinstance(point, Point)
    return point


def test_named_expressways_lie_within_their_accuracy_of_the_trunk_network():
    pieces = json.loads((SOURCES / "trunk-network.geojson").read_text("utf-8"))["features"]
    assert len(pieces) == 1350
    network = shapely.union_all([to_metres(shape(piece["geometry"])) for piece in pieces])
    shapely.prepare(network)
    known = facts("transport-network")

    def follows(name: str) -> None:
        line = shapely.segmentize(drawn("transport-network")[name], 50)
        points = shapely.points(shapely.get_coordinates(line))
        far = shapely.distance(points, network)
        assert far.max() <= known[name]["accuracy_m"], f"{far.max():.0f} m off"

    named = [name for name in known if known[name]["kind"] == "expressway" and name != SOUTH]
    assert {"tn-exp-g15", "tn-exp-g18", "tn-exp-g20", "tn-exp-g2011"} <= set(named)
    assert not failures(follows, named)
    assert known[SOUTH]["precision"] == "schematic"


def test_a_project_follows_its_road_and_is_no_more_accurate():
    pairs = {
        "tp-exp-g15-widening": "tn-exp-g15",
        "tp-exp-mingcun-dongjiakou": SOUTH,
        "tp-road-s217": "tn-road-s217",
        "tp-road-s219": "tn-road-s219",
        "tp-road-s220": "tn-road-s220",
        "tp-road-s309-xinhe-changyi": "tn-road-s309",
        "tp-road-g308-city": "tn-road-g308",
    }

    def follows(project: str) -> None:
        road = drawn("transport-network")[pairs[project]]
        assert road.buffer(5).covers(drawn("transport-projects")[project])
        ours, its = facts("transport-projects")[project], facts("transport-network")[pairs[project]]
        assert ours["accuracy_m"] >= its["accuracy_m"]

    assert not failures(follows, pairs)


def test_line_14_passes_in_the_order_of_its_scheme():
    metro, roads = drawn("transport-projects")["tp-metro-14"], drawn("transport-network")
    s218 = roads["tn-road-s218"]
    marks = [
        place("old-honglan"),
        s218.intersection(roads["tn-exp-g15"]),
        s218.intersection(roads["tn-exp-g2011"]),
        place("old-guozhuang"),
        place("old-zhanggezhuang"),
        place("stn-pingdu"),
    ]
    along = [metro.project(mark) for mark in marks]
    assert along == sorted(set(along))
    for expressway in ("tn-exp-g15", "tn-exp-g2011"):
        assert metro.intersection(roads[expressway]).geom_type == "Point"  # once


def test_planned_lines_pass_the_counties_in_the_published_order():
    counties = drawn("neighbours")
    names = {p["name_zh"]: counties[i] for i, p in facts("neighbours").items()}
    [city] = drawn("city-boundary").values()
    wanted = {
        "tp-hsr-qingdao-pingdu-laizhou": ["胶州市", "高密市", city, "莱州市"],
        "tp-exp-laizhou-qingdao": ["莱州市", city, "莱西市", "即墨区"],
    }

    def passes(line: str) -> None:
        way = drawn("transport-projects")[line]
        areas = [names[one] if isinstance(one, str) else one for one in wanted[line]]
        middles = []
        for area in areas:
            pieces = shapely.get_parts(way.intersection(area))
            longest = max(pieces, key=lambda piece: piece.length)
            assert longest.length > 2000
            middles.append(way.project(longest.interpolate(0.5, normalized=True)))
        assert middles == sorted(middles)

    assert not failures(passes, wanted)


def test_drawn_lengths_agree_with_the_published_ones_of_the_same_scope():
    published = {
        "tp-road-s217": 7.24,
        "tp-road-s219": 22.22,
        "tp-road-s220": 27.308,
        "tp-hsr-weiyan": 13.95,
    }
    for name, length in published.items():
        found = facts("transport-projects")[name]["length_km_drawn_in_city"]
        assert found == pytest.approx(length, rel=0.1), name
    assert facts("water-projects")["wa-xiaogu"]["length_km_drawn"] == pytest.approx(36.35, rel=0.1)


def test_known_meetings_are_in_the_table():
    pairs = {(meeting.a, meeting.b) for meeting in read_meetings(GEODATA / "meets.json")}
    assert {
        ("tn-road-s217", "tn-road-s218"),
        ("tp-road-s219", "tn-exp-g2011"),
        ("tn-exp-g15", "tn-exp-g2011"),
        ("tp-exp-mingcun-dongjiakou", "tn-exp-s16"),
        *((f"river-{name}", "river-beijiaolai") for name in ("ze", "ziyang", "baisha", "xian")),
    } <= pairs


def test_a_dangling_or_unmet_meeting_is_a_complaint():
    items = {
        f["properties"]["id"]: Item(f["properties"]["id"], f, shape(f["geometry"]))
        for f in built("rivers")
        if f["geometry"]
    }

    def complaints(a: str, b: str, how: str = "ends") -> list[str]:
        meeting = Meeting.model_validate({"a": a, "b": b, "how": how, "source": "ref-rivers"})
        return [str(one) for one in check_meets([meeting], items, None)]

    assert complaints("river-ze", "river-beijiaolai") == []
    assert "river-nowhere" in complaints("river-ze", "river-nowhere")[0]
    assert "m apart" in complaints("river-ze", "river-dagu")[0]
    # they touch at the end of the Ze, in the middle of the North Jiaolai
    assert "expected an end" in complaints("river-beijiaolai", "river-ze")[0]
    assert complaints("river-beijiaolai", "river-ze", "crosses") == []
    assert "two features" in complaints("river-ze", "river-ze", "crosses")[0]


def test_the_build_snaps_a_schematic_end_within_the_accuracy_of_both():
    known = Shapes.read(Paths.at(None))
    lines = {
        "far": Known(shapely.LineString([(120.0, 36.80), (120.0, 36.72)]), 5000),
        "beyond": Known(shapely.LineString([(120.0, 36.80), (120.0, 36.68)]), 5000),
        "gone": Known(shapely.LineString([(120.0, 36.90), (120.0, 36.80)]), 5000),
        "main": Known(shapely.LineString([(119.9, 36.7), (120.1, 36.7)]), 300),
    }
    shapes = Shapes(**{**known.__dict__, "lines": lines})
    rows = {
        name: Row("t.csv", name, {"id": name, "geometry": "line", "geometry_ref": name})
        for name in lines
    }

    def met(name: str) -> Shapes:
        row = Row("meets.csv", "1", {"a": name, "b": "main", "how": "ends", "source": "s"})
        return snap(shapes, [row], rows)

    for name in ("far", "beyond"):
        line = to_metres(met(name).lines[name].shape)
        assert line.distance(to_metres(lines["main"].shape)) < 0.1
        assert Point(line.coords[-1]).distance(to_metres(lines["main"].shape)) < 0.1
        assert Point(line.coords[0]).distance(to_metres(Point(120.0, 36.80))) < 0.1
    with pytest.raises(BuildError, match=r"meets\.csv: 1: a: expected them to meet within"):
        met("gone")


def test_waters_have_their_mapped_outline_or_stay_at_their_town():
    known, shapes = facts("reservoirs"), drawn("reservoirs")
    assert shapes["res-yinfu"].area / 1e6 == pytest.approx(9.08, rel=0.02)
    assert known["res-yinfu"]["precision"] == "derived"
    assert {name: known[name]["precision"] for name in ("res-huangtong", "res-xinhe")} == {
        "res-huangtong": "town",
        "res-xinhe": "town",
    }
    assert known["res-xinhe"]["towns"] == ["370283113"]  # 田庄镇, in spite of its name
    dam = shapes["res-shuangmiao"]
    assert dam.distance(place("seat-pingdu")) == pytest.approx(6000, abs=500)
    assert dam.distance(drawn("rivers")["river-xian"]) < 100
    assert known["res-shuangmiao"]["capacity_m3_published"] == 11_170_000
    assert drawn("rivers")["river-dagu-water"].area / 1e6 == pytest.approx(17.9, rel=0.05)


def test_an_exit_is_placed_only_where_two_drawn_roads_meet():
    exits = {
        name: feature
        for layer in ("transport-network", "transport-projects")
        for name, feature in facts(layer).items()
        if feature["kind"] == "interchange"
    }
    placed = [name for name, feature in exits.items() if feature["precision"] != "town"]
    assert placed == ["tn-exit-pingdunan"]
    assert len(exits) == 3
    for name in set(exits) - set(placed):
        assert "出口位置未公开" in exits[name]["note_zh"]
        assert "xit position" in exits[name]["note_en"]


def test_statuses_are_those_last_reported():
    projects, water = facts("transport-projects"), facts("water-projects")
    reported = {
        "tp-road-s219": ("built", "2022-12-31"),
        "tp-road-s309-realignment": ("built", "2022-12-31"),
        "tp-road-s217": ("built", "2022"),
        "tp-service-qingdao-commuter": ("built", "2021-01-20"),
        "tp-exp-laizhou-qingdao": ("planned", "2025-10-25"),
    }
    for name, state in reported.items():
        assert (projects[name]["status"], projects[name]["status_as_of"]) == state, name
    rail = facts("transport-network")["tn-rail-dalailong"]
    assert (rail["status"], rail["status_as_of"]) == ("built", "2022-06-28")
    # two reports disagree, and the card has both
    for word in ("2020年5月30日", "2020年11月1日"):
        assert word in projects["tp-road-s219"]["schedule_zh"]
    for word in ("12.9亿", "12.94亿"):
        assert word in projects["tp-road-s219"]["note_zh"]
    # the dam is reinforced; no report shows the dredging
    assert water["wa-shuangmiao"]["status"] == "built"
    assert water["wa-shuangmiao-dredging"]["status"] == "planned"
    assert "2021年7月" in water["wa-xiaogu"]["note_zh"]


def test_no_note_of_a_mapped_line_mentions_recollection():
    words = ("控制点", "平滑示意", "栅格", "smoothed", "raster", "Control points")

    def plain(name: str) -> None:
        feature = facts("transport-network")[name]
        if feature["precision"] in ("surveyed", "derived"):
            assert not any(w in feature["note_zh"] + feature["note_en"] for w in words)
            assert "recalled" not in feature["sources"]

    assert not failures(plain, facts("transport-network"))
