"""Checks of the geometry: RFC 7946, validity, extent, and measured properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely
from shapely.geometry import LinearRing, Point
from shapely.geometry.base import BaseGeometry

from atlas.pipeline.validation.complaint import Complaints, Item, Layer
from atlas.spatial.derived_fields import sizes
from atlas.spatial.geojson_text import DECIMALS, bounds


def check_file(layer: Layer) -> Complaints:
    """Check the file's own members: a correct bbox, no CRS."""
    if "crs" in layer.raw:
        yield layer.complain(None, "crs", "expected no crs member: RFC 7946 is always WGS-84")
    expected, found = bounds(item.shape for item in layer.items), layer.raw.get("bbox")
    if expected != found:
        yield layer.complain(None, "bbox", f"expected {expected}, found {found}")


def check_coordinates(layer: Layer) -> Complaints:
    """Check decimals, closed rings and winding on the plain data, as shapely would fix some."""
    for item in layer.items:
        geometry = item.raw.get("geometry")
        if item.shape is None or geometry is None:
            continue
        for position in _positions(geometry.get("coordinates", [])):
            if len(position) != 2 or any(round(value, DECIMALS) != value for value in position):
                message = f"expected two numbers of at most {DECIMALS} decimals, found {position}"
                yield layer.complain(item, "geometry", message)
                break
        for number, ring in _rings(geometry):
            if ring[0] != ring[-1]:
                message = f"expected a closed ring, found {ring[0]} … {ring[-1]}"
                yield layer.complain(item, "geometry", message)
            elif LinearRing(ring).is_ccw != (number == 0):
                way = "counter-clockwise" if number == 0 else "clockwise"
                message = f"expected ring {number + 1} of its polygon to wind {way} (RFC 7946)"
                yield layer.complain(item, "geometry", message)


def _positions(coordinates: Any) -> Iterator[list[float]]:
    if coordinates and not isinstance(coordinates[0], list):
        yield coordinates
        return
    for part in coordinates:
        yield from _positions(part)


def _rings(geometry: dict[str, Any]) -> Iterator[tuple[int, list[list[float]]]]:
    """Yield every ring with its index in its polygon; 0 is the outer one."""
    polygons = {
        "Polygon": [geometry["coordinates"]],
        "MultiPolygon": geometry["coordinates"],
    }.get(geometry["type"], [])
    for polygon in polygons:
        yield from enumerate(polygon)


def check_shapes(layer: Layer, city: BaseGeometry | None) -> Complaints:
    """Check type, validity and extent.

    Parameters
    ----------
    layer : Layer
        With ``extent = "city"``, every shape must lie in the city or touch it.
    city : BaseGeometry or None
        EPSG:4326; ``None`` when the townships cannot be read.
    """
    for item in layer.items:
        shape = item.shape
        if shape is None:
            continue
        if shape.geom_type not in layer.definition.geometry:
            allowed = " or ".join(layer.definition.geometry)
            yield layer.complain(item, "geometry", f"expected {allowed}, found {shape.geom_type}")
        if not shape.is_valid:
            message = f"expected a valid geometry: {shapely.is_valid_reason(shape)}"
            yield layer.complain(item, "geometry", message)
        elif city is not None and layer.definition.extent == "city" and not shape.intersects(city):
            yield layer.complain(item, "geometry", "expected it to lie in the city or touch it")


def check_measures(layer: Layer, city: BaseGeometry) -> Complaints:
    """Check properties measured on the shape: sizes, and a label point inside."""
    for item in layer.items:
        if item.shape is not None and not item.shape.is_valid:
            continue
        for field, expected in sizes(item.shape, city).items():
            if item.get(field) != expected:
                yield layer.complain(item, field, f"expected {expected}, found {item.get(field)!r}")
        yield from _check_label(layer, item)


def _check_label(layer: Layer, item: Item) -> Complaints:
    point, shape = item.get("label_point"), item.shape
    if shape is None or "Polygon" not in shape.geom_type:
        if point is not None:
            message = f"expected null without an area, found {point}"
            yield layer.complain(item, "label_point", message)
    elif not isinstance(point, list) or len(point) != 2 or not shape.covers(Point(point)):
        message = f"expected a point inside the area, found {point}"
        yield layer.complain(item, "label_point", message)
