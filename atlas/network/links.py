"""Straight links between points and the road graph."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import shapely
from shapely.geometry import Point

from atlas.network.road_graph import (
    NetworkError,
    Node,
    RoadGraph,
    Stretch,
    between,
    connect,
    lengths,
)
from atlas.network.speeds import LINK, MOTORWAY
from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.measurement import geodesic_m


def main_part(network: RoadGraph) -> set[Node]:
    """Return the nodes of the connected part with the longest surface roads."""
    owner: dict[Node, int] = {}
    for number, nodes in enumerate(nx.connected_components(network.graph)):
        owner |= dict.fromkeys(nodes, number)
    total: dict[int, float] = {}
    for stretch in network.stretches:
        if stretch.road_class != MOTORWAY:
            part = owner[stretch.start]
            total[part] = total.get(part, 0.0) + stretch.line.length
    if not total:
        raise NetworkError("expected surface roads, found none")
    largest = max(total, key=lambda part: total[part])
    return {node for node, part in owner.items() if part == largest}


def link(network: RoadGraph, points: Mapping[str, Point]) -> RoadGraph:
    """Return the graph with points linked to it, each by a straight line to the nearest road.

    Only surface roads of the largest connected part count: a road that leads nowhere gives no
    access.

    Parameters
    ----------
    network : RoadGraph
    points : mapping of str to Point
        Name → position (EPSG:4326). The names become nodes; their edges have the class ``link``.

    Raises
    ------
    NetworkError
        When there are no surface roads.
    """
    graph, places = network.graph.copy(), dict(network.places)
    main = main_part(network)
    near = [s for s in network.stretches if s.road_class != MOTORWAY and s.start in main]
    tree = shapely.STRtree([stretch.line for stretch in near])
    feet: dict[int, list[tuple[float, int]]] = {}
    foot = 1 + max(node for node in places if isinstance(node, int))
    for name, point in points.items():
        place = to_metres(point)
        nearest = int(tree.nearest(place))
        at = float(near[nearest].line.project(place))
        places |= {name: place, foot: near[nearest].line.interpolate(at)}
        feet.setdefault(nearest, []).append((at, foot))
        connect(graph, name, foot, geodesic_m(point, to_degrees(places[foot])), LINK)
        foot += 1
    pieces: list[Stretch] = []
    for nearest, cuts in feet.items():
        whole = near[nearest]
        stops: list[tuple[float, Node]] = [(0.0, whole.start), *sorted(cuts)]
        stops.append((whole.line.length, whole.end))
        for (at, start), (to, end) in zip(stops, stops[1:], strict=False):
            pieces.append(Stretch(start, end, whole.road_class, between(whole.line, at, to)))
    for piece, metres in zip(pieces, lengths([piece.line for piece in pieces]), strict=True):
        connect(graph, piece.start, piece.end, float(metres), piece.road_class)
    cut = {id(near[nearest]) for nearest in feet}
    kept = [stretch for stretch in network.stretches if id(stretch) not in cut]
    return RoadGraph(graph, [*kept, *pieces], places, network.edges)
