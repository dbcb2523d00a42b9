"""A window: an extent of the projected plane, drawn into a box on paper at a round scale.

All lengths on paper are millimetres from the lower left corner of the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import Bounds, to_degrees

#: metres per pixel at zoom 0 of web maps, at the equator
ZOOM_0 = 156543.03
#: round scale denominators: these times a power of ten
ROUND = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.5, 8.0)
#: denominators of the largest and the smallest scale
LARGEST, SMALLEST = 5_000, 5_000_000
#: what boxes may overlap by rounding (mm)
TOUCHING = 1e-9


@dataclass(frozen=True)
class Box:
    """A rectangle on the page, in millimetres."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.left + self.width / 2, self.bottom + self.height / 2

    @classmethod
    def round(cls, shape: BaseGeometry) -> Box:
        """Return the bounding box of a shape."""
        left, bottom, right, top = shape.bounds
        return cls(left, bottom, right - left, top - bottom)

    def meets(self, other: Box) -> bool:
        """Return whether it overlaps another box; boxes that only touch do not."""
        return (
            self.left < other.right - TOUCHING
            and other.left < self.right - TOUCHING
            and self.bottom < other.top - TOUCHING
            and other.bottom < self.top - TOUCHING
        )

    def inset(self, by: float) -> Box:
        """Return the box shrunk by ``by`` mm on every side."""
        return Box(self.left + by, self.bottom + by, self.width - 2 * by, self.height - 2 * by)


def round_scale(denominator: float) -> int:
    """Return the smallest round denominator that is not less than ``denominator``."""
    power = LARGEST // 5
    while True:
        for step in ROUND:
            if step * power >= denominator - 1e-6:
                return int(step * power)
        power *= 10


def scale_text(denominator: int) -> str:
    """Return a representative fraction with grouped thousands."""
    return f"1:{denominator:,}".replace(",", " ")


@dataclass(frozen=True)
class Window:
    """An extent of the projected plane (EPSG:4549, metres) drawn into a box at a scale.

    Attributes
    ----------
    box : Box
        On the page.
    middle : (float, float)
        Easting and northing of the box's centre.
    scale : int
        Denominator: 1 mm on paper is ``scale`` mm on the ground.
    """

    box: Box
    middle: tuple[float, float]
    scale: int

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north in metres."""
        (x, y), metres = self.middle, self.scale / 1000
        half, rise = self.box.width / 2 * metres, self.box.height / 2 * metres
        return x - half, y - rise, x + half, y + rise

    def zoom(self, pixel: float) -> float:
        """Return the zoom level of a web map at the same scale.

        Parameters
        ----------
        pixel : float
            Millimetres on paper for one screen pixel.
        """
        _, south, _, north = self.degrees.bounds
        metres = self.scale * pixel / 1000
        return math.log2(ZOOM_0 * math.cos(math.radians((south + north) / 2)) / metres)

    @cached_property
    def area(self) -> BaseGeometry:
        """The box as a polygon, in millimetres."""
        return shapely.box(self.box.left, self.box.bottom, self.box.right, self.box.top)

    @cached_property
    def degrees(self) -> BaseGeometry:
        """The extent it shows, in degrees (EPSG:4326)."""
        west, _, east, _ = self.bounds
        return to_degrees(shapely.segmentize(shapely.box(*self.bounds), (east - west) / 40))

    def place(self, metres: BaseGeometry) -> BaseGeometry:
        """Return a shape (EPSG:4549, metres) in page millimetres."""
        (x, y), (left, up), factor = self.middle, self.box.middle, 1000 / self.scale
        moved: BaseGeometry = shapely.transform(
            metres, lambda points: (points - (x, y)) * factor + (left, up)
        )
        return moved


def fitting(box: Box, metres: Bounds, largest: int = LARGEST) -> Window:
    """Return the window at the largest round scale at which an extent fits a box.

    Parameters
    ----------
    box : Box
    metres : (float, float, float, float)
        The extent: west, south, east, north (EPSG:4549).
    largest : int
        Denominator of the largest scale allowed.
    """
    west, south, east, north = metres
    needed = 1000 * max((east - west) / box.width, (north - south) / box.height)
    scale = round_scale(min(max(needed, largest), SMALLEST))
    return Window(box, ((west + east) / 2, (south + north) / 2), scale)
