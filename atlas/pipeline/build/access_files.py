"""Builds ``access.json``: ways from parks and districts to stations, exits, airport and ports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import shapely
import shapely.ops
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from atlas.core.layer_ids import REDLINES, SITE_LAYERS, TRANSPORT_NETWORK
from atlas.core.model import Text
from atlas.core.paths import Paths
from atlas.network.access_table import (
    Access,
    AccessAreas,
    Area,
    Evidence,
    Hub,
    Site,
    Target,
    Unplaced,
    Way,
)
from atlas.network.links import Place
from atlas.network.road_graph import Joint, NetworkError, road_graph
from atlas.network.speeds import TRUNK, speeds
from atlas.network.ways import Ways, minutes_band
from atlas.pipeline.build.built_features import Built
from atlas.pipeline.build.geometry_recipes import Shapes
from atlas.pipeline.build.road_lines import Expressway, RoadLines
from atlas.pipeline.build.source_tables import BuildError, Row, read_table
from atlas.spatial.construction import on_grid
from atlas.spatial.crs import to_metres
from atlas.spatial.derived_fields import label_point
from atlas.spatial.distance_band import band, combined_m, rounded
from atlas.spatial.geojson_text import geometry_object

TARGETS, HUBS = "access-targets.csv", "hubs.csv"
TARGET_COLUMNS = ("target", "feature", "source", "evidence_zh", "evidence_en")
HUB_COLUMNS = ("a", "b", "place", "source", "evidence_zh", "evidence_en")
#: kinds of targets in the order of pages; ``expressway`` is its nearest point or exit, ``exit`` the
#: nearest exit whose place is known
KINDS = (
    *("hsr", "freight", "expressway", "exit", "airport"),
    *("port_qianwan", "port_dongjiakou", "port_laizhou", "port_weifang"),
)
#: driving times of the areas
MINUTES = (15, 30, 60)
EXPRESSWAY, EXIT = "expressway", "exit"
IN_SERVICE = "built"


def access(
    paths: Paths, layers: Mapping[str, Sequence[Built]], shapes: Shapes
) -> tuple[Access, AccessAreas]:
    """Return the access of all parks and districts, and what can be reached from them.

    Parameters
    ----------
    paths : Paths
    layers : mapping of str to sequence of Built
        Layer → its features.
    shapes : Shapes

    Returns
    -------
    (Access, AccessAreas)
        Empty without ``access-targets.csv`` or without roads.

    Raises
    ------
    BuildError
        For a row that names an unknown feature or place, or a hub or exit where no roads cross.
    """
    if not (paths.sources / TARGETS).is_file() or not shapes.trunk_network:
        return Access(), AccessAreas()
    features = {one.row.name: one for drawn in layers.values() for one in drawn}
    targets, reasons = targets_of(paths, features)
    sites, unplaced = _sites(layers)
    lines = RoadLines(expressways_of(layers.get(TRANSPORT_NETWORK, ())), shapes.trunk_network)
    exits = [joint_of(place) for place in targets[EXIT]]
    hubs, joints = hubs_of(paths, shapes, features)
    try:
        known = road_graph(lines.roads(known=True), joints, exits)
        widest = road_graph(lines.roads(known=False), every_crossing=True)
    except NetworkError as error:
        raise BuildError(HUBS, "", "", str(error)) from error
    ends = {place.id: place for places in (sites, *targets.values()) for place in places}
    ways = Ways(known, widest, speeds(), list(ends.values()))
    land = shapely.union_all([shapes.city, *(one.shape for one in shapes.land.values())])
    zones = layers.get(REDLINES, ())
    found: dict[str, Site] = {}
    areas: dict[str, tuple[Area, ...]] = {}
    left_out: dict[str, Literal["town_only"]] = {}
    for site in sites:
        if site.id not in ways.inside:
            unplaced[site.id] = "outside"
            continue
        to = {kind: ways.to_nearest(site, targets[kind]) for kind in KINDS if kind != EXPRESSWAY}
        to[EXPRESSWAY] = _nearest(site, lines.expressways, to[EXIT], targets[EXIT])
        found[site.id] = Site(
            centre=(site.point.x, site.point.y),
            accuracy_m=site.accuracy_m,
            link_m=round(ways.link_m(site), 1),
            ways={kind: to[kind] for kind in KINDS},
            eco=_zone_distances(features[site.id], zones),
        )
        if features[site.id].row.text("precision") == "town":
            left_out[site.id] = "town_only"
        else:
            areas[site.id] = tuple(_area(ways, site, minutes, land) for minutes in MINUTES)
    served = {
        kind: Target(
            features=tuple(place.id for place in targets[kind]),
            evidence={place.id: reasons[place.id] for place in targets[kind]},
        )
        for kind in KINDS
    }
    table = Access(targets=served, hubs=hubs, sites=found, unplaced=unplaced)
    return table, AccessAreas(sites=areas, left_out=left_out)


def _area(ways: Ways, site: Place, minutes: int, land: BaseGeometry) -> Area:
    area, cut = ways.area(site, minutes, land)
    return Area(minutes=minutes, cut=cut, geometry=geometry_object(on_grid(area)) or {})


def targets_of(
    paths: Paths, features: Mapping[str, Built]
) -> tuple[dict[str, list[Place]], dict[str, Evidence]]:
    """Return the places of each kind of target, and why each feature serves."""
    reasons: dict[str, Evidence] = {}
    targets: dict[str, list[Place]] = {kind: [] for kind in KINDS}
    for row in read_table(paths.sources / TARGETS, TARGET_COLUMNS, more=()):
        kind, name = row.required("target"), row.required("feature")
        if kind not in targets or kind == EXPRESSWAY:
            raise row.error("target", f"expected one of {', '.join(KINDS)}, found {kind!r}")
        place = place_of(features[name]) if name in features else None
        if place is None:
            raise row.error("feature", f"expected the id of a feature at a point, found {name!r}")
        targets[kind].append(place)
        reasons[name] = evidence_of(row)
    targets[EXPRESSWAY] = targets[EXIT]
    return targets, reasons


def evidence_of(row: Row) -> Evidence:
    """Return the evidence that a row states."""
    text = Text(zh=row.required("evidence_zh"), en=row.required("evidence_en"))
    return Evidence(source=row.required("source"), text=text)


def _sites(layers: Mapping[str, Sequence[Built]]) -> tuple[list[Place], dict[str, Unplaced]]:
    """Return the sites with a place, and why the others have none."""
    sites: list[Place] = []
    unplaced: dict[str, Unplaced] = {}
    for layer in SITE_LAYERS:
        for one in layers.get(layer, ()):
            if (place := place_of(one)) is not None:
                sites.append(place)
            else:
                unplaced[one.row.name] = "no_place" if one.shape is None else "several_towns"
    return sites, unplaced


def place_of(one: Built) -> Place | None:
    """Return where a feature is: of an area, the centre of the largest circle inside."""
    if one.shape is None or one.accuracy_m is None:
        return None
    if "Polygon" in one.shape.geom_type:
        return Place(one.row.name, Point(label_point(one.shape) or ()), float(one.accuracy_m))
    if not isinstance(one.shape, Point):
        return None
    return Place(one.row.name, one.shape, float(one.accuracy_m))


def joint_of(place: Place) -> Joint:
    """Return an exit as a joint of the road graph."""
    return Joint(place.id, place.point, place.accuracy_m)


def hubs_of(
    paths: Paths, shapes: Shapes, features: Mapping[str, Built]
) -> tuple[dict[str, Hub], list[Joint]]:
    """Return the hubs of ``hubs.csv``, and the same as joints of the road graph."""
    path = paths.sources / HUBS
    hubs: dict[str, Hub] = {}
    joints = []
    for row in read_table(path, HUB_COLUMNS, more=()) if path.is_file() else ():
        place, reach = row.required("place"), 0.0
        if place not in shapes.places:
            raise row.error("place", f"expected an id of places.csv, found {place!r}")
        for column in ("a", "b"):
            name = row.required(column)
            if name not in features:
                raise row.error(column, f"expected the id of a feature, found {name!r}")
            reach = max(reach, features[name].accuracy_m or 0.0)
        hubs[place] = Hub(a=row.required("a"), b=row.required("b"), evidence=evidence_of(row))
        joints.append(Joint(place, shapes.places[place], reach))
    return hubs, joints


def expressways_of(features: Iterable[Built]) -> list[Expressway]:
    """Return the expressways in service."""
    return [
        Expressway(one.row.name, one.shape, one.accuracy_m or 0.0)
        for one in features
        if one.row.text("kind") == EXPRESSWAY
        and one.row.text("status") == IN_SERVICE
        and one.shape is not None
    ]


def _nearest(
    site: Place, expressways: Sequence[Expressway], to_exit: Way, exits: Sequence[Place]
) -> Way:
    """Return the way to the nearest expressway.

    Its nearest point is the lower bound. If a known exit may be that point, as far as the
    accuracy of both tells, the way leads there; else the nearest exit is unknown.
    """
    place = to_metres(site.point)
    found = []
    for one in expressways:
        line = to_metres(one.shape)
        metres = float(line.distance(place))
        least = max(metres - combined_m(site.accuracy_m, one.accuracy_m), 0.0)
        point = shapely.ops.nearest_points(line, place)[0]
        found.append((least, metres, one.accuracy_m, one.id, point))
    if not found:
        return Way(to=None, km=None, minutes=None, parts=None, exact=False, unknown="no_target")
    least, metres, accuracy, name, point = min(found, key=lambda one: one[:2])
    low = rounded(least, metres, site.accuracy_m, accuracy).low_km
    for exit_ in exits:
        gap = point.distance(to_metres(exit_.point))
        same = gap <= combined_m(site.accuracy_m, exit_.accuracy_m)
        if exit_.id == to_exit.to and to_exit.km is not None and same:
            nearer = (min(low, to_exit.km[0]), to_exit.km[1])
            return to_exit.model_copy(update={"km": nearer, "exact": False, "near": name})
    fast = speeds().minutes(TRUNK, least, -1)
    return Way(
        to=None,
        km=(low, None),
        minutes=(minutes_band(fast, fast, site.accuracy_m, accuracy)[0], None),
        parts=None,
        exact=False,
        near=name,
        unknown="exit_unknown",
    )


def _zone_distances(
    site: Built, zones: Sequence[Built]
) -> tuple[tuple[str, float | None, float | None], ...]:
    """Return the straight distances of a site from the ecological zones, from edge to edge."""
    found: list[tuple[str, float | None, float | None]] = []
    unknown: list[tuple[str, float | None, float | None]] = []
    assert site.shape is not None
    shape = to_metres(site.shape)
    for zone in zones:
        if zone.shape is None:
            unknown.append((zone.row.name, None, None))
            continue
        metres = shape.distance(to_metres(zone.shape))
        bounds = band(metres, site.accuracy_m, zone.accuracy_m)
        found.append((zone.row.name, bounds.low_km, bounds.high_km))
    found.sort(key=lambda one: (one[1] or 0.0, one[2] or 0.0, one[0]))
    return (*found, *unknown)
