"""The lines of roads of which the road graph is made.

They are the classes of ``trunk-network.geojson``. Where a named expressway is drawn well enough,
its centre line replaces the sections along it, which have gaps and both carriageways.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry

from atlas.network.road_graph import Road
from atlas.network.speeds import MOTORWAY
from atlas.spatial.crs import to_degrees, to_metres

#: metres: maximum accuracy of an expressway in the graph of known ways
KNOWN_M = 1_000.0
#: metres: a section of a motorway this close to a named expressway is that expressway
ALONG_M = 400.0
#: where copies of an expressway of poor accuracy lie, as shares of its accuracy
SHIFTS = (-1.0, -0.5, 0.5, 1.0)


@dataclass(frozen=True)
class Expressway:
    """A named expressway (EPSG:4326)."""

    id: str
    shape: BaseGeometry
    accuracy_m: float


class RoadLines:
    """The roads, the named expressways among them.

    Parameters
    ----------
    expressways : sequence of Expressway
    classes : mapping of str to BaseGeometry
        Class of road → all its sections (EPSG:4326).
    """

    def __init__(
        self, expressways: Sequence[Expressway], classes: Mapping[str, BaseGeometry]
    ) -> None:
        self.expressways = list(expressways)
        self.sections = {name: shapely.get_parts(shape) for name, shape in classes.items()}

    def roads(self, *, known: bool, shifted: bool = False) -> list[Road]:
        """Return the roads.

        Parameters
        ----------
        known : bool
            Whether to leave out expressways of poor accuracy.
        shifted : bool
            Whether to add copies of expressways of poor accuracy to both sides, up to their
            accuracy: the true one may be there. For lower bounds.
        """
        named = [one for one in self.expressways if not known or one.accuracy_m <= KNOWN_M]
        lines = [part for one in named for part in shapely.get_parts(one.shape)]
        if shifted:
            poor = [one for one in named if one.accuracy_m > KNOWN_M]
            lines += [line for one in poor for line in _copies(one)]
        roads = [Road(MOTORWAY, line) for line in lines]
        for road_class, sections in self.sections.items():
            kept = self._unnamed(sections) if road_class == MOTORWAY else sections
            roads += [Road(road_class, line) for line in kept if isinstance(line, LineString)]
        return roads

    def _unnamed(self, sections: np.ndarray) -> np.ndarray:
        """Return the sections that mostly lie away from the named expressways."""
        named = [one.shape for one in self.expressways if one.accuracy_m <= KNOWN_M]
        along = shapely.union_all(to_metres(np.array(named, dtype=object))).buffer(ALONG_M)
        metres = to_metres(sections)
        away = shapely.length(shapely.difference(metres, along))
        kept: np.ndarray = sections[away > shapely.length(metres) / 2]
        return kept


def _copies(one: Expressway) -> list[LineString]:
    """Return copies of an expressway to both sides; they begin and end where it does."""
    copies: list[LineString] = []
    for line in shapely.get_parts(to_metres(one.shape)):
        first, *_, last = line.coords
        for share in SHIFTS:
            corners = list(line.offset_curve(share * one.accuracy_m).coords)
            if math.dist(first, corners[0]) > math.dist(first, corners[-1]):
                corners.reverse()
            copy = to_degrees(LineString([first, *corners, last]))
            assert isinstance(copy, LineString)
            copies.append(copy)
    return copies
