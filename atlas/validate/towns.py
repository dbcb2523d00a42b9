"""Checks of the townships themselves and of the towns that features name."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.build.geometry import polygons
from atlas.build.measure import Towns
from atlas.validate.complaint import Complaints, Layer

#: township-level units of Pingdu
COUNT = 17
#: narrower gaps are found where they open to the outside too (degrees, some 100 m)
GAP = 0.001
#: the city's outline may differ from the union of the townships by this share of its area
OUTLINE_SHARE = 1e-9


def check_townships(layer: Layer) -> Complaints:
    """Check that the townships are all there, have codes of their own and tile the city."""
    if len(layer.items) != COUNT:
        yield layer.complain(None, "features", f"expected {COUNT}, found {len(layer.items)}")
    codes: dict[object, str] = {}
    for item in layer.items:
        code = item.get("code")
        if code in codes:
            message = f"expected a code of its own, found that of {codes[code]}: {code!r}"
            yield layer.complain(item, "code", message)
        codes.setdefault(code, item.id)
        if item.shape is None:
            yield layer.complain(item, "geometry", "expected the town's area, found null")
    drawn = [(item, item.shape) for item in layer.items if item.shape is not None]
    faults = _faults([area for _, area in drawn])
    for (item, _), fault in zip(drawn, faults, strict=True):
        if not fault.is_empty:
            west, south, *_ = fault.bounds
            message = f"expected edges that neighbours share; gap or overlap at {west}, {south}"
            yield layer.complain(item, "geometry", message)


def _faults(areas: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return for every area where it overlaps a neighbour or leaves a gap."""
    edges = shapely.coverage_invalid_edges(areas, gap_width=GAP)
    # A wide gap inside the city breaks no rule of a coverage: it is a hole of the union.
    whole = shapely.union_all([area for area in areas if area.is_valid])
    holes = shapely.union_all([ring for part in polygons(whole) for ring in part.interiors])
    return [
        shapely.union_all([edge, area.boundary.intersection(holes)])
        for area, edge in zip(areas, edges, strict=True)
    ]


def check_outline(layer: Layer, city: BaseGeometry) -> Complaints:
    """Check that the city is the union of the townships."""
    for item in layer.items:
        if item.shape is None or not item.shape.is_valid:
            continue
        if item.shape.symmetric_difference(city).area > OUTLINE_SHARE * city.area:
            yield layer.complain(item, "geometry", "expected the union of the townships")


def check_towns(layer: Layer, townships: dict[str, BaseGeometry], towns: Towns) -> Complaints:
    """Check that a feature's towns are those that it lies in, or that a reason says why not.

    Parameters
    ----------
    layer : Layer
        What is checked.
    townships : dict of str to BaseGeometry
        NBS code → area.
    towns : Towns
        The same, ready to be asked.
    """
    for item in layer.items:
        named = item.get("towns")
        named = named if isinstance(named, list) else []
        for code in named:
            if code not in townships:
                yield layer.complain(item, "towns", f"expected codes of townships, found {code!r}")
        if item.shape is not None and not item.shape.is_valid:
            continue
        drawn = towns.of(item.shape)
        if item.get("towns_drawn") != drawn:
            message = f"expected {drawn}, where the shape lies; found {item.get('towns_drawn')}"
            yield layer.complain(item, "towns_drawn", message)
        # What is not drawn cannot disagree with its drawing.
        disagrees = item.shape is not None and set(named) != set(drawn)
        if disagrees and not item.get("towns_reason_zh"):
            message = f"expected a reason for towns {named}, as the shape lies in {drawn}"
            yield layer.complain(item, "towns_reason_zh", message)
