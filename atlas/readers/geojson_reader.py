"""GeoJSON reader, including line-delimited GeoJSON and Esri JSON.

Accepts what RFC 7946 excludes: other encodings, older ``crs`` members, a bare geometry.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.core.errors import Note
from atlas.readers.esri_json_reader import is_esri, read_esri
from atlas.readers.file_limits import check_count, limits, table_of
from atlas.readers.gdal_reader import known
from atlas.readers.planners_file import Answers, LimitExceededError, Question, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.text_encoding import decide
from atlas.spatial.geojson_text import read_shape

_GEOMETRIES = (
    *("Point", "MultiPoint", "LineString", "MultiLineString"),
    *("Polygon", "MultiPolygon", "GeometryCollection"),
)


def read_geojson(file: Member, answers: Answers) -> Raw:
    """Return the features of a GeoJSON text.

    Raises
    ------
    ReaderError
        Names the invalid feature and field.
    """
    text, questions = _text(file, answers)
    check_count(text.count(",") + text.count("{") + text.count("["), "values", file.name)
    try:
        return _read(_parsed(text, file.name), file, questions)
    except RecursionError as error:
        most = limits().nesting
        raise LimitExceededError("planners.limit_nesting", file=file.name, count=most) from error


def _read(whole: Any, file: Member, questions: tuple[Question, ...]) -> Raw:
    """Return the features of parsed JSON."""
    if is_esri(whole):
        return replace(read_esri(whole, file.name), questions=questions)
    features = _features(whole, file.name)
    check_count(len(features), "shapes", file.name)
    shapes = np.full(len(features), None, dtype=object)
    for row, feature in enumerate(features):
        shapes[row] = _shape(feature, row, file.name)
    table = table_of([_properties(feature) for feature in features], file.name)
    crs, note = _crs(whole, file.name)
    by_format = crs is None and note is None
    notes = (note,) if note else ()
    return Raw(
        *(file.name, table, shapes, CRS.from_epsg(4326) if by_format else crs, by_format),
        notes=notes,
        questions=questions,
    )


def _parsed(text: str, file: str) -> Any:
    """Parse JSON; line-delimited features become one collection."""
    try:
        return json.loads(text)
    except ValueError as error:
        where = {"line": getattr(error, "lineno", 1), "column": getattr(error, "colno", 1)}
        problem = ReaderError("planners.bad_json", file=file, **where)
        if not str(error).startswith("Extra data") and "\x1e" not in text:
            raise problem from error
    features: list[Any] = []
    for number, line in enumerate(text.replace("\x1e", "\n").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            column = getattr(error, "colno", 1)
            raise ReaderError("planners.bad_json", file=file, line=number, column=column) from error
        features += _features(found, file)
    return {"type": "FeatureCollection", "features": features}


def _text(file: Member, answers: Answers) -> tuple[str, tuple[Question, ...]]:
    decision = decide(file.name, file.content.splitlines(), None, answers.encoding)
    asked = (decision.question,) if decision.question else ()
    return file.content.decode(decision.encoding, errors="replace").lstrip("\ufeff"), asked


def _features(whole: Any, file: str) -> list[dict[str, Any]]:
    kind = whole.get("type") if isinstance(whole, dict) else None
    if kind == "FeatureCollection" and isinstance(whole.get("features"), list):
        features = whole["features"]
    elif kind == "Feature":
        features = [whole]
    elif kind in _GEOMETRIES:
        features = [{"type": "Feature", "properties": {}, "geometry": whole}]
    else:
        raise ReaderError("planners.no_geojson", file=file)
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise ReaderError("planners.bad_feature", file=file, feature=number, field="type")
    return features


def _shape(feature: dict[str, Any], row: int, file: str) -> Any:
    geometry = feature.get("geometry")
    if geometry is not None and not isinstance(geometry, dict):
        raise ReaderError("planners.bad_feature", file=file, feature=row + 1, field="geometry")
    if geometry is not None and not (geometry.get("coordinates") or geometry.get("geometries")):
        return None  # an empty geometry is allowed and treated as missing
    try:
        return read_shape(geometry)
    except ValueError as error:
        where = "geometry.coordinates"
        raise ReaderError(
            "planners.bad_feature", file=file, feature=row + 1, field=where
        ) from error


def _properties(feature: dict[str, Any]) -> dict[str, Any]:
    found = feature.get("properties")
    own = dict(found) if isinstance(found, dict) else {}
    return {
        str(key): json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for key, value in own.items()
    }


def _crs(whole: dict[str, Any], file: str) -> tuple[CRS | None, Note | None]:
    """Return the CRS named by the file, or a note on why it cannot be used."""
    member = whole.get("crs")
    if member is None:
        return None, None
    properties = member.get("properties") if isinstance(member, dict) else None
    said = properties if isinstance(properties, dict) else {}
    name = said.get("name") or said.get("code") or said.get("href") or member
    values = {"file": file, "system": str(name)[:100]}
    if "href" in said:
        return None, Note("planners.linked_crs_member", values)
    try:
        crs = known(CRS.from_user_input(name))
    except (CRSError, TypeError, ValueError):
        crs = None
    return crs, None if crs is not None else Note("planners.unknown_crs", values)
