"""What two sets of shapes have in common: the one way in which the atlas cuts shapes.

Shapes are cut in longitude and latitude, where their edges are straight. There two shapes that
share an edge have no area in common, whatever the vertices on it; in a projection the edge would
be two curves, cut short at different places. What is cut is measured by :mod:`atlas.measure`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

from atlas.crs import to_plane

AREA, LINE, POINT = 2, 1, 0
KINDS = (AREA, LINE, POINT)
#: no more than this in common is what two edges leave that are one: a square metre, or a strip so
#: narrow (metres) as the last digit of the coordinates that files carry
TOUCHING_M2, TOUCHING_M = 1.0, 0.005
#: degrees, a tenth of a millimetre
_GRID = 1e-9


@dataclass(frozen=True)
class Common:
    """What shapes and zones have in common: a row a pair.

    Attributes
    ----------
    shape, zone : numpy.ndarray
        Positions.
    piece : numpy.ndarray
        What is common, of one kind.
    cut : numpy.ndarray
        Whether it is less than the whole shape.
    """

    shape: np.ndarray
    zone: np.ndarray
    piece: np.ndarray
    cut: np.ndarray


def of_kind(shapes: np.ndarray, kind: int) -> np.ndarray:
    """Return of each shape what is of a kind; ``None`` where nothing is.

    Lines that run over themselves and points that stand twice count once.
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
    """Return shapes of a kind as one, what they share counted once.

    Where two lines were cut, their ends lie some billionths of a metre beside the line that they
    came from. To be known as one they are first brought to a grid of a tenth of a millimetre.
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
    """Return what shapes of a kind have in common with zones.

    Two areas have an area in common, never the edge or corner at which they touch; a line has with
    an area a length; two lines have a length or the points where they cross.

    Parameters
    ----------
    shapes : numpy.ndarray
        EPSG:4326; ``None`` for none.
    kind : int
        ``AREA``, ``LINE`` or ``POINT``.
    zones : numpy.ndarray
        EPSG:4326, each of one kind, prepared (:func:`shapely.prepare`); ``None`` for none.
    """
    drawn = np.flatnonzero(shapely.get_dimensions(shapes) >= 0)
    zone, row = shapely.STRtree(shapes[drawn]).query(zones, predicate="intersects")
    shape = drawn[row]
    piece = shapes[shape]
    # most shapes lie wholly inside or outside: only those on an edge have to be cut
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
    """Return what two shapes (EPSG:4326), each of one kind, have in common; ``None`` for nothing.

    As :func:`common`, for a pair.
    """
    kind = int(shapely.get_dimensions(one))
    shapes, others = np.array([one], dtype=object), np.array([other], dtype=object)
    found = common(of_kind(shapes, kind), kind, others)
    return found.piece[0] if len(found.piece) else None


def touching(pieces: np.ndarray, area_m2: np.ndarray, length_m: np.ndarray) -> np.ndarray:
    """Tell which pieces are what two shapes leave that only touch.

    Parameters
    ----------
    pieces : numpy.ndarray
        What pairs of shapes have in common, EPSG:4326.
    area_m2, length_m : numpy.ndarray
        Their sizes; 0 where they have none.
    """
    found: np.ndarray = (area_m2 <= TOUCHING_M2) & (length_m <= TOUCHING_M)
    found &= area_m2 + length_m > 0
    # a strip of 5,000 m² that is so narrow would be 1,000 km long
    strips = np.flatnonzero(~found & (area_m2 > 0) & (length_m <= TOUCHING_M) & (area_m2 < 5_000))
    around = shapely.length(to_plane(pieces[strips]))
    found[strips] = 2 * area_m2[strips] <= TOUCHING_M * around
    return found
