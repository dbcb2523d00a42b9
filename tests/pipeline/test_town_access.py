"""Ways from the towns at the end of 2020, now and in 2030: built, checked and computed twice."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, shape

from atlas.core.paths import Paths
from atlas.network.access_table import Access, AccessAreas, Way
from atlas.network.town_access_table import ERAS
from atlas.pipeline.build import BuildError, build, build_files
from atlas.pipeline.build.geometry_recipes import Shapes
from atlas.pipeline.build.road_lines import Expressway, RoadLines
from atlas.pipeline.build.source_tables import Row
from atlas.pipeline.build.town_access_files import promised_roads
from atlas.pipeline.validation import validate
from atlas.plan.milestones import Milestone
from atlas.spatial.crs import to_metres
from tests.pipeline.test_access import DETOUR, Second, facts, metres
from tests.support.project import change, failures, store

GEOD = Geod(ellps="WGS84")
XINHE, JIUDIAN, DAZESHAN, MINGCUN, NANCUN, YUNSHAN = (
    *("370283116", "370283122", "370283120", "370283110", "370283105", "370283124"),
)


def ways(town: str, kind: str) -> dict[str, Way]:
    return dict(store().town_access.towns[town].kinds[kind].ways)


def changed(town: str, kind: str, era: str) -> tuple[str, ...]:
    return store().town_access.towns[town].kinds[kind].changes[era]


def ends() -> dict[str, Point]:
    table = store().town_access
    places = {name: Point(end.point) for name, end in table.ends.items()}
    return places | {
        name: shape(f["geometry"])
        for name, f in facts("transport-network").items()
        if f["geometry"] and f["geometry"]["type"] == "Point"
    }


def test_no_way_grows_and_none_is_shorter_than_the_geodesic():
    places = ends()

    def holds(case: tuple[str, str]) -> None:
        town, kind = case
        found = ways(town, kind)
        assert tuple(found) == ERAS
        for before, after in pairwise(found.values()):
            if before.km is None or before.minutes is None:
                continue
            assert after.km is not None and after.minutes is not None
            for old, new in ((before.km, after.km), (before.minutes, after.minutes)):
                assert new[0] <= old[0] and (new[1] or 0) <= (old[1] or 0)
        seat = store().town_access.towns[town].seat
        for way in found.values():
            if way.parts is None or way.to is None or way.km is None:
                continue
            end = places[way.to]
            straight = GEOD.inv(*seat.point, end.x, end.y)[2] / 1000
            assert way.parts.total_km >= straight - 0.002
            assert (way.km[1] or 0) >= straight

    cases = [(t, k) for t, own in store().town_access.towns.items() for k in own.kinds]
    assert len(cases) == 17 * 3
    assert failures(holds, cases) == {}


def test_the_openings_are_those_of_the_feature_tables():
    openings = store().town_access.openings
    assert {name: (one.date, one.promised) for name, one in openings.items()} == {
        "tn-airport-jiaodong": ("2021-08-12", False),
        "tn-exp-s21-south": ("2023-12-15", False),
        "tn-stn-huibu": ("2024-10-21", False),
        "tn-stn-laizhou": ("2024-10-21", False),
        "tp-exp-laizhou-qingdao": ("2029-12", True),
    }
    for name, one in openings.items():
        if not one.promised:
            assert facts("transport-network")[name]["properties"]["opened"] == one.date, name
    promise = store().milestones["tp-exp-laizhou-qingdao"][-1]
    assert (promise.date, promise.source) == ("2029-12", "gov-transport-15fyp-2025")


def test_a_new_station_is_the_nearest_only_from_its_opening_on():
    found = ways(XINHE, "hsr")
    assert [way.to for way in found.values()] == ["tn-stn-changyi", "tn-stn-huibu", "tn-stn-huibu"]
    assert changed(XINHE, "hsr", "now") == ("tn-stn-huibu",)
    before, now = found["2020"].minutes, found["now"].minutes
    assert before is not None and now is not None and (now[1] or 0) < (before[1] or 0)
    assert ways(DAZESHAN, "hsr")["now"].to == "tn-stn-laizhou"
    assert changed(NANCUN, "hsr", "now") == changed(NANCUN, "hsr", "2030") == ()


def test_an_expressway_with_unknown_exits_lowers_lower_bounds_only():
    for town, kind, era, road in (
        (MINGCUN, "airport", "now", "tn-exp-s21-south"),
        (JIUDIAN, "qingdao", "2030", "tp-exp-laizhou-qingdao"),
        (YUNSHAN, "qingdao", "2030", "tp-exp-laizhou-qingdao"),
    ):
        assert road in changed(town, kind, era), (town, era)
    before, after = ways(JIUDIAN, "qingdao")["now"], ways(JIUDIAN, "qingdao")["2030"]
    assert before.minutes is not None and after.minutes is not None
    assert after.minutes[0] < before.minutes[0] and after.minutes[1] == before.minutes[1]
    assert after.parts == before.parts


def test_before_its_opening_the_airport_is_no_target():
    for town in store().towns:
        found = ways(town, "airport")
        assert (found["2020"].to, found["2020"].unknown) == (None, "no_target"), town
        assert found["now"].to == "tn-airport-jiaodong"
        assert "tn-airport-jiaodong" in changed(town, "airport", "now")


def test_the_line_beyond_the_data_keeps_to_the_land():
    land = Shapes.read(Paths.at(None)).land["land-region"]
    coast = to_metres(land.shape.intersection(Point(120.2, 36.2).buffer(1))).buffer(land.accuracy_m)
    for town in store().towns:
        for way in ways(town, "qingdao").values():
            assert way.leaves is not None and way.parts is not None and not way.exact
            assert 14 < way.parts.straight_km < 35
            line = to_metres(LineString([way.leaves, ends()["city-qingdao"]]))
            assert line.difference(coast).length < 5, town


@pytest.fixture(scope="module")
def second() -> Second:
    expressways = [
        Expressway(name, shape(f["geometry"]), f["properties"]["accuracy_m"])
        for name, f in facts("transport-network").items()
        if f["properties"]["kind"] == "expressway" and f["properties"]["status"] == "built"
    ]
    shapes = Shapes.read(Paths.at(None))
    hubs = [shapes.places[name] for name in store().access.hubs]
    exits = [ends()[name] for name in store().access.targets["exit"].features]
    return Second(RoadLines(expressways, shapes.trunk_network).roads(known=True), hubs, exits)


def test_an_independent_computation_agrees_for_five_towns(second: Second):
    places, compared = ends(), 0
    for town in (XINHE, JIUDIAN, DAZESHAN, MINGCUN, NANCUN):
        costs = second.costs(second.links(Point(store().town_access.towns[town].seat.point)))
        for kind in ("hsr", "airport", "qingdao"):
            for era, way in ways(town, kind).items():
                if way.parts is None or way.to is None:
                    continue
                parts = way.parts
                if way.leaves is not None:
                    here = to_metres(Point(way.leaves)).coords[0]
                    found: dict[Any, float] = {n: 0.0 for n in costs if metres(n, here) < 2}
                else:
                    found = second.links(places[way.to])
                cost = min(costs[node] + more for node, more in found.items() if node in costs)
                own = 1000 * (parts.network_km + DETOUR * parts.link_km)
                assert cost == pytest.approx(own, rel=0.01), (town, kind, era)
                compared += 1
    assert compared == 5 * (3 + 2 + 3)


# ---- promises, the build and its checks ----------------------------------------------------------


class Drawn:
    """A project as the build has it."""

    def __init__(self, **cells: str) -> None:
        known = {"kind": "expressway", "status_as_of": "2024-06"}
        self.row = Row("transport-projects.csv", "tp-new", known | cells)
        self.shape, self.accuracy_m = LineString([(120, 36.5), (120, 36.6)]), 6000.0


def milestone(kind: str, date: str, event: str = "finished", **more: Any) -> Milestone:
    return Milestone(event=event, kind=kind, date=date, source="plan-2021", **more)


@pytest.mark.parametrize(
    ("history", "cells", "kept"),
    [
        ([milestone("promised", "2025"), milestone("promised", "2029-12")], {}, True),
        ([milestone("promised", "2029"), milestone("promised", "2032")], {}, False),
        ([milestone("promised", "2021-12")], {}, False),
        ([milestone("promised", "2026", "begun")], {}, False),
        ([milestone("promised", "2026"), milestone("reached", "2025", "dropped")], {}, False),
        ([milestone("promised", "2026", part={"zh": "一段", "en": "part"})], {}, False),
        ([milestone("promised", "2026")], {"kind": "provincial_road"}, False),
    ],
)
def test_only_a_promise_that_can_be_kept_by_2030_counts(history, cells, kept):
    assert bool(promised_roads([Drawn(**cells)], {"tp-new": history})) is kept


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("town-targets.csv", "qingdao,city-qingdao", "qingdao,city-nowhere", "'city-nowhere'"),
        ("town-targets.csv", "qingdao,city-qingdao", "tokyo,city-qingdao", "expected one of hsr"),
        ("places.csv", "新河镇,GeoNames", "新江镇,GeoNames", "the seat of 新河镇, found none"),
    ],
)
def test_a_wrong_row_stops_the_build(
    root_copy: Path, file, old, new, message, monkeypatch: pytest.MonkeyPatch
):
    # the ways from parks come before, and take most of the time
    monkeypatch.setattr(build_files, "access", lambda *_: (Access(), AccessAreas()))
    change(root_copy / "geodata" / "sources" / file, old, new)
    with pytest.raises(BuildError, match=message):
        build(root_copy)


def test_each_rule_of_the_ways_of_towns_is_checked(root_copy: Path):
    path = root_copy / "geodata" / "town-access.json"
    data = json.loads(path.read_text("utf-8"))
    towns = data["towns"]
    del towns[NANCUN]
    towns[XINHE]["kinds"]["hsr"]["ways"]["now"]["km"][1] += 50
    towns[XINHE]["kinds"]["airport"]["changes"]["now"] = []
    towns[DAZESHAN]["kinds"]["hsr"]["ways"]["2020"]["to"] = "tn-stn-pingduxi"
    towns[DAZESHAN]["kinds"]["qingdao"]["changes"]["2030"] = ["tn-stn-huibu"]
    towns[JIUDIAN]["kinds"]["qingdao"]["ways"]["now"]["parts"]["network_km"] = 1.0
    data["openings"]["tn-stn-huibu"]["source"] = "hearsay"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    said = {(c.feature, c.field, c.message) for c in validate(root_copy) if "town-access" in c.file}
    for feature, field, part in (
        (NANCUN, "", "the ways of each town"),
        (XINHE, "kinds.hsr", "now: km: expected no more than before"),
        (XINHE, "kinds.airport", "now: changes: expected openings if the way differs"),
        (DAZESHAN, "kinds.hsr", "2020: expected a target of the kind, found 'tn-stn-pingduxi'"),
        (DAZESHAN, "kinds.qingdao", "2030: changes: expected openings since the era before"),
        (JIUDIAN, "kinds.qingdao", "now: parts: expected at least"),
        ("tn-stn-huibu", "source", "found 'hearsay'"),
    ):
        assert any((f, n) == (feature, field) and part in m for f, n, m in said), (feature, part)
