"""Reading and writing layer files (GeoJSON), with reproducible output.

A layer is a GeoJSON FeatureCollection as in RFC 7946: WGS-84, outer rings counter-clockwise, with a
bbox. In addition, every feature has an ``id``, all features of a file have the same properties,
features without a public location have a null geometry, and each feature takes one line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pydantic import TypeAdapter, ValidationError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from atlas.catalogue import LayerDefinition
from atlas.files import write_file
from atlas.model import BASE_FIELDS, Meeting, Source
from atlas.schema import problems
from atlas.textfiles import first_problem, json_line_of

CRS = "EPSG:4326"
#: decimals of a degree (6 are about 0.1 m)
DECIMALS = 6

_SOURCES = TypeAdapter(list[Source])
_MEETINGS = TypeAdapter(list[Meeting])


class GeodataError(ValueError):
    """A data file that cannot be used.

    Parameters
    ----------
    file : str
        Name of the file.
    message : str
        What was expected and what was found.
    feature, field : str, optional
        Where in the file the error is.
    """

    def __init__(self, file: str, message: str, feature: str = "", field: str = "") -> None:
        self.file, self.feature, self.field, self.message = file, feature, field, message
        super().__init__(": ".join(part for part in (file, feature, field, message) if part))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    GeodataError
        When the file is missing, not UTF-8 or not JSON; the message names the line.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise GeodataError(path.name, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise GeodataError(path.name, f"line {line}: not UTF-8: {error.reason}") from error
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}: not valid JSON: {error.msg}"
        raise GeodataError(path.name, message) from error
    except (ValueError, RecursionError) as error:
        raise GeodataError(path.name, f"not valid JSON: {error}") from error


def problem_at(path: Path, error: ValidationError) -> str:
    """Return the first error of a JSON file: line, path and expected value."""
    line = json_line_of(path.read_text(encoding="utf-8"), error.errors()[0]["loc"])
    return f"line {line}: {first_problem(error)}"


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
    try:
        sources = _SOURCES.validate_python(read_json(path))
    except ValidationError as error:
        raise GeodataError(path.name, problem_at(path, error)) from error
    return {source.id: source for source in sources}


def read_meetings(path: Path) -> list[Meeting]:
    """Read a built ``meets.json``, the pairs of features that meet; empty without the file.

    Raises
    ------
    GeodataError
        Naming file, row and field.
    """
    if not path.is_file():
        return []
    try:
        return _MEETINGS.validate_python(read_json(path))
    except ValidationError as error:
        raise GeodataError(path.name, problem_at(path, error)) from error


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
