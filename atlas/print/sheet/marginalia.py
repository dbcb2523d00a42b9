"""The marginalia of a sheet: title, title block, frames."""

from __future__ import annotations

import shapely

from atlas.print.map.map_text import width_of, wrapped, write
from atlas.print.map.pen import Pen
from atlas.print.map.window import Box
from atlas.print.sheet.page_layout import BAND, Layout
from atlas.print.typesetting import INK, LINE, SOFT


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
        pen.drawing,
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
    write(pen.drawing, x, box.bottom + 0.16 * box.height, text, small, align="center", colour=SOFT)


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
        write(pen.drawing, box.left + 0.8 * size, middle, label, size, colour=SOFT)
        em = size
        while width_of(text, em) > box.right - split - 1.4 * size and em > 0.75 * size:
            em *= 0.96
        lines = wrapped(text, em, box.right - split - 1.2 * size)[:2]
        em = em if len(lines) < 2 else min(em, height / 2.6)
        for at, line in enumerate(lines):
            y = middle + ((len(lines) - 1) / 2 - at) * em * 1.2
            write(pen.drawing, split + 0.8 * size, y, line, em)
        if number:
            y = box.top - number * height
            pen.stroke(shapely.LineString([(box.left, y), (box.right, y)]), hair, 890)
    pen.stroke(shapely.LineString([(split, box.bottom), (split, box.top)]), hair, 890)
    _rule(pen, box, 0.25)
