"""Shapes of known size, for the tests of the check."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry import Polygon

from atlas.analysis.overlap import Report
from atlas.spatial.crs import shapes_to_wgs84

#: a corner in the city, in metres of EPSG:4549
X, Y = 480_000.0, 4_070_000.0


def box(x: float, y: float, width: float, height: float | None = None) -> Polygon:
    """Return a rectangle at an offset in metres from the corner; in EPSG:4549."""
    return shapely.box(X + x, Y + y, X + x + width, Y + y + (width if height is None else height))


def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """Return points at offsets in metres from the corner; in EPSG:4549."""
    return [(X + x, Y + y) for x, y in points]


def subjects(*shapes: shapely.Geometry | None, **columns: list) -> gpd.GeoDataFrame:
    """Return subjects of a check from shapes in EPSG:4549."""
    names = [f"s{number}" for number in range(len(shapes))]
    there = shapes_to_wgs84(np.array([*shapes, None], dtype=object), "cm120")[:-1]
    return gpd.GeoDataFrame({"name": names, **columns}, geometry=there, crs="EPSG:4326")


def ground(
    *shapes: shapely.Geometry | None,
    accuracy: float = 0.0,
    conflict: bool = True,
    group: str = "reserves",
) -> gpd.GeoDataFrame:
    """Return zones of a check from shapes in EPSG:4549; ``None`` is an undrawn zone."""
    frame = subjects(*shapes)
    frame = frame.rename(columns={"name": "id"})
    return frame.assign(
        group=group,
        accuracy_m=accuracy,
        conflict=conflict,
        unchecked=[None if shape else "undrawn" for shape in shapes],
    )


def only(report: Report) -> dict:
    """Return the single pair of a report."""
    assert len(report.pairs) == 1
    return report.pairs.iloc[0].to_dict()


def raw(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return subjects of a check from shapes in degrees."""
    names = [f"s{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs="EPSG:4326")
