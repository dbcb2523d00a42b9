"""GeoJSON as one FeatureCollection, always in WGS-84 degrees as RFC 7946 requires."""

from __future__ import annotations

from typing import Any

from atlas.spatial.geojson_text import geojson_text
from atlas.writers.feature_table import FeatureTable, cells
from atlas.writers.file_metadata import WriteRequest


def as_geojson(order: WriteRequest) -> bytes:
    """Return all features as one FeatureCollection; unknown locations have null geometry.

    In a frame without ids, a feature's id is the frame's key and a running number.
    """
    features = [
        ({"id": f"{content.key}-{number}", **properties}, shape)
        for content in order.contents
        for number, (properties, shape) in enumerate(
            zip(_properties(content), content.frame.geometry, strict=True), start=1
        )
    ]
    return geojson_text(features).encode()


def _properties(content: FeatureTable) -> list[dict[str, Any]]:
    rows = [dict(zip(content.columns, row, strict=True)) for row in cells(content)]
    for name, column in content.lists.items():
        for row, items in zip(rows, column, strict=True):
            if items is not None:
                row[name] = list(items)
    return rows
