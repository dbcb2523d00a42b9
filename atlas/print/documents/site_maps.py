"""The maps of a fact sheet: the site in the city, and the ways to its stations and exits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.analysis.site_search.site_profile import SiteProfile
from atlas.core.messages import message
from atlas.print.documents.document_map import draw_mark, legend_order, subject_look, swatch
from atlas.print.documents.map_ground import (
    GROUND_AT,
    MARKS_AT,
    PIXEL_MM,
    draw_frame,
    draw_ground,
    in_drawing_order,
)
from atlas.print.documents.numbered_sites import MARKED, draw_disc, free_spot
from atlas.print.map.drawn_features import Drawn, feature
from atlas.print.map.label_placement import place_labels
from atlas.print.map.map_drawing import draw_features, draw_labels
from atlas.print.map.north_and_scale import draw_north, draw_scale
from atlas.print.map.pen import Drawing, Pen
from atlas.print.map.window import Box, Window, fitting
from atlas.print.typesetting import INK
from atlas.spatial.crs import to_metres
from atlas.store.store import Store

#: the two maps, in millimetres
LOCATOR, ACCESS = Box(0, 0, 58, 55), Box(0, 0, 124, 55)
#: kinds of target on the access map, in the order of their numbers
NUMBERED = ("hsr", "freight", "exit", "airport")
#: denominator of the largest scale, and the margin around what must show, in metres
LARGEST, MARGIN_M = 50_000, 3000.0
#: radius of a numbered disc; north arrow; box and type of the scale (mm)
DISC, NORTH, SCALE, SCALE_TYPE = 2.1, 9.0, Box(1, 1, 38, 8.5), 2.3
#: a site of less than this width has a ring around it; one of more may be written over (mm)
RINGED, LABELLED_OVER = 4.5, 15.0
#: the layers of roads and railways below the targets, and that of their places
ROADS = ("rivers", "reservoirs", "trunk-roads", "transport-network")
#: the layers whose lines the legend shows
LEGEND = ("trunk-roads", "transport-network")
#: stations and exits: only those that are numbered are drawn
POINTS = ("Point", "MultiPoint")


def numbered(profile: SiteProfile) -> dict[str, int]:
    """Return kind of target → its number on the access map; those without a place are left out.

    A place that serves two kinds has one number.
    """
    numbers: dict[str, int] = {}
    places: dict[str, int] = {}
    for key in NUMBERED:
        way = profile.ways.get(key)
        if way is not None and way.to is not None:
            numbers[key] = places.setdefault(way.to, len(places) + 1)
    return numbers


def locator_map(store: Store, profile: SiteProfile, lang: str) -> str:
    """Return the map of the city with the site, as SVG; the site is left out if it has no place."""
    city = to_metres(store.outline or shapely.box(*store.extent))
    window = fitting(LOCATOR, city.buffer(MARGIN_M / 2).bounds, LARGEST)
    return _map(store, window, profile, lang, [], numbers=False, city=city)


def access_map(store: Store, profile: SiteProfile, lang: str) -> tuple[str, dict[str, str]]:
    """Return the map of a site and its numbered targets over the roads, and its legend.

    Returns
    -------
    (str, dict of str to str)
        The map as SVG; text of an entry of the legend → its symbol as SVG.
    """
    city = to_metres(store.outline or shapely.box(*store.extent))
    shown = [to_metres(shapely.Point(profile.centre))] if profile.centre else []
    shown += [shape for _, shape in _targets(store, profile)]
    if profile.standing == "placed":
        shown.append(store.placed_in_metres[profile.id])
    extent = shapely.union_all(shown).buffer(MARGIN_M) if shown else city
    window = fitting(ACCESS, extent.bounds, LARGEST)
    content = _content(store, window, ROADS)
    legend = {message(f"factsheet.mark_{profile.standing}", lang): swatch(_look(profile))}
    for one in legend_order(content):
        if one.look["shape"] == "line" and one.layer.id in LEGEND:
            legend.setdefault(one.category.label.in_(lang), swatch(one.look))
    return _map(store, window, profile, lang, content, numbers=True, city=city), legend


def _map(
    store: Store,
    window: Window,
    profile: SiteProfile,
    lang: str,
    content: Sequence[Drawn],
    *,
    numbers: bool,
    city: BaseGeometry,
) -> str:
    drawing = Drawing(window.box.width, window.box.height)
    pen, edge = Pen(drawing, PIXEL_MM, window.box), Pen(drawing, PIXEL_MM)
    towns = draw_ground(pen, store, window, city)
    pen.stroke(window.place(city), {"color": INK, "weight": 1.2}, GROUND_AT)
    draw_features(pen, content)
    furniture = [draw_north(edge, window, NORTH, lang), SCALE]
    draw_scale(edge, window, SCALE, SCALE_TYPE, lang, plate=True)
    furniture += _site(pen, window, store, profile)
    if numbers:
        furniture += _discs(pen, window, store, profile)
    labels = place_labels(
        window,
        PIXEL_MM,
        [*towns, *content],
        [],
        lang=lang,
        selected=None,
        furniture=furniture,
    )
    draw_labels(edge, labels)
    draw_frame(edge, window)
    return drawing.svg()


def _content(store: Store, window: Window, layers: Sequence[str]) -> list[Drawn]:
    """Return the lines and areas of layers, lowest first."""
    found = []
    for layer in layers:
        frame = store.frames.get(layer)
        if frame is None:
            continue
        for number, (name, shape) in enumerate(zip(frame["id"], frame.geometry, strict=True)):
            if shape is None or shape.geom_type in POINTS:
                continue
            found.append(feature(store, store.records[name], number, shape, window))
    return in_drawing_order(store, found)


def _site(pen: Pen, window: Window, store: Store, profile: SiteProfile) -> list[Box]:
    """Mark the site, or its towns if only they are known; return what labels avoid."""
    if profile.standing == "placed":
        shape = window.place(store.placed_in_metres[profile.id])
        draw_mark(pen, shape, _look(profile))
        box = Box.round(shape)
        if max(box.width, box.height) > LABELLED_OVER:
            return []
        if max(box.width, box.height) < RINGED:
            ring = shape.centroid.buffer(RINGED / 2)
            pen.stroke(ring, {"color": MARKED, "weight": 2}, MARKS_AT)
            box = Box.round(ring)
        return [box]
    for code in profile.towns if profile.standing == "town" else ():
        draw_mark(pen, window.place(to_metres(store.town_areas[code])), _look(profile))
    return []


def _look(profile: SiteProfile) -> dict[str, Any]:
    """Return the style of the site, or of the towns that it lies in."""
    if profile.standing == "town":
        edge = {"color": MARKED, "weight": 2, "dashArray": "5 3"}
        return {"shape": "area", "fill": MARKED, "fillOpacity": 0.1, "strokes": [edge]}
    return {**subject_look("area"), "fill": MARKED, "fillOpacity": 0.25}


def _targets(store: Store, profile: SiteProfile) -> list[tuple[int, BaseGeometry]]:
    """Return the numbered targets with their places (EPSG:4549)."""
    found = {}
    for key, number in numbered(profile).items():
        shape = store.placed_in_metres.get(profile.ways[key].to or "")
        if shape is not None:
            found[number] = shape.centroid
    return list(found.items())


def _discs(pen: Pen, window: Window, store: Store, profile: SiteProfile) -> list[Box]:
    """Draw the numbered discs; one that would cover another is moved and tied to its place."""
    taken: list[tuple[float, float]] = []
    for number, shape in _targets(store, profile):
        at, up = shapely.get_coordinates(window.place(shape))[0].tolist()
        x, y = free_spot((at, up), taken, DISC)
        taken.append((x, y))
        if (x, y) != (at, up):
            tie = shapely.LineString([(at, up), (x, y)])
            pen.stroke(tie, {"color": INK, "weight": 1.2}, MARKS_AT)
        draw_disc(pen, (x, y), str(number), DISC, INK)
    return [Box(x - DISC, y - DISC, 2 * DISC, 2 * DISC) for x, y in taken]
