"""Properties computed from a shape: towns, sizes, label point, nearest features."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.distance_band import band
from atlas.spatial.geojson_text import DECIMALS
from atlas.spatial.measurement import area_ha, length_km

#: minimum length in metres for a line to count as lying in a town …
LINE_IN_TOWN_M = 200
#: … or, for a short line, minimum share of its length inside the city
LINE_IN_TOWN_SHARE = 0.1
#: minimum share of a polygon for it to count as lying in a town …
AREA_IN_TOWN_SHARE = 0.01
#: … or, for a large one, minimum share of the town
TOWN_IN_AREA_SHARE = 0.1


class Towns:
    """Finds the townships in which a shape lies.

    Parameters
    ----------
    townships : mapping of str to BaseGeometry
        NBS code → polygon, EPSG:4326.
    """

    def __init__(self, townships: Mapping[str, BaseGeometry]) -> None:
        self._projected = {code: to_metres(shape) for code, shape in sorted(townships.items())}

    def of(self, shape: BaseGeometry | None) -> list[str]:
        """Return the codes of the towns in which a shape (EPSG:4326) lies, ascending.

        An edge belongs to the towns on both sides. Shapes that merely touch a town, or overlap it
        by the width of a generalised boundary, do not lie in it: see the thresholds above.
        """
        if shape is None:
            return []
        projected = to_metres(shape)
        if "Point" in shape.geom_type:
            return [code for code, town in self._projected.items() if town.intersects(projected)]
        inside = {code: projected.intersection(town) for code, town in self._projected.items()}
        if "LineString" in shape.geom_type:
            length = shapely.line_merge(shapely.union_all(list(inside.values()))).length
            least = min(LINE_IN_TOWN_M, LINE_IN_TOWN_SHARE * length)
            return [code for code, part in inside.items() if part.length >= least > 0]
        return [
            code
            for code, part in inside.items()
            if part.area >= AREA_IN_TOWN_SHARE * projected.area
            or part.area >= TOWN_IN_AREA_SHARE * self._projected[code].area
        ]


def sizes(shape: BaseGeometry | None, city: BaseGeometry) -> dict[str, float | None]:
    """Return the drawn length in km (lines) or area in ha (polygons), on the ellipsoid.

    Parameters
    ----------
    shape, city : BaseGeometry
        EPSG:4326.

    Returns
    -------
    dict
        ``length_km_drawn``, ``length_km_drawn_in_city`` (2 decimals) and ``area_ha_drawn``
        (1 decimal); ``None`` where not applicable.
    """
    line = area = in_city = None
    if shape is not None and "LineString" in shape.geom_type:
        line = round(length_km(shape), 2)
        in_city = round(length_km(shape.intersection(city)), 2)
    elif shape is not None and "Polygon" in shape.geom_type:
        area = round(area_ha(shape), 1)
    return {
        "length_km_drawn": line,
        "length_km_drawn_in_city": in_city,
        "area_ha_drawn": area,
    }


def label_point(shape: BaseGeometry | None) -> list[float] | None:
    """Return the label point of a polygon: the centre of the largest circle inside it.

    Returns
    -------
    list of float or None
        Longitude and latitude; ``None`` for lines, points and missing shapes.
    """
    if shape is None or "Polygon" not in shape.geom_type:
        return None
    projected = to_metres(shape)
    radius = shapely.maximum_inscribed_circle(projected, tolerance=projected.area**0.5 / 500)
    centre = to_degrees(Point(shapely.get_coordinates(radius)[0]))
    return [round(float(value), DECIMALS) for value in shapely.get_coordinates(centre)[0]]


def reach_m(point: Point, area: BaseGeometry) -> int:
    """Return the distance in metres from a point to the farthest point of an area (EPSG:4326).

    It is the accuracy of something known only to be in the area and drawn at the point; rounded up
    to 100 m.
    """
    farthest = to_metres(point).hausdorff_distance(to_metres(area).boundary)
    return int(-(-farthest // 100) * 100)


def depth_m(area: BaseGeometry) -> int:
    """Return the maximum distance in metres of a point of an area from its edge.

    Parameters
    ----------
    area : BaseGeometry
        EPSG:4326.

    Returns
    -------
    int
        Radius of the largest circle inside, rounded up to 100 m.
    """
    circles = (
        shapely.maximum_inscribed_circle(part, tolerance=50).length
        for part in shapely.get_parts(to_metres(area))
    )
    return int(-(-max(circles) // 100) * 100)


def near_field(kind: str) -> str:
    """Return the name of the field for the nearest node of a kind: hsr_station → near_station.

    The layer definitions use these names; the distance fields add ``_km_min`` and ``_km_max``.
    """
    return f"near_{kind.rpartition('_')[2]}"


class Nearest:
    """Finds the nearest node of one kind in the transport network.

    Parameters
    ----------
    kind : str
    nodes : iterable of (str, BaseGeometry, float or None)
        Feature id, shape (EPSG:4326) and accuracy in metres.
    """

    def __init__(self, kind: str, nodes: Iterable[tuple[str, BaseGeometry, float | None]]) -> None:
        self._name = near_field(kind)
        known = list(nodes)
        self._projected = {node: to_metres(shape) for node, shape, _ in sorted(known, key=_first)}
        self._accuracy = {node: accuracy for node, _, accuracy in known}

    def fields(self, shape: BaseGeometry | None, accuracy_m: float | None) -> dict[str, Any]:
        """Return the fields for the nearest node of a shape (EPSG:4326) and its distance.

        Returns
        -------
        dict
            ``near_<node>``: id of the nearest node as drawn; ``near_<node>_km_min`` and
            ``…_km_max``: band of the straight-line distance from the edge of the shape
            (:func:`atlas.spatial.distance_band.band`); all ``None`` without a shape or a node.
        """
        node, low, high = None, None, None
        if found := self.to(shape):
            node, metres = found
            low, high = band(metres, accuracy_m, self._accuracy[node])
        name = self._name
        return {name: node, f"{name}_km_min": low, f"{name}_km_max": high}

    def to(self, shape: BaseGeometry | None) -> tuple[str, float] | None:
        """Return the nearest node and its distance as drawn.

        Returns
        -------
        (str, float) or None
            Feature id and straight-line distance in metres from the edge of ``shape`` (EPSG:4326),
            0 if the node lies inside; ``None`` without a shape or a node.
        """
        if shape is None or not self._projected:
            return None
        projected = to_metres(shape)
        distances = ((projected.distance(other), node) for node, other in self._projected.items())
        distance, node = min(distances)
        return node, distance


def _first(node: tuple[str, BaseGeometry, float | None]) -> str:
    return node[0]
