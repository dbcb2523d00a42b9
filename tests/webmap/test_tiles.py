"""Layers in tiles: what the browser reads is the layer, as exactly as its zoom shows."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import shapely

from atlas.webmap import tiles
from atlas.webmap.assets import build_assets
from atlas.webmap.folium_map import layer_states
from atlas.webmap.tiles import BANDS, TOLERANCE, Band, is_tiled, tile_layer
from tests.support.project import store

#: areas, some with holes or several parts, and points; lines
LAYERS = ("ecological-redlines", "rivers", "industrial-districts", "trunk-roads")


@cache
def made(layer: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the index and the files of a layer of the project, as the browser parses them."""
    definition = store().catalogue[layer]
    found = tile_layer(store(), definition, layer_states(store(), definition))
    return json.loads(found.index), {n: json.loads(c) for n, c in found.files.items()}


def parts_of(tile: dict[str, Any], band: Band) -> list[tuple[int, Any]]:
    """Return the parts of a tile with their features' ordinals, in degrees."""
    pixels = np.cumsum(np.array(tile["steps"]).reshape(-1, 2), axis=0) / (256 * 2.0**band.unit)
    lon = pixels[:, 0] * 360 - 180
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * pixels[:, 1]))))
    degrees = np.column_stack([lon, lat])
    rings = np.split(degrees, np.cumsum(np.abs(tile["sizes"]))[:-1])
    parts: list[list[np.ndarray]] = []
    for size, ring in zip(tile["sizes"], rings, strict=True):
        if size > 0:
            parts.append([ring])
        else:
            parts[-1].append(ring)
    return list(zip(tile["ordinals"], parts, strict=True))


def all_tiles(layer: str, number: int) -> list[dict[str, Any]]:
    index, files = made(layer)
    band = index["bands"][number]
    return band.get("tiles") or [files[f"{number}-{i}.json"] for i in range(len(band["boxes"]))]


def test_every_part_of_every_shape_is_in_one_tile_of_each_band_as_exact_as_its_zoom_shows():
    wrong, compared, holes = [], 0, 0
    for layer in LAYERS:
        shapes = store().frames[layer].geometry
        is_line = shapes.geom_type.str.contains("Line")
        for number, band in enumerate(BANDS):
            drawn: dict[int, list[Any]] = {}
            for tile in all_tiles(layer, number):
                for ordinal, rings in parts_of(tile, band):
                    holes += len(rings) - 1
                    part = (
                        shapely.LineString(rings[0])
                        if is_line[ordinal]
                        else shapely.Polygon(rings[0], rings[1:])
                    )
                    drawn.setdefault(ordinal, []).append(part)
            pixel = 360 / 256 / 2**band.zoom  # degrees of longitude
            for ordinal, shape in enumerate(shapes):
                if shape is None or "Point" in shape.geom_type:
                    assert ordinal not in drawn
                    continue
                compared += 1
                edges = shape if is_line[ordinal] else shape.boundary
                found = shapely.union_all(
                    [p if is_line[ordinal] else p.boundary for p in drawn[ordinal]]
                )
                off = edges.hausdorff_distance(found) / pixel
                same_parts = len(drawn[ordinal]) == len(shapely.get_parts(shape))
                if off > TOLERANCE + 0.2 or not same_parts:
                    wrong.append((layer, band, ordinal, off, same_parts))
    assert wrong == []
    assert compared > 60


def test_attributes_and_looks_are_those_of_the_features():
    index, files = made("ecological-redlines")
    frame = store().frames["ecological-redlines"]
    records = [store().records[name] for name in frame["id"]]
    assert index["count"] == len(records)
    columns = files["attributes.json"]["columns"]
    for name, (values, *places) in columns.items():
        found = [values[place] for place in places[0]] if places else values
        assert found == [json.loads(json.dumps(record.get(name))) for record in records], name
    assert {"id", "name_zh", "name_en", "kind", "status", "towns", "label_point"} <= set(columns)
    own = {feature["ordinal"]: feature for feature in index["features"]}
    for ordinal, (record, shape) in enumerate(zip(records, frame.geometry, strict=True)):
        if ordinal in own:
            assert index["looks"][ordinal] == -1
            assert own[ordinal]["properties"]["id"] == record["id"]
            assert shape is None or "Point" in shape.geom_type
        else:
            key = f"{record['kind']}|{record['status'] or ''}|{record['precision']}|area"
            assert index["styles"][index["looks"][ordinal]] == key
            place = files["attributes.json"]["tiles"][ordinal]
            places = place if isinstance(place, list) else [place]
            assert all(ordinal in files[f"{len(BANDS) - 1}-{p}.json"]["ordinals"] for p in places)
    assert 0 < len(own) < len(records)


def test_what_is_smaller_than_a_pixel_keeps_an_extent_and_loses_its_holes():
    small = shapely.Polygon(
        shapely.Point(120, 36.8).buffer(1e-6).exterior,
        [shapely.Point(120, 36.8).buffer(1e-7).exterior],
    )
    line = shapely.LineString([(120, 36.8), (120.0000001, 36.8)])
    (tile,) = tiles._tiles(np.array([small, line]), np.array([3, 7]), BANDS[0])
    assert tile["ordinals"] == [3, 7]
    assert tile["sizes"] == [3, 2]


def test_a_large_layer_is_served_in_tiles_and_the_townships_never(monkeypatch):
    assert not any(is_tiled(store().frames[name], d) for name, d in store().catalogue.items())
    monkeypatch.setattr(tiles, "MOST_FEATURES", 4)
    found = build_assets(store(), "/atlas")
    index = found.layers["ecological-redlines"]
    assert index.endswith(".json")
    folder = index.removesuffix(".json")
    names = {path.removeprefix(f"{folder}/") for path in found.files if path.startswith(folder)}
    assert {"attributes.json", "1-0.json", "2-0.json"} <= names
    assert found.layers["townships"].endswith(".geojson")
    assert not any(
        path.startswith("layers/ecological") and "geojson" in path for path in found.files
    )
    script = found.files[found.module][0].decode()
    assert script.count('"tiled": true') == sum(p.endswith(".json") for p in found.layers.values())
    assert f'"/atlas/{index}"' in script
    monkeypatch.setattr(tiles, "TOLERANCE", 0.3)
    assert build_assets(store(), "/atlas").layers["ecological-redlines"] != index
