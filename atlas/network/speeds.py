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

    def minutes(self, metres: float, sign: int = 0) -> float:
        """Return the driving time: estimated (0), shortest (-1) or longest (1)."""
        return metres * 60 / (1000 * self.kmh * (1 - sign * self.error))


class Lengths(Strict):
    """How much longer a true road is than a line.

    Attributes
    ----------
    shorter, longer : float
        Shares by which a true road may be shorter or longer than its generalised line.
    detour : float
        Highest ratio of a road’s length to the straight line between its ends.
    """

    shorter: Share
    longer: Share
    detour: Factor
    source: str


class Speeds(Strict):
    """Content of ``speeds.toml``."""

    classes: dict[str, RoadClass]
    lengths: Lengths

    def minutes(self, road_class: str, metres: float, sign: int = 0) -> float:
        """Return the driving time on a class of road; see :meth:`RoadClass.minutes`."""
        return self.classes[road_class].minutes(metres, sign)


@cache
def speeds() -> Speeds:
    """Return the speeds (cached)."""
    return load_toml(Speeds, Path(__file__).with_suffix(".toml"))
