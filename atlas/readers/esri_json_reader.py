"""Esri JSON reader: feature sets written by ArcGIS Server and ArcGIS Pro (via GDAL)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from atlas.core.temporary_folders import temporary_folder
from atlas.readers.file_limits import check_count
from atlas.readers.gdal_reader import read_layers
from atlas.readers.planners_file import ReaderError
from atlas.readers.raw_file import Raw

#: member of a geometry → its type; curves have other members, which GDAL cannot read
_KINDS = {
    "rings": "esriGeometryPolygon",
    "paths": "esriGeometryPolyline",
    "points": "esriGeometryMultipoint",
    "x": "esriGeometryPoint",
}
_CURVES = ("curveRings", "curvePaths")


def is_esri(whole: Any) -> bool:
    """Return whether parsed JSON is Esri JSON: a feature set, a feature or a geometry."""
    if not isinstance(whole, dict) or ("type" in whole and "attributes" not in whole):
        return False
    features = whole.get("features")
    one = features[0] if isinstance(features, list) and features else whole
    geometry = one.get("geometry", one) if isinstance(one, dict) else None
    named = "geometryType" in whole or "spatialReference" in whole
    shaped = isinstance(geometry, dict) and any(key in geometry for key in (*_KINDS, *_CURVES))
    return named or shaped


def read_esri(whole: dict[str, Any], file: str) -> Raw:
    """Return the features of Esri JSON.

    Raises
    ------
    ReaderError
        When it cannot be read; for curves, naming feature and field.
    """
    features = whole.get("features")
    if not isinstance(features, list):
        one = whole if "geometry" in whole else {"geometry": whole}
        features = [{"attributes": {}, **one}]
    check_count(len(features), "shapes", file)
    kind, reference = whole.get("geometryType"), whole.get("spatialReference")
    for number, feature in enumerate(features, start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if geometry is not None and not isinstance(geometry, dict):
            raise ReaderError("planners.bad_feature", file=file, feature=number, field="geometry")
        for key in _CURVES:
            if geometry and key in geometry:
                raise ReaderError("planners.bad_feature", file=file, feature=number, field=key)
        kind = kind or next((_KINDS[key] for key in _KINDS if key in (geometry or {})), None)
        reference = reference or (geometry or {}).get("spatialReference")
    plain = {"geometryType": kind, "spatialReference": reference, "features": features}
    if "fields" in whole:
        plain["fields"] = whole["fields"]
    with temporary_folder() as folder:
        path = Path(folder) / "file.json"
        path.write_text(json.dumps(plain, ensure_ascii=False), encoding="utf-8")
        try:
            raw, *_ = read_layers(path, file)
        except ReaderError as error:
            if error.note.key != "planners.unreadable":
                raise
            raise ReaderError("planners.bad_esri", file=file) from error
    return replace(raw, label=file)
