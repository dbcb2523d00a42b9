"""The access of parks and districts: built, checked and compared with a second computation."""

from __future__ import annotations

import heapq
import itertools
import json
import math
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import LineString, Point, shape

from atlas.core.paths import SOURCES, Paths
from atlas.network.access_table import Way
from atlas.network.road_graph import Road
from atlas.network.speeds import speeds
from atlas.pipeline.build import BuildError, build
from atlas.pipeline.build.geometry_recipes import Shapes
from atlas.pipeline.build.road_lines import Expressway, RoadLines
from atlas.pipeline.validation import validate
from atlas.spatial.crs import to_metres
from tests.support.project import built, change, failures, store

GEOD = Geod(ellps="WGS84")
DETOUR = 1.26


def facts(layer: str) -> dict[str, dict[str, Any]]:
    return {f["properties"]["id"]: f for f in built(layer)}


# ---- a second computation ------------------------------------------------------------------------


class Segments:
    """Segments of noded lines; points are tied to both ends of the segment that they lie on."""

    def __init__(self, lines: Iterable[LineString]) -> None:
        noded = shapely.get_parts(shapely.union_all(list(lines)))
        pairs = [pair for line in noded for pair in itertools.pairwise(line.coords)]
        self.ends = [(rounded(one), rounded(other)) for one, other in pairs]
        self.lines = shapely.linestrings(np.array(pairs))
        self.tree = shapely.STRtree(self.lines)

    def near(self, place: Point, metres: float) -> list[tuple[Point, tuple[Any, Any]]]:
        """Return the nearest points of the segments within a distance, and the segments’ ends."""
        found = self.tree.query(place, predicate="dwithin", distance=metres)
        feet = [(self.lines[n].interpolate(self.lines[n].project(place)), n) for n in found]
        return [(foot, self.ends[n]) for foot, n in feet]


