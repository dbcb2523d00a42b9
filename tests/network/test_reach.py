"""Areas reached within a driving time."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import Point

from atlas.network.road_graph import road_graph
from atlas.network.speeds import MOTORWAY, speeds
from atlas.network.ways import Ways
from atlas.spatial.crs import to_metres
from tests.network.roads import EAST, NORTH, place, road

#: a road, a motorway beside it without exit, and the corners of a larger region
ROADS = [
    road("primary", (-30_000, 0), (30_000, 0)),
    road(MOTORWAY, (-30_000, 8_000), (30_000, 8_000)),
    road("primary", (0, -40_000), (0, 40_000)),
]
LAND = shapely.box(115, 30, 125, 40)


def area(minutes: float, x: float = 0):
    site = place("site", x, 0)
    graph = road_graph(ROADS)
    found, cut = Ways(graph, graph, speeds(), [site]).area(site, minutes, LAND)
    return to_metres(found), cut


@pytest.mark.parametrize(
    ("x", "y", "inside"),
    [
        (12_400, 0, True),  # 15 minutes at 50 km/h are 12.5 km
        (13_000, 0, False),
        (0, 12_400, True),
        (6_000, 2_500, True),  # 7.2 minutes to 6 km, then 7.8 at 30 km/h / 1.26: 3.1 km
        (6_000, 4_200, False),
        (12_000, 8_000, False),  # along the motorway, which has no exit
    ],
)
def test_fifteen_minutes(x: float, y: float, inside: bool):
    found, cut = area(15)
    assert found.contains(Point(EAST + x, NORTH + y)) is inside
    assert not cut


def test_an_area_ends_at_the_bounds_of_the_data_and_says_so():
    found, cut = area(15, x=25_000)
    assert cut
    assert found.bounds[2] == pytest.approx(EAST + 30_000, abs=30)
