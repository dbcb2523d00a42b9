"""The maps in documents: a subject or a town, what applies there, and the legend below."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.messages import message
from atlas.layers.symbology import Shape, shape_of
from atlas.print.documents.blocks import Block
from atlas.print.documents.map_ground import (
    MARKS_AT,
    PIXEL_MM,
    draw_frame,
    draw_ground,
    in_drawing_order,
)
from atlas.print.documents.numbered_sites import MARKED, Numbered, draw_numbers
from atlas.print.map.drawn_features import Drawn, feature
from atlas.print.map.label_placement import place_labels
from atlas.print.map.legend import draw_swatch
from atlas.print.map.map_drawing import draw_features, draw_labels
from atlas.print.map.map_text import width_of, write
from atlas.print.map.north_and_scale import draw_north, draw_scale
from atlas.print.map.pen import Drawing, Pen
from atlas.print.map.window import Box, Window, fitting
from atlas.print.typesetting import INK, SOFT
from atlas.spatial.crs import to_metres
from atlas.store.store import GROUND, Store
from atlas.wording.phrases import Record, name
from atlas.wording.status_text import status_text

#: the map of a town, of a subject and of sites, and a swatch of the legend, in millimetres
TOWN, SUBJECT, SITES = Box(0, 0, 178, 104), Box(0, 0, 178, 120), Box(0, 0, 178, 84)
SWATCH = Box(0, 0, 9, 3.6)
#: the box of the scale bar, and type sizes of scale and mesh, in millimetres
SCALE, SCALE_TYPE, MESH_TYPE = Box(1.5, 1.5, 46, 9.5), 2.4, 1.94
#: height of the north arrow; longest distance between crosses; half a cross, in millimetres
NORTH, APART, CROSS = 13.0, 60.0, 1.0
#: the layer of the towns, whose edges are always drawn and whose names come first
TOWNS = "townships"
#: distances between crosses, in kilometres
MESH_KM = (1, 2, 5, 10, 20, 50)
#: denominator of the largest scale
LARGEST = 25_000
#: minimum margin around a town, a spot and any other subject, in metres
TOWN_M, SPOT_M, SUBJECT_M = 1500.0, 4000.0, 1000.0
#: margin around numbered sites, in metres
SITES_M = 8000.0
#: above this number of sites their map is low, so that their table has room
MANY, SITES_LOW = 4, Box(0, 0, 178, 66)
#: z-order of the mesh
MESH_AT = 470


@dataclass(frozen=True)
class Mark:
    """A shape drawn over all others: the subject, or an overlap.

    Attributes
    ----------
    shape : shapely geometry
        EPSG:4549.
    look : dict
        A style as in :mod:`atlas.layers.symbology`.
    text : str or None
        Its text in the legend, where it comes first; ``None``: not in the legend.
    """

    shape: BaseGeometry
    look: dict[str, Any]
    text: str | None = None


def subject_map(
    store: Store,
    subject: BaseGeometry,
    features: Collection[str],
    lang: str,
    *,
    overlaps: Sequence[Mark] = (),
    called: str = "",
    selected: str | None = None,
) -> list[Block]:
    """Return the map of a subject over features, and its legend.

    Parameters
    ----------
    store : Store
    subject : shapely geometry
        Of any kind, EPSG:4326.
    features : collection of str
        Ids to show besides rivers, roads and railways; those without a location are skipped.
    lang : str
    overlaps : sequence of Mark
        Drawn below the subject's own outline (see :func:`overlap_mark`).
    called : str
        Name of the subject in the legend; by default that of an extract.
    selected : str, optional
        Id of the feature that is the subject.
    """
    shape, kind = to_metres(subject), shape_of(subject.geom_type)
    margin = SPOT_M if kind == "point" else _margin(shape)
    window = fitting(SUBJECT, shape.buffer(margin).bounds, LARGEST)
    mark = Mark(shape, subject_look(kind), called or message("extract.subject", lang))
    return drawn_map(
        store,
        window,
        content_of(store, window, lambda record: record["id"] in features),
        lang,
        marks=[*overlaps, mark],
        paper=to_metres(store.outline or shapely.box(*store.extent)),
        selected=selected,
        mesh=True,
    )


def town_map(store: Store, town: Record, lang: str) -> list[Block]:
    """Return the map of a town, its features and surroundings, and its legend."""
    here = to_metres(store.town_areas[town["code"]])
    window = fitting(TOWN, here.buffer(TOWN_M).bounds, LARGEST)
    listed = set(store.in_town(town["code"])["id"])

    def wanted(record: Record) -> bool:
        return record["id"] in listed and not store.category(record).direction

    edge = {"shape": "area", "strokes": [{"color": INK, "weight": 2.4}]}
    content = content_of(store, window, wanted)
    marks = [Mark(here, edge)]
    return drawn_map(store, window, content, lang, marks=marks, paper=here, selected=town["id"])


def sites_map(store: Store, sites: Sequence[str], lang: str) -> list[Block]:
    """Return the map of sites, numbered in their order from one, and its legend.

    The number of a site known by its town is in the town's middle; sites without a public place
    have none.
    """
    access = store.access.sites
    placed = {one: to_metres(shapely.Point(access[one].centre)) for one in sites if one in access}
    drawn = [store.placed_in_metres.get(one, point) for one, point in placed.items()]
    outline = to_metres(store.outline or shapely.box(*store.extent))
    extent = shapely.union_all(drawn).buffer(SITES_M) if drawn else outline
    box = SITES if len(sites) <= MANY else SITES_LOW
    window = fitting(box, extent.bounds, LARGEST)
    content = content_of(store, window, lambda record: record["id"] in placed)
    numbers = [
        Numbered(placed[one], str(n), name(store.records[one], lang))
        for n, one in enumerate(sites, start=1)
        if one in placed
    ]
    return drawn_map(store, window, content, lang, marks=[], paper=outline, numbers=numbers)


def overlap_mark(shape: BaseGeometry, text: str) -> Mark:
    """Return an overlap (EPSG:4326) as a mark, hatched in the subject's colour."""
    kind, line = shape_of(shape.geom_type), {"color": MARKED, "weight": 1.2}
    look: dict[str, Any] = subject_look(kind)
    if kind == "line":
        look = {"shape": "line", "strokes": [{**line, "weight": 7, "opacity": 0.6}]}
    if kind == "area":
        fill = {"fill": MARKED, "fillOpacity": 0.25, "hatch": MARKED}
        look = {"shape": "area", **fill, "strokes": [line]}
    return Mark(to_metres(shape), look, text)


