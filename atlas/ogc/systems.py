"""The coordinate systems on offer, and what moves shapes and boxes between them.

A system is named by the address that OGC gives it; its axes stand in the order that its authority
gives: EPSG:4326 and EPSG:4490 have latitude first, EPSG:4549 north.
"""

from __future__ import annotations

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
    transformer, decimals = _transformer(CRS84, system)

    def move(points: np.ndarray) -> np.ndarray:
        found = np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
        return np.round(found, decimals)

    there: BaseGeometry = shapely.transform(shape, move)
    return there


def box_in_degrees(box: Bounds, system: str) -> Bounds:
    """Return the west, south, east, north that hold a box of one of the systems.

    Its edges are followed, not its corners alone: in metres of EPSG:4549 a box as wide as the city
    bulges some 200 m beyond what its corners span. Not finite where the system does not reach.
    """
    west, south, east, north = _transformer(system, CRS84)[0].transform_bounds(*box)
    return west, south, east, north


@cache
def _transformer(source: str, target: str) -> tuple[Transformer, int]:
    """Return what moves coordinates, and the decimals that they are worth.

    Kept: PROJ looks two seconds for the best way to CGCS2000.
    """
    here, there = get_crs_from_uri(source), get_crs_from_uri(target)
    decimals = DECIMALS if there.is_geographic else METRE_DECIMALS
    return Transformer.from_crs(here, there), decimals
