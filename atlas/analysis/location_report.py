"""The location report: everything at a spot, with the certainty that the shapes allow.

A shape known to some kilometres says little about a spot near its edge. Features that surely cover
the spot are therefore separated from those that may cover it, and distances are bands
(:mod:`atlas.spatial.distance_band`), never finer than the accuracy of both ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import to_metres, to_plane
from atlas.spatial.distance_band import Band, band, combined_m
from atlas.spatial.moved_edges import moved_edges
from atlas.store.store import GROUND, Store

Relation = Literal["covers", "may_cover", "town"]
#: destinations whose distance is reported: name → (layer, kind; ``None``: any)
TARGETS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "station": (("transport-network", "hsr_station"),),
    "expressway": (("transport-network", "expressway"), ("transport-projects", "expressway")),
    "airport": (("transport-network", "airport"),),
    "general_airport": (("transport-network", "general_airport"),),
    "redline": (("ecological-redlines", None),),
    "park": (("industrial-parks", None), ("industrial-districts", None)),
}
#: statuses of a destination that exists
THERE = (None, "built")
#: minimum tolerance for a click on a line or point, in metres
LEAST_M = 30.0


@dataclass(frozen=True)
class Find:
    """A feature at or near the spot.

    Attributes
    ----------
    feature : str
    relation : str
        ``covers``: an area that surely covers it, or a line or point at it; ``may_cover``: within
        the accuracy of the shape; ``town``: known only by its town, which contains the spot.
    distance_m : float
        From the shape as drawn; 0 inside it.
    """

    feature: str
    relation: Relation
    distance_m: float


@dataclass(frozen=True)
class Near:
    """The nearest feature of a destination type, as drawn.

    Attributes
    ----------
    target : str
        A name of :data:`TARGETS`.
    feature : str
    band : Band
        Its distance.
    """

    target: str
    feature: str
    band: Band


@dataclass(frozen=True)
class LocationReport:
    """The location report of a spot.

    Attributes
    ----------
    town : str or None
        NBS code; ``None`` outside the city.
    finds : tuple of Find
        Features that cover the spot, those that may, and those known only by the town; the nearer
        first in each.
    near : tuple of Near
    clauses : tuple of str
        Clauses about the features that cover or may cover the spot, in the plan's order.
    """

    town: str | None
    finds: tuple[Find, ...]
    near: tuple[Near, ...]
    clauses: tuple[str, ...]


class Spots:
    """Spatial index of the drawn features (in metres), for location reports.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def _drawn(self) -> tuple[list[str], np.ndarray]:
        """Ids and shapes (EPSG:4549) of the drawn features outside the background layers."""
        found = {
            name: shape
            for name, shape in self.store.placed_in_metres.items()
            if (record := self.store.records[name])["layer"] not in GROUND
            and not self.store.category(record).direction
        }
        return list(found), np.array(list(found.values()), dtype=object)

    @cached_property
    def _towns(self) -> dict[str, BaseGeometry]:
        return {code: to_plane(area) for code, area in self.store.town_areas.items()}

    def at(self, lon: float, lat: float) -> LocationReport:
        """Return the location report of a spot.

        Parameters
        ----------
        lon, lat : float
            WGS-84 degrees.

        Examples
        --------
        >>> from atlas.store.store import load
        >>> report = Spots(load()).at(119.96, 36.78)
        >>> report.town, [find.feature for find in report.finds][:2]
        ('370283001', ['ss-core', 'ss-core-north'])
        """
        spot = to_metres(Point(lon, lat))
        names, shapes = self._drawn
        far = shapely.distance(shapes, spot)
        town = next((code for code, area in self._towns.items() if area.intersects(spot)), None)
        finds = self.finds(spot, [town] if town else [])
        linked = {
            link.clause
            for find in finds
            if find.relation != "town"
            for link in self.store.links.get(find.feature, ())
        }
        return LocationReport(
            town=town,
            finds=tuple(finds),
            near=tuple(self._near(dict(zip(names, far.tolist(), strict=True)))),
            clauses=tuple(clause for clause in self.store.clauses if clause in linked),
        )

    def finds(
        self, subject: BaseGeometry, towns: Collection[str], slack_m: float = 0.0
    ) -> list[Find]:
        """Return the features at a spot, line or area: the most certain first, then the nearest.

        Parameters
        ----------
        subject : shapely geometry
            EPSG:4549.
        towns : collection of str
            NBS codes of the towns in which it lies.
        slack_m : float
            Accuracy of its own position, in metres.
        """
        names, shapes = self._drawn
        far = shapely.distance(shapes, subject)
        found = [
            Find(name, relation, float(metres))
            for name, shape, metres in zip(names, shapes, far, strict=True)
            if (relation := self._relation(name, shape, metres, subject, slack_m))
        ]
        listed = dict.fromkeys(name for town in towns for name in self.store.in_town(town)["id"])
        found += [
            Find(name, "town", 0.0)
            for name in listed
            if self.store.records[name]["precision"] == "town"
        ]
        order = {"covers": 0, "may_cover": 1, "town": 2}
        return sorted(found, key=lambda find: (order[find.relation], find.distance_m))

    def _relation(
        self, name: str, shape: BaseGeometry, metres: float, subject: BaseGeometry, slack_m: float
    ) -> Relation | None:
        accuracy = combined_m(self.store.records[name]["accuracy_m"], slack_m)
        area = "Polygon" in shape.geom_type
        if metres > (accuracy if area else max(accuracy, LEAST_M)):
            return None
        if accuracy <= LEAST_M and not area:
            return "covers"
        deep = _reaches_into(subject, shape, accuracy) or _reaches_into(shape, subject, accuracy)
        return "covers" if metres == 0 and deep else "may_cover"

    def _near(self, far: dict[str, float]) -> Iterator[Near]:
        for target, wanted in TARGETS.items():
            found = [
                (metres, name)
                for name, metres in far.items()
                if (record := self.store.records[name])["status"] in THERE
                and any(
                    record["layer"] == layer and kind in (None, record["kind"])
                    for layer, kind in wanted
                )
            ]
            if found:
                metres, name = min(found)
                yield Near(target, name, band(metres, self.store.records[name]["accuracy_m"]))


def _reaches_into(one: BaseGeometry, area: BaseGeometry, metres: float) -> bool:
    """Return whether a shape reaches farther than ``metres`` into an area from its edge."""
    if "Polygon" not in area.geom_type or not one.intersects(area):
        return False
    if one.geom_type == "Point":
        return bool(area.boundary.distance(one) > metres)
    return bool(moved_edges(area, -metres, one).intersects(one))
