"""Shapes by kind (areas, lines, points), and what two sets of shapes have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import GeometryType
from shapely.geometry.base import BaseGeometry

AREA, LINE, POINT = 2, 1, 0
KINDS = (AREA, LINE, POINT)


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
            found[row] = shapely.unary_union(found[row])
    return found


def _gathered(collection: BaseGeometry, kind: int) -> BaseGeometry | None:
    parts = shapely.get_parts([collection])
    while (shapely.get_type_id(parts) == GeometryType.GEOMETRYCOLLECTION).any():
        parts = shapely.get_parts(parts)
    parts = parts[(shapely.get_dimensions(parts) == kind) & ~shapely.is_empty(parts)]
    return shapely.union_all(parts) if len(parts) else None


def common(shapes: np.ndarray, kind: int, zones: np.ndarray) -> Common:
    """Return what shapes of a kind have in common with zones.

    Two areas have an area in common, never the edge or corner at which they touch; a line has with
    an area a length; two lines have a length or the points where they cross.

    Parameters
    ----------
    shapes : numpy.ndarray
        In metres; ``None`` for none.
    kind : int
        ``AREA``, ``LINE`` or ``POINT``.
    zones : numpy.ndarray
        In metres, each of one kind, prepared (:func:`shapely.prepare`); ``None`` for none.
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
