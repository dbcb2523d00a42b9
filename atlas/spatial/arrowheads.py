"""Arrowheads of lines as polygons, for printed maps and files."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

#: depth of the notch at the back of an arrowhead, as a share of its length
NOTCH = 0.28


def arrowheads(shape: BaseGeometry, arrow: dict[str, Any], pixel: float) -> list[shapely.Polygon]:
    """Return the arrowheads of a line: one at its end, or one at each end.

    Parameters
    ----------
    shape : shapely geometry
        A line or multi-line; only the first and last vertex of the whole get an arrowhead.
    arrow : dict
        Arrow style as returned by :func:`atlas.layers.symbology.arrow_style`.
    pixel : float
        Length of one screen pixel in the units of the shape.
    """
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    if not lines:
        return []
    heads = [_head(lines[-1], arrow, arrow["end"], pixel)]
    if arrow["ends"] == "both":
        heads.append(_head(lines[0].reverse(), arrow, arrow["start"], pixel))
    return heads


def swatch_arrow(look: dict[str, Any]) -> tuple[dict[str, Any], tuple[float, float]]:
    """Return a line style for a legend swatch, and how far (px) to shorten its start and end.

    A swatch has no point symbol at its end, so the gap that is left for one is dropped.
    """
    arrow = look.get("arrow")
    if not arrow:
        return look, (0.0, 0.0)
    back = arrow["start"]
    return {**look, "arrow": {**arrow, "end": back}}, (back * (arrow["ends"] == "both"), back)


def _head(
    line: shapely.LineString, arrow: dict[str, Any], beyond: float, pixel: float
) -> shapely.Polygon:
    """Return the arrowhead at the last vertex; its tip lies ``beyond`` pixels past it."""
    length, half = arrow["length"] * pixel, arrow["width"] * pixel / 2
    x, y = line.coords[-1]
    back = line.interpolate(-min(length, line.length))
    angle = math.atan2(y - back.y, x - back.x)
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    reach = beyond * pixel
    outline = [(0.0, 0.0), (-length, half), (-(1 - NOTCH) * length, 0.0), (-length, -half)]
    return shapely.Polygon(
        (x + (reach + a) * along[0] + b * across[0], y + (reach + a) * along[1] + b * across[1])
        for a, b in outline
    )
