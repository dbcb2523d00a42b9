"""Checks of the townships and of the towns of features."""

from __future__ import annotations

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.pipeline.validation.complaint import Complaints, Layer
from atlas.spatial.construction import polygons
from atlas.spatial.derived_fields import Towns

#: number of township-level units of Pingdu
COUNT = 17
#: narrower gaps are found even if they are open to the outside (degrees, some 100 m)
GAP = 0.001
#: tolerance between the city's outline and the union of the townships, as a share of its area
OUTLINE_SHARE = 1e-9


def check_townships(layer: Layer) -> Complaints:
    """Check that the townships are complete, have distinct codes and tile the city."""
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
    """Return, for every area, its overlaps with and gaps to neighbours."""
    edges = shapely.coverage_invalid_edges(areas, gap_width=GAP)
    # A wide gap inside the city does not violate the coverage; it is a hole in the union.
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
    """Check that a feature's towns are those in which it lies, or that a reason is given.

    Parameters
    ----------
    layer : Layer
        Layer to check.
    townships : dict of str to BaseGeometry
        NBS code → polygon.
    towns : Towns
        Index of the same townships.
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
        # A feature that is not drawn cannot contradict its shape.
        disagrees = item.shape is not None and set(named) != set(drawn)
        if disagrees and not item.get("towns_reason_zh"):
            message = f"expected a reason for towns {named}, as the shape lies in {drawn}"
            yield layer.complain(item, "towns_reason_zh", message)
