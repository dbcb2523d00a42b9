"""Coordinates, lengths and areas.

Data stand in WGS-84 longitude and latitude (EPSG:4326). Shapes are made and distances measured in
metres of CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549), the city's own projection; lengths
and areas that readers see are measured on the ellipsoid, which no projection distorts.

What planners bring comes in other systems (``crs.toml``). CGCS2000 and WGS-84 are one and the same
here: PROJ calls the step between them a ballpark, good to a metre or so, and no more is claimed.
GCJ-02 and BD-09 are no coordinate systems but WGS-84 moved by some hundred metres; the formula is
published, its inverse is found by iteration.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
import shapely
from pydantic import model_validator
from pyproj import CRS, Geod, Transformer
from shapely.geometry.base import BaseGeometry

from atlas.model import Strict, Text
from atlas.textfiles import read_toml_as

try:
    import geocoordinates_ffi as shifts
except ImportError:  # it is not made for every machine: those do without GCJ-02 and BD-09
    shifts = None

GEOGRAPHIC = "EPSG:4326"
PROJECTED = "EPSG:4549"
WGS84 = "wgs84"

_ELLIPSOID = Geod(ellps="WGS84")
#: so many vertices tell where a file lies
_SAMPLE = 200

Bounds = tuple[float, float, float, float]
#: a shape, or an array of shapes
Shapes = TypeVar("Shapes", BaseGeometry, np.ndarray)


class System(Strict):
    """A coordinate system of ``crs.toml``: one of PROJ's, or a shift of WGS-84."""

    label: Text
    epsg: int | None = None
    shift: Literal["gcj02", "bd09"] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> System:
        if (self.epsg is None) is (self.shift is None):
            raise ValueError("expected either epsg or shift")
        return self


@dataclass(frozen=True)
class Proposal:
    """A way to read coordinates: in a system, with or without their two columns swapped.

    Attributes
    ----------
    system : str
        Key of :func:`systems`.
    swapped : bool
        Whether north (or latitude) comes first.
    share : float
        Which part of the points then lies in the area.
    """

    system: str
    swapped: bool
    share: float


@cache
def systems() -> dict[str, System]:
    """Return the coordinate systems by their keys, the likelier first, read once.

    GCJ-02 and BD-09 are among them where ``geocoordinates-rs`` is installed.
    """
    known = read_toml_as(Path(__file__).with_suffix(".toml"), dict[str, System])
    return {key: system for key, system in known.items() if shifts or not system.shift}


def to_wgs84(points: np.ndarray, system: str) -> np.ndarray:
    """Return coordinates of a system as WGS-84 longitude and latitude.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2): east before north, longitude before latitude.
    system : str
        Key of :func:`systems`.

    Returns
    -------
    numpy.ndarray
        Of shape (n, 2), in degrees; not finite where the system does not reach.

    Raises
    ------
    KeyError
        When there is no such system.
    """
    known = systems()[system]
    if known.shift:
        return _shifted(points, f"{known.shift}_to_wgs84_refined", known.shift.capitalize())
    return geographic(points, f"EPSG:{known.epsg}")


def from_wgs84(points: np.ndarray, system: str) -> np.ndarray:
    """Return WGS-84 longitudes and latitudes in a system; the inverse of :func:`to_wgs84`."""
    known = systems()[system]
    if known.shift:
        return _shifted(points, f"wgs84_to_{known.shift}", "Wgs84")
    transformer = _transformer(GEOGRAPHIC, f"EPSG:{known.epsg}")
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def geographic(points: np.ndarray, crs: CRS | str) -> np.ndarray:
    """Return coordinates of any system of PROJ's as WGS-84 longitude and latitude.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2): east before north, longitude before latitude.
    crs : pyproj.CRS or str
    """
    return np.column_stack(_transformer(crs, GEOGRAPHIC).transform(points[:, 0], points[:, 1]))


def proposals(points: np.ndarray, area: Bounds) -> list[Proposal]:
    """Return the systems in which coordinates lie in an area, the best first.

    Longitudes and latitudes fit several systems at once, some hundred metres apart: numbers cannot
    tell them, somebody must.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2), as they stand in a file.
    area : (float, float, float, float)
        West, south, east, north in degrees.
    """
    step = max(1, len(points) // _SAMPLE)
    sample = points[::step]
    west, south, east, north = area
    found = []
    for system in systems():
        for swapped in (False, True):
            lon, lat = to_wgs84(sample[:, ::-1] if swapped else sample, system).T
            inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
            if inside.any():
                found.append(Proposal(system, swapped, float(inside.mean())))
    return sorted(found, key=lambda proposal: -proposal.share)


def _shifted(points: np.ndarray, function: str, kind: str) -> np.ndarray:
    """Shift points one by one; what is no longitude and latitude becomes NaN."""
    shift, coordinate = getattr(shifts, function), getattr(shifts, kind)
    moved = np.full((len(points), 2), np.nan)
    for row, (lon, lat) in enumerate(points.tolist()):
        if abs(lon) <= 180 and abs(lat) <= 90:
            found = shift(coordinate(lat=lat, lon=lon))
            moved[row] = found.lon, found.lat
    return moved


@cache
def _transformer(source: CRS | str, target: CRS | str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _transformed(shape: Shapes, source: str, target: str) -> Shapes:
    transformer = _transformer(source, target)

    def transform(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    moved: Shapes = shapely.transform(shape, transform)
    return moved


def to_metres(shape: Shapes) -> Shapes:
    """Return a shape, or an array of shapes, (EPSG:4326) in metres of EPSG:4549, east first."""
    return _transformed(shape, GEOGRAPHIC, PROJECTED)


def to_degrees(shape: Shapes) -> Shapes:
    """Return a shape, or an array of shapes, (metres of EPSG:4549) as EPSG:4326."""
    return _transformed(shape, PROJECTED, GEOGRAPHIC)


def length_km(shape: BaseGeometry) -> float:
    """Return the length of lines (EPSG:4326) on the ellipsoid, in kilometres."""
    return float(_ELLIPSOID.geometry_length(shape)) / 1000


def area_ha(shape: BaseGeometry) -> float:
    """Return the area of polygons (EPSG:4326) on the ellipsoid, in hectares, wound either way."""
    oriented = shapely.orient_polygons(shape)
    return abs(float(_ELLIPSOID.geometry_area_perimeter(oriented)[0])) / 10_000
