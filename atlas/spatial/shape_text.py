"""Drawn shapes as text in web addresses.

``polygon:119.95,36.78;120,36.78;120,36.8`` or ``line:119.95,36.78;120,36.8``: longitude and
latitude in WGS-84. ``|`` separates parts, ``/`` introduces a hole; rings need not be closed.
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from atlas.core.errors import LocalizedError
from atlas.spatial.geojson_text import DECIMALS

#: allowed extent of spots and shapes (degrees)
WEST, SOUTH, EAST, NORTH = 112.0, 30.0, 128.0, 44.0
MAX_VERTICES = 200
#: a vertex takes at most 40 characters
MAX_LENGTH = 40 * MAX_VERTICES
#: maximum number of self-crossings; hand-drawn shapes have a few, while one at every edge would
#: take minutes to repair and block other readers
MAX_CROSSINGS = 50
_VERTEX = re.compile(r"(\d{1,3}(?:\.\d{1,12})?),(\d{1,2}(?:\.\d{1,12})?)", re.ASCII)
_KINDS = {"polygon": 3, "line": 2}

Ring = list[tuple[float, float]]


class ShapeError(LocalizedError):
    """A text that is not a valid shape."""


def parse_shape(text: str) -> BaseGeometry:
    """Parse the text of a shape.

    Returns
    -------
    shapely.Polygon, MultiPolygon, LineString or MultiLineString
        EPSG:4326, valid; a self-crossing outline becomes the parts that it encloses.

    Raises
    ------
    ShapeError
        When it is not a shape, lies outside the allowed extent, has too many vertices or crossings,
        or has no extent.

    Examples
    --------
    >>> parse_shape("line:119.95,36.78;120,36.8").wkt
    'LINESTRING (119.95 36.78, 120 36.8)'
    """
    kind, colon, rest = text[: MAX_LENGTH + 1].partition(":")
    if kind not in _KINDS or not colon:
        raise ShapeError("shape.kind")
    if len(text) > MAX_LENGTH or len(re.findall("[;|/]", rest)) >= MAX_VERTICES:
        raise ShapeError("shape.too_many", n=MAX_VERTICES)
    parts = [[_ring(ring, _KINDS[kind]) for ring in part.split("/")] for part in rest.split("|")]
    rings = [ring for part in parts for ring in part]
    closed = [[*ring, ring[0]] for ring in rings] if kind == "polygon" else rings
    if crossings(closed) > MAX_CROSSINGS:
        raise ShapeError("shape.too_many_crossings", n=MAX_CROSSINGS)
    if kind == "line":
        if any(len(part) > 1 for part in parts):
            raise ShapeError("shape.kind")
        lines = [LineString(part[0]) for part in parts]
        made: BaseGeometry = MultiLineString([line for line in lines if line.length])
    else:
        areas = [_areas(shapely.make_valid(Polygon(shell, holes))) for shell, *holes in parts]
        made = shapely.union_all(areas)
    if made.is_empty:
        raise ShapeError("shape.no_extent")
    found = list(shapely.get_parts(made))
    return found[0] if len(found) == 1 else made


def shape_text(geometry: BaseGeometry) -> str:
    """Return a shape (EPSG:4326) as text with six decimals; the inverse of :func:`parse_shape`.

    Raises
    ------
    ShapeError
        When it is neither lines nor polygons, or has too many vertices.
    """
    if isinstance(geometry, Polygon | MultiPolygon):
        kind = "polygon"
        parts = [[p.exterior, *p.interiors] for p in shapely.get_parts(geometry)]
    elif isinstance(geometry, LineString | MultiLineString):
        kind, parts = "line", [[line] for line in shapely.get_parts(geometry)]
    else:
        raise ShapeError("shape.kind")
    closing = 1 if kind == "polygon" else 0  # the first vertex is repeated at the end of a ring
    rings = [[list(ring.coords)[: len(ring.coords) - closing] for ring in part] for part in parts]
    if sum(len(ring) for part in rings for ring in part) > MAX_VERTICES:
        raise ShapeError("shape.too_many", n=MAX_VERTICES)
    return f"{kind}:" + "|".join("/".join(map(_written, part)) for part in rings)


def crossings(lines: list[Ring]) -> int:
    """Return the number of crossings within and between lines.

    Edges that only touch do not cross. All pairs of edges are compared at once.
    """
    edges = np.array([edge for line in lines for edge in pairwise(line)])
    start, end = edges[:, 0], edges[:, 1]

    def side(point: np.ndarray) -> np.ndarray:
        """Return the side of each edge (rows) on which each point (columns) lies."""
        along, off = (end - start)[:, None], point[None] - start[:, None]
        return np.sign(along[..., 0] * off[..., 1] - along[..., 1] * off[..., 0])

    apart = side(start) * side(end) < 0
    return int(np.count_nonzero(apart & apart.T)) // 2


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, dropping lines and points."""
    flat = [p for part in shapely.get_parts(shape) for p in shapely.get_parts(part)]
    return MultiPolygon([part for part in flat if isinstance(part, Polygon) and part.area])


def _ring(text: str, least: int) -> Ring:
    ring = [_vertex(vertex) for vertex in text.split(";")]
    if len(ring) < least:
        raise ShapeError("shape.too_few", n=least)
    return ring


def _vertex(text: str) -> tuple[float, float]:
    found = _VERTEX.fullmatch(text)
    if found is None:
        raise ShapeError("shape.vertex")
    lon, lat = map(float, found.groups())
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        raise ShapeError("shape.elsewhere", west=WEST, south=SOUTH, east=EAST, north=NORTH)
    return round(lon, DECIMALS), round(lat, DECIMALS)


def _written(ring: Ring) -> str:
    pairs = (f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y, *_ in ring)
    return ";".join(re.sub(r"\.?0+(?=,|$)", "", pair) for pair in pairs)
