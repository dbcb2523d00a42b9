"""GeoJSON, one FeatureCollection: RFC 7946 knows no other system than WGS-84 degrees."""

from __future__ import annotations

from typing import Any

from atlas.export.about import Order
from atlas.export.content import Content, cells
from atlas.geodata import geojson_text


def as_geojson(order: Order) -> bytes:
    """Return all features as one FeatureCollection: lists as lists, null geometry where unknown.

    A feature of a frame without ids is called by the frame's key and its number.
    """
    features = [
        ({"id": f"{content.key}-{number}", **properties}, shape)
        for content in order.contents
        for number, (properties, shape) in enumerate(
            zip(_properties(content), content.frame.geometry, strict=True), start=1
        )
    ]
    return geojson_text(features).encode()


def _properties(content: Content) -> list[dict[str, Any]]:
    rows = [dict(zip(content.columns, row, strict=True)) for row in cells(content)]
    for name, column in content.lists.items():
        for row, items in zip(rows, column, strict=True):
            if items is not None:
                row[name] = list(items)
    return rows
