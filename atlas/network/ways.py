"""Shortest ways over the road graph, with the bounds that accuracy, speeds and exits allow.

A way is the shortest one over known roads, exits and hubs. Its upper bound comes from there; its
lower bound from a graph in which motorways join whatever they cross, as the unknown exits and hubs
are among these crossings.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx as nx
import shapely
from shapely.geometry import Point

from atlas.network.access_table import Parts, Way
from atlas.network.links import link, main_part
from atlas.network.road_graph import Node, RoadGraph
from atlas.network.speeds import BEYOND, LINK, Speeds
from atlas.spatial.crs import to_degrees
from atlas.spatial.distance_band import EXACT_M, combined_m, rounded
from atlas.spatial.measurement import geodesic_m

#: minutes: bounds are rounded outward to whole steps, the fine one if both ends are known exactly
FINE_MIN, COARSE_MIN = 1.0, 5.0

Weights = Mapping[Node, float]


@dataclass(frozen=True)
class Place:
    """An end of a way: a site’s centre or a target.

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
class _Reached:
    """A target reached from a site, in metres; ``leaves`` is the node where the data end."""

    link_m: float
    network_m: float
    straight_m: float
    leaves: Node | None = None

    @property
    def total_m(self) -> float:
        return self.link_m + self.network_m + self.straight_m


