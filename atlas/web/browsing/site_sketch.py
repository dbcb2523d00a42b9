"""Small maps around sites, all at one scale, as paths of SVG: site, main roads, railways, stations.

The unit is ten metres, from the site's centre to the east and to the south.
"""

from __future__ import annotations

from typing import Any

import shapely
from shapely.affinity import affine_transform
from shapely.geometry.base import BaseGeometry

from atlas.analysis.site_search.site_profile import SiteProfile
from atlas.spatial.crs import to_metres
from atlas.store.store import Store

#: metres a unit; half the width of a map and the length of its scale bar, in metres
UNIT_M, HALF_M, BAR_M = 10.0, 12_000.0, 5_000.0
#: minimum distance of a line's points, in metres
FINENESS_M = 40.0
#: what is drawn, lowest first: layer and kind (``None``: all) → class of the symbol
LINES: dict[tuple[str, str | None], str] = {
    ("ecological-redlines", None): "zone",
    ("trunk-roads", None): "road",
    ("transport-network", "provincial_road"): "road",
    ("transport-network", "national_road"): "road",
    ("transport-network", "railway"): "rail",
    ("transport-network", "hsr"): "rail",
    ("transport-network", "expressway"): "expressway",
}
POINTS: dict[tuple[str, str | None], str] = {
    ("transport-network", "hsr_station"): "station",
    ("transport-network", "rail_station"): "station",
    ("transport-network", "airport"): "airport",
}


def scale() -> dict[str, float]:
    """Return half the width of the maps and the length of their scale bar, in units."""
    return {"half": HALF_M / UNIT_M, "bar": BAR_M / UNIT_M}


def sketch(store: Store, profile: SiteProfile) -> dict[str, Any] | None:
    """Return the map around a site: paths and points by class, and the accuracy of a point.

    ``None`` if the place of the site is not public. Of a site known by its town, the town is drawn.
    """
    if profile.centre is None:
        return None
    centre = to_metres(shapely.Point(profile.centre))
    [[x, y]] = shapely.get_coordinates(centre).tolist()
    paths: list[list[str]] = []
    points: list[list[Any]] = []

    def here(shape: BaseGeometry) -> BaseGeometry:
        part = shapely.clip_by_rect(shape, x - HALF_M, y - HALF_M, x + HALF_M, y + HALF_M)
        return affine_transform(part, [1, 0, 0, -1, -x, y])

    def draw(kind: str, shape: BaseGeometry) -> None:
        if path := path_of(here(shape)):
            paths.append([kind, path])

    drawn = store.placed_in_metres
    for keys, kind in LINES.items():
        for shape in _shapes(store, drawn, keys):
            draw(kind, shape)
    for keys, kind in POINTS.items():
        for shape in _shapes(store, drawn, keys):
            for east, south in shapely.get_coordinates(here(shape)):
                points.append([kind, round(east / UNIT_M), round(south / UNIT_M)])
    ring = None
    if profile.standing == "town":
        for code in profile.towns:
            draw("town", to_metres(store.town_areas[code]))
    else:
        site = drawn[profile.id]
        if site.geom_type == "Point":
            points.append(["site", 0, 0])
            ring = round((profile.accuracy_m or 0) / UNIT_M) or None
        else:
            draw("site", site)
    return {"paths": paths, "points": points, "ring": ring}


def _shapes(
    store: Store, drawn: dict[str, BaseGeometry], keys: tuple[str, str | None]
) -> list[BaseGeometry]:
    layer, kind = keys
    frame = store.frames.get(layer)
    if frame is None:
        return []
    rows = frame if kind is None else frame[frame["kind"] == kind]
    return [drawn[name] for name in rows["id"] if name in drawn]


def path_of(shape: BaseGeometry) -> str:
    """Return the lines and areas of a shape in metres as a path of SVG; empty without any.

    Examples
    --------
    >>> path_of(shapely.LineString([(0, 0), (100, 0), (100, 250)]))
    'M0 0L10 0L10 25'
    """
    pieces = []
    for part in shapely.get_parts(shapely.simplify(shape, FINENESS_M)):
        if part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            pieces += [_line(ring.coords[:-1]) + "Z" for ring in rings]
        elif part.geom_type == "LineString":
            pieces.append(_line(part.coords))
    return "".join(pieces)


def _line(places: Any) -> str:
    steps = [f"{round(x / UNIT_M)} {round(y / UNIT_M)}" for x, y in places]
    return "M" + "L".join(steps)
