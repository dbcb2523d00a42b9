"""Which roads join: worked by hand on a few straight lines."""

from __future__ import annotations

import networkx as nx
import pytest
from shapely.geometry import Point

from atlas.network.links import link
from atlas.network.road_graph import Joint, NetworkError, Node, Road, RoadGraph, road_graph
from atlas.network.speeds import MOTORWAY
from atlas.spatial.crs import to_metres
from tests.network.roads import EAST, NORTH, at, place, road

ACROSS = road("primary", (-5_000, 0), (5_000, 0))
UP = road(MOTORWAY, (0, -5_000), (0, 5_000))


def joined(network: RoadGraph, one: Road, other: Road) -> bool:
    """Return whether one can drive from the start of a road to the start of another."""

    def start(of: Road) -> Node:
        here = to_metres(Point(of.line.coords[0]))
        return min(network.places, key=lambda node: network.places[node].distance(here))

    return bool(nx.has_path(network.graph, start(one), start(other)))


@pytest.mark.parametrize(("gap", "meet"), [(0, True), (149, True), (151, False)])
def test_an_end_joins_a_road_up_to_150_metres_away(gap: float, meet: bool):
    side = road("trunk", (1_000, gap), (1_000, 4_000))
    assert joined(road_graph([ACROSS, side]), side, ACROSS) is meet


def test_surface_roads_join_where_they_cross():
    other = road("trunk", (700, -3_000), (700, 3_000))
    network = road_graph([ACROSS, other])
    assert joined(network, ACROSS, other)
    ways = nx.single_source_dijkstra_path_length(network.graph, 0, weight="metres")
    # from the west end to the north end: 5,700 m along the road, 3,000 m up
    assert ways[3] == pytest.approx(8_700, abs=1)


def test_a_motorway_joins_a_road_only_at_an_exit():
    roads = [ACROSS, UP]
    assert not joined(road_graph(roads), ACROSS, UP)
    assert joined(road_graph(roads, exits=[Joint("exit", at(300, 0), 500)]), ACROSS, UP)
    assert joined(road_graph(roads, every_crossing=True), ACROSS, UP)
    # an exit on one motorway is none on another, even where a road crosses both
    second = road(MOTORWAY, (3_000, -5_000), (3_000, 5_000))
    network = road_graph([*roads, second], exits=[Joint("exit", at(0, 0), 500)])
    assert joined(network, ACROSS, UP) and not joined(network, ACROSS, second)


def test_motorways_join_only_at_hubs():
    other = road(MOTORWAY, (-4_000, 1_000), (4_000, 1_000))
    assert not joined(road_graph([UP, other]), UP, other)
    assert joined(road_graph([UP, other], hubs=[Joint("hub", at(0, 1_400), 500)]), UP, other)
    # a hub joins no surface road
    network = road_graph([UP, other, ACROSS], hubs=[Joint("hub", at(0, 1_000), 500)])
    assert not joined(network, ACROSS, UP)


def test_a_motorway_goes_on_in_its_direction_and_does_not_turn_into_another():
    ahead = road(MOTORWAY, (40, 5_090), (300, 9_000))
    aside = road(MOTORWAY, (60, 5_000), (5_000, 5_000))
    network = road_graph([UP, ahead, aside])
    assert joined(network, UP, ahead)
    assert not joined(network, UP, aside)


@pytest.mark.parametrize("kind", ["hubs", "exits"])
def test_a_hub_or_exit_where_nothing_crosses_is_an_error(kind: str):
    with pytest.raises(NetworkError, match="nowhere: expected roads of its kind to cross within"):
        road_graph([ACROSS, UP], **{kind: [Joint("nowhere", at(3_000, 3_000), 500)]})


def test_the_data_end_at_their_bounds():
    # 1,000 m from the bounds at most; an end in the middle is a dead end
    dead_end = road("trunk", (2_000, 0), (2_000, -3_000))
    network = road_graph([ACROSS, road("primary", (0, -9_500), (0, 2_000)), dead_end])
    ends = [network.places[node] for node in network.edges]
    found = {(round(p.x - EAST), round(p.y - NORTH)) for p in ends}
    assert found == {(-5_000, 0), (5_000, 0), (0, -9_500), (0, 2_000)}


def test_a_place_is_linked_to_roads_up_to_twice_as_far_as_the_nearest():
    far = road("primary", (-5_000, 2_900), (5_000, 2_900))
    tie = road("primary", (5_000, 0), (5_000, 2_900))
    island = road("primary", (-200, 900), (200, 900))
    linked = link(road_graph([ACROSS, far, tie, island, UP]), [place("site", 0, 1_000)])
    # 1,000 m south and 1,900 m north; the island leads nowhere, the motorway has no exit
    assert [round(m) for m in linked.links["site"].values()] == [1_000, 1_900]
    away = road("primary", (-5_000, 3_100), (5_000, 3_100))
    tie = road("primary", (5_000, 0), (5_000, 3_100))
    linked = link(road_graph([ACROSS, away, tie]), [place("site", 0, 1_000)])
    assert [round(m) for m in linked.links["site"].values()] == [1_000]


def test_without_surface_roads_there_is_no_access():
    with pytest.raises(NetworkError, match="expected surface roads, found none"):
        link(road_graph([UP]), [place("site", 0, 1_000)])