class Second:
    """The graph of known roads, made in another way than the atlas makes it.

    Surface roads are noded as one set, each motorway alone; what joins them is tied to segments.
    """

    def __init__(self, roads: list[Road], hubs: list[Point], exits: list[Point]) -> None:
        self.edges: dict[Any, dict[Any, float]] = defaultdict(dict)
        lines = [(road.motorway, to_metres(road.line)) for road in roads]
        surface = [line for motorway, line in lines if not motorway]
        ways = [line for motorway, line in lines if motorway]
        self.surface = Segments(surface)
        motorways = [Segments([line]) for line in ways]
        for part in (self.surface, *motorways):
            for one, other in part.ends:
                self.add(one, other, metres(one, other))
        for line in surface:
            for end in (line.coords[0], line.coords[-1]):
                self.tie(("end", *end), Point(end), self.surface, 150)
                self.add(("end", *end), rounded(end), 0)
        for hub in map(to_metres, hubs):
            near = [n for n, way in enumerate(ways) if way.distance(hub) <= 400]
            for n, m in itertools.combinations(near, 2):
                self.meet(ways[n], ways[m], motorways[n], motorways[m], hub, 400)
        for exit_ in map(to_metres, exits):
            roads_near = [line for line in surface if line.distance(exit_) <= 500]
            for n in (n for n, way in enumerate(ways) if way.distance(exit_) <= 500):
                for line in roads_near:
                    self.meet(ways[n], line, motorways[n], self.surface, exit_, 500)
        ends = [(line, at, rounded(line.coords[at])) for line in ways for at in (0, -1)]
        for (one, at, here), (other, to, there) in itertools.combinations(ends, 2):
            if one is not other and metres(here, there) <= 150 and straight_on(one, at, other, to):
                self.add(here, there, metres(here, there))
        main = self.largest()
        self.roads = [line for line in surface if ("end", *line.coords[0]) in main]

    def add(self, one: Any, other: Any, length: float) -> None:
        shortest = min(length, self.edges[one].get(other, length))
        self.edges[one][other] = self.edges[other][one] = shortest

    def tie(self, name: Any, place: Point, part: Segments, reach: float) -> None:
        for foot, ends in part.near(place, reach):
            here = (place.x, place.y)
            for end in ends:
                self.add(name, end, metres(here, foot.coords[0]) + metres(foot.coords[0], end))

    def meet(self, one, other, first, second, joint, reach):
        crossing = one.intersection(other)
        for point in shapely.get_parts(crossing):
            if point.geom_type == "Point" and point.distance(joint) <= reach:
                name = ("joint", point.x, point.y)
                self.tie(name, point, first, 0.01)
                self.tie(name, point, second, 0.01)

    def largest(self) -> set[Any]:
        left, best = set(self.edges), set()
        while left:
            part, todo = set(), [left.pop()]
            while todo:
                node = todo.pop()
                part.add(node)
                todo += [n for n in self.edges[node] if n not in part]
            left -= part
            best = max(best, part, key=len)
        return best

    def links(self, place: Point) -> dict[Any, float]:
        """Return node → link and way along the road to it, with the link counted 1.26 times."""
        here = to_metres(place)
        away = {line: line.distance(here) for line in self.roads}
        least = min(away.values())
        found: dict[Any, float] = {}
        for line in (line for line, distance in away.items() if distance <= 2 * least + 1):
            foot = line.interpolate(line.project(here))
            link = DETOUR * metres((here.x, here.y), (foot.x, foot.y))
            for _, ends in self.surface.near(foot, 0.01):
                for end in ends:
                    cost = link + metres((foot.x, foot.y), end)
                    found[end] = min(cost, found.get(end, cost))
        return found

    def costs(self, start: dict[Any, float]) -> dict[Any, float]:
        """Dijkstra’s algorithm from several nodes."""
        done: dict[Any, float] = {}
        queue = [(cost, number, node) for number, (node, cost) in enumerate(start.items())]
        heapq.heapify(queue)
        number = len(queue)
        while queue:
            cost, _, node = heapq.heappop(queue)
            if node in done:
                continue
            done[node] = cost
            for other, length in self.edges[node].items():
                if other not in done:
                    number += 1
                    heapq.heappush(queue, (cost + length, number, other))
        return done


def metres(one: Any, other: Any) -> float:
    """Return the distance in the plane, which is 0.06 ‰ too long at most."""
    return math.dist(one[-2:], other[-2:])


def rounded(point: tuple[float, ...]) -> tuple[float, float]:
    return round(point[0], 3), round(point[1], 3)


def straight_on(one: LineString, at: int, other: LineString, to: int) -> bool:
    def heading(line: LineString, end: int) -> np.ndarray:
        back = min(150.0, line.length)
        point = line.interpolate(back if end == 0 else line.length - back)
        away = np.array(line.coords[end]) - np.array(point.coords[0])
        return away / np.hypot(*away)

    return float(heading(one, at) @ heading(other, to)) <= -np.cos(np.radians(45))


@pytest.fixture(scope="module")
def second() -> Second:
    network = facts("transport-network")
    expressways = [
        Expressway(name, shape(f["geometry"]), f["properties"]["accuracy_m"])
        for name, f in network.items()
        if f["properties"]["kind"] == "expressway" and f["properties"]["status"] == "built"
    ]
    shapes = Shapes.read(Paths.at(None))
    roads = RoadLines(expressways, shapes.trunk_network).roads(known=True)
    hubs = [shapes.places[name] for name in store().access.hubs]
    exits = [shape(network[n]["geometry"]) for n in store().access.targets["exit"].features]
    return Second(roads, hubs, exits)


