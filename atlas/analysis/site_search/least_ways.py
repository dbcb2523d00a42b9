"""How far the ways of a site without a public place are at least."""

from __future__ import annotations

from collections.abc import Sequence

import shapely

from atlas.analysis.site_search.criteria import WAYS
from atlas.spatial.distance_band import band
from atlas.spatial.measurement import geodesics_m
from atlas.store.store import Store

#: degrees between points of a boundary from which distances are measured, some 50 m
STEP = 0.0005


def least_ways(store: Store, towns: Sequence[str] = ()) -> dict[str, float]:
    """Return the least length of the way to each kind of target, in kilometres.

    No road is shorter than the straight line, so the bound is the distance from the nearest point
    of the towns that a site is known to lie in, else of the city. Kinds without a target outside
    are left out, as is the expressway, which has no known place of its own.
    """
    areas = [store.town_areas[town] for town in towns if town in store.town_areas]
    land = shapely.union_all(areas) if areas and len(areas) == len(towns) else store.outline
    if land is None:
        return {}
    accuracy = _accuracy(store, "townships" if land is not store.outline else "city-boundary")
    edge = shapely.get_coordinates(shapely.segmentize(land.boundary, STEP))
    found: dict[str, float] = {}
    for kind in WAYS:
        target = store.access.targets.get(kind)
        if target is None or kind == "expressway":
            continue
        places = [(_place(store, name), name) for name in target.features]
        known = [(place, name) for place, name in places if place is not None]
        if not known or len(known) < len(places):
            continue
        least = min(
            band(
                0.0 if land.covers(place) else float(geodesics_m(place, edge).min()),
                accuracy,
                store.records[name]["accuracy_m"],
            ).low_km
            for place, name in known
        )
        if least > 0:
            found[kind] = least
    return found


def _place(store: Store, name: str) -> shapely.Point | None:
    shape = store.geometry(name) if store.feature(name) is not None else None
    return shape if isinstance(shape, shapely.Point) else None


def _accuracy(store: Store, layer: str) -> float:
    frame = store.frames.get(layer)
    if frame is None or "accuracy_m" not in frame:
        return 0.0
    return float(frame["accuracy_m"].max())
