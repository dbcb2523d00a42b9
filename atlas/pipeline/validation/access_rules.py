"""Checks of the access of sites."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from shapely.geometry import Point

from atlas.core.layer_ids import REDLINES, SITE_LAYERS
from atlas.network.access_table import (
    Access,
    AccessAreas,
    Way,
)
from atlas.pipeline.validation.complaint import Complaint, Complaints, Layer
from atlas.spatial.geojson_text import read_shape
from atlas.spatial.measurement import geodesic_m

FILE, AREAS = "geodata/access.json", "geodata/access-areas.json"
#: km: lengths are rounded to metres
ROUNDING_KM = 0.002


def check_access(access: Access, layers: Sequence[Layer], sources: Collection[str]) -> Complaints:
    """Check that each site has its ways, and that no length or bound contradicts another.

    Parameters
    ----------
    access : Access
        Empty if the project has no roads.
    layers : sequence of Layer
    sources : collection of str
        Ids of all sources.
    """
    if not access.targets:
        return
    ends = points(layers)
    yield from _check_sites(access, layers)
    yield from _check_targets(access, ends, sources)
    zones = sorted(i.id for la in layers if la.definition.id == REDLINES for i in la.items)
    for name, site in access.sites.items():
        if list(site.ways) != list(access.targets):
            message = f"expected {', '.join(access.targets)}; found {', '.join(site.ways)}"
            yield Complaint(FILE, name, "ways", message)
        for kind, way in site.ways.items():
            served = access.targets[kind].features if kind in access.targets else ()
            if way.to is not None and way.to not in served:
                message = f"expected a feature of the target, found {way.to!r}"
                yield Complaint(FILE, name, f"ways.{kind}.to", message)
            for message in problems(Point(site.centre), way, ends):
                yield Complaint(FILE, name, f"ways.{kind}", message)
        if sorted(zone for zone, _, _ in site.eco) != zones:
            yield Complaint(FILE, name, "eco", f"expected all features of {REDLINES} once")
        for zone, low, high in site.eco:
            if (low is None) is not (high is None) or (low or 0) > (high or 0):
                yield Complaint(FILE, name, "eco", f"{zone}: expected {low} ≤ {high}, or neither")


def points(layers: Sequence[Layer]) -> dict[str, Point]:
    """Return the features at points (EPSG:4326) by id."""
    items = (item for layer in layers for item in layer.items)
    return {item.id: item.shape for item in items if isinstance(item.shape, Point)}


def check_areas(areas: AccessAreas, access: Access) -> Complaints:
    """Check that the sites with ways have areas, valid and growing with time, or a reason.

    Parameters
    ----------
    areas : AccessAreas
    access : Access
    """
    for name in sorted({*areas.sites, *areas.left_out} ^ {*access.sites}):
        yield Complaint(AREAS, name, "", "expected the sites of access.json, each once")
    for name, found in areas.sites.items():
        before = None
        for area in found:
            try:
                shape = read_shape(area.geometry)
            except ValueError as error:
                yield Complaint(AREAS, name, f"{area.minutes}", str(error))
                continue
            if shape is None or not shape.is_valid or "Polygon" not in shape.geom_type:
                yield Complaint(AREAS, name, f"{area.minutes}", "expected valid polygons")
            elif before is not None and shape.area < before.area:
                yield Complaint(AREAS, name, f"{area.minutes}", "expected more than in less time")
            before = shape


def _check_targets(
    access: Access, ends: Mapping[str, Point], sources: Collection[str]
) -> Complaints:
    """Check that targets exist, and that they and the hubs have their sources."""
    for kind, target in access.targets.items():
        for feature in target.features:
            if feature not in ends:
                message = f"expected ids of features at points, found {feature!r}"
                yield Complaint(FILE, "targets", kind, message)
    reasons = [e for target in access.targets.values() for e in target.evidence.items()]
    for name, evidence in (*reasons, *((n, hub.evidence) for n, hub in access.hubs.items())):
        if evidence.source not in sources:
            message = f"expected an id of geodata/sources.json, found {evidence.source!r}"
            yield Complaint(FILE, name, "source", message)


def _check_sites(access: Access, layers: Sequence[Layer]) -> Complaints:
    """Check that each park and district has its ways, or a reason why not."""
    expected = {i.id for la in layers if la.definition.id in SITE_LAYERS for i in la.items}
    for name in sorted(expected - set(access.sites) - set(access.unplaced)):
        yield Complaint(FILE, name, "", "expected its access or a reason, found neither")
    for name in sorted(set(access.sites) & set(access.unplaced)):
        yield Complaint(FILE, name, "", "expected its access or a reason, found both")
    for name in sorted((set(access.sites) | set(access.unplaced)) - expected):
        yield Complaint(FILE, name, "", "expected the id of a park or district")


def problems(start: Point, way: Way, ends: Mapping[str, Point]) -> list[str]:
    """Return the errors in a way.

    Parameters
    ----------
    start : Point
        EPSG:4326.
    way : Way
    ends : mapping of str to Point
        Target → its place (EPSG:4326).
    """
    found = []
    for name, bounds in (("km", way.km), ("minutes", way.minutes)):
        if (bounds is None) is not (way.unknown in ("no_target", "no_way")):
            found.append(f"{name}: expected bounds, or unknown to say why there are none")
        elif bounds is not None and bounds[1] is not None and bounds[0] > bounds[1]:
            found.append(f"{name}: expected {bounds[0]} ≤ {bounds[1]}")
        elif bounds is not None and (bounds[1] is None) is not (way.unknown == "exit_unknown"):
            found.append(f"{name}: expected an upper bound, unless the exit is unknown")
    if (way.to is None) is not (way.parts is None):
        found.append("parts: expected for a way to a feature, and only there")
    if way.parts is None or way.km is None or way.km[1] is None or way.to is None:
        return found
    straight = geodesic_m(start, ends[way.to]) / 1000 if way.to in ends else 0.0
    total = way.parts.total_km
    if total < straight - ROUNDING_KM:
        found.append(f"parts: expected at least {straight:.3f} km, found {total:.3f}")
    if not way.km[0] <= total <= way.km[1]:
        found.append(f"km: expected bounds around {total:.3f}, found {way.km}")
    if (way.parts.straight_km > 0) is not (way.leaves is not None):
        found.append("leaves: expected where there is a straight line beyond the data")
    return found
