"""Coordinates, lengths and areas.

Data stand in WGS-84 longitude and latitude (EPSG:4326). Shapes are made and distances measured in
metres of CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549), the city's own projection; lengths
and areas that readers see are measured on the ellipsoid, which no projection distorts.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

GEOGRAPHIC = "EPSG:4326"
PROJECTED = "EPSG:4549"

_ELLIPSOID = Geod(ellps="WGS84")


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _transformed(shape: BaseGeometry, source: str, target: str) -> BaseGeometry:
    transformer = _transformer(source, target)

    def transform(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    moved: BaseGeometry = shapely.transform(shape, transform)
    return moved


def to_metres(shape: BaseGeometry) -> BaseGeometry:
    """Return ``shape`` (EPSG:4326) in metres of EPSG:4549, east before north."""
    return _transformed(shape, GEOGRAPHIC, PROJECTED)


def to_degrees(shape: BaseGeometry) -> BaseGeometry:
    """Return ``shape`` (metres of EPSG:4549) as longitude and latitude, EPSG:4326."""
    return _transformed(shape, PROJECTED, GEOGRAPHIC)


def length_km(shape: BaseGeometry) -> float:
    """Return the length of lines (EPSG:4326) on the ellipsoid, in kilometres."""
    return float(_ELLIPSOID.geometry_length(shape)) / 1000


def area_ha(shape: BaseGeometry) -> float:
    """Return the area of polygons (EPSG:4326) on the ellipsoid, in hectares, wound either way."""
    oriented = shapely.orient_polygons(shape)
    return abs(float(_ELLIPSOID.geometry_area_perimeter(oriented)[0])) / 10_000
