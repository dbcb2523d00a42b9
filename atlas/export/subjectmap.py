"""The map of what is asked about: the subject, what applies there, what both have in common."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from fpdf import FPDF
from shapely import box
from shapely.geometry.base import BaseGeometry

from atlas.crs import to_metres
from atlas.export.vectormap import Mark, Window, draw_map, in_context
from atlas.i18n import message
from atlas.store import Store
from atlas.symbology import Shape, shape_of

#: the colour of the subject: none of the layers has it
MARKED = "#d1006c"
#: of the world round a spot so much is seen at least, in metres
ROUND_A_SPOT_M = 4000
MAP_MM = (178.0, 120.0)


def draw_subject(
    pdf: FPDF,
    store: Store,
    subject: BaseGeometry,
    features: Collection[str],
    lang: str,
    *,
    overlaps: Sequence[Mark] = (),
    called: str = "",
    selected: str | None = None,
) -> None:
    """Draw a subject over features at a round scale, and the legend; go below them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.export.paper` added; drawn at its place on the page, units mm.
    store : Store
    subject : shapely geometry
        Of any kind, EPSG:4326.
    features : collection of str
        What is shown beside rivers, roads and railways, as far as it stands at a place.
    lang : str
    overlaps : sequence of Mark
        Drawn below the subject's own outline (see :func:`overlap_mark`).
    called : str
        What the subject is in the legend; by default that of an extract.
    selected : str, optional
        The feature that the subject is.
    """
    shape, kind = to_metres(subject), shape_of(subject.geom_type)
    window = Window.round(
        shape,
        pdf.l_margin,
        pdf.get_y(),
        margin_m=ROUND_A_SPOT_M if kind == "point" else _margin(shape),
        size=MAP_MM,
    )
    shown = [
        (record, to_metres(place))
        for record, place in store.placed()
        if record["id"] in features or in_context(store, record)
    ]
    city = to_metres(store.outline or box(*store.extent))
    mark = Mark(shape, _look(kind), called or message("extract.subject", lang))
    marks = [*overlaps, mark]
    draw_map(pdf, store, window, shown, lang, marks=marks, paper=city, selected=selected, mesh=True)


def overlap_mark(shape: BaseGeometry, text: str) -> Mark:
    """Return what a subject and something else have in common, hatched in the subject's colour.

    Parameters
    ----------
    shape : shapely geometry
        EPSG:4326.
    text : str
        Its words in the legend.
    """
    kind, line = shape_of(shape.geom_type), {"color": MARKED, "weight": 1.2}
    look: dict[str, Any] = _look(kind)
    if kind == "line":
        look = {"shape": "line", "strokes": [{**line, "weight": 7, "opacity": 0.6}]}
    if kind == "area":
        fill = {"fill": MARKED, "fillOpacity": 0.25, "hatch": MARKED}
        look = {"shape": "area", **fill, "strokes": [line]}
    return Mark(to_metres(shape), look, text)


def _margin(shape: BaseGeometry) -> float:
    """Return a tenth of what a shape measures across, a kilometre at least."""
    west, south, east, north = shape.bounds
    return max((east - west + north - south) / 20, 1000.0)


def _look(kind: Shape) -> dict[str, Any]:
    """Return how the subject is drawn: with a light edge to part it from what lies below."""
    strokes = [{"color": "#ffffff", "weight": 6, "opacity": 0.8}, {"color": MARKED, "weight": 2.8}]
    if kind == "point":
        return {"shape": "point", "sign": "target", "color": MARKED, "fill": None, "size": 20}
    return {"shape": kind, "strokes": strokes}
