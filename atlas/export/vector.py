"""Layers as files for other programs: GeoJSON and GeoPackage, WGS-84, filtered as on the map."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np

from atlas.geodata import frame_features, geojson_text
from atlas.query import Filter, passes
from atlas.store import Store

#: in a table's cell, between the items of a list: GeoPackage has no lists
JOINER = ";"


def filtered(store: Store, layer: str, chosen: Filter) -> gpd.GeoDataFrame:
    """Return the features of a layer that pass a filter, in file order, EPSG:4326.

    Context layers (boundaries, rivers) are not filtered, as on the map.

    Raises
    ------
    KeyError
        When the store has no such layer.
    """
    frame = store.frames[layer]
    rows = store.rows.get(layer)
    if rows is None:
        return frame
    mask = passes(store.features.iloc[rows], chosen)
    return frame[np.asarray(mask)]


def as_geojson(store: Store, layers: Sequence[str], chosen: Filter) -> bytes:
    """Return the filtered features of layers as one GeoJSON FeatureCollection (RFC 7946)."""
    features = [
        feature for layer in layers for feature in frame_features(filtered(store, layer, chosen))
    ]
    return geojson_text(features).encode()


def as_geopackage(store: Store, layers: Sequence[str], chosen: Filter) -> bytes:
    """Return the filtered features as a GeoPackage with a table a layer.

    Lists become texts joined by ``;``; features without a public place keep a null geometry.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "atlas.gpkg"
        for layer in layers:
            frame = filtered(store, layer, chosen).copy()
            for name in frame.columns.difference([frame.geometry.name]):
                if any(isinstance(value, list | tuple) for value in frame[name]):
                    frame[name] = [_joined(value) for value in frame[name]]
            frame.to_file(
                path,
                layer=layer,
                driver="GPKG",
                engine="pyogrio",
                mode="a" if path.exists() else "w",
            )
        return path.read_bytes() if path.exists() else b""


def _joined(value: object) -> object:
    return JOINER.join(map(str, value)) if isinstance(value, list | tuple) else value
