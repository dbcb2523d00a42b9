"""The map of a sheet: layers in order, the dimmed area around chosen towns, the selection."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

import shapely

from atlas.layers.symbology import rules
from atlas.print.map.drawn_features import Drawn
from atlas.print.map.label_placement import Label, halo_colour
from atlas.print.map.map_text import Halo, write
from atlas.print.map.pen import Pen
from atlas.print.map.subject import Subject
from atlas.print.map.trays import ORDER as TRAYS
from atlas.print.map.trays import Tray, draw_trays
from atlas.print.map.window import Window
from atlas.spatial.crs import to_metres

SEA, INK = "#dde8ee", "#2f2a24"
#: z-orders between those of the layers, as on the screen
HALO_AT, MASK_AT, GLOW_AT, MARK_AT, LABELS_AT = 206, 312, 398, 468, 600


def draw_map(
    pen: Pen, window: Window, subject: Subject, content: Sequence[Drawn], found: Sequence[Tray]
) -> None:
    """Draw a sheet's map: features, dimmed surroundings, trays, the selection and the spot."""
    pen.fill(window.area, SEA, 1, 0)
    draw_features(pen, content)
    _dim(pen, window, subject)
    draw_trays(pen, found)
    for one in content:
        if one.id == subject.selected:
            _mark(pen, one, found)
    if subject.spot:
        place = window.place(to_metres(shapely.Point(subject.spot)))
        pen.fill(place.buffer(9 * pen.pixel), "#ffffff", 0.9, TRAYS)
        pen.fill(place.buffer(7 * pen.pixel), rules().mark.drawn, 1, TRAYS)
        pen.fill(place.buffer(2.6 * pen.pixel), "#ffffff", 1, TRAYS)


def draw_features(pen: Pen, content: Sequence[Drawn]) -> None:
    """Draw features, those of a category together.

    Within a category all casings are drawn before all cores, so that crossing lines join.
    """
    for _, members in groupby(content, key=lambda one: (one.layer.id, one.category.value)):
        _draw_category(pen, list(members))


def _draw_category(pen: Pen, members: list[Drawn]) -> None:
    order = members[0].layer.order
    for one in members:
        if one.look["shape"] == "area":
            pen.area(one.shape, one.look, one.ordinal, order)
            for halo in one.look.get("halo", []):
                pen.stroke(one.shape, halo, HALO_AT)
    depth = max(len(one.look.get("strokes", [])) for one in members)
    for level in range(depth):
        for one in members:
            strokes = one.look.get("strokes", [])
            if level < len(strokes):
                pen.stroke(one.shape, strokes[level], order)
    for one in members:
        pen.arrows(one.shape, one.look, order)
    for one in members:
        if one.look["shape"] == "point" and not one.by_town:
            for x, y in shapely.get_coordinates(one.shape).tolist():
                pen.point(x, y, one.look, order)


def _dim(pen: Pen, window: Window, subject: Subject) -> None:
    """Dim everything outside the chosen towns."""
    frame = subject.store.frames.get("townships")
    if frame is None or not subject.towns:
        return
    chosen = frame.geometry[frame["code"].isin(subject.towns)]
    shapes = [window.place(to_metres(shape)) for shape in chosen]
    pen.fill(window.area.difference(shapely.union_all(shapes)), rules().mark.dim, 0.62, MASK_AT)
    for shape in shapes:
        pen.stroke(shape, {"color": "#ffffff", "weight": 5, "opacity": 0.9}, MASK_AT)
        pen.stroke(shape, {"color": INK, "weight": 1.8}, MASK_AT)


def _glow() -> dict[str, Any]:
    """Return the stroke below a selected line."""
    return {"color": rules().mark.glow, "weight": 12, "opacity": 0.72, "lineCap": "round"}


def _rim() -> list[dict[str, Any]]:
    """Return the strokes round any other selected shape."""
    return [
        {"color": "#ffffff", "weight": 6, "opacity": 0.85},
        {"color": rules().mark.rim, "weight": 3.2, "opacity": 0.95},
    ]


def _mark(pen: Pen, one: Drawn, found: Sequence[Tray]) -> None:
    """Mark the selected feature: a ring around a point, a glow below a line, a rim on an area."""
    if one.look["shape"] == "line":
        pen.stroke(one.shape, _glow(), GLOW_AT)
        return
    shapes, order = [one.shape], MARK_AT
    if one.look["shape"] == "point":
        places = [
            place
            for tray in found
            for place, sign in zip(tray.places(pen.pixel), tray.signs, strict=True)
            if sign is one
        ] or shapely.get_coordinates(one.shape).tolist()
        shapes = [shapely.Point(x, y).buffer((one.look["size"] + 6) * pen.pixel) for x, y in places]
    for shape in shapes:
        for stroke in _rim():
            pen.stroke(shape, stroke, order)


def draw_labels(pen: Pen, labels: Iterable[Label]) -> None:
    """Write labels with halos, and the numbers of roads on plates of their colour."""
    for label in labels:
        look, (x, y) = label.look, label.box.middle
        halo = Halo(halo_colour(), 0.14 * label.size)
        if look.ground:
            box = label.box
            plate = shapely.box(box.left, box.bottom, box.right, box.top).buffer(-0.35).buffer(0.35)
            pen.fill(plate, look.ground, 1, LABELS_AT)
            pen.stroke(plate, {"color": "#ffffff", "weight": 1}, LABELS_AT)
        write(
            pen.drawing,
            x,
            y,
            label.text,
            label.size,
            colour=look.colour,
            align="center",
            bold=look.bold,
            halo=None if look.ground else halo,
            zorder=LABELS_AT,
        )


def marked(look: dict[str, Any]) -> dict[str, Any]:
    """Return the style of a selected feature for the legend."""
    if look["shape"] == "point":
        return {**look, "ring": _rim()[1:]}
    strokes = look["strokes"]
    return {
        **look,
        "strokes": [_glow(), *strokes] if look["shape"] == "line" else [*strokes, *_rim()],
    }