class Ways:
    """Finds ways between places.

    Parameters
    ----------
    known : RoadGraph
        Roads with the known hubs and exits.
    widest : RoadGraph
        Roads, those of poor accuracy too, with a junction at every crossing.
    speeds : Speeds
    places : sequence of Place
        All ends of ways.
    """

    def __init__(
        self, known: RoadGraph, widest: RoadGraph, speeds: Speeds, places: Sequence[Place]
    ) -> None:
        self.speeds = speeds
        corners = shapely.multipoints(list(known.places.values()))
        self.bounds = shapely.box(*to_degrees(corners).bounds)
        inside = {p.id: p.point for p in places if self.bounds.contains(p.point)}
        self.known, self.widest = (self._timed(link(one, inside)) for one in (known, widest))
        self.found: dict[tuple[str, str, float, float], Weights] = {}
        self.inside = frozenset(inside)
        self.leaving = {
            graph: sorted(network.edges & main_part(network), key=str)
            for graph, network in (("known", self.known), ("widest", self.widest))
        }

    def link_m(self, place: str) -> float:
        """Return the length of the link of a place inside the data."""
        return _link_m(self.known, place)

    def to_nearest(self, site: Place, targets: Sequence[Place]) -> Way:
        """Return the way from a site to the nearest of several targets.

        ``unknown`` says why there is none.
        """
        if not targets:
            return Way(to=None, km=None, minutes=None, parts=None, exact=False, unknown="no_target")
        found = [(self._reached("known", site, target), target) for target in targets]
        ways = [(way.total_m, target.id, way, target) for way, target in found if way]
        if not ways:
            return Way(to=None, km=None, minutes=None, parts=None, exact=False, unknown="no_way")
        _, _, way, target = min(ways, key=lambda one: one[:2])
        ends = (site.accuracy_m, target.accuracy_m)
        leaves = None
        if way.leaves is not None:
            at = to_degrees(self.known.places[way.leaves])
            leaves = (round(at.x, 5), round(at.y, 5))
        return Way(
            to=target.id,
            km=self._km(site, target, way, ends),
            minutes=self._minutes(site, target, ends),
            parts=Parts(
                link_km=round(way.link_m / 1000, 3),
                network_km=round(way.network_m / 1000, 3),
                straight_km=round(way.straight_m / 1000, 3),
            ),
            leaves=leaves,
            exact=way.leaves is None,
        )

    def _timed(self, network: RoadGraph) -> RoadGraph:
        """Return a graph whose edges have the shortest and the longest driving time."""
        for _, _, edge in network.graph.edges(data=True):
            for weight, sign in (("least", -1), ("most", 1)):
                edge[weight] = self._over(edge["metres"], edge["road_class"], sign)
        return network

    def _from(self, graph: str, site: Place, weight: str) -> Weights:
        """Return node → distance or time from a site; sites at one place share it."""
        key = (graph, weight, site.point.x, site.point.y)
        if key not in self.found:
            network = self._network(graph)
            self.found[key] = nx.single_source_dijkstra_path_length(
                network.graph, site.id, weight=weight
            )
        return self.found[key]

    def _network(self, graph: str) -> RoadGraph:
        return self.known if graph == "known" else self.widest

    def _reached(self, graph: str, site: Place, target: Place) -> _Reached | None:
        """Return the shortest way to a target; ``None`` if no road leads there."""
        network, metres = self._network(graph), self._from(graph, site, "metres")
        own = _link_m(network, site.id)
        if target.id in self.inside:
            straight, theirs = geodesic_m(site.point, target.point), _link_m(network, target.id)
            if straight <= own + theirs:  # no road between them is nearer than they are
                return _Reached(straight, 0.0, 0.0)
            if target.id not in metres:
                return None
            return _Reached(own + theirs, metres[target.id] - own - theirs, 0.0)
        ends = [
            (metres[node] + beyond, beyond, node)
            for node, beyond in self._beyond(graph, target).items()
            if node in metres
        ]
        if not ends:
            return None
        _, beyond, node = min(ends, key=lambda end: end[0])
        return _Reached(own, metres[node] - own, beyond, node)

    def _beyond(self, graph: str, target: Place) -> dict[Node, float]:
        """Return the straight distances of a target from the places where the data end."""
        network = self._network(graph)
        return {
            node: geodesic_m(to_degrees(network.places[node]), target.point)
            for node in self.leaving[graph]
        }

    def _km(
        self, site: Place, target: Place, way: _Reached, ends: tuple[float, float]
    ) -> tuple[float, float]:
        lengths, accuracy = self.speeds.lengths, combined_m(*ends)
        widest = self._reached("widest", site, target) or way
        least = min(
            one.link_m + one.network_m * (1 - lengths.shorter) + one.straight_m
            for one in (way, widest)
        )
        least = max(least, geodesic_m(site.point, target.point))
        most = (way.link_m + way.straight_m) * lengths.detour
        most += way.network_m * (1 + lengths.longer)
        band = rounded(least - accuracy, most + accuracy, *ends)
        return band.low_km, band.high_km

    def _minutes(
        self, site: Place, target: Place, ends: tuple[float, float]
    ) -> tuple[float, float]:
        """Return the bounds of the driving time of the fastest way."""
        accuracy = combined_m(*ends)
        least = self._time("widest", site, target, -1) - self._over(accuracy, LINK, -1)
        most = self._time("known", site, target, 1) + self._over(accuracy, LINK, 1)
        return minutes_band(least, most, *ends)

    def _time(self, graph: str, site: Place, target: Place, sign: int) -> float:
        minutes = self._from(graph, site, "most" if sign > 0 else "least")
        if target.id in self.inside:
            network, straight = self._network(graph), geodesic_m(site.point, target.point)
            if straight <= _link_m(network, site.id) + _link_m(network, target.id):
                return self._over(straight, LINK, sign)
            return minutes[target.id]
        return min(
            minutes[node] + self._over(beyond, BEYOND, sign)
            for node, beyond in self._beyond(graph, target).items()
            if node in minutes
        )

    def _over(self, metres: float, road_class: str, sign: int) -> float:
        """Return the time over a length as drawn: estimated (0), shortest (-1) or longest (1)."""
        lengths = self.speeds.lengths
        if sign > 0:
            metres *= lengths.detour if road_class in (LINK, BEYOND) else 1 + lengths.longer
        elif sign < 0 and road_class not in (LINK, BEYOND):
            metres *= 1 - lengths.shorter
        return self.speeds.minutes(road_class, metres, sign)


def minutes_band(low: float, high: float, *accuracies_m: float) -> tuple[float, float]:
    """Return bounds of a driving time, rounded outward to whole steps.

    Examples
    --------
    >>> minutes_band(7.2, 12.4, 3000, 150)
    (5.0, 15.0)
    """
    step = FINE_MIN if all(one < EXACT_M for one in accuracies_m) else COARSE_MIN
    return max(math.floor(low / step) * step, 0.0), max(math.ceil(high / step), 1) * step


def _link_m(network: RoadGraph, place: str) -> float:
    [foot] = network.graph[place]
    return float(network.graph[place][foot]["metres"])
