"""The north arrow and the scale of a map."""

from __future__ import annotations

import math

import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Polygon

from atlas.core.messages import message
from atlas.print.map.label_placement import halo_colour
from atlas.print.map.map_text import Halo, width_of, write
from atlas.print.map.pen import Pen
from atlas.print.map.window import Box, Window, scale_text
from atlas.print.typesetting import INK, PAPER
from atlas.spatial.crs import to_metres

#: round lengths of the scale bar, in kilometres
BARS = (0.1, 0.2, 0.4, 0.5, 1, 2, 4, 5, 10, 20, 40, 50, 100, 200)
#: the north arrow, 1 unit high: its dark and its light half
ARROW = MultiPolygon(
    [
        Polygon([(0, 1), (0.32, 0), (0, 0.2)]),
        Polygon([(0, 1), (-0.32, 0), (0, 0.2)]),
    ]
)
#: number of segments of the scale bar
PARTS = 4


def draw_north(pen: Pen, window: Window, height: float, lang: str) -> Box:
    """Draw the north arrow in the map's upper right corner; return the box it covers.

    It points to true north at the map's centre, which differs from grid north by the convergence of
    the meridians.
    """
    wide = height * 0.62
    box = Box(window.box.right - wide - 3, window.box.top - height - 3, wide, height)
    letter = height * 0.26
    length = height - letter * 1.25
    turned = affinity.scale(ARROW, length, length, origin=(0, 0))
    turned = affinity.rotate(turned, north_of(window), origin=(0, length / 2))
    arrow = affinity.translate(turned, box.middle[0], box.bottom)
    dark, light = shapely.get_parts(arrow)
    pen.fill(light, PAPER, 1, 895)
    pen.fill(dark, INK, 1, 895)
    for half in (dark, light):
        pen.stroke(half, {"color": INK, "weight": 0.3 / pen.pixel}, 896)
    halo = Halo(halo_colour(), 0.14 * letter)
    text = message("map.north", lang)
    write(
        pen.drawing,
        box.middle[0],
        box.top - letter / 2,
        text,
        letter,
        align="center",
        bold=0.03,
        halo=halo,
    )
    return box


def north_of(window: Window) -> float:
    """Return the angle from grid north to true north, anticlockwise, in degrees."""
    lon, lat = window.degrees.centroid.coords[0]
    here, north = shapely.get_coordinates(to_metres(LineString([(lon, lat), (lon, lat + 0.01)])))
    return math.degrees(math.atan2(here[0] - north[0], north[1] - here[1]))


def bar_length(scale: int, room: float) -> float:
    """Return the longest round length, in kilometres, of at most ``room`` mm on paper."""
    fits = [km for km in BARS if km * 1e6 / scale <= room]
    return fits[-1] if fits else BARS[0]


def draw_scale(
    pen: Pen, window: Window, box: Box, size: float, lang: str, *, plate: bool = False
) -> None:
    """Draw the representative fraction and a bar of round length below it, on a plate or not."""
    if plate:
        ground = shapely.box(box.left, box.bottom, box.right, box.top)
        pen.fill(ground, PAPER, 0.8, 890)
    x = box.middle[0]
    text = f"{message('sheet.scale', lang)}  {scale_text(window.scale)}"
    write(pen.drawing, x, box.top - size * 0.8, text, size * 1.25, align="center", bold=0.03)
    unit = message("sheet.km", lang)
    room = box.width - 3 * size - width_of(unit, size)
    kilometres = bar_length(window.scale, min(room, 62))
    long, high = kilometres * 1e6 / window.scale, size * 0.5
    left, low = x - long / 2 - width_of(unit, size) / 2, box.bottom + size * 0.25
    step = long / PARTS
    for part in range(PARTS):
        block = shapely.box(left + part * step, low, left + (part + 1) * step, low + high)
        pen.fill(block, INK if part % 2 == 0 else "#ffffff", 1, 900)
        pen.stroke(block.exterior, {"color": INK, "weight": 0.18 / pen.pixel}, 901)
    above = low + high + size * 0.75
    for part in (0, PARTS // 2, PARTS):
        figure = f"{kilometres * part / PARTS:g}"
        write(pen.drawing, left + part * step, above, figure, size, align="center")
    write(pen.drawing, left + long + size * 0.9, above, unit, size)
