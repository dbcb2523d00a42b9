"""Symbols in SVG: draws strokes, fills, hatches and points by :mod:`atlas.layers.symbology`."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np
import shapely
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from atlas.layers.point_symbols import Outline, point_symbol_shapes
from atlas.layers.symbology import fill_of
from atlas.print.map.window import Box
from atlas.print.typesetting import PAPER
from atlas.spatial.arrowheads import arrowheads

#: in screen px: hatch spacing, hatch line weight, outline of point symbols
HATCH_PITCH, HATCH_WEIGHT, OUTLINE = 7.0, 2.0, 1.8


#: shapes are simplified to this, in millimetres: a dot at 2,500 dots an inch
FINEST = 0.01


class Drawing:
    """An SVG drawing; its parts are sorted by z-order, and parts of one z-order by time.

    Parameters
    ----------
    width, height : float
        In millimetres, as all coordinates, which begin at the lower left corner.
    """

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._parts: list[tuple[float, Box | None, str]] = []
        # by the identity of a shape, which is kept so that no other takes it
        self._paths: dict[int, tuple[BaseGeometry, str]] = {}

    def add(self, zorder: float, element: str, clip: Box | None = None) -> None:
        """Add an SVG element, of which only what lies in ``clip`` is shown."""
        self._parts.append((zorder, clip, element))

    def place(self, x: float, y: float) -> str:
        """Return a place in the coordinates of SVG, where y points down."""
        return f"{x:.2f} {self.height - y:.2f}"

    def path(self, shape: BaseGeometry) -> str:
        """Return the lines and rings of a shape as SVG path data; empty if it has none."""
        if id(shape) not in self._paths:
            self._paths[id(shape)] = shape, self._path(shape)
        return self._paths[id(shape)][1]

    def _path(self, shape: BaseGeometry) -> str:
        found = []
        for part in shapely.get_parts(shapely.simplify(shape, FINEST)):
            kind = shapely.get_type_id(part)
            for ring in shapely.get_rings(part) if kind == shapely.GeometryType.POLYGON else [part]:
                points = shapely.get_coordinates(ring)
                if kind == shapely.GeometryType.POINT or not len(points):
                    continue
                points[:, 1] = self.height - points[:, 1]
                places = "L".join(["%.2f %.2f"] * len(points)) % tuple(points.ravel().tolist())
                closed = "" if kind == shapely.GeometryType.LINESTRING else "Z"
                found.append(f"M{places}{closed}")
        return "".join(found)

    def svg(self) -> str:
        """Return the drawing as an SVG document."""
        clips: dict[Box, str] = {}
        body = []
        ordered = sorted(self._parts, key=lambda part: part[0])
        for clip, parts in groupby(ordered, key=lambda part: part[1]):
            elements = "".join(element for _, _, element in parts)
            if clip:
                name = clips.setdefault(clip, f"clip{len(clips)}")
                elements = f'<g clip-path="url(#{name})">{elements}</g>'
            body.append(elements)
        defined = "".join(
            f'<clipPath id="{name}"><path d="{self.path(_rectangle(box))}"/></clipPath>'
            for box, name in clips.items()
        )
        size = f'width="{self.width}mm" height="{self.height}mm"'
        view = f'viewBox="0 0 {self.width} {self.height}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>'
        return f"{head}<defs>{defined}</defs>{''.join(body)}</svg>"


def _rectangle(box: Box) -> BaseGeometry:
    return shapely.box(box.left, box.bottom, box.right, box.top)


class Pen:
    """Draws styles in millimetres.

    Parameters
    ----------
    drawing : Drawing
    pixel : float
        Millimetres on paper for one screen pixel.
    clip : Box, optional
        Nothing is drawn outside it.
    """

    def __init__(self, drawing: Drawing, pixel: float, clip: Box | None = None) -> None:
        self.drawing, self.pixel, self.clip = drawing, pixel, clip

    def stroke(self, shape: BaseGeometry, look: dict[str, Any], zorder: float) -> None:
        """Draw one stroke along lines or polygon edges."""
        dash = " ".join(
            f"{float(part) * self.pixel:.3f}" for part in (look.get("dashArray") or "").split()
        )
        self._path(
            shape,
            zorder,
            fill="none",
            stroke=look["color"],
            stroke_opacity=look.get("opacity", 1),
            stroke_width=round(look["weight"] * self.pixel, 3),
            stroke_dasharray=dash or "none",
            stroke_linecap=look.get("lineCap", "butt"),
            stroke_linejoin="round",
        )

    def fill(self, shape: BaseGeometry, colour: str, opacity: float, zorder: float) -> None:
        """Fill polygons."""
        self._path(shape, zorder, fill=colour, fill_opacity=opacity, fill_rule="evenodd")

    def hatch(self, shape: BaseGeometry, colour: str, opacity: float, zorder: float) -> None:
        """Hatch polygons with rising diagonal lines."""
        west, south, east, north = shape.bounds
        pitch = HATCH_PITCH * self.pixel * np.sqrt(2)
        # one origin for all, so that the hatches of neighbours line up
        first = np.floor((south - east) / pitch) * pitch
        starts = np.arange(first, north - west + pitch, pitch)
        lines = shapely.MultiLineString(
            [[(west, west + start), (east, east + start)] for start in starts]
        )
        look = {"color": colour, "weight": HATCH_WEIGHT, "opacity": opacity}
        self.stroke(lines.intersection(shape), look, zorder)

    def area(self, shape: BaseGeometry, look: dict[str, Any], ordinal: int, zorder: float) -> None:
        """Fill an area in its style; its edges are drawn as strokes."""
        fill, opacity = fill_of(look, ordinal), look.get("fillOpacity", 1)
        if fill:
            self.fill(shape, fill, opacity, zorder)
        if look.get("hatch"):
            self.hatch(shape, look["hatch"], opacity, zorder)

    def arrows(self, shape: BaseGeometry, look: dict[str, Any], zorder: float) -> None:
        """Draw the arrowheads of a line, if its style has any."""
        if arrow := look.get("arrow"):
            for head in arrowheads(shape, arrow, self.pixel):
                self.fill(head, arrow["color"], 1, zorder)

    def point(self, x: float, y: float, look: dict[str, Any], zorder: float) -> None:
        """Draw a point symbol; ``target`` is a ring with a cross, which hides little."""
        radius, centre = look["size"] * self.pixel, shapely.Point(x, y)
        if look["sign"] == "target":
            self._target(centre, radius, look["color"], zorder)
            return
        drawing = point_symbol_shapes()[look["sign"]]

        def placed(outline: Outline) -> BaseGeometry:
            # y points down in the outlines but up on paper
            sign = affinity.scale(shapely.Polygon(outline), radius, -radius, origin=(0, 0))
            return affinity.translate(sign, x, y)

        disc = centre.buffer(radius, quad_segs=16)
        body = placed(drawing.outline) if drawing.outline else disc
        opacity = look.get("opacity", 1)
        self.fill(body, look["fill"] or PAPER, opacity, zorder)
        if drawing.dot:
            self.fill(centre.buffer(radius * drawing.dot), look["color"], opacity, zorder)
        if drawing.glyph:
            self.fill(placed(drawing.glyph), look["color"], opacity, zorder)
        outline = {"color": look["color"], "weight": OUTLINE, "opacity": opacity}
        outline["dashArray"] = look.get("dashArray")
        self.stroke(body, outline, zorder)
        if drawing.stroke:
            waves = affinity.scale(
                shapely.LineString(drawing.stroke), radius, -radius, origin=(0, 0)
            )
            self.stroke(affinity.translate(waves, x, y), outline, zorder)

    def _target(self, centre: shapely.Point, radius: float, colour: str, zorder: float) -> None:
        x, y = centre.x, centre.y
        tick = shapely.LineString([(x + 0.4 * radius, y), (x + 1.7 * radius, y)])
        ticks = [affinity.rotate(tick, angle, origin=centre) for angle in (0, 90, 180, 270)]
        white = {"color": "#ffffff", "weight": 5, "opacity": 0.8}
        for look in (white, {"color": colour, "weight": 3}):
            for line in (centre.buffer(radius).exterior, *ticks):
                self.stroke(line, look, zorder)

    def _path(self, shape: BaseGeometry, zorder: float, **attributes: Any) -> None:
        path = self.drawing.path(shape)
        if path:
            written = " ".join(
                f'{key.replace("_", "-")}="{value}"' for key, value in attributes.items()
            )
            self.drawing.add(zorder, f'<path d="{path}" {written}/>', self.clip)
