"""The graticule: meridians and parallels, labelled in degrees and minutes on the map's edge."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.print.map.map_text import POINTS, write
from atlas.print.map.pen import Pen
from atlas.print.map.window import Window
from atlas.print.sheet.page_layout import BAND
from atlas.print.typesetting import INK, SOFT
from atlas.spatial.crs import to_metres

#: steps, in seconds of arc
STEPS = (10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 18000)
#: minimum distance of lines on paper (mm)
APART = 38.0
ORDER = 480.0
Side = Literal["top", "bottom", "left", "right"]


@dataclass(frozen=True)
class Tick:
    """The point where a graticule line meets the edge of the map."""

    side: Side
    x: float
    y: float
    seconds: int


def step(window: Window) -> int:
    """Return the graticule's step in seconds of arc, equal for both axes."""
    # a parallel is shorter than a meridian: its step decides
    _, south, _, north = window.degrees.bounds
    metres = 1852 / 60 * math.cos(math.radians((south + north) / 2))
    needed = APART / 1000 * window.scale / metres
    return next((seconds for seconds in STEPS if seconds >= needed), STEPS[-1])


def lines(window: Window) -> Iterator[tuple[str, int, BaseGeometry]]:
    """Yield each line in the window: ``lon`` or ``lat``, seconds of arc, shape (mm)."""
    every = step(window)
    west, south, east, north = window.degrees.bounds
    margin = every / 3600
    for kind, low, high in (("lon", west, east), ("lat", south, north)):
        for number in range(math.ceil(low * 3600 / every), math.floor(high * 3600 / every) + 1):
            at = number * every / 3600
            ends = (
                [(at, south - margin), (at, north + margin)]
                if kind == "lon"
                else [(west - margin, at), (east + margin, at)]
            )
            line = shapely.segmentize(shapely.LineString(ends), (north - south) / 20)
            seen = window.place(to_metres(line)).intersection(window.area)
            if seen.geom_type == "LineString" and not seen.is_empty:
                yield kind, number * every, seen


def ticks(window: Window) -> list[Tick]:
    """Return the labelled ends of the lines."""
    box, found = window.box, []
    for kind, seconds, line in lines(window):
        for x, y in (line.coords[0], line.coords[-1]):
            on: dict[Side, bool] = (
                {"bottom": abs(y - box.bottom) < 1e-6, "top": abs(y - box.top) < 1e-6}
                if kind == "lon"
                else {"left": abs(x - box.left) < 1e-6, "right": abs(x - box.right) < 1e-6}
            )
            found += [Tick(side, x, y, seconds) for side, there in on.items() if there]
    return found


def degrees_text(seconds: int) -> str:
    """Return an angle such as 119°50′, with seconds if they are not zero."""
    degrees, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    return f"{degrees}°{minutes:02d}′" + (f"{left:02d}″" if left else "")


def draw_graticule(pen: Pen, edge: Pen, window: Window, size: float) -> None:
    """Draw the lines on the map, and ticks and labels in the band around it.

    Parameters
    ----------
    pen : Pen
        Clipped to the map.
    edge : Pen
        Not clipped, for the band.
    window : Window
    size : float
        Type size of the labels, in millimetres.
    """
    fine = 0.28 / pen.pixel / POINTS
    for _, _, line in lines(window):
        pen.stroke(line, {"color": "#4c6a80", "weight": fine, "opacity": 0.55}, ORDER)
    for tick in ticks(window):
        out = {"top": (0, 1), "bottom": (0, -1), "left": (-1, 0), "right": (1, 0)}[tick.side]
        mark = shapely.LineString(
            [(tick.x, tick.y), (tick.x + 1.1 * out[0], tick.y + 1.1 * out[1])]
        )
        edge.stroke(mark, {"color": INK, "weight": 2 * fine}, ORDER)
        upright = tick.side in ("left", "right")
        write(
            edge.drawing,
            tick.x + (BAND - 0.1) / 2 * out[0],
            tick.y + (BAND - 0.1) / 2 * out[1],
            degrees_text(tick.seconds),
            size,
            colour=SOFT,
            align="center",
            rotation=90 if upright else 0,
        )
