"""Areas with their edge moved outwards or inwards, computed only near another shape.

The buffer of an outline with thousands of vertices takes longer than everything else in an extract,
and mostly lies where the other shape is not.
"""

from __future__ import annotations

import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

#: margin of the window beyond the distance that an edge moves, in metres
_SPARE_M = 10.0
#: tolerance of the rough outline, as a share of the distance
_ROUGH = 0.02


def moved_edges(area: BaseGeometry, metres: float, near: BaseGeometry) -> BaseGeometry:
    """Return an area buffered by a distance, equal to the whole buffer within ``near``'s bounds.

    Parameters
    ----------
    area : shapely geometry
        Polygon or multipolygon in metres.
    metres : float
        Negative values shrink it.
    near : shapely geometry
        In the same system; beyond its bounds the result is not the area's buffer.

    Examples
    --------
    >>> moved_edges(shapely.box(0, 0, 9000, 9000), -500, shapely.Point(600, 600)).bounds
    (500.0, 500.0, 1110.0, 1110.0)
    """
    # an edge of the window itself moves too, and must stay outside the bounds of the other shape
    reach = 2 * abs(metres) + _SPARE_M
    # an outline that the projection has made invalid can be buffered, but not cut
    if area.is_valid and not (area.is_empty or near.is_empty):
        left, bottom, right, top = near.bounds
        window = shapely.box(left - reach, bottom - reach, right + reach, top + reach)
        if not window.covers(shapely.box(*area.bounds)):
            area = area.intersection(window)
    if metres < 0 and _vanishes(area, -metres):
        return Polygon()
    buffer: BaseGeometry = area.buffer(metres)
    return buffer


def _vanishes(area: BaseGeometry, metres: float) -> bool:
    """Return whether a rougher outline shows that nothing is left when an area shrinks.

    No edge moves by more than the slack, so what vanishes without it vanishes in full.
    """
    slack = metres * _ROUGH
    return bool(area.simplify(slack).buffer(slack - metres).is_empty)
