"""Areas that can be reached from a site within a driving time.

From each point of a reached road, the time that is left carries on over small roads, which are not
in the data: a circle at the speed of links. Motorways can be left at exits only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from atlas.network.links import Linked, Place
from atlas.network.road_graph import Node
from atlas.network.speeds import LINK, MOTORWAY, Speeds
from atlas.spatial.crs import to_degrees, to_metres

#: metres: distance between the points of a road from which circles are drawn
STEP_M = 500.0
#: metres: how far an outline may be simplified, far less than the error of any driving time
SIMPLER_M = 150.0


def reached(
    linked: Linked, times: Mapping[Node, float], site: Place, minutes: float, speeds: Speeds
) -> BaseGeometry:
    """Return the area that can be reached within a driving time.

    Parameters
    ----------
    linked : Linked
    times : mapping of Node to float
        Minutes from the site to each node.
    site : Place
    minutes : float
        Driving time.
    speeds : Speeds

    Returns
    -------
    BaseGeometry
        Polygons (EPSG:4326); not cut at the bounds of the data.
    """
    pace = speeds.minutes(LINK, 1.0)
    points, left = [np.array([to_metres(site.point)], dtype=object)], [np.array([minutes])]
    for stretch in linked.roads.stretches:
        if stretch.road_class == MOTORWAY or stretch.start not in times:
            continue
        start, end = times[stretch.start], times.get(stretch.end, np.inf)
        if min(start, end) >= minutes:
            continue
        length = stretch.line.length
        at = np.linspace(0, length, max(int(np.ceil(length / STEP_M)), 1) + 1)
        per_metre = speeds.minutes(stretch.road_class, 1.0)
        spent = np.minimum(start + at * per_metre, end + (length - at) * per_metre)
        points.append(shapely.line_interpolate_point(stretch.line, at[spent < minutes]))
        left.append(minutes - spent[spent < minutes])
    # circles of neighbouring points overlap, so that a road reached is reached all along
    radii = np.maximum(np.concatenate(left) / pace, STEP_M * 0.6)
    circles = shapely.buffer(np.concatenate(points), radii, quad_segs=6)
    area = shapely.simplify(shapely.union_all(circles), SIMPLER_M)
    return to_degrees(_without_holes(area))


def _without_holes(area: BaseGeometry) -> BaseGeometry:
    """Return an area without holes smaller than what an outline may be off."""
    parts: Sequence[Polygon] = [p for p in shapely.get_parts(area) if isinstance(p, Polygon)]
    least = np.pi * (2 * SIMPLER_M) ** 2
    filled = [
        Polygon(part.exterior, [ring for ring in part.interiors if Polygon(ring).area > least])
        for part in parts
    ]
    return shapely.union_all(filled)
