"""Construction of shapes: smoothing, cutting, clipping, corridors.

Lengths are in metres; functions that use them take shapes in a projected CRS (EPSG:4549) and say
so.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

#: number of points by which smoothing replaces each segment
STEPS = 12
#: height of a connection's curve over its chord, as a share of the chord
BOW = 0.12
#: coordinate grid of the built files, in degrees
GRID = 1e-6
#: pieces below this share of the whole are artefacts of clipping and are dropped
SLIVER = 0.01
#: simplification tolerance for corridors (metres)
CORRIDOR_TOLERANCE = 3.0
#: maximum gap between the city and a neighbour's outline, which comes from another source (metres)
MEET_M = 4000
MEET_STEPS_M = (250, 500, 1000, 2000, 4000)


def _without_repeats(points: np.ndarray) -> np.ndarray:
    keep = np.ones(len(points), dtype=bool)
    keep[1:] = np.any(points[1:] != points[:-1], axis=1)
    return points[keep]


def _spline(points: np.ndarray, steps: int) -> np.ndarray:
    """Return the centripetal Catmull–Rom curve from the second to the second-last point.

    Centripetal parametrization avoids loops and overshooting where points are unevenly spaced.
    """
    spacing = np.sqrt(np.linalg.norm(np.diff(points, axis=0), axis=1))
    knots = np.concatenate([[0.0], np.cumsum(spacing)])
    curve = [points[1]]
    for i in range(1, len(points) - 2):
        p = points[i - 1 : i + 3]
        k = knots[i - 1 : i + 3]
        t = np.linspace(k[1], k[2], steps + 1)[1:, None]
        a1 = ((k[1] - t) * p[0] + (t - k[0]) * p[1]) / (k[1] - k[0])
        a2 = ((k[2] - t) * p[1] + (t - k[1]) * p[2]) / (k[2] - k[1])
        a3 = ((k[3] - t) * p[2] + (t - k[2]) * p[3]) / (k[3] - k[2])
        b1 = ((k[2] - t) * a1 + (t - k[0]) * a2) / (k[2] - k[0])
        b2 = ((k[3] - t) * a2 + (t - k[1]) * a3) / (k[3] - k[1])
        piece = ((k[2] - t) * b1 + (t - k[1]) * b2) / (k[2] - k[1])
        piece[-1] = p[2]
        curve.extend(piece)
    return np.asarray(curve)


def smooth_line(line: LineString, steps: int = STEPS) -> LineString:
    """Return a smooth curve through the points of a line.

    Parameters
    ----------
    line : LineString
        Control points, in a projected CRS.
    steps : int
        Number of points that replace each segment.

    Returns
    -------
    LineString
        Passes through every control point and keeps the end points. A line of two points stays
        straight.
    """
    points = _without_repeats(shapely.get_coordinates(line))
    if len(points) < 3:
        return LineString(points)
    # the curve is extended beyond both ends by reflected points
    before, after = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    return LineString(_spline(np.vstack([before, points, after]), steps))


def _smooth_ring(ring: BaseGeometry, steps: int) -> np.ndarray:
    points = _without_repeats(shapely.get_coordinates(ring))[:-1]
    return _spline(np.vstack([points[-1], points, points[:2]]), steps)


def smooth_area(area: BaseGeometry, steps: int = STEPS) -> BaseGeometry:
    """Return a polygon with a smooth outline through its corners (projected CRS).

    Raises
    ------
    ValueError
        When the smooth outline crosses itself, because the control polygon is too jagged.
    """
    smoothed = [
        Polygon(
            _smooth_ring(polygon.exterior, steps),
            [_smooth_ring(ring, steps) for ring in polygon.interiors],
        )
        for polygon in polygons(area)
    ]
    whole = smoothed[0] if len(smoothed) == 1 else MultiPolygon(smoothed)
    if not whole.is_valid:
        raise ValueError(f"the smoothed outline is not valid: {shapely.is_valid_reason(whole)}")
    return whole


def cut_line(line: LineString, start: Point | None, end: Point | None) -> LineString:
    """Cut a line between its points nearest to two places.

    Parameters
    ----------
    line : LineString
        In a projected CRS, because distances are compared.
    start, end : Point, optional
        Where to cut; ``None`` keeps the line's own start or end.

    Returns
    -------
    LineString
        From ``start`` to ``end``; reversed if the line runs the other way.

    Raises
    ------
    ValueError
        When both places are nearest to the same point.
    """
    first = 0.0 if start is None else line.project(start)
    last = line.length if end is None else line.project(end)
    if first == last:
        raise ValueError("expected two places at different points of the line, found one point")
    piece = substring(line, first, last)
    assert isinstance(piece, LineString)  # two distinct positions never give a Point
    return piece


def link_curve(start: Point, end: Point, steps: int = 2 * STEPS, bow: float = BOW) -> LineString:
    """Return a slightly curved connection between two places.

    Parameters
    ----------
    start, end : Point
        In a projected CRS.
    steps : int
        Segments of the curve.
    bow : float
        Maximum distance from the straight line, as a share of its length; to the left.

    Returns
    -------
    LineString
        A quadratic Bézier curve.
    """
    a, b = np.array(start.coords[0]), np.array(end.coords[0])
    along = b - a
    # a quadratic curve reaches half as far as its control point
    control = (a + b) / 2 + 2 * bow * np.array([-along[1], along[0]])
    t = np.linspace(0, 1, steps + 1)[:, None]
    return LineString((1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b)


def corridor(line: LineString, width: float) -> BaseGeometry:
    """Return the buffer of total ``width`` metres along a line (projected CRS), round ends."""
    band: BaseGeometry = line.buffer(width / 2, quad_segs=8)
    return band.simplify(CORRIDOR_TOLERANCE)


def polygons(shape: BaseGeometry) -> list[Polygon]:
    """Return the polygons of a shape."""
    return [part for part in _parts(shape) if isinstance(part, Polygon) and not part.is_empty]


def lines(shape: BaseGeometry) -> list[LineString]:
    """Return the lines of a shape."""
    return [part for part in _parts(shape) if isinstance(part, LineString) and not part.is_empty]


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    return [piece for part in shapely.get_parts([shape]) for piece in shapely.get_parts([part])]


def clip(shape: BaseGeometry, within: BaseGeometry) -> BaseGeometry:
    """Return the part of a shape inside another, without slivers.

    Parameters
    ----------
    shape : BaseGeometry
        Point, line or polygon.
    within : BaseGeometry
        Polygon in the same CRS; where it cuts, its corners become corners of the result.

    Returns
    -------
    BaseGeometry
        Of the same dimension; pieces below ``SLIVER`` of the whole are dropped.

    Raises
    ------
    ValueError
        When nothing is left.
    """
    cut = shape.intersection(within)
    whole: BaseGeometry = cut
    if "LineString" in shape.geom_type:
        # Where the line touches an edge, the cut splits it into pieces that are merged again.
        merged = shapely.line_merge(MultiLineString(lines(cut)), directed=True)
        pieces = [piece for piece in lines(merged) if piece.length >= SLIVER * cut.length]
        whole = pieces[0] if len(pieces) == 1 else MultiLineString(pieces)
    elif "Polygon" in shape.geom_type:
        areas = [piece for piece in polygons(cut) if piece.area >= SLIVER * cut.area]
        whole = areas[0] if len(areas) == 1 else MultiPolygon(areas)
    if whole.is_empty:
        raise ValueError("expected it to reach into geometry_within, found nothing left of it")
    return whole


def on_grid(shape: BaseGeometry) -> BaseGeometry:
    """Snap the coordinates of a shape (degrees) to the grid of the files, keeping it valid.

    Shapes already on the grid are returned unchanged, so a coverage stays a coverage.
    """
    rounded: BaseGeometry = shapely.transform(shape, lambda points: np.round(points, 6))
    if np.array_equal(shapely.get_coordinates(rounded), shapely.get_coordinates(shape)):
        return shape
    if rounded.geom_type in ("Polygon", "MultiPolygon"):
        snapped = shapely.set_precision(shape, GRID)
        # Keeping this precision would snap again; and k·1e-6 is not always the nearest double.
        free = shapely.set_precision(snapped, 0, mode="pointwise")
        return shapely.transform(free, lambda points: np.round(points, 6))
    return shapely.remove_repeated_points(rounded)


def meet(shapes: Mapping[str, BaseGeometry], city: BaseGeometry) -> dict[str, BaseGeometry]:
    """Fit the outlines of neighbours to the city's, which is more accurate than theirs.

    Parts over the city are cut off; gaps of up to :data:`MEET_M` to the city are given, in steps,
    to the nearer neighbour.

    Parameters
    ----------
    shapes : mapping of str to BaseGeometry
        Name → polygon, in metres.
    city : BaseGeometry
        In metres.
    """
    near = {name: shape for name, shape in shapes.items() if shape.distance(city) < MEET_M}
    met = {name: shape.difference(city) for name, shape in near.items()}
    gap = city.buffer(MEET_M).difference(shapely.union_all([city, *shapes.values()]))
    for reach in MEET_STEPS_M:
        for name, shape in list(met.items()):
            piece = gap.intersection(shape.buffer(reach))
            met[name] = shape.union(piece)
            gap = gap.difference(piece)
    return {name: MultiPolygon(polygons(shape)) for name, shape in met.items()}
