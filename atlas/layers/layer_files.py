"""Reading and writing layer files (GeoJSON), with reproducible output.

A layer is a GeoJSON FeatureCollection as in RFC 7946: WGS-84, outer rings counter-clockwise, with a
bbox. In addition, every feature has an ``id``, all features of a file have the same properties,
features without a public location have a null geometry, and each feature takes one line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

from atlas.core.atomic_files import write_file
from atlas.core.json_files import GeodataError, read_json, read_json_as
from atlas.core.model import BASE_FIELDS, Meeting, Source
from atlas.layers.feature_schema import problems
from atlas.layers.layer_definition import LayerDefinition
from atlas.spatial.geojson_text import CRS, frame_features, geojson_text, read_shape


def read_collection(path: Path) -> dict[str, Any]:
    """Read a GeoJSON FeatureCollection as plain data, checking its structure.

    Parameters
    ----------
    path : Path
        A ``.geojson`` file.

    Returns
    -------
    dict
        As in the file: ``features`` is a list of objects with ``properties`` (an object holding a
        text ``id``, unique in the file) and ``geometry`` (an object or ``None``).

    Raises
    ------
    GeodataError
        Naming file, feature, field and what was expected.
    """
    collection = read_json(path)
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise GeodataError(path.name, "expected a FeatureCollection", field="type")
    features = collection.get("features")
    if not isinstance(features, list):
        raise GeodataError(path.name, "expected a list of features", field="features")
    seen: set[str] = set()
    for number, feature in enumerate(features, start=1):
        where = f"feature {number}"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise GeodataError(path.name, "expected a Feature", where, "type")
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            raise GeodataError(path.name, "expected an object", where, "properties")
        feature_id = properties.get("id")
        if not isinstance(feature_id, str) or not feature_id:
            raise GeodataError(path.name, f"expected a text, found {feature_id!r}", where, "id")
        if feature_id in seen:
            raise GeodataError(path.name, "expected a unique id, found it twice", feature_id, "id")
        seen.add(feature_id)
        geometry = feature.get("geometry", False)
        if geometry is not None and not isinstance(geometry, dict):
            raise GeodataError(path.name, "expected an object or null", feature_id, "geometry")
    return collection


def read_layer(path: Path, definition: LayerDefinition | None = None) -> gpd.GeoDataFrame:
    """Read one built layer.

    Parameters
    ----------
    path : Path
        A ``.geojson`` file of ``geodata/``.
    definition : LayerDefinition, optional
        Layer definition; if given, geometry types and all properties are checked.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, in file order. Features that are not drawn have geometry ``None``; list
        properties stay lists; a missing text is ``None``, a missing number NaN.

    Raises
    ------
    GeodataError
        Names file, feature, field and expected value: invalid JSON, duplicate id, invalid
        coordinates, or a geometry type or properties that the layer does not allow.
    """
    return layer_frame(read_features(path, definition))


def read_features(
    path: Path, definition: LayerDefinition | None = None
) -> list[tuple[dict[str, Any], BaseGeometry | None]]:
    """Return the features of a layer file as properties and geometry; see :func:`read_layer`."""
    features: list[tuple[dict[str, Any], BaseGeometry | None]] = []
    for feature in read_collection(path)["features"]:
        properties = feature["properties"]
        feature_id = properties["id"]
        try:
            geometry = read_shape(feature["geometry"])
        except ValueError as error:
            raise GeodataError(path.name, str(error), feature_id, "geometry") from error
        if definition is not None:
            _check_against(definition, path.name, properties, geometry)
        features.append((properties, geometry))
    return features


def layer_frame(
    features: Sequence[tuple[dict[str, Any], BaseGeometry | None]],
) -> gpd.GeoDataFrame:
    """Return features as the frame that :func:`read_layer` describes."""
    rows = [properties for properties, _ in features]
    shapes = [geometry for _, geometry in features]
    table = pd.DataFrame(rows, columns=None if rows else list(BASE_FIELDS))
    texts: list[str] = list(table.select_dtypes("str").columns)
    for name in texts:
        # pandas uses NaN, which would show as text
        table[name] = table[name].astype(object).where(table[name].notna(), None)
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=CRS), crs=CRS)


def _check_against(
    definition: LayerDefinition,
    file: str,
    properties: Mapping[str, Any],
    geometry: BaseGeometry | None,
) -> None:
    feature_id = properties["id"]
    if geometry is not None and geometry.geom_type not in definition.geometry:
        allowed = " or ".join(definition.geometry)
        message = f"expected {allowed}, found {geometry.geom_type}"
        raise GeodataError(file, message, feature_id, "geometry")
    for field, message in problems(definition, properties, drawn=geometry is not None):
        raise GeodataError(file, message, feature_id, field)


def read_sources(path: Path) -> dict[str, Source]:
    """Read a built ``sources.json``: source id → source.

    Raises
    ------
    GeodataError
        Naming file, row and field.
    """
    return {source.id: source for source in read_json_as(path, list[Source])}


def read_meetings(path: Path) -> list[Meeting]:
    """Read a built ``meets.json``, the pairs of features that meet; empty without the file.

    Raises
    ------
    GeodataError
        Naming file, row and field.
    """
    return read_json_as(path, list[Meeting]) if path.is_file() else []


def write_geojson(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a frame (any CRS) as GeoJSON; see ``geojson_text``.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from shapely import Point
    >>> frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(119.96, 36.78)], crs=CRS)
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "spots.geojson")
    ...     write_geojson(frame, path)
    ...     read_layer(path)["id"].tolist()
    ['a']
    """
    write_file(path, geojson_text(frame_features(frame)))
