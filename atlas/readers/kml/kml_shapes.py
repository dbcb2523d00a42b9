"""Shapes of KML elements; an invalid one raises an error instead of being dropped."""

from __future__ import annotations

from typing import Any

import shapely
from lxml import etree
from shapely.geometry.base import BaseGeometry

_MULTI: dict[str, Any] = {
    "Point": shapely.multipoints,
    "LineString": shapely.multilinestrings,
    "Polygon": shapely.multipolygons,
}
_KINDS = ("Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack")


class BadShapeError(ValueError):
    """An invalid element; the message is its name."""


def local(element: Any) -> str:
    """Return the local name of an element; empty for comments."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, *names: str) -> list[Any]:
    """Return the children of an element with one of the given names."""
    return [child for child in element if local(child) in names]


def take_shape(placemark: Any) -> BaseGeometry | None:
    """Return the shape of a placemark and remove its elements; ``None`` if it has none.

    Several shapes are read like one ``MultiGeometry``; tracks become lines. Every ring inside
    ``innerBoundaryIs`` is a hole, since Google Earth writes several into one.

    Raises
    ------
    BadShapeError
        When coordinates or rings are invalid.
    """
    found = []
    for element in children(placemark, *_KINDS):
        found += _shapes(element)
        placemark.remove(element)
    return _gathered(found)


def _shapes(element: Any) -> list[BaseGeometry]:
    kind = local(element)
    if kind in ("MultiGeometry", "MultiTrack"):
        return [shape for child in children(element, *_KINDS) for shape in _shapes(child)]
    try:
        if kind == "Polygon":
            return _polygon(element)
        points = _track(element) if kind == "Track" else _coordinates(element)
        if not points:
            return []
        if kind == "Point":
            if len(points) > 1:
                raise BadShapeError("coordinates")
            return [shapely.Point(points[0])]
        if kind == "LinearRing" and points[0] != points[-1]:
            points.append(points[0])
        return [shapely.Point(points[0]) if len(points) == 1 else shapely.LineString(points)]
    except shapely.errors.ShapelyError as error:
        raise BadShapeError("coordinates") from error


def _polygon(element: Any) -> list[BaseGeometry]:
    outer, inner = (
        [
            _coordinates(ring)
            for boundary in children(element, name)
            for ring in children(boundary, "LinearRing")
        ]
        for name in ("outerBoundaryIs", "innerBoundaryIs")
    )
    outer, inner = [ring for ring in outer if ring], [ring for ring in inner if ring]
    if not outer and not inner:
        return []
    if len(outer) != 1:
        raise BadShapeError("outerBoundaryIs")
    try:
        return [shapely.Polygon(outer[0], inner)]
    except ValueError as error:  # a ring of fewer than three points
        raise BadShapeError("coordinates") from error


def _coordinates(element: Any) -> list[tuple[float, ...]]:
    text = " ".join("".join(child.itertext()) for child in children(element, "coordinates"))
    return [_position(part.split(",")) for part in _parts(text)]


def _parts(text: str) -> list[str]:
    """Split a coordinate list into positions, tolerating spaces beside the commas."""
    return " ".join(text.split()).replace(" ,", ",").replace(", ", ",").split()


def _track(element: Any) -> list[tuple[float, ...]]:
    return [_position((child.text or "").split()) for child in children(element, "coord")]


def _position(values: list[str]) -> tuple[float, ...]:
    if values and not values[-1]:
        values = values[:-1]
    if len(values) not in (2, 3):
        raise BadShapeError("coordinates")
    try:
        return float(values[0]), float(values[1])
    except ValueError as error:
        raise BadShapeError("coordinates") from error


def _gathered(shapes: list[BaseGeometry]) -> BaseGeometry | None:
    if len(shapes) < 2:
        return shapes[0] if shapes else None
    kinds = {shape.geom_type for shape in shapes}
    if len(kinds) > 1:
        return shapely.GeometryCollection(shapes)
    made: BaseGeometry = _MULTI[kinds.pop()](shapes)
    return made


def parse(text: str) -> Any:
    """Return the root element of a document; entities and network access are disabled.

    Raises
    ------
    lxml.etree.XMLSyntaxError
        When it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(text, parser)
