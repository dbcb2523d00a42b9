"""The marginalia of a sheet: title, scale, north arrow, title block, frames."""

from __future__ import annotations

import math

import shapely
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Polygon

from atlas.core.messages import message
from atlas.print.documents.pages import INK, LINE, PAPER, SOFT
from atlas.print.sheet.label_placement import halo_colour
from atlas.print.sheet.map_text import Halo, width_of, wrapped, write
from atlas.print.sheet.page_layout import BAND, Box, Layout, Window, scale_text
from atlas.print.sheet.pen import Pen
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


def _rule(pen: Pen, box: Box, millimetres: float, colour: str = INK) -> None:
    shape = shapely.box(box.left, box.bottom, box.right, box.top)
    look = {"color": colour, "weight": millimetres / pen.pixel}
    pen.stroke(shape.exterior, look, 890)


def draw_frames(pen: Pen, layout: Layout) -> None:
    """Draw the outer frame, the neat line of the map and the band between them."""
    _rule(pen, layout.frame, 0.7)
    _rule(pen, layout.frame.inset(1.1), 0.18)
    _rule(pen, layout.map, 0.35)


def draw_title(pen: Pen, layout: Layout, title: str, lines: list[str]) -> None:
    """Write the title and the lines below it, centred."""
    unit, box = layout.type, layout.title
    x, room = box.middle[0], box.width - 2 * BAND
    size = 9.2 * unit
    while width_of(title, size, "serif") > room:
        size *= 0.92
    high = 0.60 if lines else 0.5
    write(
        pen.axes,
        x,
        box.bottom + high * box.height,
        title,
        size,
        align="center",
        face="serif",
        bold=0.035,
    )
    small = 3.1 * unit
    text = "  ·  ".join(lines)
    while text and width_of(text, small) > room:
        small *= 0.95
    write(pen.axes, x, box.bottom + 0.16 * box.height, text, small, align="center", colour=SOFT)


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
        pen.axes,
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


def draw_scale(pen: Pen, window: Window, box: Box, size: float, lang: str) -> None:
    """Draw the representative fraction and a bar of round length below it."""
    x = box.middle[0]
    text = f"{message('sheet.scale', lang)}  {scale_text(window.scale)}"
    write(pen.axes, x, box.top - size * 0.8, text, size * 1.25, align="center", bold=0.03)
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
    for part in (0, PARTS // 2, PARTS):
        figure = f"{kilometres * part / PARTS:g}"
        write(pen.axes, left + part * step, low + high + size * 0.75, figure, size, align="center")
    write(pen.axes, left + long + size * 0.9, low + high + size * 0.75, unit, size)


def block_height(rows: int, size: float) -> float:
    """Return the height of the title block."""
    return rows * size * 2.05


def draw_block(pen: Pen, box: Box, rows: list[tuple[str, str]], size: float) -> None:
    """Draw the title block: a table of labels and values."""
    height = box.height / len(rows)
    split = box.left + max(width_of(label, size) for label, _ in rows) + 2.4 * size * 0.8
    hair = {"color": LINE, "weight": 0.15 / pen.pixel}
    for number, (label, text) in enumerate(rows):
        middle = box.top - (number + 0.5) * height
        write(pen.axes, box.left + 0.8 * size, middle, label, size, colour=SOFT)
        em = size
        while width_of(text, em) > box.right - split - 1.4 * size and em > 0.75 * size:
            em *= 0.96
        lines = wrapped(text, em, box.right - split - 1.2 * size)[:2]
        em = em if len(lines) < 2 else min(em, height / 2.6)
        for at, line in enumerate(lines):
            y = middle + ((len(lines) - 1) / 2 - at) * em * 1.2
            write(pen.axes, split + 0.8 * size, y, line, em)
        if number:
            y = box.top - number * height
            pen.stroke(shapely.LineString([(box.left, y), (box.right, y)]), hair, 890)
    pen.stroke(shapely.LineString([(split, box.bottom), (split, box.top)]), hair, 890)
    _rule(pen, box, 0.25)
