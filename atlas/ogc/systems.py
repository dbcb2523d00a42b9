"""The coordinate systems on offer, and what moves shapes and boxes between them.

A system is named by the address that OGC gives it; its axes stand in the order that its authority
gives: EPSG:4326 and EPSG:4490 have latitude first, EPSG:4549 north.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from pygeoapi.util import get_crs_from_uri
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from atlas.crs import Bounds
from atlas.geodata import DECIMALS

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
#: longitude and latitude, WGS-84, CGCS2000, CGCS2000 in metres of the city's zone
SYSTEMS = (CRS84, *(f"http://www.opengis.net/def/crs/EPSG/0/{n}" for n in (4326, 4490, 4549)))
#: decimals of a metre: a millimetre, as surveyors write coordinates
METRE_DECIMALS = 3


def moved(shape: BaseGeometry, system: str) -> BaseGeometry:
    """Return a shape (longitude, latitude) in another of the systems."""
    way = _way(system)

    def move(points: np.ndarray) -> np.ndarray:
        found = np.column_stack(way.transformer.transform(points[:, 0], points[:, 1]))
        return np.round(found[:, ::-1] if way.north_first else found, way.decimals)

    there: BaseGeometry = shapely.transform(shape, move)
    return there


def box_in_degrees(box: Bounds, system: str) -> Bounds:
    """Return the west, south, east, north that hold a box of one of the systems.

    Its edges are followed: in metres of EPSG:4549 a box as wide as the city reaches some 300 m
    beyond what its south-west and north-east corners span. Not finite where the system does not
    reach.
    """
    way = _way(system)
    if way.north_first:
        box = box[1], box[0], box[3], box[2]
    west, south, east, north = way.transformer.transform_bounds(*box, direction="INVERSE")
    return west, south, east, north


@dataclass(frozen=True)
class _Way:
    """From longitude and latitude to a system, east before north; and how the system writes it."""

    transformer: Transformer
    north_first: bool
    decimals: int


@cache
def _way(system: str) -> _Way:
    crs = get_crs_from_uri(system)
    # WGS-84 and CGCS2000 are taken as one, as in atlas.crs: PROJ would look two seconds in each
    # thread for a step between them, and find none
    transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    decimals = DECIMALS if crs.is_geographic else METRE_DECIMALS
    return _Way(transformer, crs.axis_info[0].direction == "north", decimals)