def swatch(look: dict[str, Any]) -> str:
    """Return a symbol of the legend as SVG."""
    drawing = Drawing(SWATCH.width, SWATCH.height)
    draw_swatch(Pen(drawing, PIXEL_MM), SWATCH.inset(0.3), look)
    return drawing.svg()


def _margin(shape: BaseGeometry) -> float:
    """Return a tenth of a shape's extent, at least a kilometre."""
    west, south, east, north = shape.bounds
    return max((east - west + north - south) / 20, SUBJECT_M)


def subject_look(kind: Shape) -> dict[str, Any]:
    """Return the style of the subject, with a light edge to set it off."""
    strokes = [{"color": "#ffffff", "weight": 6, "opacity": 0.8}, {"color": MARKED, "weight": 2.8}]
    if kind == "point":
        return {"shape": "point", "sign": "target", "color": MARKED, "size": 10}
    return {"shape": kind, "strokes": strokes}


def content_of(store: Store, window: Window, wanted: Callable[[Record], bool]) -> list[Drawn]:
    """Return the features to draw, lowest first: the wanted, and rivers, roads and railways."""
    found = []
    for ordinal, (record, shape) in enumerate(store.placed()):
        layer = store.catalogue[record["layer"]]
        if wanted(record) or (layer.context and layer.id not in GROUND):
            found.append(feature(store, record, ordinal, shape, window))
    return in_drawing_order(store, found)


