"""Readers' remarks for the operator: as CSV, or as GeoJSON with a point for each feature."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import geopandas as gpd
from shapely.geometry import Point

from atlas.core.messages import message
from atlas.feedback.remark import Remark
from atlas.spatial.geojson_text import geojson_text
from atlas.store.store import Store
from atlas.writers.feature_table import label_points
from atlas.writers.spreadsheet_writer import DEGREE_DECIMALS, csv_text

#: columns, in the order of the file
COLUMNS = (
    *("id", "time", "feature", "layer", "name_zh", "name_en", "kind", "kind_text", "text"),
    *("lang", "link", "data", "precision", "accuracy_m"),
)


def remarks_csv(
    store: Store, remarks: Sequence[Remark], address: str = "", lang: str = "zh"
) -> bytes:
    """Return remarks as CSV, with longitude and latitude of the feature's representative point.

    Parameters
    ----------
    store : Store
    remarks : sequence of Remark
    address : str
        Public address of the server, put before the links; its path must hold the atlas's prefix.
    lang : str
        Language of ``kind_text``.
    """
    points = _points(store, remarks)
    rows = [
        [*_row(store, remark, address, lang).values(), *_degrees(points.get(remark.feature))]
        for remark in remarks
    ]
    return csv_text([[*COLUMNS, "lon", "lat"], *rows])


def remarks_geojson(
    store: Store, remarks: Sequence[Remark], address: str = "", lang: str = "zh"
) -> bytes:
    """Return remarks as a FeatureCollection; geometry is null for a feature without a place.

    See :func:`remarks_csv`.
    """
    points = _points(store, remarks)
    features = [(_row(store, one, address, lang), points.get(one.feature)) for one in remarks]
    return geojson_text(features).encode()


def _row(store: Store, remark: Remark, address: str, lang: str) -> dict[str, Any]:
    """Return the columns of a remark; a feature that is gone since has neither name nor place."""
    known = store.records.get(store.current_ids.get(remark.feature, remark.feature), {})
    row = {
        **asdict(remark),
        "name_zh": known.get("name_zh"),
        "name_en": known.get("name_en"),
        "kind_text": message(f"feedback.kind_{remark.kind}", lang),
        "link": _whole(remark.link, address),
        "precision": known.get("precision"),
        "accuracy_m": known.get("accuracy_m"),
    }
    return {name: row[name] for name in COLUMNS}


def _whole(link: str, address: str) -> str:
    """Return a link with the server's scheme and host, which the file does not have."""
    scheme, mark, rest = address.partition("://")
    return f"{scheme}{mark}{rest.partition('/')[0]}{link}" if mark else link


def _points(store: Store, remarks: Sequence[Remark]) -> dict[str, Point | None]:
    """Return the representative point of each feature, in degrees."""
    found: dict[str, Point | None] = {}
    for name in {remark.feature for remark in remarks}:
        record = store.records.get(store.current_ids.get(name, name))
        if record is None:
            continue
        frame = store.frames[record["layer"]]
        rows: gpd.GeoDataFrame = frame[frame["id"] == record["id"]].to_crs("EPSG:4326")
        (found[name],) = label_points(rows)
    return found


def _degrees(point: Point | None) -> tuple[object, object]:
    if point is None:
        return None, None
    return round(point.x, DEGREE_DECIMALS), round(point.y, DEGREE_DECIMALS)
