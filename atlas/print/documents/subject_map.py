"""The map of a subject in extracts and checks: the subject, what applies there, the overlaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from fpdf import FPDF
from shapely import box
from shapely.geometry.base import BaseGeometry

from atlas.core.messages import message
from atlas.layers.symbology import Shape, shape_of
from atlas.print.documents.vector_map import Mark, Window, draw_map, in_context
from atlas.spatial.crs import to_metres
from atlas.store.store import Store

#: colour of the subject, which no layer has
MARKED = "#d1006c"
#: minimum margin around a spot, in metres
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
    """Draw a subject over features at a round scale, and the legend; move below them.

    Parameters
    ----------
    pdf : fpdf.FPDF
        With the font of :mod:`atlas.print.documents.pages` added; drawn at its position, in mm.
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
    """Return an overlap as a mark, hatched in the subject's colour.

    Parameters
    ----------
    shape : shapely geometry
        EPSG:4326.
    text : str
        Its text in the legend.
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
    """Return a tenth of a shape's extent, at least a kilometre."""
    west, south, east, north = shape.bounds
    return max((east - west + north - south) / 20, 1000.0)


def _look(kind: Shape) -> dict[str, Any]:
    """Return the style of the subject, with a light edge to set it off."""
    strokes = [{"color": "#ffffff", "weight": 6, "opacity": 0.8}, {"color": MARKED, "weight": 2.8}]
    if kind == "point":
        return {"shape": "point", "sign": "target", "color": MARKED, "fill": None, "size": 20}
    return {"shape": kind, "strokes": strokes}