def drawn_map(
    store: Store,
    window: Window,
    content: Sequence[Drawn],
    lang: str,
    *,
    marks: Sequence[Mark],
    paper: BaseGeometry,
    selected: str | None = None,
    mesh: bool = False,
    numbers: Sequence[Numbered] = (),
    shades: Mapping[str, str] | None = None,
    legend: Mapping[str, dict[str, Any]] | None = None,
) -> list[Block]:
    """Return a framed map and its legend; ``paper`` (EPSG:4549) is light, the rest muted.

    Features that have a number are named beside it instead of in their middle. ``shades`` are
    colours of towns by NBS code; ``legend`` (text → symbol) replaces that of the layers.
    """
    drawing = Drawing(window.box.width, window.box.height)
    pen, edge = Pen(drawing, PIXEL_MM, window.box), Pen(drawing, PIXEL_MM)
    towns = draw_ground(pen, store, window, paper, shades or {})
    draw_features(pen, content)
    furniture = [draw_north(edge, window, NORTH, lang), SCALE]
    draw_scale(edge, window, SCALE, SCALE_TYPE, lang, plate=True)
    if mesh:
        furniture += _mesh(pen, window)
    for mark in marks:
        furniture += draw_mark(pen, window.place(mark.shape), mark.look)
    furniture += draw_numbers(pen, window, numbers, furniture)
    named = {one.name for one in numbers}
    labels = place_labels(
        window,
        PIXEL_MM,
        [
            *towns,
            *(
                one
                for one in content
                if one.layer.id != TOWNS and name(one.record, lang) not in named
            ),
        ],
        [],
        lang=lang,
        selected=selected,
        furniture=furniture,
    )
    draw_labels(edge, labels)
    draw_frame(edge, window)
    entries = {mark.text: mark.look for mark in marks if mark.text} | dict(legend or {})
    for one in () if legend else legend_order(content):
        entries.setdefault(_entry(store, one, lang), one.look)
    symbols = [{"text": text, "svg": swatch(look)} for text, look in entries.items()]
    return [
        {
            "kind": "picture",
            "svg": drawing.svg(),
            "width": window.box.width,
            "alt": message("map.legend", lang) + " " + " · ".join(entries),
        },
        {"kind": "legend", "entries": symbols},
    ]


def legend_order(content: Sequence[Drawn]) -> list[Drawn]:
    """Return features by layer, and within a layer in the order of its legend."""
    layers = list(dict.fromkeys(one.layer.id for one in content))
    return sorted(
        content,
        key=lambda one: (layers.index(one.layer.id), one.layer.legend_order.index(one.category)),
    )


def _entry(store: Store, one: Drawn, lang: str) -> str:
    """Return a feature's text in the legend; that of a planned line has its status."""
    words, status = one.category.label.in_(lang), one.record["status"]
    if one.look["shape"] == "line" and status not in (None, "built"):
        words += f" \u00b7 {status_text(store, one.layer.id, status, lang)}"
    return words


def draw_mark(pen: Pen, shape: BaseGeometry, look: dict[str, Any]) -> list[Box]:
    """Draw a mark (in page millimetres); return the boxes that labels must avoid."""
    if look["shape"] == "point":
        places = shapely.get_coordinates(shape).tolist()
        for x, y in places:
            pen.point(x, y, look, MARKS_AT)
        reach = 1.7 * look["size"] * pen.pixel
        return [Box(x - reach, y - reach, 2 * reach, 2 * reach) for x, y in places]
    if look["shape"] == "area":
        pen.area(shape, look, 0, MARKS_AT)
    for line in look["strokes"]:
        pen.stroke(shape, line, MARKS_AT)
    return []


def _mesh(pen: Pen, window: Window) -> list[Box]:
    """Draw crosses at round kilometres of EPSG:4549, and the kilometres along two edges."""
    west, south, east, north = window.bounds
    fitting_km = [km for km in MESH_KM if km * 1e6 / window.scale <= APART]
    step = 1000 * (fitting_km[-1] if fitting_km else MESH_KM[0])
    eastings = range(int(west // step + 1) * step, int(east), step)
    northings = range(int(south // step + 1) * step, int(north), step)
    box, look = window.box, {"color": SOFT, "weight": 0.5}
    boxes = []

    def line(*ends: tuple[float, float]) -> None:
        pen.stroke(shapely.LineString(ends), look, MESH_AT)

    def figure(metres: int, left: float, middle: float) -> None:
        text = f"{metres // 1000}"
        write(pen.drawing, left, middle, text, MESH_TYPE, zorder=MESH_AT)
        boxes.append(Box(left, middle - 1, width_of(text, MESH_TYPE), 2))

    def place(x: float, y: float) -> tuple[float, float]:
        left, bottom, *_ = window.place(shapely.Point(x, y)).bounds
        return left, bottom

    for easting in eastings:
        x, _ = place(easting, north)
        line((x, box.top), (x, box.top - 1.5))
        figure(easting, x + 0.5, box.top - 1.7)
        for northing in northings:
            x, y = place(easting, northing)
            line((x - CROSS, y), (x + CROSS, y))
            line((x, y - CROSS), (x, y + CROSS))
    for northing in northings:
        _, y = place(west, northing)
        if y > SCALE.top + 2:
            line((box.left, y), (box.left + 1.5, y))
            figure(northing, box.left + 0.6, y + 1.3)
    return boxes
