"""Areas and lengths of shapes, in the plane of EPSG:4549 and on the CGCS2000 ellipsoid.

The plane scales areas away from 120°E, by some 0.06 ‰ at the edge of the city; the ellipsoid does
not. Reports give both values and their difference.

Edges are straight in longitude and latitude, so they are curves in the plane. Areas are integrated
by Simpson's rule: each segment counts as the parabola through its ends and its middle. A triangle
with sides of 50 km is then right to 0.001 m²; chords of 200 m would be 20 m² off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import GEOGRAPHIC, PROJECTED, between

HA = 10_000.0
#: CGCS2000 (GB 22021-2008)
_SEMI_MAJOR_M, _INVERSE_FLATTENING = 6_378_137.0, 298.257222101
_GEOD = Geod(a=_SEMI_MAJOR_M, rf=_INVERSE_FLATTENING)
#: Lambert's cylindrical equal-area projection; parallels and meridians stay straight, so it bends
#: edges least among equal-area projections
_EQUAL_AREA = CRS.from_dict(
    {"proj": "cea", "lon_0": 120.0, "a": _SEMI_MAJOR_M, "rf": _INVERSE_FLATTENING}
)
#: degrees: maximum segment length for the parabola rule, or for chords where lengths are measured
_PIECE = 0.01

Project = Callable[[np.ndarray], np.ndarray]


def _transformed(points: np.ndarray, transformer: Transformer) -> np.ndarray:
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


_TO_PLANE: Project = partial(
    _transformed, transformer=Transformer.from_crs(GEOGRAPHIC, PROJECTED, always_xy=True)
)
_TO_EQUAL_AREA: Project = partial(
    _transformed, transformer=Transformer.from_crs("EPSG:4490", _EQUAL_AREA, always_xy=True)
)


@dataclass(frozen=True)
class Sizes:
    """Sizes of shapes, one array per measure; 0 where a measure does not apply.

    Attributes
    ----------
    area_ha, area_ha_ellipsoid : numpy.ndarray
        Of polygons, in hectares.
    length_m, length_m_ellipsoid : numpy.ndarray
        Of lines, in metres.
    points : numpy.ndarray
        Number of points.
    """

    area_ha: np.ndarray
    area_ha_ellipsoid: np.ndarray
    length_m: np.ndarray
    length_m_ellipsoid: np.ndarray
    points: np.ndarray

    def frame(self) -> pd.DataFrame:
        """Return the sizes as columns of a table."""
        return pd.DataFrame(vars(self))


def sizes(shapes: np.ndarray) -> Sizes:
    """Return the sizes of shapes of single geometry types.

    Parameters
    ----------
    shapes : numpy.ndarray
        EPSG:4326: polygons, lines or points, single or multi, or ``None``.
    """
    kind = shapely.get_dimensions(shapes)
    rings, lines = _rings(shapes), _lines(shapes)
    return Sizes(
        area_ha=rings.area(_TO_PLANE) / HA,
        area_ha_ellipsoid=rings.area(_TO_EQUAL_AREA) / HA,
        length_m=lines.plane_length(),
        length_m_ellipsoid=lines.geodesic_length(),
        points=np.where(kind == 0, shapely.get_num_geometries(shapes), 0),
    )


def area_ha(shape: BaseGeometry) -> float:
    """Return the area of polygons (EPSG:4326) on the ellipsoid, in hectares; winding is ignored.

    Examples
    --------
    >>> round(area_ha(shapely.box(120, 36.8, 120.01, 36.81)), 1)
    99.0
    """
    return float(ellipsoid_area(np.array([shape], dtype=object))[0]) / HA


def length_km(shape: BaseGeometry) -> float:
    """Return the length of lines (EPSG:4326) on the ellipsoid, in kilometres."""
    return float(ellipsoid_length(np.array([shape], dtype=object))[0]) / 1000


def ellipsoid_area(shapes: np.ndarray) -> np.ndarray:
    """Return areas (m²) of shapes (EPSG:4326) on the ellipsoid; 0 for lines and points."""
    return _rings(shapes).area(_TO_EQUAL_AREA)


def plane_area(shapes: np.ndarray) -> np.ndarray:
    """Return areas (m²) of shapes (EPSG:4326) in the plane of EPSG:4549; 0 for others."""
    return _rings(shapes).area(_TO_PLANE)


def ellipsoid_length(shapes: np.ndarray) -> np.ndarray:
    """Return lengths (m) of lines (EPSG:4326) on the ellipsoid; 0 for other shapes."""
    return _lines(shapes).geodesic_length()


def geodesic_m(one: Point, other: Point) -> float:
    """Return the shortest distance between two points (EPSG:4326) on the ellipsoid, in metres.

    Examples
    --------
    >>> round(geodesic_m(shapely.Point(120, 36), shapely.Point(120, 37)))
    110968
    """
    return float(_GEOD.inv(one.x, one.y, other.x, other.y)[2])


def geodesics_m(one: Point, others: np.ndarray) -> np.ndarray:
    """Return the distances as :func:`geodesic_m` from a point to points of shape (n, 2)."""
    if not len(others):  # PROJ does not accept an empty array
        return np.zeros(0)
    start = np.broadcast_to([one.x, one.y], others.shape)
    return np.asarray(_GEOD.inv(start[:, 0], start[:, 1], others[:, 0], others[:, 1])[2])


@dataclass(frozen=True)
class _Edges:
    """Densified edges of the rings or lines of shapes.

    Attributes
    ----------
    points : numpy.ndarray
        Vertices of all paths, one after the other (EPSG:4326).
    path : numpy.ndarray
        Index of each vertex's path.
    sign : numpy.ndarray
        Per path: 1 for an outer ring or a line, -1 for a hole.
    shape : numpy.ndarray
        Per path: index of its shape.
    count : int
        Number of shapes.
    """

    points: np.ndarray
    path: np.ndarray
    sign: np.ndarray
    shape: np.ndarray
    count: int

    def area(self, project: Project) -> np.ndarray:
        """Return the areas in a projection."""
        if not len(self.points):  # PROJ does not accept an empty array
            return np.zeros(self.count)
        edge = self.path[1:] == self.path[:-1]
        path = self.path[1:][edge]
        corners = project(self.points)
        middle = project(((self.points[1:] + self.points[:-1]) / 2)[edge])
        # relative to each path's first corner, to keep precision in the products
        first = np.flatnonzero(np.diff(self.path, prepend=-1))
        origin = corners[first][path]
        start, end = corners[:-1][edge] - origin, corners[1:][edge] - origin
        bulge = _cross(middle - origin - start, end - start) * (2 / 3)
        below = _cross(start, end) / 2 + bulge
        areas = np.abs(np.bincount(path, below, len(self.shape)))
        return np.bincount(self.shape, areas * self.sign, self.count)

    def plane_length(self) -> np.ndarray:
        """Return the lengths in the plane."""
        edge = self.path[1:] == self.path[:-1]
        corners = _TO_PLANE(self.points) if len(self.points) else self.points
        steps = np.hypot(*np.diff(corners, axis=0)[edge].T)
        return self._summed(edge, steps)

    def geodesic_length(self) -> np.ndarray:
        """Return the lengths on the ellipsoid."""
        edge = self.path[1:] == self.path[:-1]
        start, end = self.points[:-1][edge], self.points[1:][edge]
        _, _, steps = _GEOD.inv(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
        return self._summed(edge, steps)

    def _summed(self, edge: np.ndarray, steps: np.ndarray) -> np.ndarray:
        # bincount returns integers for empty input
        return np.bincount(self.shape[self.path[1:][edge]], steps, self.count).astype(float)


def _cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    product: np.ndarray = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    return product


def _rings(shapes: np.ndarray) -> _Edges:
    parts, shape = _parts(shapes, 2)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, path = between(*shapely.get_coordinates(rings, return_index=True), _PIECE)
    outer = np.diff(part, prepend=-1) != 0  # the first ring of each polygon is the outer one
    return _Edges(points, path, np.where(outer, 1, -1), shape[part], len(shapes))


def _lines(shapes: np.ndarray) -> _Edges:
    parts, shape = _parts(shapes, 1)
    points, path = between(*shapely.get_coordinates(parts, return_index=True), _PIECE)
    return _Edges(points, path, np.ones(len(parts)), shape, len(shapes))


def _parts(shapes: np.ndarray, dimension: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the parts of a dimension, and the index of each part's shape."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    kept = shapely.get_dimensions(parts) == dimension
    return parts[kept], shape[kept]
