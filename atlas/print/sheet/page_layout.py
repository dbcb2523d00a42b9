"""The layout of a sheet: paper size, the boxes of its parts, and the scale of the map.

All lengths are millimetres from the lower left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import shapely

from atlas.print.map.window import Box, Window, fitting
from atlas.spatial.crs import Bounds, to_metres

Size = Literal["A4", "A3"]

#: short and long side (mm)
SIZES: dict[Size, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
#: millimetres on paper for one screen pixel
PIXEL_MM: dict[Size, float] = {"A4": 0.175, "A3": 0.22}
#: type size beside the map, relative to A3
TYPE: dict[Size, float] = {"A4": 0.8, "A3": 1.0}
#: distance from paper edge to outer frame, and from outer frame to map (mm)
MARGIN, BAND = 8.0, 5.0
#: lengths on A3 (mm): height of the title band and of the strip below the map, column width, gap
TITLE, STRIP, COLUMN, GAP = 21.0, 88.0, 76.0, 4.0
#: width-to-height ratio of an extent below which the paper is portrait
TALL = 0.85


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


def wide(bounds: Bounds) -> bool:
    """Return whether ``bounds`` (degrees) fit landscape paper better."""
    west, south, east, north = to_metres(shapely.box(*bounds)).bounds
    return east - west > TALL * (north - south)


def window(layout: Layout, bounds: Bounds) -> Window:
    """Return the window at the largest round scale at which ``bounds`` (degrees) fit the map."""
    shape = to_metres(shapely.segmentize(shapely.box(*bounds), 0.05))
    return fitting(layout.map, shape.bounds)
