"""Shapes and features as GeoJSON text (RFC 7946), the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

CRS = "EPSG:4326"
#: decimals of a degree (6 are about 0.1 m)
DECIMALS = 6


def read_shape(geometry: Mapping[str, Any] | None) -> BaseGeometry | None:
    """Return the shapely geometry of a GeoJSON geometry object.

    Raises
    ------
    ValueError
        Says what is wrong with it.
    """
    if geometry is None:
        return None
    try:
        made: BaseGeometry = shape(dict(geometry))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError) as error:
        raise ValueError(f"expected coordinates of a {geometry.get('type')}: {error}") from error
    except AttributeError as error:
        raise ValueError("expected a geometry type that GeoJSON knows") from error
    if made.is_empty:
        raise ValueError("expected coordinates, found none")
    if not np.isfinite(shapely.get_coordinates(made)).all():
        raise ValueError("expected finite coordinates")
    return made


def json_line(value: Any) -> str:
    """Return ``value`` as compact JSON on one line, without escaping Chinese."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def geometry_object(geometry: BaseGeometry | None) -> dict[str, Any] | None:
    """Return a GeoJSON geometry with ``DECIMALS`` decimals and counter-clockwise outer rings."""
    if geometry is None:
        return None
    rounded = shapely.transform(geometry, lambda points: np.round(points, DECIMALS))
    return dict(mapping(shapely.orient_polygons(rounded)))


def bounds(geometries: Iterable[BaseGeometry | None]) -> list[float] | None:
    """Return west, south, east, north of all geometries; ``None`` if there are none."""
    drawn = [geometry for geometry in geometries if geometry is not None]
    if not drawn:
        return None
    return [round(float(value), DECIMALS) for value in shapely.total_bounds(drawn)]


def geojson_text(features: Iterable[tuple[Mapping[str, Any], BaseGeometry | None]]) -> str:
    """Return a FeatureCollection as text, one feature per line.

    Parameters
    ----------
    features : iterable of (properties, geometry)
        Properties are JSON values, written in their order; ``id`` also becomes the feature's id.
        Geometries are EPSG:4326.

    Returns
    -------
    str
        Identical for identical features; ends with a newline.
    """
    features = list(features)
    lines = [
        json_line(
            {
                "type": "Feature",
                "id": properties["id"],
                "properties": dict(properties),
                "geometry": geometry_object(geometry),
            }
        )
        for properties, geometry in features
    ]
    box = bounds(geometry for _, geometry in features)
    head = '{"type":"FeatureCollection"' + (f',"bbox":{json_line(box)}' if box else "")
    return head + ',"features":[\n' + ",\n".join(lines) + "\n]}\n"


def frame_features(
    frame: gpd.GeoDataFrame,
) -> list[tuple[dict[str, Any], BaseGeometry | None]]:
    """Return the rows of a frame (any CRS) as properties and EPSG:4326 geometry."""
    if frame.crs is not None:
        frame = frame.to_crs(CRS)
    names = [name for name in frame.columns if name != frame.geometry.name]
    return [
        ({name: _json_value(row[name]) for name in names}, geometry)
        for (_, row), geometry in zip(frame.iterrows(), frame.geometry, strict=True)
    ]


def _json_value(value: Any) -> Any:
    if isinstance(value, np.ndarray | list | tuple):
        return [_json_value(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    # pandas has several missing values; JSON has one
    return None if value is None or pd.isna(value) else value
