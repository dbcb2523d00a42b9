"""Numbers and names of sites on a document's map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.print.documents.map_ground import MARKS_AT
from atlas.print.map.map_text import Halo, width_of, write
from atlas.print.map.pen import Pen
from atlas.print.map.window import Box, Window
from atlas.print.typesetting import PAPER

#: radius of a number's disc and type size of a name, in millimetres
DISC, NAME_TYPE = 2.3, 2.5
#: colour of the subject, which no layer has
MARKED = "#d1006c"


@dataclass(frozen=True)
class Numbered:
    """A point (EPSG:4549) with the number and the name that stand there."""

    point: BaseGeometry
    number: str
    name: str


def draw_disc(
    pen: Pen, middle: tuple[float, float], number: str, radius: float, colour: str
) -> None:
    """Draw a number in a disc with a white rim."""
    point = shapely.Point(middle)
    pen.fill(point.buffer(radius), "#ffffff", 1, MARKS_AT + 1)
    pen.fill(point.buffer(radius - 0.25), colour, 1, MARKS_AT + 1)
    write(
        pen.drawing,
        *middle,
        number,
        radius * 1.25,
        colour="#ffffff",
        align="center",
        bold=0.02,
        zorder=MARKS_AT + 2,
    )


def free_spot(
    place: tuple[float, float], taken: Sequence[tuple[float, float]], radius: float
) -> tuple[float, float]:
    """Return the nearest spot, on circles around a place, at which a disc covers no other."""
    x, y = place
    for away in (0.0, 2.2 * radius, 3.4 * radius, 4.6 * radius):
        for turn in range(8):
            angle = turn * math.pi / 4
            spot = (x + away * math.cos(angle), y + away * math.sin(angle))
            if all(math.dist(spot, other) >= 2.1 * radius for other in taken):
                return spot
    return x, y


def draw_numbers(
    pen: Pen, window: Window, numbers: Sequence[Numbered], furniture: Sequence[Box]
) -> list[Box]:
    """Draw numbers in discs, side by side where points coincide, and names; return their boxes."""
    boxes: list[Box] = []
    for one in numbers:
        [[x, y]] = shapely.get_coordinates(window.place(one.point)).tolist()
        box = Box(x - DISC, y - DISC, 2 * DISC, 2 * DISC)
        while any(box.meets(other) for other in boxes):
            box = Box(box.left + 2 * DISC, box.bottom, box.width, box.height)
        boxes.append(box)
        draw_disc(pen, box.middle, one.number, DISC, MARKED)
    taken = [*boxes, *furniture]
    for one, disc in zip(numbers, list(boxes), strict=True):
        box = _beside(disc, width_of(one.name, NAME_TYPE), window.box, taken)
        look: dict[str, Any] = {"halo": Halo(PAPER, 0.6), "bold": 0.02, "zorder": MARKS_AT + 1}
        write(pen.drawing, box.left, box.middle[1], one.name, NAME_TYPE, **look)
        taken.append(box)
        boxes.append(box)
    return boxes


def _beside(disc: Box, width: float, frame: Box, taken: Sequence[Box]) -> Box:
    """Return where a name goes: beside a disc, or further off if other boxes are in the way."""
    height, (x, y) = NAME_TYPE * 1.2, disc.middle
    choices = []
    for step in range(4):
        apart = DISC + 0.5 + step * height
        rise = step * height
        choices += [
            *(Box(x + DISC + 0.5, y + way - height / 2, width, height) for way in (rise, -rise)),
            *(
                Box(x - DISC - 0.5 - width, y + way - height / 2, width, height)
                for way in (rise, -rise)
            ),
            *(
                Box(x - width / 2, bottom, width, height)
                for bottom in (y - apart - height, y + apart)
            ),
        ]
    inside = [one for one in choices if one.left > frame.left and one.right < frame.right]
    free = (one for one in inside if not any(one.meets(other) for other in taken))
    return next(free, (inside or choices)[0])
