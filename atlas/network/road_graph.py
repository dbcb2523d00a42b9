"""One undirected graph of roads, made from their lines.

Surface roads join where they cross, and where an end of one lies within :data:`JOIN_M` of another.
Motorways cross at different levels, so they join each other only at hubs, and surface roads only at
exits. A motorway goes on where two ends meet in the same direction: the data cut it there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx
import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from atlas.network.speeds import JOIN, MOTORWAY
from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.measurement import ellipsoid_length

#: metres: an end of a road joins other roads up to this distance
JOIN_M = 150.0
#: degrees: largest change of direction between two pieces of one motorway
STRAIGHT_ON = 45.0
#: metres: an end of a road this close to the bounds of the data is where the data stop
EDGE_M = 1_000.0

#: a node: a number on the roads, the name of a point that was linked to them
Node = int | str


class NetworkError(ValueError):
    """Roads, hubs or exits of which no graph can be made."""


@dataclass(frozen=True)
class Road:
    """A piece of road.

    Attributes
    ----------
    road_class : str
        A class of ``speeds.toml``.
    line : LineString
        EPSG:4326.
    """

    road_class: str
    line: LineString

    @property
    def motorway(self) -> bool:
        """Whether other roads join it at hubs and exits only."""
        return self.road_class == MOTORWAY


@dataclass(frozen=True)
class Joint:
    """A hub, where motorways join each other, or an exit, where surface roads join a motorway.

    Attributes
    ----------
    id : str
    point : Point
        EPSG:4326.
    reach_m : float
        Roads that cross within this distance of the point join here.
    """

    id: str
    point: Point
    reach_m: float


@dataclass(frozen=True)
class Stretch:
    """A piece of road between two neighbouring nodes; ``line`` runs from ``start`` to ``end``."""

    start: Node
    end: Node
    #: number of the road that it is a piece of
    road: int
    road_class: str
    #: in metres of EPSG:4549
    line: LineString


@dataclass(frozen=True)
class RoadGraph:
    """The graph.

    Attributes
    ----------
    graph : networkx.Graph
        Edges have ``metres`` (on the ellipsoid) and ``road_class``, ``join`` where roads meet.
    stretches : list of Stretch
        The roads between the nodes, without the joins.
    places : dict of Node to Point
        Node → position (EPSG:4549).
    edges : frozenset of Node
        Ends of roads at the bounds of the data.
    """

    graph: nx.Graph = field(repr=False)
    stretches: list[Stretch] = field(repr=False)
    places: dict[Node, Point] = field(repr=False)
    edges: frozenset[Node] = frozenset()

    @property
    def metres(self) -> float:
        """Total length of the roads."""
        return float(sum(data["metres"] for _, _, data in self.graph.edges(data=True)))


def road_graph(
    roads: Sequence[Road],
    hubs: Iterable[Joint] = (),
    exits: Iterable[Joint] = (),
    *,
    every_crossing: bool = False,
) -> RoadGraph:
    """Make the graph of roads.

    Parameters
    ----------
    roads : sequence of Road
    hubs, exits : iterable of Joint
    every_crossing : bool
        Whether motorways join everything that they cross: a graph for lower bounds, as the real
        hubs and exits are among these crossings.

    Raises
    ------
    NetworkError
        For a hub or exit at which no roads cross.
    """
    maker = _Maker(roads, every_crossing)
    maker.cross(list(hubs), list(exits))
    maker.join_ends()
    return maker.graph()


class _Maker:
    """Collects nodes on the roads, then cuts the roads there."""

    def __init__(self, roads: Sequence[Road], every_crossing: bool) -> None:
        self.roads = list(roads)
        self.every = every_crossing
        degrees = np.array([road.line for road in roads], dtype=object)
        self.lines = to_metres(degrees) if len(roads) else degrees
        self.tree = shapely.STRtree(self.lines)
        self.places: dict[Node, Point] = {}
        #: per road: distance from its start → node; centimetres apart is the same place
        self.cuts: list[dict[float, int]] = [{} for _ in self.roads]
        self.joins: list[tuple[int, int]] = []
        self.ends: list[tuple[int, int]] = []
        for road, line in enumerate(self.lines):
            for at in (0.0, line.length):
                self.ends.append((road, self._cut(road, at)))
        self.hubs: list[_Placed] = []

    def _cut(self, road: int, at: float) -> int:
        """Return the node of a road at a distance from its start."""
        at = round(at, 2) if 0.005 < at < self.lines[road].length - 0.005 else at
        if at not in self.cuts[road]:
            node = len(self.places)
            self.places[node] = self.lines[road].interpolate(at)
            self.cuts[road][at] = node
        return self.cuts[road][at]

    def _join(self, node: int, road: int, place: Point) -> None:
        """Join a node with the point of a road nearest to a place."""
        there = self._cut(road, self.lines[road].project(place))
        self.joins.append((node, there))

    def cross(self, hubs: Sequence[Joint], exits: Sequence[Joint]) -> None:
        """Make nodes where roads that join cross."""
        self.hubs, at_exits = _placed(hubs), _placed(exits)
        used: set[str] = set()
        for one, other in self.tree.query(self.lines, predicate="intersects").T:
            if one >= other:
                continue
            motorways = int(self.roads[one].motorway) + int(self.roads[other].motorway)
            joints: Sequence[_Placed] = ((), at_exits, self.hubs)[motorways]
            for point in _points(self.lines[one].intersection(self.lines[other])):
                found = {joint.id for joint in joints if joint.reaches(point)}
                used |= found
                if motorways and not found and not self.every:
                    continue
                self._join(self._cut(one, self.lines[one].project(point)), other, point)
        for joint in (*hubs, *exits):
            if joint.id not in used:
                where = f"within {joint.reach_m:.0f} m"
                raise NetworkError(f"{joint.id}: expected roads of its kind to cross {where}")

    def join_ends(self) -> None:
        """Join ends of roads with the roads around them."""
        for road, node in list(self.ends):
            place, motorway = self.places[node], self.roads[road].motorway
            if motorway and not self.every and not self._at_hub(place):
                self._go_on(road, node)
                continue
            for other in sorted(self.tree.query(place, predicate="dwithin", distance=JOIN_M)):
                if other != road and (self.every or self.roads[other].motorway == motorway):
                    self._join(node, other, place)

    def _at_hub(self, place: Point) -> bool:
        return any(hub.reaches(place) for hub in self.hubs)

    def _go_on(self, road: int, node: int) -> None:
        """Join the end of a motorway with ends of motorways that go on in its direction."""
        place = self.places[node]
        for other in sorted(self.tree.query(place, predicate="dwithin", distance=JOIN_M)):
            if other == road or not self.roads[other].motorway:
                continue
            for there in (2 * other, 2 * other + 1):
                end = self.places[self.ends[there][1]]
                near = end.distance(place) <= JOIN_M
                if near and _straight_on(self.lines[road], place, self.lines[other], end):
                    self.joins.append((node, self.ends[there][1]))

    def graph(self) -> RoadGraph:
        """Cut the roads at their nodes and measure the pieces."""
        stretches = []
        for road, line in enumerate(self.lines):
            cuts = sorted(self.cuts[road].items())
            for (at, start), (to, end) in pairwise(cuts):
                piece = between(line, at, to)
                stretches.append(Stretch(start, end, road, self.roads[road].road_class, piece))
        graph = nx.Graph()
        graph.add_nodes_from(self.places)
        measured = lengths([stretch.line for stretch in stretches])
        for stretch, metres in zip(stretches, measured, strict=True):
            connect(graph, stretch.start, stretch.end, float(metres), stretch.road_class)
        ties = [LineString([self.places[one], self.places[other]]) for one, other in self.joins]
        for (one, other), metres in zip(self.joins, lengths(ties), strict=True):
            connect(graph, one, other, float(metres), JOIN)
        return RoadGraph(graph, stretches, self.places, self._edges())

    def _edges(self) -> frozenset[Node]:
        west, south, east, north = shapely.total_bounds(self.lines)
        inner = shapely.box(west + EDGE_M, south + EDGE_M, east - EDGE_M, north - EDGE_M)
        return frozenset(n for _, n in self.ends if not inner.contains(self.places[n]))


def connect(graph: nx.Graph, start: Node, end: Node, metres: float, road_class: str) -> None:
    """Add an edge; of several between two nodes, the shortest stays."""
    known = graph.get_edge_data(start, end)
    if start != end and (known is None or metres < known["metres"]):
        graph.add_edge(start, end, metres=metres, road_class=road_class)


@dataclass(frozen=True)
class _Placed:
    """A hub or exit in metres of EPSG:4549."""

    id: str
    place: BaseGeometry
    reach_m: float

    def reaches(self, point: Point) -> bool:
        return bool(self.place.distance(point) <= self.reach_m)


def _placed(joints: Iterable[Joint]) -> list[_Placed]:
    return [_Placed(joint.id, to_metres(joint.point), joint.reach_m) for joint in joints]


def _points(crossing: BaseGeometry) -> list[Point]:
    """Return the points at which two lines meet; both ends of a stretch that they share."""
    found = []
    for part in shapely.get_parts(crossing):
        ends = [part] if isinstance(part, Point) else [Point(part.coords[n]) for n in (0, -1)]
        found += ends
    return found


def lengths(lines: Sequence[LineString]) -> np.ndarray:
    """Return lengths (m) on the ellipsoid of lines in metres of EPSG:4549."""
    if not len(lines):
        return np.zeros(0)
    return ellipsoid_length(to_degrees(np.array(lines, dtype=object)))


def between(line: LineString, start: float, end: float) -> LineString:
    """Return the piece of a line between two distances from its start, even if it has no length."""
    piece = substring(line, start, end)
    return LineString([piece, piece]) if isinstance(piece, Point) else piece


def _straight_on(one: LineString, here: Point, other: LineString, there: Point) -> bool:
    """Return whether a line that ends at ``here`` goes on as another that ends at ``there``."""
    turn = _heading(one, here) - (_heading(other, there) + 180.0)
    return abs((turn + 180.0) % 360.0 - 180.0) <= STRAIGHT_ON


def _heading(line: LineString, end: Point) -> float:
    """Return the direction in degrees in which a line arrives at one of its ends."""
    at = line.project(end)
    back = line.interpolate(min(JOIN_M, line.length) if at == 0 else line.length - JOIN_M)
    return math.degrees(math.atan2(end.y - back.y, end.x - back.x))
