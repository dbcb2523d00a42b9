"""Coordinate systems: transformation, inference and densified edges.

Data are in WGS-84 longitude and latitude (EPSG:4326). Shapes are constructed and distances measured
in metres of CGCS2000 / 3-degree Gauss-Kruger CM 120E (EPSG:4549), the city's own projection;
lengths and areas shown to readers are measured on the ellipsoid, free of projection distortion.

An edge is straight in the system of its end points, as RFC 7946 defines it for longitude and
latitude; in any other system it is a curve. Over 50 km the two differ by 37 m. Shapes from another
system are therefore densified before they are transformed (:func:`shapes_to_wgs84`), and areas are
measured along the curve (:mod:`atlas.spatial.measurement`).

``crs.toml`` lists the systems that planners' files use. CGCS2000 and WGS-84 are treated as the
same: PROJ's transformation between them is a ballpark one, good to about a metre. GCJ-02 and BD-09
are not coordinate systems but WGS-84 shifted by some hundred metres; the formula is published, and
its inverse is found by iteration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np
import shapely
from pydantic import model_validator
from pyproj import CRS, Transformer
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from atlas.core.model import Strict, Text
from atlas.core.toml_files import load_toml

try:
    import geocoordinates_ffi as shifts
except ImportError:  # no wheel for this platform: GCJ-02 and BD-09 are not available
    shifts = None

GEOGRAPHIC = "EPSG:4326"
PROJECTED = "EPSG:4549"
WGS84 = "wgs84"

#: degrees: maximum length of an edge segment where the course of a projected edge matters, not only
#: its ends; the chord of the longest (178 m, running east) is 0.5 mm off the curve
PIECE = 0.002
#: metres: maximum length of an edge segment in projected input; chords are 0.01 mm off the curve,
#: so two shapes sharing a 50 km edge overlap by less than 0.5 m², wherever their vertices are
PIECE_M = 25.0
#: maximum number of points added to one shape and to all shapes of a file; beyond, segments grow
_ADDED_TO_ONE, _ADDED = 40_000, 2_000_000
#: maximum number of vertices sampled to guess a coordinate system
_SAMPLE = 200
#: more than GCJ-02 and BD-09 shift any point, in degrees
_SHIFT = 0.05

Bounds = tuple[float, float, float, float]
#: a shape, or an array of shapes
Shapes = TypeVar("Shapes", BaseGeometry, np.ndarray)


class System(Strict):
    """A coordinate system of ``crs.toml``: an EPSG code, or a shift of WGS-84."""

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
    """A way to read coordinates: a system, with or without swapped columns.

    Attributes
    ----------
    system : str
        Key of :func:`systems`.
    swapped : bool
        Whether north (or latitude) comes first.
    share : float
        Share of the points that then lie in the area.
    """

    system: str
    swapped: bool
    share: float


@cache
def systems() -> dict[str, System]:
    """Return the coordinate systems by key, the likeliest first (cached).

    GCJ-02 and BD-09 are included if ``geocoordinates-rs`` is installed.
    """
    known = load_toml(dict[str, System], Path(__file__).with_suffix(".toml"))
    return {key: system for key, system in known.items() if shifts or not system.shift}


def to_wgs84(points: np.ndarray, system: str) -> np.ndarray:
    """Transform coordinates of a system to WGS-84 longitude and latitude.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2): east before north, longitude before latitude.
    system : str
        Key of :func:`systems`.

    Returns
    -------
    numpy.ndarray
        Of shape (n, 2), in degrees; not finite outside the system's area of use.

    Raises
    ------
    KeyError
        When there is no such system.

    Examples
    --------
    >>> to_wgs84(np.array([[40_500_000.0, 4_071_000.0]]), "zone40").round(4).tolist()
    [[120.0, 36.7701]]
    """
    known = systems()[system]
    if known.shift:
        return _shifted(points, f"{known.shift}_to_wgs84_refined", known.shift.capitalize())
    return geographic(points, f"EPSG:{known.epsg}")


def from_wgs84(points: np.ndarray, system: str) -> np.ndarray:
    """Transform WGS-84 longitudes and latitudes to a system; inverse of :func:`to_wgs84`."""
    known = systems()[system]
    if known.shift:
        return _shifted(points, f"wgs84_to_{known.shift}", "Wgs84")
    transformer = _transformer(GEOGRAPHIC, f"EPSG:{known.epsg}")
    return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))


def geographic(points: np.ndarray, crs: CRS | str) -> np.ndarray:
    """Transform coordinates of any PROJ system to WGS-84 longitude and latitude.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2): east before north, longitude before latitude.
    crs : pyproj.CRS or str
    """
    return np.column_stack(_transformer(crs, GEOGRAPHIC).transform(points[:, 0], points[:, 1]))


def shapes_to_wgs84(shapes: np.ndarray, system: str | CRS) -> np.ndarray:
    """Transform shapes to WGS-84 longitude and latitude, keeping the course of their edges.

    Edges are straight in the input system; they are densified so that they stay in place.

    Parameters
    ----------
    shapes : numpy.ndarray
        Of shapely geometries or ``None``: east before north, longitude before latitude.
    system : str or pyproj.CRS
        Key of :func:`systems`, or any PROJ system.
    """
    move: Callable[[np.ndarray], np.ndarray]
    if isinstance(system, CRS):
        degrees = system.is_geographic
        move = partial(geographic, crs=system)
    else:
        known = systems()[system]
        # GCJ-02 and BD-09 bend edges too, but they are only accurate to some metres
        degrees = known.epsg is not None and CRS.from_epsg(known.epsg).is_geographic
        move = partial(to_wgs84, system=system)
        if known.shift:
            shapes = in_pieces(shapes, PIECE)
            degrees = True
    moved: np.ndarray = shapely.transform(shapes if degrees else _in_metres(shapes), move)
    return moved


def _in_metres(shapes: np.ndarray) -> np.ndarray:
    """Densify shapes given in metres to segments of :data:`PIECE_M`, within the point limits."""
    length = np.nan_to_num(shapely.length(shapes), posinf=0.0)
    own = np.maximum(PIECE_M, length / _ADDED_TO_ONE)
    # a corner at 0, 0 makes an edge of 40,000 km, which must not coarsen the others
    whole = np.minimum(length, PIECE_M * _ADDED_TO_ONE).sum()
    return in_pieces(shapes, np.maximum(own, whole / _ADDED))


def in_pieces(shapes: np.ndarray, longest: float | np.ndarray) -> np.ndarray:
    """Densify shapes so that no segment is longer than ``longest``.

    Unlike :func:`shapely.segmentize`, which repairs invalid polygons and thereby loses parts of
    them, this leaves every outline as it is.

    Parameters
    ----------
    shapes : numpy.ndarray
        Of two-dimensional shapely geometries or ``None``.
    longest : float or numpy.ndarray
        Maximum segment length, for all shapes or for each.
    """
    longest = np.broadcast_to(np.asarray(longest, dtype=float), shapes.shape)
    kind, found = shapely.get_type_id(shapes), shapes.copy()
    full = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    for one, many, rebuilt, gathered in (
        (GeometryType.LINESTRING, GeometryType.MULTILINESTRING, _lines, shapely.multilinestrings),
        (GeometryType.POLYGON, GeometryType.MULTIPOLYGON, _polygons, shapely.multipolygons),
    ):
        single, multiple = full & (kind == one), full & (kind == many)
        found[single] = rebuilt(shapes[single], longest[single])
        parts, owner = shapely.get_parts(shapes[multiple], return_index=True)
        found[multiple] = gathered(rebuilt(parts, longest[multiple][owner]), indices=owner)
    for row in np.flatnonzero(full & (kind == GeometryType.GEOMETRYCOLLECTION)):
        members = in_pieces(shapely.get_parts(shapes[row]), longest[row])
        found[row] = shapely.geometrycollections(members)
    return found


def _lines(lines: np.ndarray, longest: np.ndarray) -> np.ndarray:
    points, path = shapely.get_coordinates(lines, return_index=True)
    points, path = between(points, path, longest)
    return np.asarray(shapely.linestrings(points, indices=path), dtype=object)


def _polygons(polygons: np.ndarray, longest: np.ndarray) -> np.ndarray:
    rings, owner = shapely.get_rings(polygons, return_index=True)
    points, path = shapely.get_coordinates(rings, return_index=True)
    points, path = between(points, path, longest[owner])
    made: np.ndarray = np.asarray(shapely.linearrings(points, indices=path), dtype=object)
    return np.asarray(shapely.polygons(made, indices=owner), dtype=object)


def between(
    points: np.ndarray, path: np.ndarray, longest: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Densify paths; return the points and the index of each point's path.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2), path after path.
    path : numpy.ndarray
        Index of each point's path, ascending.
    longest : float or numpy.ndarray
        Maximum segment length, for all paths or for each.
    """
    if not len(points):
        return points, path
    after = np.minimum(np.arange(len(points)) + 1, len(points) - 1)
    step = np.where((path[after] == path)[:, None], points[after] - points, 0.0)
    limit = longest if isinstance(longest, float) else longest[path]
    count = np.ceil(np.hypot(step[:, 0], step[:, 1]) / limit)
    pieces = np.where(np.isfinite(count), np.maximum(count, 1), 1).astype(int)
    start = np.repeat(np.arange(len(points)), pieces)
    share = (np.arange(len(start)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[start]
    return points[start] + step[start] * share[:, None], path[start]


def proposals(points: np.ndarray, area: Bounds, system: str | None = None) -> list[Proposal]:
    """Return the systems that put coordinates into an area, the best first.

    Longitude and latitude usually fit several systems, some hundred metres apart; the numbers alone
    cannot decide between them, so the owner must be asked.

    Parameters
    ----------
    points : numpy.ndarray
        Of shape (n, 2), as written in a file.
    area : (float, float, float, float)
        West, south, east, north in degrees.
    system : str, optional
        The only system to consider.
    """
    step = max(1, len(points) // _SAMPLE)
    sample = points[::step]
    found = []
    for key in [system] if system else systems():
        for swapped in (False, True):
            inside = _inside(sample[:, ::-1] if swapped else sample, key, area)
            if inside.any():
                found.append(Proposal(key, swapped, float(inside.mean())))
    return sorted(found, key=lambda proposal: -proposal.share)


def _inside(points: np.ndarray, system: str, area: Bounds) -> np.ndarray:
    """Return which coordinates of a system lie in an area."""
    if not systems()[system].shift:
        return within(to_wgs84(points, system), area)
    # points are shifted one by one, so only those near the edge, where it matters
    west, south, east, north = area
    wider = (west - _SHIFT, south - _SHIFT, east + _SHIFT, north + _SHIFT)
    inner = (west + _SHIFT, south + _SHIFT, east - _SHIFT, north - _SHIFT)
    inside = within(points, inner)
    near = within(points, wider) & ~inside
    inside[near] = within(to_wgs84(points[near], system), area)
    return inside


def within(points: np.ndarray, area: Bounds) -> np.ndarray:
    """Return which points, of shape (n, 2), lie in an area or on its edge."""
    west, south, east, north = area
    lon, lat = points.T
    inside: np.ndarray = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    return inside


def _shifted(points: np.ndarray, function: str, kind: str) -> np.ndarray:
    """Shift points one by one; invalid longitudes or latitudes become NaN."""
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
    """Transform a shape or an array of shapes from EPSG:4326 to EPSG:4549 metres, east first."""
    return _transformed(shape, GEOGRAPHIC, PROJECTED)


def to_plane(shape: Shapes, piece: float = PIECE) -> Shapes:
    """Transform a shape or an array of shapes from EPSG:4326 to metres, keeping edges in place.

    Like :func:`to_metres`, but edges longer than ``piece`` (degrees) are densified first.
    """
    if isinstance(shape, np.ndarray):
        return to_metres(in_pieces(shape, piece))
    [moved] = to_metres(in_pieces(np.array([shape], dtype=object), piece))
    return moved


def to_degrees(shape: Shapes) -> Shapes:
    """Transform a shape or an array of shapes from EPSG:4549 metres to EPSG:4326."""
    return _transformed(shape, PROJECTED, GEOGRAPHIC)
