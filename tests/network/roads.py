"""Small road networks, laid out in metres around a point on the central meridian."""

from __future__ import annotations

from shapely.geometry import LineString, Point

from atlas.network.links import Place
from atlas.network.road_graph import Road
from atlas.spatial.crs import to_degrees

EAST, NORTH = 500_000.0, 4_060_000.0


def at(x: float, y: float) -> Point:
    point = to_degrees(Point(EAST + x, NORTH + y))
    assert isinstance(point, Point)
    return point


def road(road_class: str, *corners: tuple[float, float]) -> Road:
    return Road(road_class, LineString([at(x, y) for x, y in corners]))


def place(name: str, x: float, y: float, accuracy_m: float = 50.0) -> Place:
    return Place(name, at(x, y), accuracy_m)
