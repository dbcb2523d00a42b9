"""The layout of a sheet: paper size, the boxes of its parts, and the scale of the map.

All lengths are millimetres from the lower left corner of the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import Bounds, to_degrees, to_metres

Size = Literal["A4", "A3"]

#: short and long side (mm)
SIZES: dict[Size, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
#: metres per pixel at zoom 0 of web maps, at the equator
ZOOM_0 = 156543.03
#: millimetres on paper for one screen pixel
PIXEL_MM: dict[Size, float] = {"A4": 0.175, "A3": 0.22}
#: type size beside the map, relative to A3
TYPE: dict[Size, float] = {"A4": 0.8, "A3": 1.0}
#: distance from paper edge to outer frame, and from outer frame to map (mm)
MARGIN, BAND = 8.0, 5.0
#: lengths on A3 (mm): height of the title band and of the strip below the map, column width, gap
TITLE, STRIP, COLUMN, GAP = 21.0, 88.0, 76.0, 4.0
#: round scale denominators: these times a power of ten
ROUND = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.5, 8.0)
#: denominators of the largest and the smallest scale
LARGEST, SMALLEST = 5_000, 5_000_000
#: width-to-height ratio of an extent below which the paper is portrait
TALL = 0.85


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
        """Return whether it overlaps another box."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def inset(self, by: float) -> Box:
        """Return the box shrunk by ``by`` mm on every side."""
        return Box(self.left + by, self.bottom + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True)
class Layout:
    """The boxes of a sheet's parts.

    Attributes
    ----------
    size : str
    width, height : float
        Of the page, in millimetres.
    title, map : Box
    panels : tuple of Box
        Space for legend and notes: one column beside the map, or three panels below it.
    """

    size: Size
    width: float
    height: float
    title: Box
    map: Box
    panels: tuple[Box, ...]

    @property
    def landscape(self) -> bool:
        """Whether the sheet is landscape."""
        return self.width > self.height

    @property
    def type(self) -> float:
        """Type size relative to A3."""
        return TYPE[self.size]

    @property
    def pixel(self) -> float:
        """Millimetres on paper for one screen pixel."""
        return PIXEL_MM[self.size]

    @property
    def frame(self) -> Box:
        """The outer frame."""
        return Box(0, 0, self.width, self.height).inset(MARGIN)


def lay_out(size: Size, landscape: bool, wider: float = 1.0) -> Layout:
    """Return a layout; ``wider`` > 1 widens the column or strip for a long legend."""
    short, long = SIZES[size]
    width, height = (long, short) if landscape else (short, long)
    unit, frame = TYPE[size], Box(0, 0, width, height).inset(MARGIN)
    title = Box(frame.left, frame.top - TITLE * unit, frame.width, TITLE * unit)
    inner = Box(frame.left, frame.bottom, frame.width, frame.height - title.height)
    if landscape:
        aside = COLUMN * unit * wider
        plate = Box(inner.left, inner.bottom, inner.width - aside, inner.height)
        panels = [Box(plate.right, inner.bottom, aside, inner.height).inset(GAP * unit)]
    else:
        below = STRIP * unit * wider
        plate = Box(inner.left, inner.bottom + below, inner.width, inner.height - below)
        lefts = [0.0, 0.42, 0.68, 1.0]
        panels = [
            Box(inner.left + a * inner.width, inner.bottom, (b - a) * inner.width, below).inset(
                GAP * unit * 0.8
            )
            for a, b in pairwise(lefts)
        ]
    return Layout(size, width, height, title, plate.inset(BAND), tuple(panels))


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


def wide(bounds: Bounds) -> bool:
    """Return whether ``bounds`` (degrees) fit landscape paper better."""
    west, south, east, north = to_metres(shapely.box(*bounds)).bounds
    return east - west > TALL * (north - south)


def window(layout: Layout, bounds: Bounds) -> Window:
    """Return the window at the largest round scale at which ``bounds`` (degrees) fit the map."""
    shape = to_metres(shapely.segmentize(shapely.box(*bounds), 0.05))
    west, south, east, north = shape.bounds
    needed = 1000 * max((east - west) / layout.map.width, (north - south) / layout.map.height)
    scale = round_scale(min(max(needed, LARGEST), SMALLEST))
    return Window(layout.map, ((west + east) / 2, (south + north) / 2), scale)
