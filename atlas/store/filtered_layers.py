"""Selections for export: layers, filtered as on the map."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np

from atlas.store.query import Filter, Selection, passes
from atlas.store.store import Store


def filtered(store: Store, layer: str, chosen: Filter) -> gpd.GeoDataFrame:
    """Return the features of a layer that pass a filter, in file order, EPSG:4326.

    Context layers (boundaries, rivers) are not filtered, as on the map.

    Raises
    ------
    KeyError
        If the store has no such layer.
    """
    frame = store.frames[layer]
    rows = store.rows.get(layer)
    if rows is None:
        return frame
    mask = passes(store.features.iloc[rows], chosen)
    return frame[np.asarray(mask)]


def layers(store: Store, names: Sequence[str], chosen: Filter) -> dict[str, gpd.GeoDataFrame]:
    """Return layers, each with the features that pass a filter."""
    return {name: filtered(store, name, chosen) for name in names}


def shown(store: Store, selection: Selection) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers that a page's map shows, lowest first, without hidden categories.

    Parameters
    ----------
    store : Store
    selection : Selection
        The page's selection under the filter.
    """
    frames = {}
    for name, ordinals in selection.layers.items():
        if name in selection.hidden:
            continue
        frame = store.frames[name]
        frame = frame if ordinals is None else frame.iloc[ordinals]
        off = [f"{name}/{kind}" in selection.hidden for kind in frame["kind"]]
        frames[name] = frame[~np.array(off, bool)]
    return frames
