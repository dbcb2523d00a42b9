"""Trays: the symbols of features located only by town, side by side below the town's name."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely

from atlas.layers.tray_rules import tray_rules
from atlas.print.map.drawn_features import Drawn
from atlas.print.map.map_text import POINTS
from atlas.print.map.pen import Pen
from atlas.print.map.window import Box, Window
from atlas.spatial.crs import to_metres
from atlas.store.city_centre import city_centre
from atlas.store.store import Store

#: maximum share of the city centre that a tray may cover, as paper cannot collapse it
SHARE = 0.02
#: distance, in symbol spacings, beyond which a line connects tray and town
FAR = 1.5
#: px kept free around a symbol with a location of its own
SYMBOL = 7.0
#: width and height of a town's name, in px
NAME = (62.0, 18.0)
#: shifts to try for a tray that would overlap, in symbol spacings, nearest first
STEPS = sorted(
    ((x / 2, y / 2) for x in range(-16, 17) for y in range(-12, 3)),
    key=lambda step: math.hypot(*step),
)
PAPER, FRAME, INK = "#fffdf8", "#cfc7b6", "#6b6355"
ORDER = 462.0


@dataclass
class Tray:
    """The tray of one town.

    Attributes
    ----------
    seat : (float, float)
        Position of the town's name.
    signs : list of Drawn
    moved : (float, float)
        Shift from its default position, away from others, in millimetres.
    """

    seat: tuple[float, float]
    signs: list[Drawn] = field(default_factory=list)
    moved: tuple[float, float] = (0.0, 0.0)

    @property
    def columns(self) -> int:
        """Symbols per row."""
        return tray_rules().columns(len(self.signs))

    def box(self, pixel: float) -> Box:
        """Return its box; ``pixel`` is the size of a screen pixel in mm."""
        rules, rows = tray_rules(), math.ceil(len(self.signs) / self.columns)
        width = (self.columns * rules.pitch + 2 * rules.edge) * pixel
        height = (rows * rules.pitch + 2 * rules.edge) * pixel
        x, y = self.seat[0] + self.moved[0], self.seat[1] + self.moved[1]
        return Box(x - width / 2, y - rules.below_on_paper * pixel - height, width, height)

    def name(self, pixel: float) -> Box:
        """Return the box reserved for the town's name."""
        (x, y), (width, height) = self.seat, NAME
        return Box(x - width * pixel / 2, y - height * pixel / 2, width * pixel, height * pixel)

    def places(self, pixel: float) -> list[tuple[float, float]]:
        """Return the centre of every symbol."""
        box, step, edge = self.box(pixel), tray_rules().pitch * pixel, tray_rules().edge * pixel
        left, top = box.left + edge, box.top - edge
        return [
            (left + (n % self.columns + 0.5) * step, top - (n // self.columns + 0.5) * step)
            for n in range(len(self.signs))
        ]


def centre_box(store: Store, window: Window) -> Box | None:
    """Return the box of the city centre on the page; ``None`` if it is unknown."""
    bounds = city_centre(store)
    if bounds is None:
        return None
    return Box.round(window.place(to_metres(shapely.box(*bounds))))


def trays(content: Iterable[Drawn], pixel: float, centre: Box | None = None) -> list[Tray]:
    """Return the trays of the towns in view, shifted off what they must not cover.

    That is: other trays, names of other towns, symbols with locations of their own, and more than a
    small part of the city centre.
    """
    content = list(content)
    found: dict[tuple[float, float], Tray] = {}
    for one in content:
        if one.by_town:
            for x, y in shapely.get_coordinates(one.shape).tolist():
                found.setdefault((x, y), Tray((x, y))).signs.append(one)
    settled = sorted(found.values(), key=lambda tray: -len(tray.signs))
    placed = [
        Box(x - SYMBOL * pixel, y - SYMBOL * pixel, 2 * SYMBOL * pixel, 2 * SYMBOL * pixel)
        for one in content
        if one.look["shape"] == "point" and not one.by_town
        for x, y in shapely.get_coordinates(one.shape).tolist()
    ]
    pitch = tray_rules().pitch * pixel
    for number, tray in enumerate(settled):
        names = [other.name(pixel) for other in settled if other is not tray]
        taken = [*names, *placed, *(other.box(pixel) for other in settled[:number])]
        for step in STEPS:
            tray.moved = (step[0] * pitch, step[1] * pitch)
            box = tray.box(pixel)
            if _covered(centre, box) <= SHARE and not any(box.meets(other) for other in taken):
                break
        else:
            tray.moved = (0.0, 0.0)
    return settled


def _covered(centre: Box | None, box: Box) -> float:
    """Return the share of the city centre that a box covers."""
    if centre is None:
        return 0.0
    across = min(centre.right, box.right) - max(centre.left, box.left)
    down = min(centre.top, box.top) - max(centre.bottom, box.bottom)
    return max(across, 0.0) * max(down, 0.0) / (centre.width * centre.height)


def draw_trays(pen: Pen, found: Iterable[Tray]) -> None:
    """Draw trays and their symbols."""
    for tray in found:
        box = tray.box(pen.pixel)
        ground = shapely.box(box.left, box.bottom, box.right, box.top)
        ground = ground.buffer(-0.4).buffer(0.4)
        if math.hypot(*tray.moved) > FAR * tray_rules().pitch * pen.pixel:
            tie = shapely.shortest_line(ground, shapely.Point(tray.seat))
            pen.stroke(tie, {"color": INK, "weight": 1.2}, ORDER)
        pen.fill(ground, PAPER, 0.85, ORDER)
        pen.stroke(ground, {"color": FRAME, "weight": 0.6 / pen.pixel / POINTS}, ORDER)
        for (x, y), one in zip(tray.places(pen.pixel), tray.signs, strict=True):
            pen.point(x, y, one.look, ORDER)
