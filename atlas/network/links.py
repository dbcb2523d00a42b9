"""Straight links between places and the road graph.

Small roads are not in the data, so a place reaches the graph by a straight line. The nearest road
need not be the one that leads on, so a place is linked to every road up to :data:`REACH` times as
far as the nearest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import networkx as nx
import numpy as np
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
from atlas.network.speeds import MOTORWAY
from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.measurement import geodesics_m

#: roads up to this many times as far as the nearest are linked too
REACH = 2.0


@dataclass(frozen=True)
class Place:
    """An end of a way: the centre of a site, or a target.

    Attributes
    ----------
    id : str
    point : Point
        EPSG:4326.
    accuracy_m : float
    """

    id: str
    point: Point
    accuracy_m: float


@dataclass(frozen=True)
class Linked:
    """A road graph with the links of places.

    Attributes
    ----------
    roads : RoadGraph
        With nodes where links begin.
    links : dict of str to dict of Node to float
        Place → node → length of the link in metres, the nearest road first.
    leaving : list of Node
        Where the data end, on the part of the graph that is linked.
    """

    roads: RoadGraph
    links: dict[str, dict[Node, float]] = field(repr=False)
    leaving: list[Node] = field(repr=False)

    def nearest_m(self, place: str) -> float:
        """Return the length of the link to the nearest road."""
        return min(self.links[place].values())


def main_part(network: RoadGraph) -> set[Node]:
    """Return the nodes of the connected part with the longest surface roads.

    Raises
    ------
    NetworkError
        When there are no surface roads.
    """
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


def link(network: RoadGraph, places: Sequence[Place], *, within_accuracy: bool = False) -> Linked:
    """Link places to the surface roads of the largest connected part.

    A road that leads nowhere gives no access.

    Parameters
    ----------
    network : RoadGraph
    places : sequence of Place
    within_accuracy : bool
        Whether to link a place to the ends of all stretches within its accuracy too: it may be
        there. For lower bounds.

    Raises
    ------
    NetworkError
        When there are no surface roads.
    """
    main = main_part(network)
    near = [s for s in network.stretches if s.road_class != MOTORWAY and s.start in main]
    lines = np.array([stretch.line for stretch in near], dtype=object)
    tree = shapely.STRtree(lines)
    nodes = {node: network.places[node] for s in near for node in (s.start, s.end)}
    numbers, points = list(nodes), shapely.STRtree(list(nodes.values()))
    feet: dict[int, dict[float, Node]] = {}
    at_nodes = dict(network.places)
    links: dict[str, dict[Node, float]] = {}
    for place in places:
        here = to_metres(place.point)
        least = float(here.distance(lines[tree.nearest(here)]))
        found: list[Node] = []
        nearest: dict[int, int] = {}
        within = tree.query(here, predicate="dwithin", distance=REACH * least + 1.0)
        for n in within[np.argsort(shapely.distance(lines[within], here), kind="stable")].tolist():
            nearest.setdefault(near[n].road, n)
        for n in nearest.values():
            at = float(lines[n].project(here))
            if at not in feet.setdefault(n, {}):
                feet[n][at] = len(at_nodes)
                at_nodes[len(at_nodes)] = lines[n].interpolate(at)
            found.append(feet[n][at])
        if within_accuracy:
            reach = least + place.accuracy_m
            found += [numbers[n] for n in points.query(here, predicate="dwithin", distance=reach)]
        links[place.id] = straight_m(place.point, found, at_nodes)
    roads = _cut(network, {id(near[n]): cuts for n, cuts in feet.items()}, at_nodes)
    return Linked(roads, links, sorted(network.edges & main, key=str))


def straight_m(
    point: Point, nodes: Sequence[Node], places: Mapping[Node, Point]
) -> dict[Node, float]:
    """Return node → straight distance of a point (EPSG:4326) in metres, the nearest first."""
    if not nodes:
        return {}
    points = to_degrees(np.array([places[node] for node in nodes], dtype=object))
    metres = geodesics_m(point, shapely.get_coordinates(points)).tolist()
    return dict(sorted(zip(nodes, metres, strict=True), key=lambda one: one[1]))


def _cut(
    network: RoadGraph, feet: Mapping[int, dict[float, Node]], places: dict[Node, Point]
) -> RoadGraph:
    """Return the graph with its stretches (by identity) cut at the feet of links."""
    graph = network.graph.copy()
    kept: list[Stretch] = []
    pieces: list[Stretch] = []
    for whole in network.stretches:
        if id(whole) not in feet:
            kept.append(whole)
            continue
        stops = [(0.0, whole.start), *sorted(feet[id(whole)].items())]
        stops.append((whole.line.length, whole.end))
        for (at, start), (to, end) in pairwise(stops):
            pieces.append(replace(whole, start=start, end=end, line=between(whole.line, at, to)))
    graph.add_nodes_from(places)
    for piece, metres in zip(pieces, lengths([piece.line for piece in pieces]), strict=True):
        connect(graph, piece.start, piece.end, float(metres), piece.road_class)
    return RoadGraph(graph, [*kept, *pieces], places, network.edges)
