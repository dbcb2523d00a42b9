"""The coordinate systems on offer, and transformations of shapes and boxes.

A system is named by its OGC URI, with axes in the authority's order: EPSG:4326 and EPSG:4490 have
latitude first, EPSG:4549 northing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from pygeoapi.util import get_crs_from_uri
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import Bounds
from atlas.spatial.geojson_text import DECIMALS

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
#: WGS-84 (longitude first, then latitude first), CGCS2000, CGCS2000 in metres of the city's zone
SYSTEMS = (CRS84, *(f"http://www.opengis.net/def/crs/EPSG/0/{n}" for n in (4326, 4490, 4549)))
#: decimals of metres: 1 mm, as in surveyors' coordinates
METRE_DECIMALS = 3


def moved(shape: BaseGeometry, system: str) -> BaseGeometry:
    """Return a shape (longitude, latitude) transformed to one of the systems."""
    way = _way(system)

    def move(points: np.ndarray) -> np.ndarray:
        found = np.column_stack(way.transformer.transform(points[:, 0], points[:, 1]))
        return np.round(found[:, ::-1] if way.north_first else found, way.decimals)

    there: BaseGeometry = shapely.transform(shape, move)
    return there


def box_in_degrees(box: Bounds, system: str) -> Bounds:
    """Return the west, south, east, north in degrees of a box in one of the systems.

    The edges are densified, because in EPSG:4549 a box as wide as the city extends about 300 m
    beyond the extent of its south-west and north-east corners. The result is not finite outside
    the area of use.
    """
    way = _way(system)
    if way.north_first:
        box = box[1], box[0], box[3], box[2]
    west, south, east, north = way.transformer.transform_bounds(*box, direction="INVERSE")
    return west, south, east, north


@dataclass(frozen=True)
class _Way:
    """A transformation from longitude and latitude, and the axis order and decimals to write."""

    transformer: Transformer
    north_first: bool
    decimals: int


@cache
def _way(system: str) -> _Way:
    crs = get_crs_from_uri(system)
    # WGS-84 and CGCS2000 count as equal, as in atlas.spatial.crs: each thread would spend two
    # seconds on PROJ's search for a transformation, in vain
    transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    decimals = DECIMALS if crs.is_geographic else METRE_DECIMALS
    return _Way(transformer, crs.axis_info[0].direction == "north", decimals)
