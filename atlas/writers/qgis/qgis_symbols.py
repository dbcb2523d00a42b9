"""QGIS symbols from the styles of :mod:`atlas.layers.symbology`, px converted to mm."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from atlas.layers.point_symbols import Outline, point_symbol_shapes
from atlas.writers.qgis.qgis_xml import layer, mm, rgba, symbol

#: spacing and thickness of hatch lines in px, as in the browser
HATCH_PERIOD, HATCH_LINE = 7, 1
#: width in px of the ring of a point symbol
RING = 1.8
#: half the side of an SVG symbol, in radii
BOX = 1.3
#: sign of QGIS's line offset that moves a polygon's edge outwards
OUTWARDS = -1
SOLID = {"line_style": "solid", "joinstyle": "round", "use_custom_dash": 0}
#: symbols that are QGIS markers: QGIS's name, then size and upward shift in our radii
SIMPLE: Mapping[str, tuple[str, float, float]] = {
    "circle": ("circle", 2, 0),
    "station": ("circle", 2, 0),
    "plane": ("circle", 2, 0),
    "square": ("square", 2, 0),
    "diamond": ("diamond", 2.6, 0),
    "triangle": ("triangle", 2.1, 0.2),
}


def line_layers(
    parent: Element, strokes: list[dict[str, Any]], order: int, outside: bool = False
) -> None:
    """Add the strokes of a style, lowest first, each in a rendering pass of its own.

    With ``outside``, only the half outside the polygon is drawn.
    """
    for number, stroke in enumerate(strokes):
        properties: dict[str, object] = {
            **SOLID,
            "capstyle": "round" if stroke["lineCap"] == "round" else "flat",
            "line_color": rgba(stroke["color"], stroke.get("opacity", 1)),
            "line_width": mm(stroke["weight"]),
            "line_width_unit": "MM",
        }
        if dash := stroke.get("dashArray"):
            properties |= {
                "use_custom_dash": 1,
                "customdash": ";".join(mm(float(length)) for length in dash.split()),
                "customdash_unit": "MM",
            }
        if outside:
            properties |= {
                "line_width": mm(stroke["weight"] / 2),
                "offset": mm(OUTWARDS * stroke["weight"] / 4),
                "offset_unit": "MM",
            }
        layer(parent, "SimpleLine", properties, order + number)


def add_line(parent: Element, name: str, style: dict[str, Any], order: int) -> None:
    """Add a line symbol with its arrowheads."""
    made = symbol(parent, "line", name)
    line_layers(made, style["strokes"], order)
    if arrow := style.get("arrow"):
        top = order + len(style["strokes"]) - 1
        for end in ("Last", "First") if arrow["ends"] == "both" else ("Last",):
            _arrowhead(made, f"@{name}@{len(made)}", arrow, end, top)


def _arrowhead(parent: Element, name: str, arrow: dict[str, Any], end: str, order: int) -> None:
    """Add the arrowhead at one end of a line: a triangle that turns with the line."""
    # older versions of QGIS read ``placement``
    properties = {"placement": f"{end.lower()}vertex", "placements": f"{end}Vertex", "rotate": 1}
    if end == "Last" and arrow["end"] < 0:
        # QGIS positions a triangle by its centre
        back = mm(arrow["length"] / 2 - arrow["end"])
        properties |= {"offset_along_line": back, "offset_along_line_unit": "MM"}
    marker = {
        "name": "triangle",
        # QGIS's triangle points up, but a marker's 0° is along the line
        "angle": 90 if end == "Last" else -90,
        "color": rgba(arrow["color"]),
        "outline_style": "no",
        "size": mm(arrow["length"]),
        "size_unit": "MM",
    }
    line = layer(parent, "MarkerLine", properties, order)
    layer(symbol(line, "marker", name), "SimpleMarker", marker, order)


def add_area(
    parent: Element, name: str, style: dict[str, Any], order: int, tints: Mapping[str, str]
) -> None:
    """Add a polygon symbol: fill, hatch, halo, edge.

    ``tints`` holds the ``fillColor`` expression if neighbours differ in colour.
    """
    made = symbol(parent, "fill", name)
    opacity = style.get("fillOpacity", 1)
    if fill := style.get("fill"):
        colour = fill if isinstance(fill, str) else fill[0]
        layer(made, "SimpleFill", _fill(rgba(colour, opacity)), order, tints)
    if hatch := style.get("hatch"):
        _hatch(made, f"@{name}@{len(made)}", rgba(hatch, opacity), order)
    halo = style.get("halo", [])
    line_layers(made, halo, order + 1, outside=True)
    line_layers(made, style["strokes"], order + 1 + len(halo))


def _fill(colour: str) -> dict[str, object]:
    return {"color": colour, "style": "solid", "outline_style": "no"}


def _hatch(parent: Element, name: str, colour: str, order: int) -> None:
    properties = {"angle": 45, "distance": mm(HATCH_PERIOD), "distance_unit": "MM", "color": colour}
    pattern = layer(parent, "LinePatternFill", properties, order)
    line = {**SOLID, "line_color": colour, "line_width": mm(HATCH_LINE), "line_width_unit": "MM"}
    layer(symbol(pattern, "line", name), "SimpleLine", line)


def depth(style: dict[str, Any]) -> int:
    """Return the number of rendering passes of a style."""
    return 1 + len(style.get("halo", [])) + len(style.get("strokes", []))


def add_point(
    parent: Element, name: str, style: dict[str, Any], order: int, offsets: Mapping[str, str]
) -> None:
    """Add a point symbol; ``offsets`` holds its ``offset`` expression if it is in a tray."""
    made = symbol(parent, "marker", name, style.get("opacity", 1))
    radius, sign = style["size"], style["sign"]
    if simple := SIMPLE.get(sign):
        shape, size, up = simple
        marker = {
            "name": shape,
            "color": rgba(style["fill"]),
            "outline_color": rgba(style["color"]),
            "outline_style": "dot" if style.get("dashArray") else "solid",
            "outline_width": mm(RING),
            "outline_width_unit": "MM",
            "joinstyle": "round",
            "size": mm(size * radius),
            "size_unit": "MM",
            "offset": f"0,{mm(-up * radius)}",
            "offset_unit": "MM",
        }
        layer(made, "SimpleMarker", marker, order, offsets)
    drawing = point_symbol_shapes()[sign]
    if drawing.dot:
        dot = {"name": "circle", "color": rgba(style["color"]), "outline_style": "no"}
        dot |= {"size": mm(2 * drawing.dot * radius), "size_unit": "MM"}
        layer(made, "SimpleMarker", dot, order, offsets)
    if drawing.glyph or drawing.stroke:
        drawn = {"name": _drawing(style), "size": mm(2 * BOX * radius), "size_unit": "MM"}
        layer(made, "SvgMarker", drawn, order, offsets)


def _drawing(style: dict[str, Any]) -> str:
    """Return an inline SVG for a symbol for which QGIS has no marker."""
    drawing, radius, ink = point_symbol_shapes()[style["sign"]], style["size"], style["color"]
    stroke = {"stroke": ink, "stroke-width": f"{RING / radius:.3f}", "stroke-linejoin": "round"}
    if dash := style.get("dashArray"):
        lengths = [f"{float(length) / radius:.3f}" for length in dash.split()]
        stroke["stroke-dasharray"] = " ".join(lengths)
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "width": "26", "height": "26"})
    svg.set("viewBox", f"{-BOX} {-BOX} {2 * BOX} {2 * BOX}")
    _path(svg, drawing.outline, "Z", {"fill": style["fill"], **stroke})
    _path(svg, drawing.glyph, "Z", {"fill": ink})
    _path(svg, drawing.stroke, "", {"fill": "none", **stroke})
    return "base64:" + base64.b64encode(tostring(svg)).decode()


def _path(svg: Element, points: Outline, end: str, look: dict[str, str]) -> None:
    if points:
        line = "L".join(f"{x:g} {y:g}" for x, y in points)
        SubElement(svg, "path", {"d": f"M{line}{end}", **look})
