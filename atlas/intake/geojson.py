"""GeoJSON, as RFC 7946 has it and as it comes: other encodings, old ``crs`` members, one shape."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.geodata import read_shape
from atlas.intake.encoding import decide
from atlas.intake.model import Answers, IntakeError, Question
from atlas.intake.raw import Member, Raw

_GEOMETRIES = (
    *("Point", "MultiPoint", "LineString", "MultiLineString"),
    *("Polygon", "MultiPolygon", "GeometryCollection"),
)


def read_geojson(file: Member, answers: Answers) -> Raw:
    """Return the features of a GeoJSON text.

    Raises
    ------
    IntakeError
        Naming the feature and field that is wrong.
    """
    text, questions = _text(file, answers)
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        where = {"line": line, "column": column}
        raise IntakeError("intake.bad_json", file=file.name, **where) from error
    features = _features(whole, file.name)
    shapes = np.full(len(features), None, dtype=object)
    for row, feature in enumerate(features):
        shapes[row] = _shape(feature, row, file.name)
    table = pd.DataFrame([_properties(feature) for feature in features])
    crs, stated = _crs(whole, file.name)
    return Raw(file.name, table, shapes, crs, by_format=not stated, questions=questions)


def _text(file: Member, answers: Answers) -> tuple[str, tuple[Question, ...]]:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if file.content.startswith(mark):
            return file.content.decode(encoding, errors="replace"), ()
    decision = decide(file.name, file.content.splitlines(), None, answers.encoding)
    asked = (decision.question,) if decision.question else ()
    return file.content.decode(decision.encoding, errors="replace"), asked


def _features(whole: Any, file: str) -> list[dict[str, Any]]:
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        features = whole["features"]
    elif kind == "Feature":
        features = [whole]
    elif kind in _GEOMETRIES:
        features = [{"type": "Feature", "properties": {}, "geometry": whole}]
    else:
        raise IntakeError("intake.no_geojson", file=file)
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise IntakeError("intake.bad_feature", file=file, feature=number, field="type")
    return features


def _shape(feature: dict[str, Any], row: int, file: str) -> Any:
    geometry = feature.get("geometry")
    if geometry is not None and not isinstance(geometry, dict):
        raise IntakeError("intake.bad_feature", file=file, feature=row + 1, field="geometry")
    if geometry is not None and not (geometry.get("coordinates") or geometry.get("geometries")):
        return None  # an empty shape is allowed, and is none
    try:
        return read_shape(geometry)
    except ValueError as error:
        where = "geometry.coordinates"
        raise IntakeError("intake.bad_feature", file=file, feature=row + 1, field=where) from error


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    own = dict(found) if isinstance(found, dict) else {}
    return {
        str(key): json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for key, value in own.items()
    }


def _crs(whole: dict[str, Any], file: str) -> tuple[CRS | None, bool]:
    """Return the system and whether the text names it; by the format it is WGS-84."""
    if "crs" not in whole or whole["crs"] is None:
        return CRS.from_epsg(4326), False
    try:
        return CRS.from_user_input(whole["crs"]["properties"]["name"]), True
    except (CRSError, KeyError, TypeError) as error:
        raise IntakeError("intake.bad_feature", file=file, feature="-", field="crs") from error
