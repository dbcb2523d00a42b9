"""Converts DXF entities to shapes: closed ones to areas, curves to fine lines."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from ezdxf import const
from ezdxf.entities import DXFGraphic
from ezdxf.entities.boundary_paths import ArcEdge, EllipseEdge, LineEdge, PolylinePath, SplineEdge
from ezdxf.math import OCS, Vec3, fit_points_to_cad_cv
from shapely.geometry.base import BaseGeometry

from atlas.readers.file_limits import check_count
from atlas.readers.self_intersections import check_crossings
from atlas.spatial import curves

#: tolerance for the ends of an outline, as a share of the chord distance
_SAME = 0.2
_SPLINE_FRAME = 16
#: maximum number of points examined to find three distinct ones
_CORNERS = 1000


def shape_of(entity: DXFGraphic, distance: float) -> BaseGeometry:
    """Return the shape of an entity in the xy plane.

    Parameters
    ----------
    entity : ezdxf.entities.DXFGraphic
    distance : float
        Maximum distance of chords from arcs and curves, in drawing units.

    Raises
    ------
    TypeError
        When the entity is neither a point, a line nor an area.
    ValueError
        When the entity is damaged.
    """
    kind = entity.dxftype()
    if kind not in _READERS:
        raise TypeError(kind)
    found = _READERS[kind](entity, distance)
    if not np.isfinite(shapely.get_coordinates(found)).all():
        raise ValueError(kind)
    return found


def _point(entity: Any, _: float) -> BaseGeometry:
    return shapely.Point(entity.dxf.location.x, entity.dxf.location.y)


def _line(entity: Any, distance: float) -> BaseGeometry:
    return _path(_plane([entity.dxf.start, entity.dxf.end]), False, distance)


def _lwpolyline(entity: Any, distance: float) -> BaseGeometry:
    vertices = np.array([tuple(point) for point in entity.get_points("xyb")], dtype=float)
    points = curves.bulged(vertices.reshape(-1, 3), entity.closed, distance)
    return _path(_to_wcs(points, entity.ocs(), entity.dxf.elevation), entity.closed, distance)


def _polyline(entity: Any, distance: float) -> BaseGeometry:
    if not (entity.is_2d_polyline or entity.is_3d_polyline):
        raise TypeError("a mesh")
    # a smoothed polyline also contains its control polygon
    vertices = [vertex for vertex in entity.vertices if not vertex.dxf.flags & _SPLINE_FRAME]
    places = [vertex.dxf.location for vertex in vertices]
    if entity.is_3d_polyline:
        return _path(_plane(places), entity.is_closed, distance)
    rows = [(p.x, p.y, v.dxf.get("bulge", 0)) for p, v in zip(places, vertices, strict=True)]
    points = curves.bulged(np.array(rows, dtype=float).reshape(-1, 3), entity.is_closed, distance)
    elevation = Vec3(entity.dxf.get("elevation", places[0] if places else Vec3())).z
    return _path(_to_wcs(points, entity.ocs(), elevation), entity.is_closed, distance)


def _circle(entity: Any, distance: float) -> BaseGeometry:
    return _arc_of(entity, 0, math.tau, distance)


def _arc(entity: Any, distance: float) -> BaseGeometry:
    start = math.radians(entity.dxf.start_angle)
    return _arc_of(entity, start, _sweep(start, math.radians(entity.dxf.end_angle)), distance)


def _arc_of(entity: Any, start: float, sweep: float, distance: float) -> BaseGeometry:
    center = Vec3(entity.dxf.center)
    points = curves.arc(_flat(center), abs(entity.dxf.radius), start, sweep, distance)
    return _path(_to_wcs(points, entity.ocs(), center.z), sweep == math.tau, distance)


def _ellipse(entity: Any, distance: float) -> BaseGeometry:
    tool = entity.construction_tool()
    start, sweep = tool.start_param, _sweep(tool.start_param, tool.end_param)
    axes = _flat(tool.center), _flat(tool.major_axis), _flat(tool.minor_axis)
    return _path(curves.ellipse(axes, start, sweep, distance), sweep == math.tau, distance)


def _spline(entity: Any, distance: float) -> BaseGeometry:
    if not entity.control_point_count() and entity.closed:
        # the method by which programs close a curve through points is not documented
        raise ValueError("a closed spline through points")
    tool = entity.construction_tool()
    weights = np.array(tool.weights()) if len(tool.weights()) else None
    points = curves.spline(
        _plane(tool.control_points), weights, np.array(tool.knots()), tool.degree, distance
    )
    return _path(points, False, distance)


def _corners(entity: Any, distance: float) -> BaseGeometry:
    return _path(_plane(entity.wcs_vertices(close=True)), True, distance)


def _hatch(entity: Any, distance: float) -> BaseGeometry:
    """Return the filled area of a hatch, by its style: nested, outermost only, or all islands."""
    moved_by = entity.dxf.offset_vector if entity.dxftype() == "MPOLYGON" else (0, 0)
    offset = np.array(tuple(moved_by)[:2], dtype=float)
    rings: dict[bytes, BaseGeometry] = {}
    for path in entity.paths:
        if path.path_type_flags & const.BOUNDARY_PATH_TEXTBOX:
            continue  # a gap left for a text
        for points in _boundary(path, distance):
            moved = _to_wcs(points + offset, entity.ocs(), entity.dxf.elevation.z)
            check_crossings(np.array([shapely.Polygon(moved)], dtype=object), "")
            ring = shapely.make_valid(shapely.Polygon(moved), method="structure")
            if ring.area:
                rings[shapely.to_wkb(shapely.normalize(ring))] = ring
    found = sorted(rings.values(), key=lambda ring: -ring.area)
    if not found:
        raise ValueError("a hatch without boundary")
    check_count(len(found) ** 2, "pairs", "")
    depths = [sum(other.contains(ring) for other in found[:row]) for row, ring in enumerate(found)]
    style = entity.dxf.hatch_style
    deepest = {const.HATCH_STYLE_IGNORE: 0, const.HATCH_STYLE_OUTERMOST: 1}.get(style, len(found))
    filled: BaseGeometry = shapely.Polygon()
    for ring, depth in zip(found, depths, strict=True):
        if depth <= deepest:
            filled = filled.symmetric_difference(ring) if depth else filled.union(ring)
    return filled


def _boundary(path: Any, distance: float) -> list[np.ndarray]:
    """Return the rings of a hatch boundary; its edges may have any direction."""
    if isinstance(path, PolylinePath):
        vertices = np.array([tuple(vertex) for vertex in path.vertices], dtype=float)
        points = curves.bulged(vertices.reshape(-1, 3), True, distance)
        return [points] if len(points) > 3 else []
    rings: list[np.ndarray] = []
    ring: np.ndarray | None = None
    for edge in path.edges:
        points = _edge(edge, distance)
        if ring is None:
            ring = points
        else:
            gaps = [
                (float(np.hypot(*(ring[a] - points[b]))), a, b) for a in (-1, 0) for b in (0, -1)
            ]
            _, own, other = min(gaps)
            ring = ring if own == -1 else ring[::-1]
            ring = np.concatenate([ring, points if other == 0 else points[::-1]])
        if np.hypot(*(ring[0] - ring[-1])) <= distance and len(ring) > 3:
            rings.append(ring)
            ring = None
    return [*rings, ring] if ring is not None and len(ring) > 3 else rings


def _edge(edge: Any, distance: float) -> np.ndarray:
    if isinstance(edge, LineEdge):
        return _plane([edge.start, edge.end])
    if isinstance(edge, ArcEdge):
        start = math.radians(edge.start_angle)
        sweep = _sweep(start, math.radians(edge.end_angle))
        return curves.arc(_flat(edge.center), edge.radius, start, sweep, distance)
    if isinstance(edge, EllipseEdge):
        major = _flat(edge.major_axis)
        minor = np.array([-major[1], major[0]]) * edge.ratio
        start, sweep = edge.start_param, _sweep(edge.start_param, edge.end_param)
        if abs(edge.end_angle - edge.start_angle) >= 360:
            sweep = math.tau
        return curves.ellipse((_flat(edge.center), major, minor), start, sweep, distance)
    if isinstance(edge, SplineEdge):
        weights = np.array(edge.weights) if edge.weights else None
        poles, knots, degree = edge.control_points, edge.knot_values, edge.degree
        if not poles:
            tool = fit_points_to_cad_cv([Vec3(point) for point in edge.fit_points])
            poles, knots, degree = list(tool.control_points), list(tool.knots()), tool.degree
        return curves.spline(_plane(poles), weights, np.array(knots), degree, distance)
    raise TypeError("an unknown edge")


def _path(points: np.ndarray, closed: bool, distance: float) -> BaseGeometry:
    """Return an area if the points lead back to the first one, else a line."""
    if len(points) < 2:
        raise ValueError("too few points")
    ring = closed or np.hypot(*(points[0] - points[-1])) <= distance * _SAME
    if ring and len(set(map(tuple, points[:_CORNERS].tolist()))) > 2:
        return shapely.Polygon(points)
    return shapely.LineString(points)


def _sweep(start: float, end: float) -> float:
    """Return the counter-clockwise angle from start to end; a full turn if they are equal."""
    sweep = (end - start) % math.tau
    return math.tau if sweep < 1e-9 or math.tau - sweep < 1e-9 else sweep


def _flat(vector: Any) -> np.ndarray:
    return np.array([vector[0], vector[1]], dtype=float)


def _plane(vectors: Any) -> np.ndarray:
    return np.array([(vector[0], vector[1]) for vector in vectors], dtype=float).reshape(-1, 2)


def _to_wcs(points: np.ndarray, ocs: OCS, elevation: float) -> np.ndarray:
    """Transform points from an entity's own coordinate system (OCS) to the drawing's (WCS)."""
    if not ocs.transform:
        return points
    return _plane(ocs.points_to_wcs(Vec3(x, y, elevation) for x, y in points))


_READERS: dict[str, Callable[[Any, float], BaseGeometry]] = {
    "POINT": _point,
    "LINE": _line,
    "LWPOLYLINE": _lwpolyline,
    "POLYLINE": _polyline,
    "CIRCLE": _circle,
    "ARC": _arc,
    "ELLIPSE": _ellipse,
    "SPLINE": _spline,
    "HELIX": _spline,
    "SOLID": _corners,
    "TRACE": _corners,
    "3DFACE": _corners,
    "HATCH": _hatch,
    "MPOLYGON": _hatch,
}
