"""Speeds by class of road, and how much longer true roads are than lines."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from atlas.core.model import Strict
from atlas.core.toml_files import load_toml

#: classes with a meaning of their own
MOTORWAY, TRUNK, JOIN, LINK, BEYOND = "motorway", "trunk", "join", "link", "beyond"
#: classes of straight lines, which stand for roads that are not in the data
_STRAIGHT = (LINK, BEYOND)

Share = Annotated[float, Field(ge=0, lt=1)]
Factor = Annotated[float, Field(ge=1)]


class RoadClass(Strict):
    """Speed on one class of road.

    Attributes
    ----------
    kmh : float
        Estimated mean speed of a car, stops included.
    error : float
        Share by which the true mean may be lower or higher.
    source : str
    """

    kmh: Annotated[float, Field(gt=0)]
    error: Share
    source: str


class Lengths(Strict):
    """How much longer a true road is than a line.

    Attributes
    ----------
    shorter, longer : float
        Shares by which a true road may be shorter or longer than its generalised line.
    detour, detour_most : float
        Mean and highest ratio of a road’s length to the straight line between its ends.
    source : str
    """

    shorter: Share
    longer: Share
    detour: Factor
    detour_most: Factor
    source: str


class Speeds(Strict):
    """Content of ``speeds.toml``."""

    classes: dict[str, RoadClass]
    lengths: Lengths

    def minutes(self, road_class: str, metres: float, sign: int = 0) -> float:
        """Return the driving time over a length as drawn.

        Parameters
        ----------
        road_class : str
        metres : float
        sign : int
            0 for the estimate, -1 for the shortest time that the errors allow, 1 for the longest.

        Examples
        --------
        >>> speeds().minutes("motorway", 100_000)
        60.0
        """
        known, lengths, straight = self.classes[road_class], self.lengths, road_class in _STRAIGHT
        if sign > 0:
            metres *= lengths.detour_most if straight else 1 + lengths.longer
        elif sign < 0:
            metres *= 1.0 if straight else 1 - lengths.shorter
        elif straight:
            metres *= lengths.detour
        return metres * 60 / (1000 * known.kmh * (1 - sign * known.error))

    @property
    def fastest(self) -> float:
        """The shortest time that a metre can take, in minutes."""
        return min(60 / (1000 * one.kmh * (1 + one.error)) for one in self.classes.values())


@cache
def speeds() -> Speeds:
    """Return the speeds (cached)."""
    return load_toml(Speeds, Path(__file__).with_suffix(".toml"))
