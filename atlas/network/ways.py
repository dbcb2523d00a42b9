"""Best ways over the road graph, with the bounds that accuracy, speeds and exits allow.

A way is the best one over known roads, hubs and exits: the shortest, where straight links and the
straight line beyond the data count :attr:`~atlas.network.speeds.Lengths.detour` times. Its upper
bound comes from there. The lower bound comes from a graph in which motorways join whatever they
cross, as the unknown hubs and exits are among these crossings.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import networkx as nx
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.network.access_table import Parts, Way
from atlas.network.links import Linked, Place, link, straight_m
from atlas.network.reach import reached
from atlas.network.road_graph import Node, RoadGraph
from atlas.network.speeds import BEYOND, LINK, Speeds
from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.distance_band import EXACT_M, combined_m, rounded
from atlas.spatial.measurement import geodesic_m

#: minutes: bounds are rounded outward to whole steps, the fine one if both ends are known exactly
FINE_MIN, COARSE_MIN = 1.0, 5.0
#: node → cost, and node → path
_Found = tuple[dict[Node, float], dict[Node, list[Node]]]
#: what a way costs: its length with detours, its shortest, likely and longest driving time
COST, LEAST, LIKELY, MOST = "cost", "least", "likely", "most"


@dataclass(frozen=True)
class Reached:
    """The way to a target, in metres.

    Attributes
    ----------
    cost : float
        In what is minimized: metres with detours, or minutes.
    leaves : Node or None
        Where it leaves the data.
    """

    cost: float
    link_m: float
    network_m: float
    straight_m: float
    leaves: Node | None = None


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
    land : BaseGeometry, optional
        Land (EPSG:4549) to which straight lines beyond the data keep, but for lower bounds: a
        bridge may cross the water.
    """

    def __init__(
        self,
        known: RoadGraph,
        widest: RoadGraph,
        speeds: Speeds,
        places: Sequence[Place],
        land: BaseGeometry | None = None,
    ) -> None:
        lines = shapely.box(*shapely.total_bounds([stretch.line for stretch in known.stretches]))
        self.bounds = to_degrees(lines)
        inside = [place for place in places if self.bounds.contains(place.point)]
        self.speeds = speeds
        self.inside = frozenset(place.id for place in inside)
        self.known = _Search(link(known, inside), speeds, land)
        self.widest = _Search(link(widest, inside, within_accuracy=True), speeds)

    def link_m(self, site: Place) -> float:
        """Return the length of the link from a site to the nearest road."""
        return self.known.linked.nearest_m(site.id)

    def to_nearest(self, site: Place, targets: Sequence[Place]) -> Way:
        """Return the way from a site to the nearest of several targets.

        ``unknown`` says why there is none.
        """
        if not targets:
            return Way(to=None, km=None, minutes=None, parts=None, exact=False, unknown="no_target")
        found = [
            (way.cost, target.id, way, target)
            for target in targets
            if (way := self.known.way(site, target, COST)) is not None
        ]
        if not found:
            return Way(to=None, km=None, minutes=None, parts=None, exact=False, unknown="no_way")
        _, _, way, target = min(found, key=lambda one: one[:2])
        leaves = None
        if way.leaves is not None:
            [at] = shapely.get_coordinates(to_degrees(self.known.linked.roads.places[way.leaves]))
            leaves = (round(float(at[0]), 5), round(float(at[1]), 5))
        return Way(
            to=target.id,
            km=(km := self._km(site, target, way)),
            minutes=self._minutes(site, target, km[0]),
            parts=Parts(
                link_km=round(way.link_m / 1000, 3),
                network_km=round(way.network_m / 1000, 3),
                straight_km=round(way.straight_m / 1000, 3),
            ),
            leaves=leaves,
            exact=way.leaves is None,
        )

    def to_any(self, site: Place, targets: Sequence[Place]) -> Way:
        """Return the way to the nearest target, with bounds for whichever is nearest or fastest.

        Each bound is the lowest of all targets, so that a further target lengthens nothing.
        """
        nearest = self.to_nearest(site, targets)
        each = [self.to_nearest(site, [target]) for target in targets]
        km, minutes = _least([way.km for way in each]), _least([way.minutes for way in each])
        return nearest.model_copy(update={"km": km, "minutes": minutes})

    def area(self, site: Place, minutes: float, land: BaseGeometry) -> tuple[BaseGeometry, bool]:
        """Return the land (EPSG:4326) reached within a driving time, and whether it is cut.

        It is cut at the bounds of the data: what lies beyond is not known.
        """
        times, _ = self.known.from_site(site, LIKELY)
        whole = reached(self.known.linked, times, site, minutes, self.speeds).intersection(land)
        return whole.intersection(self.bounds), not self.bounds.contains(whole)

    def _km(self, site: Place, target: Place, way: Reached) -> tuple[float, float]:
        lengths, ends = self.speeds.lengths, (site.accuracy_m, target.accuracy_m)
        widest = self.widest.way(site, target, "metres") or way
        least = min(
            one.link_m + one.network_m * (1 - lengths.shorter) + one.straight_m
            for one in (way, widest)
        )
        least = max(least, geodesic_m(site.point, target.point))
        most = (way.link_m + way.straight_m) * lengths.detour_most
        most += way.network_m * (1 + lengths.longer)
        accuracy = combined_m(*ends)
        band = rounded(least - accuracy, most + accuracy, *ends)
        return band.low_km, band.high_km

    def _minutes(self, site: Place, target: Place, km: float) -> tuple[float, float]:
        """Return the bounds of the driving time of the fastest way, of ``km`` at least."""
        ends = (site.accuracy_m, target.accuracy_m)
        accuracy = combined_m(*ends)
        fast, slow = self.widest.way(site, target, LEAST), self.known.way(site, target, MOST)
        assert fast is not None and slow is not None
        least = fast.cost - self.speeds.minutes(LINK, accuracy, -1)
        least = max(least, km * 1000 * self.speeds.fastest)
        most = slow.cost + self.speeds.minutes(LINK, accuracy, 1)
        return minutes_band(least, most, *ends)


