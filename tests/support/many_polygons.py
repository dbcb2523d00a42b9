"""A copy of the atlas's data with made-up polygons added to one layer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.paths import Paths
from atlas.spatial.geojson_text import geojson_text
from atlas.store.store import Store, load

LAYER = "ecological-redlines"
#: a category of the layer that is filled, hatched and on by default on the page of the layer
KIND = "protected_area"
VERTICES = 30
PREFIX = "made-up-"


def made_up(ids: pd.Series) -> pd.Series:
    """Return which features were made up."""
    return ids.str.startswith(PREFIX)


def shapes(count: int, area: BaseGeometry, seed: int = 1) -> list[BaseGeometry]:
    """Return ragged polygons scattered over an area (degrees), no two of which overlap.

    Each lies in a cell of a grid of its own; the more there are, the smaller they are.
    """
    random = np.random.default_rng(seed)
    west, south, east, north = area.bounds
    height = 0.8  # a degree of longitude here is 0.8 of a degree of latitude long
    prepared = shapely.prepared.prep(area)
    step = float(np.sqrt(area.area * height / count))
    while True:
        xs = np.arange(west, east, step / height)
        ys = np.arange(south, north, step)
        cells = [(x, y) for x in xs for y in ys if prepared.contains(shapely.Point(x, y))]
        if len(cells) >= count:
            break
        step *= 0.98
    places = random.choice(len(cells), count, replace=False)
    angles = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    made = []
    for x, y in (cells[place] for place in sorted(places)):
        radius = step * random.uniform(0.2, 0.45) * random.uniform(0.75, 1, VERTICES)
        ring = np.column_stack(
            [x + radius * np.cos(angles) / height, y + radius * np.sin(angles)]
        ).round(6)
        made.append(shapely.Polygon(ring))
    return made


def write_root(folder: Path, count: int, kind: str = KIND) -> Path:
    """Copy the atlas's data into a folder and add polygons to one layer; return the folder."""
    paths, store = Paths.at(), load(private=False)
    shutil.copytree(paths.layers, folder / "layers")
    shutil.copytree(paths.geodata, folder / "geodata")
    path = folder / "geodata" / f"{LAYER}.geojson"
    known = json.loads(path.read_text("utf-8"))["features"]
    own = [
        (f["properties"], f["geometry"] and shapely.geometry.shape(f["geometry"])) for f in known
    ]
    path.write_text(geojson_text([*own, *_features(store, count, kind)]), "utf-8")
    return folder


def features_of(root: Path) -> list[dict[str, Any]]:
    """Return the properties of the layer's features in file order."""
    path = root / "geodata" / f"{LAYER}.geojson"
    return [feature["properties"] for feature in json.loads(path.read_text("utf-8"))["features"]]


def _features(store: Store, count: int, kind: str) -> list[tuple[dict[str, Any], BaseGeometry]]:
    if not count or store.outline is None:
        return []
    frame = store.frames[LAYER]
    blank = dict.fromkeys(name for name in frame.columns if name != "geometry")
    made = shapes(count, store.outline)
    towns = list(store.town_areas)
    tree = shapely.STRtree(list(store.town_areas.values()))
    centres = [shape.representative_point() for shape in made]
    within: dict[int, str] = {}
    for number, town in tree.query(centres, "intersects").T:
        within.setdefault(int(number), towns[town])
    features = []
    for number, (shape, centre) in enumerate(zip(made, centres, strict=True)):
        codes = [within[number]] if number in within else []
        own = {
            "id": f"{PREFIX}{number + 1}",
            "layer": LAYER,
            "theme": "ecology",
            "kind": kind,
            "name_zh": f"图斑{number + 1}号",
            "name_en": f"Patch {number + 1}",
            "role": "plan",
            "precision": "derived",
            "accuracy_m": 500,
            "sources": ["plan-2021"],
            "towns": codes,
            "towns_unknown": False,
            "towns_drawn": codes,
            "label_point": [round(centre.x, 6), round(centre.y, 6)],
            "area_ha_drawn": 1.0,
        }
        features.append(({**blank, **own}, shape))
    return features