def test_an_independent_computation_agrees_within_one_per_cent(second: Second):
    places = {
        name: shape(f["geometry"])
        for layer in ("transport-network", "openness")
        for name, f in facts(layer).items()
        if f["geometry"] and f["geometry"]["type"] == "Point"
    }
    access, compared = store().access, 0
    costs: dict[Any, dict[Any, float]] = {}

    def agrees(case: tuple[str, str, Way]) -> None:
        nonlocal compared
        name, _, way = case
        assert way.parts is not None and way.to is not None
        if way.parts.network_km < 0.1:  # both links lead to one place of a road
            return
        centre, parts = Point(access.sites[name].centre), way.parts
        if centre.wkt not in costs:
            costs[centre.wkt] = second.costs(second.links(centre))
        found = costs[centre.wkt]
        if parts.straight_km:
            assert way.leaves is not None
            here = to_metres(Point(way.leaves)).coords[0]
            ends = {n: 0.0 for n in found if metres(n, here) < 2}
        else:
            ends = second.links(places[way.to])
        cost = min(found[node] + more for node, more in ends.items() if node in found)
        own = 1000 * (parts.network_km + DETOUR * parts.link_km)
        assert cost == pytest.approx(own, rel=0.01)
        compared += 1

    ways = [(name, k, w) for name, site in access.sites.items() for k, w in site.ways.items()]
    assert failures(agrees, [one for one in ways if one[2].parts]) == {}
    assert compared > 150


def test_no_way_is_shorter_than_the_geodesic():
    for name, site in store().access.sites.items():
        for kind, way in site.ways.items():
            if way.parts is None or way.km is None or way.to is None:
                continue
            layer = "openness" if kind.startswith("port") else "transport-network"
            end = facts(layer)[way.to]["geometry"]["coordinates"]
            straight = GEOD.inv(*site.centre, *end)[2] / 1000
            assert way.parts.total_km >= straight - 0.002, (name, kind)
            assert (way.km[1] or 0) >= straight, (name, kind)


# ---- what is known and what is not ---------------------------------------------------------------


def test_each_park_has_its_ways_or_a_reason():
    access = store().access
    sites = {*facts("industrial-parks"), *facts("industrial-districts")}
    assert {*access.sites, *access.unplaced} == sites
    assert not {*access.sites} & {*access.unplaced}
    assert access.unplaced["park-high-end-equipment"] == "no_place"


def test_an_unknown_exit_gives_a_lower_bound_only():
    way = store().access.sites["ind-xinhe"].ways["expressway"]
    assert way.unknown == "exit_unknown" and way.to is None and way.parts is None
    assert way.km is not None and way.km[1] is None
    assert way.minutes is not None and way.minutes[1] is None
    assert way.near in facts("transport-network")


def test_ways_to_ports_state_what_lies_beyond_the_data():
    for name, site in store().access.sites.items():
        for kind in ("port_qianwan", "port_dongjiakou", "port_laizhou", "port_weifang"):
            way = site.ways[kind]
            assert way.parts is not None and 11 < way.parts.straight_km < 70, (name, kind)
            assert way.leaves is not None and not way.exact


def test_all_ecological_zones_are_stated_the_nearest_first():
    zones = facts("ecological-redlines")
    for name, site in store().access.sites.items():
        assert {zone for zone, _, _ in site.eco} == {*zones}, name
        known = [low for _, low, _ in site.eco if low is not None]
        assert known == sorted(known), name
        unknown = {zone for zone, low, high in site.eco if low is None and high is None}
        assert unknown == {zone for zone, f in zones.items() if f["geometry"] is None}, name


def test_what_can_be_reached_is_cut_at_the_edge_of_the_data_and_says_so():
    areas, access = store().access_areas, store().access
    assert {*areas.sites, *areas.left_out} == {*access.sites}
    assert "park-mingcun" in areas.left_out, "only its town is known"
    assert [area.minutes for area in areas.sites["ind-xinhe"]] == [15, 30, 60]
    assert [area.cut for area in areas.sites["ind-xinhe"]] == [False, False, True]
    for name, found in areas.sites.items():
        shapes = [shape(area.geometry) for area in found]
        assert shapes[0].contains(Point(access.sites[name].centre)), name