class _Search:
    """Best ways over one graph; those from one place are found once."""

    def __init__(self, linked: Linked, speeds: Speeds, land: BaseGeometry | None = None) -> None:
        self.linked, self.speeds, self.land = linked, speeds, land
        self.graph = linked.roads.graph
        for _, _, edge in self.graph.edges(data=True):
            edge.update(self._weights(edge["metres"], edge["road_class"]))
        self.beyond: dict[str, dict[Node, float]] = {}
        self.found: dict[tuple[str, float, float], _Found] = {}

    def _weights(self, metres: float, road_class: str) -> Iterator[tuple[str, float]]:
        lengths, straight = self.speeds.lengths, road_class in (LINK, BEYOND)
        yield COST, metres * (lengths.detour if straight else 1.0)
        yield LEAST, self.speeds.minutes(road_class, metres, -1)
        yield LIKELY, self.speeds.minutes(road_class, metres)
        yield MOST, self.speeds.minutes(road_class, metres, 1)

    def _cost(self, weight: str, metres: float, road_class: str) -> float:
        return metres if weight == "metres" else dict(self._weights(metres, road_class))[weight]

    def from_site(self, site: Place, weight: str) -> _Found:
        """Return node → cost and node → path from a site; sites at one place share them."""
        key = (weight, site.point.x, site.point.y)
        if key not in self.found:
            for node, metres in self.linked.links[site.id].items():
                self.graph.add_edge(site.id, node, metres=metres, road_class=LINK)
                self.graph[site.id][node].update(self._weights(metres, LINK))
            self.found[key] = nx.single_source_dijkstra(self.graph, site.id, weight=weight)
            self.graph.remove_node(site.id)
        return self.found[key]

    def way(self, site: Place, target: Place, weight: str) -> Reached | None:
        """Return the best way to a target; ``None`` if no road leads there."""
        links = self.linked.links
        if target.id not in links:
            ends = self._beyond(target)
        else:
            straight = geodesic_m(site.point, target.point)
            # no road is nearer than they are to each other
            if straight <= self.linked.nearest_m(site.id) + self.linked.nearest_m(target.id):
                return Reached(self._cost(weight, straight, LINK), straight, 0.0, 0.0)
            ends = links[target.id]
        road_class = LINK if target.id in links else BEYOND
        costs, paths = self.from_site(site, weight)
        reached = [
            (costs[node] + self._cost(weight, metres, road_class), metres, node)
            for node, metres in ends.items()
            if node in costs
        ]
        if not reached:
            return None
        cost, last, node = min(reached, key=lambda one: one[0])
        first = links[site.id][paths[node][1]]
        network = self._metres(paths[node][1:])
        if road_class == LINK:
            return Reached(cost, first + last, network, 0.0)
        return Reached(cost, first, network, last, node)

    def _beyond(self, target: Place) -> dict[Node, float]:
        """Return node → straight distance of a target from the places where the data end."""
        if target.id not in self.beyond:
            places, end = self.linked.roads.places, to_metres(target.point)
            nodes = [
                node
                for node in self.linked.leaving
                if self.land is None or self.land.covers(shapely.shortest_line(places[node], end))
            ]
            self.beyond[target.id] = straight_m(target.point, nodes, places)
        return self.beyond[target.id]

    def _metres(self, path: Sequence[Node]) -> float:
        return float(sum(self.graph[one][other]["metres"] for one, other in pairwise(path)))


def _least(
    bounds: Iterable[tuple[float, float | None] | None],
) -> tuple[float, float] | None:
    """Return the lowest lower and the lowest upper bound; ``None`` if there are none."""
    known = [(one[0], math.inf if one[1] is None else one[1]) for one in bounds if one]
    return (min(low for low, _ in known), min(high for _, high in known)) if known else None


def minutes_band(low: float, high: float, *accuracies_m: float) -> tuple[float, float]:
    """Return bounds of a driving time, rounded outward to whole steps.

    Examples
    --------
    >>> minutes_band(7.2, 12.4, 3000, 150)
    (5.0, 15.0)
    """
    step = FINE_MIN if all(one < EXACT_M for one in accuracies_m) else COARSE_MIN
    return max(math.floor(low / step) * step, 0.0), max(math.ceil(high / step), 1) * step
