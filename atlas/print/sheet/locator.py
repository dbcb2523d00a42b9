"""The locator map: the city among its neighbours, and the extent of the sheet."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.print.map.label_obstacles import Obstacles
from atlas.print.map.label_placement import halo_colour
from atlas.print.map.map_drawing import SEA
from atlas.print.map.map_text import Halo, width_of, write
from atlas.print.map.pen import Pen
from atlas.print.map.subject import Subject
from atlas.print.map.window import Box, Window
from atlas.print.typesetting import INK, SOFT
from atlas.spatial.crs import to_metres
from atlas.wording.phrases import name

LAND, COUNTY, HERE, FRAME = "#f4f0e6", "#b9b0a0", "#e9c9b0", "#b3261e"
#: margin around the city, relative to its width
ROUND = 0.62
#: candidate positions of a name around its county's centre, in type sizes, and their costs
SPOTS = np.array([(x, y) for y in (0, 1, -1, 2, -2) for x in (0, 1, -1, 2, -2)], dtype=float)
COST = np.abs(SPOTS).sum(axis=1)


def locator_window(subject: Subject, window: Window, box: Box) -> Window:
    """Return the locator's window, which holds the city, its surroundings and the map's extent."""
    placed = to_metres(subject.store.outline or shapely.box(*subject.store.extent))
    west, south, east, north = placed.bounds
    around = placed.envelope.buffer(ROUND * (east - west), join_style="mitre")
    west, south, east, north = shapely.union(around, shapely.box(*window.bounds)).bounds
    scale = 1000 * max((east - west) / box.width, (north - south) / box.height)
    return Window(box, ((west + east) / 2, (south + north) / 2), int(scale) + 1)


def draw_locator(whole: Pen, subject: Subject, window: Window, box: Box, size: float) -> None:
    """Draw the locator into a box; ``size`` is the type size of names, in millimetres."""
    view = locator_window(subject, window, box)
    pen = Pen(whole.drawing, whole.pixel, view.box)
    frames, order = subject.store.frames, 700
    pen.fill(view.area, SEA, 1, order)
    fine = {"color": COUNTY, "weight": 0.8, "dashArray": "4 2"}
    for layer, fill in (("land", LAND), ("neighbours", ""), ("city-boundary", HERE)):
        for shape in frames[layer].geometry if layer in frames else []:
            placed = view.place(to_metres(shape))
            if fill:
                pen.fill(placed, fill, 1, order)
            if layer != "land":
                look = fine if layer == "neighbours" else {"color": INK, "weight": 1.6}
                pen.stroke(placed, look, order)
    shown = view.place(shapely.box(*window.bounds)).intersection(view.area)
    pen.fill(shown, FRAME, 0.07, order)
    pen.stroke(shown, {"color": FRAME, "weight": 2.2}, order)
    _names(pen, subject, view, size, shown)
    whole.stroke(view.area, {"color": INK, "weight": 1.4}, order)


def _names(pen: Pen, subject: Subject, view: Window, size: float, shown: BaseGeometry) -> None:
    """Label the city and, where there is space, its neighbours, the largest first."""
    obstacles = Obstacles(view.box, size / 2)
    obstacles.add_lines(shown.boundary)
    frames, halo = subject.store.frames, Halo(halo_colour(), 0.16 * size)
    named = [
        (layer, record, view.place(to_metres(shape)).intersection(view.area))
        for layer in ("city-boundary", "neighbours")
        for record, shape in zip(
            frames[layer].to_dict("records") if layer in frames else [],
            frames[layer].geometry if layer in frames else [],
            strict=True,
        )
    ]
    named.sort(key=lambda item: (item[0] != "city-boundary", -item[2].area))
    for layer, record, seen in named:
        city = layer == "city-boundary"
        if seen.is_empty:
            continue
        text, em = name(record, subject.lang), size * (1.25 if city else 1.0)
        west, _, east, _ = seen.bounds
        if not city and east - west < 0.8 * width_of(text, em):
            continue  # it would be read as its neighbour's name
        wide, high = width_of(text, em), em * 1.2
        places = shapely.get_coordinates(shapely.point_on_surface(seen)) + SPOTS * em
        x, y = places.T
        boxes = shapely.box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
        own = shapely.contains_xy(seen, x, y)
        if not city and named[0][0] == "city-boundary":
            own &= ~shapely.intersects(boxes, named[0][2])
        best = obstacles.best(places[own], wide, high, COST[own], 1) if own.any() else None
        if best:
            obstacles.take(best)
            colour = INK if city else SOFT
            write(
                pen.drawing,
                *best.middle,
                text,
                em,
                colour=colour,
                align="center",
                halo=halo,
                zorder=710,
                bold=0.04 if city else 0,
            )
