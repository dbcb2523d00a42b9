"""What the maps of documents have in common: the ground, and features in drawing order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shapely.geometry.base import BaseGeometry

from atlas.print.map.drawn_features import Drawn, feature
from atlas.print.map.pen import Pen
from atlas.print.map.window import Window
from atlas.print.typesetting import LINE, PAPER, WORLD
from atlas.store.store import Store

#: millimetres on paper for one screen pixel
PIXEL_MM = 0.2
#: z-orders of the ground, of what lies over all features, and of the frame
GROUND_AT, MARKS_AT, FRAME_AT = 0, 480, 899


def draw_ground(
    pen: Pen,
    store: Store,
    window: Window,
    paper: BaseGeometry,
    shades: Mapping[str, str] | None = None,
) -> list[Drawn]:
    """Draw the ground, light within ``paper`` (EPSG:4549), and the edges of towns; return these.

    ``shades`` are colours of towns by NBS code.
    """
    towns = [
        one
        for number, (code, area) in enumerate(store.town_areas.items())
        if (one := feature(store, store.towns[code], number, area, window))
    ]
    pen.fill(window.area, WORLD, 1, GROUND_AT)
    pen.fill(window.place(paper), PAPER, 1, GROUND_AT)
    for town in towns:
        if shade := (shades or {}).get(town.record["code"]):
            pen.fill(town.shape, shade, 1, GROUND_AT)
        pen.stroke(town.shape, {"color": LINE, "weight": 1, "dashArray": "4 3"}, GROUND_AT)
    return towns


def draw_frame(edge: Pen, window: Window) -> None:
    """Draw the edge of a map."""
    edge.stroke(window.area, {"color": LINE, "weight": 0.2 / PIXEL_MM}, FRAME_AT)


def in_drawing_order(store: Store, features: Iterable[Drawn | None]) -> list[Drawn]:
    """Return the features that are there, those of the lowest layer and category first."""
    layers = list(store.frames)
    return sorted(
        (one for one in features if one),
        key=lambda one: (layers.index(one.layer.id), one.layer.categories.index(one.category)),
    )