# ---- the build and its checks --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("access-targets.csv", "freight,tn-stn-xinheyuan", "goods,tn-stn-xinheyuan", "'goods'"),
        ("access-targets.csv", "freight,tn-stn-xinheyuan", "freight,tn-nowhere", "'tn-nowhere'"),
        ("hubs.csv", "x-nancun-hub", "x-nowhere", "'x-nowhere'"),
        ("hubs.csv", "x-nancun-hub", "x-pingdunan", "x-pingdunan: expected roads of its kind"),
    ],
)
def test_a_wrong_row_stops_the_build(root_copy: Path, file, old, new, message):
    change(root_copy / "geodata" / "sources" / file, old, new)
    with pytest.raises(BuildError, match=message):
        build(root_copy)


def test_each_rule_of_access_is_checked(root_copy: Path):
    path = root_copy / "geodata" / "access.json"
    data = json.loads(path.read_text("utf-8"))
    sites = data["sites"]
    del sites["park-liaolan"]
    sites["ind-linkong"]["ways"]["airport"]["parts"]["network_km"] = 1.0
    sites["ind-tonghe"]["ways"]["hsr"]["km"] = [30.0, 20.0]
    sites["ind-kaifaqu"]["ways"]["freight"]["to"] = "tn-stn-pingdu"
    sites["ind-xinhe"]["eco"].pop()
    sites["ind-xinhe"]["ways"]["hsr"]["minutes"] = None
    sites["ind-xinhe"]["ways"]["port_laizhou"]["leaves"] = None
    data["hubs"]["x-mingcunxi"]["evidence"]["source"] = "hearsay"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    path = root_copy / "geodata" / "access-areas.json"
    areas = json.loads(path.read_text("utf-8"))
    areas["sites"]["ind-xinhe"][:2] = reversed(areas["sites"]["ind-xinhe"][:2])
    del areas["left_out"]["park-mingcun"]
    path.write_text(json.dumps(areas, ensure_ascii=False), "utf-8")
    said = {(c.feature, c.field, c.message) for c in validate(root_copy) if "access" in c.file}
    for feature, field, part in (
        ("park-liaolan", "", "found neither"),
        ("ind-linkong", "ways.airport", "parts: expected at least"),
        ("ind-linkong", "ways.airport", "km: expected bounds around"),
        ("ind-tonghe", "ways.hsr", "km: expected 30.0 ≤ 20.0"),
        ("ind-kaifaqu", "ways.freight.to", "found 'tn-stn-pingdu'"),
        ("ind-xinhe", "eco", "expected all features of ecological-redlines once"),
        ("ind-xinhe", "ways.hsr", "minutes: expected bounds"),
        ("ind-xinhe", "ways.port_laizhou", "leaves: expected"),
        ("x-mingcunxi", "source", "found 'hearsay'"),
        ("ind-xinhe", "15", "expected more than in less time"),
        ("park-mingcun", "", "expected the sites of access.json"),
    ):
        assert any((f, n) == (feature, field) and part in m for f, n, m in said), (feature, part)


def test_the_tables_of_access_name_known_sources():
    known = {
        line.split(",")[0] for line in (SOURCES / "sources.csv").read_text("utf-8").split("\n")
    }
    access = store().access
    named = [e.source for target in access.targets.values() for e in target.evidence.values()]
    assert {*named, *(hub.evidence.source for hub in access.hubs.values())} <= known


def test_no_way_is_faster_than_the_fastest_road() -> None:
    pace = speeds().fastest * 1000
    for site, found in store().access.sites.items():
        for key, way in found.ways.items():
            if way.km and way.minutes:
                # bounds are rounded outward: kilometres to whole ones, minutes to steps of five
                assert way.minutes[0] > way.km[0] * pace - 5, (site, key)
