"""Symbols in fpdf2: draws the styles of :mod:`.symbology` as vectors, and their legend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Any

import numpy as np
import shapely
from fpdf import FPDF
from fpdf.drawing import color_from_hex_string as colour
from shapely.geometry import LineString, MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from atlas.layers.point_symbols import point_symbol_shapes
from atlas.layers.symbology import fill_of
from atlas.print.documents.pages import FONT, INK, PAPER
from atlas.spatial.arrowheads import arrowheads, swatch_arrow

#: millimetres on paper for one pixel on the screen
PIXEL_MM = 0.2
HATCH_MM = 1.5
LEGEND_COLUMNS, LEGEND_ROW_MM, SWATCH_MM = 3, 4.6, 9.0
#: rows of the legend move together down to this, if it then stays on the page of its map
TIGHTEST_ROW_MM = 3.7
#: a row that fits exactly does not begin a page
ROUNDING_MM = 0.01
Look = dict[str, Any]
Entry = tuple[str, Look]
Place = tuple[float, float]
#: projected coordinates → positions on the page (mm)
Placing = Callable[[Iterable[Sequence[float]]], list[Place]]


def draw_symbol(pdf: FPDF, place: Placing, shape: BaseGeometry, look: Look) -> None:
    """Draw a shape in its style."""
    if look["shape"] == "point":
        for part in shapely.get_parts(shape):
            [(x, y)] = place(part.coords)
            draw_point(pdf, x, y, look)
        return
    if look["shape"] == "area" and look.get("fill"):
        fill(pdf, place, shape, fill_of(look) or PAPER, look.get("fillOpacity", 1))
    if look.get("hatch"):
        _hatch(pdf, place, shape, look["hatch"])
    edge = shape.boundary if look["shape"] == "area" else shape
    for line in look["strokes"]:
        stroke(pdf, place, edge, line)
    if look.get("arrow"):
        _arrows(pdf, [place(part.coords) for part in shapely.get_parts(shape)], look)


def _arrows(pdf: FPDF, lines: list[list[Place]], look: Look) -> None:
    """Draw the arrowheads of a line, given as its parts in page coordinates."""
    arrow = look["arrow"]
    parts = MultiLineString([line for line in lines if len(line) > 1])
    pdf.set_fill_color(colour(arrow["color"]))
    for head in arrowheads(parts, arrow, PIXEL_MM):
        pdf.polygon(_as_it_is(head.exterior.coords), style="F")


def draw_point(pdf: FPDF, x: float, y: float, look: Look) -> None:
    """Draw a point symbol: a ring, a polygon, or for ``target`` a ring with a cross."""
    radius = max(look["size"] * PIXEL_MM / 2, 0.7)
    pdf.set_dash_pattern()
    pdf.set_draw_color(colour(look["color"]))
    pdf.set_fill_color(colour(look["fill"] or "#ffffff"))
    pdf.set_line_width(0.35)
    if look["sign"] == "target":
        _target(pdf, x, y, radius)
        return
    drawing = point_symbol_shapes()[look["sign"]]
    if drawing.outline:
        pdf.polygon([(x + radius * a, y + radius * b) for a, b in drawing.outline], style="DF")
    else:
        pdf.circle(x=x, y=y, radius=radius, style="DF")
    pdf.set_fill_color(colour(look["color"]))
    if drawing.glyph:
        pdf.polygon([(x + radius * a, y + radius * b) for a, b in drawing.glyph], style="F")
    if drawing.dot:
        pdf.circle(x=x, y=y, radius=radius * drawing.dot, style="F")


def _target(pdf: FPDF, x: float, y: float, radius: float) -> None:
    pdf.set_line_width(0.6)
    pdf.circle(x=x, y=y, radius=radius, style="D")
    near, far = radius * 0.4, radius * 1.7
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        pdf.line(x + dx * near, y + dy * near, x + dx * far, y + dy * far)


def fill(pdf: FPDF, place: Placing, shape: BaseGeometry, code: str, opacity: float = 1) -> None:
    """Fill the polygons of a shape, leaving their holes open."""
    with pdf.local_context(fill_color=colour(code), fill_opacity=opacity):
        for part in shapely.get_parts(shape):
            if isinstance(part, Polygon):
                pdf.polygon(place(_one_ring(part)), style="F")


def _one_ring(polygon: Polygon) -> list[Sequence[float]]:
    """Return a polygon as one ring that visits each hole and returns."""
    oriented = orient(polygon)
    ring: list[Sequence[float]] = list(oriented.exterior.coords)
    for hole in oriented.interiors:
        ring += [*hole.coords, ring[0]]
    return ring


def stroke(pdf: FPDF, place: Placing, shape: BaseGeometry, look: Look) -> None:
    """Draw the lines of a shape with one stroke."""
    for part in shapely.get_parts(shape):
        if part.geom_type == "LineString":
            polyline(pdf, place(part.coords), look)


def polyline(pdf: FPDF, points: list[Place], look: Look) -> None:
    """Draw a line in page coordinates with one stroke (colour, weight in px, dash, opacity)."""
    weight = look["weight"] * PIXEL_MM
    pattern = [float(sign) * PIXEL_MM for sign in (look.get("dashArray") or "").split()]
    with pdf.local_context(
        draw_color=colour(look["color"]), line_width=weight, stroke_opacity=look.get("opacity", 1)
    ):
        pdf.set_dash_pattern(*(pattern[:2] if len(pattern) > 1 else (0, 0)))
        pdf.polyline(points)
        pdf.set_dash_pattern()


def _hatch(pdf: FPDF, place: Placing, shape: BaseGeometry, code: str) -> None:
    """Hatch the polygons of a shape with diagonal lines at a fixed spacing."""
    polygons = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    if not polygons:
        return
    rings = [place(ring.coords) for p in polygons for ring in (p.exterior, *p.interiors)]
    page = shapely.build_area(MultiLineString(rings))
    if page.is_empty:
        return
    left, top, right, foot = page.bounds
    down = foot - top
    starts = np.arange(np.floor((left - down) / HATCH_MM) * HATCH_MM, right, HATCH_MM)
    # one origin for the whole page, so that the hatches of neighbours line up
    starts = starts - (foot % HATCH_MM)
    lines = MultiLineString([LineString([(x, foot), (x + down, top)]) for x in starts.tolist()])
    look = {"color": code, "weight": 0.8, "opacity": 0.7}
    for part in shapely.get_parts(lines.intersection(page)):
        if part.geom_type == "LineString":
            polyline(pdf, list(part.coords), look)


def draw_swatch(pdf: FPDF, x: float, y: float, look: Look) -> None:
    """Draw a legend swatch, :data:`SWATCH_MM` wide and one row high."""
    middle = y + LEGEND_ROW_MM / 2
    if look["shape"] == "point":
        draw_point(pdf, x + SWATCH_MM / 2, middle, {**look, "size": min(look["size"], 11)})
        return
    if look["shape"] == "line":
        look, (left, right) = swatch_arrow(look)
        ends: list[Place] = [
            (x + left * PIXEL_MM, middle),
            (x + SWATCH_MM - right * PIXEL_MM, middle),
        ]
        for line in look["strokes"]:
            polyline(pdf, ends, line)
        if look.get("arrow"):
            _arrows(pdf, [ends], look)
        return
    box = shapely.box(x, y + 0.7, x + SWATCH_MM, y + LEGEND_ROW_MM - 0.7)
    draw_symbol(pdf, _as_it_is, box, {"fill": PAPER, "fillOpacity": 0, **look})


def _as_it_is(coords: Iterable[Sequence[float]]) -> list[Place]:
    return [(x, y) for x, y, *_ in coords]


def draw_legend(pdf: FPDF, entries: list[Entry], width_mm: float) -> None:
    """Draw the legend in columns and move below it, continuing on a new page if needed."""
    width = width_mm / LEGEND_COLUMNS
    fitting = (pdf.page_break_trigger - pdf.get_y()) / max(1, ceil(len(entries) / LEGEND_COLUMNS))
    row = min(LEGEND_ROW_MM, fitting) if fitting >= TIGHTEST_ROW_MM else LEGEND_ROW_MM
    for number, (label, look) in enumerate(entries):
        column = number % LEGEND_COLUMNS
        if column == 0 and pdf.will_page_break(row - ROUNDING_MM):
            pdf.add_page()
        x, y = pdf.l_margin + column * width, pdf.get_y()
        draw_swatch(pdf, x, y, look)
        pdf.set_font(FONT, size=6.8)
        pdf.set_text_color(colour(INK))
        pdf.text(x + SWATCH_MM + 1.5, y + LEGEND_ROW_MM / 2 + 1, label)
        if column == LEGEND_COLUMNS - 1 or number == len(entries) - 1:
            pdf.set_y(y + row)
    pdf.set_y(pdf.get_y() + 1)
