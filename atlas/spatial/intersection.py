"""Intersections of two sets of shapes; all analyses use these functions.

Shapes are intersected in longitude and latitude, where their edges are straight. There, two shapes
that share an edge have no area in common, wherever their vertices are; in a projection the shared
edge would become two different chains of chords. :mod:`atlas.spatial.measurement` measures the
results.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import to_plane

AREA, LINE, POINT = 2, 1, 0
KINDS = (AREA, LINE, POINT)
#: intersections up to this size are residue of a shared edge: a square metre, or a strip no wider
#: (metres) than the last digit of the coordinates in files
TOUCHING_M2, TOUCHING_M = 1.0, 0.005
#: degrees (a tenth of a millimetre)
_GRID = 1e-9


@dataclass(frozen=True)
class Common:
    """Intersections of shapes and zones, one row per pair.

    Attributes
    ----------
    shape, zone : numpy.ndarray
        Positions in the two arrays.
    piece : numpy.ndarray
        Intersection, of one kind.
    cut : numpy.ndarray
        Whether it is less than the whole shape.
    """

    shape: np.ndarray
    zone: np.ndarray
    piece: np.ndarray
    cut: np.ndarray


def of_kind(shapes: np.ndarray, kind: int) -> np.ndarray:
    """Return the parts of one kind of each shape; ``None`` if there are none.

    Repeated line sections and points count once.
    """
    types, found = shapely.get_type_id(shapes), shapes.copy()
    found[(shapely.get_dimensions(shapes) != kind) | shapely.is_empty(shapes)] = None
    for row in np.flatnonzero(types == GeometryType.GEOMETRYCOLLECTION):
        found[row] = _gathered(shapes[row], kind)
    if kind != AREA:
        for row in np.flatnonzero(~(shapely.is_missing(found) | shapely.is_simple(found))):
            found[row] = united(np.array([found[row]]), kind)
    return found


def united(shapes: np.ndarray, kind: int) -> BaseGeometry:
    """Return the union of shapes of one kind.

    The cut ends of lines lie some billionths of a metre beside the original line. To be recognised
    as the same, they are first snapped to a grid of a tenth of a millimetre.
    """
    union: BaseGeometry = shapely.union_all(shapes, grid_size=_GRID if kind == LINE else None)
    return union


def _gathered(collection: BaseGeometry, kind: int) -> BaseGeometry | None:
    parts = shapely.get_parts([collection])
    while (shapely.get_type_id(parts) == GeometryType.GEOMETRYCOLLECTION).any():
        parts = shapely.get_parts(parts)
    parts = parts[(shapely.get_dimensions(parts) == kind) & ~shapely.is_empty(parts)]
    return united(parts, kind) if len(parts) else None


def common(shapes: np.ndarray, kind: int, zones: np.ndarray) -> Common:
    """Return the intersections of shapes of one kind with zones.

    Areas intersect areas in areas (never in a shared edge or corner), lines intersect areas in
    lines, and lines intersect lines in shared sections or crossing points.

    Parameters
    ----------
    shapes : numpy.ndarray
        EPSG:4326, with ``None`` for missing shapes.
    kind : int
        ``AREA``, ``LINE`` or ``POINT``.
    zones : numpy.ndarray
        EPSG:4326, each of one kind, prepared (:func:`shapely.prepare`); ``None`` if missing.
    """
    drawn = np.flatnonzero(shapely.get_dimensions(shapes) >= 0)
    zone, row = shapely.STRtree(shapes[drawn]).query(zones, predicate="intersects")
    shape = drawn[row]
    piece = shapes[shape]
    # most shapes lie wholly inside or outside; only those on an edge are cut
    cut = ~shapely.covers(zones[zone], piece)
    piece[cut] = shapely.intersection(piece[cut], zones[zone[cut]])
    against = shapely.get_dimensions(zones[zone])
    wanted = np.minimum(against, kind)
    kept = np.full(len(piece), None)
    for one in np.unique(wanted):
        kept[wanted == one] = of_kind(piece[wanted == one], one)
    crossing = shapely.is_missing(kept) & (against == LINE) & (kind == LINE)
    kept[crossing] = of_kind(piece[crossing], POINT)
    some = shapely.get_dimensions(kept) >= 0
    return Common(shape[some], zone[some], kept[some], cut[some])


def common_part(one: BaseGeometry, other: BaseGeometry) -> BaseGeometry | None:
    """Return the intersection of two shapes (EPSG:4326), each of one kind; ``None`` if empty.

    Like :func:`common`, for a single pair.
    """
    kind = int(shapely.get_dimensions(one))
    shapes, others = np.array([one], dtype=object), np.array([other], dtype=object)
    found = common(of_kind(shapes, kind), kind, others)
    return found.piece[0] if len(found.piece) else None


def touching(pieces: np.ndarray, area_m2: np.ndarray, length_m: np.ndarray) -> np.ndarray:
    """Return which intersections come from shapes that merely touch.

    Parameters
    ----------
    pieces : numpy.ndarray
        Intersections of pairs of shapes, EPSG:4326.
    area_m2, length_m : numpy.ndarray
        Their sizes; 0 where not applicable.
    """
    found: np.ndarray = (area_m2 <= TOUCHING_M2) & (length_m <= TOUCHING_M)
    found &= area_m2 + length_m > 0
    # a strip this narrow with 5,000 m² would be 1,000 km long
    strips = np.flatnonzero(~found & (area_m2 > 0) & (length_m <= TOUCHING_M) & (area_m2 < 5_000))
    around = shapely.length(to_plane(pieces[strips]))
    found[strips] = 2 * area_m2[strips] <= TOUCHING_M * around
    return found
