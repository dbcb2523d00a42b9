"""Symbols in matplotlib: draws strokes, fills, hatches and points by :mod:`.symbology`."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from atlas.layers.point_symbols import Outline, point_symbol_shapes
from atlas.layers.symbology import fill_of
from atlas.print.sheet.map_text import POINTS
from atlas.print.sheet.page_layout import Box
from atlas.spatial.arrowheads import arrowheads

#: in screen px: hatch spacing, hatch line weight, outline of point symbols
HATCH_PITCH, HATCH_WEIGHT, OUTLINE = 7.0, 2.0, 1.8


def path_of(shape: BaseGeometry) -> Path | None:
    """Return a shape's lines and rings as one path; ``None`` if it has none."""
    vertices, codes = [], []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
        else:
            rings = [part] if part.geom_type in ("LineString", "LinearRing") else []
        for ring in rings:
            points = shapely.get_coordinates(ring)
            if len(points) > 1:
                vertices.append(points)
                codes.append([Path.MOVETO] + [Path.LINETO] * (len(points) - 1))
    return Path(np.concatenate(vertices), np.concatenate(codes)) if vertices else None


class Pen:
    """Draws styles on axes in millimetres.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    pixel : float
        Millimetres on paper for one screen pixel.
    clip : Box, optional
        Nothing is drawn outside it.
    """

    def __init__(self, axes: Axes, pixel: float, clip: Box | None = None) -> None:
        self.axes, self.pixel, self.clip = axes, pixel, None
        if clip:
            place, size = (clip.left, clip.bottom), (clip.width, clip.height)
            self.clip = Rectangle(place, *size, transform=axes.transData)

    def stroke(self, shape: BaseGeometry, look: dict[str, Any], zorder: float) -> None:
        """Draw one stroke along lines or polygon edges."""
        weight = look["weight"] * self.pixel * POINTS
        dash = [float(sign) / look["weight"] for sign in (look.get("dashArray") or "").split()]
        self._patch(
            shape,
            zorder,
            facecolor="none",
            edgecolor=look["color"],
            alpha=look.get("opacity", 1),
            linewidth=weight,
            # matplotlib measures dashes in line widths
            linestyle=(0, dash * (1 + len(dash) % 2)) if dash else "solid",
            capstyle=look.get("lineCap", "butt"),
            joinstyle="round",
        )

    def fill(self, shape: BaseGeometry, colour: str, opacity: float, zorder: float) -> None:
        """Fill polygons."""
        self._patch(shape, zorder, facecolor=colour, alpha=opacity, linewidth=0)

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
        """Draw a point symbol."""
        radius, drawing = look["size"] * self.pixel, point_symbol_shapes()[look["sign"]]
        centre = shapely.Point(x, y)

        def placed(outline: Outline) -> BaseGeometry:
            # y points down in the outlines but up on paper
            sign = affinity.scale(shapely.Polygon(outline), radius, -radius, origin=(0, 0))
            return affinity.translate(sign, x, y)

        disc = centre.buffer(radius, quad_segs=16)
        body = placed(drawing.outline) if drawing.outline else disc
        opacity = look.get("opacity", 1)
        self.fill(body, look["fill"], opacity, zorder)
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

    def _patch(self, shape: BaseGeometry, zorder: float, **options: Any) -> None:
        path = path_of(shape)
        if path is None:
            return
        patch = PathPatch(path, zorder=zorder, **options)
        self.axes.add_artist(patch)  # add_patch would visit every vertex to update the axis limits
        if self.clip is not None:
            patch.set_clip_path(self.clip)
