"""Tiles: a large layer in, JSON files out that the browser draws on canvases.

Of a layer's GeoJSON the browser makes a path of SVG for each feature and stroke, which is fast for
some hundreds of features. A larger layer is served as an index, as tiles of its lines and areas for
some bands of zoom levels, and as one file of attributes. The tiles are no grid: each part of a
shape lies whole in exactly one tile of each band, so that neither fills nor dashes break at an
edge. Boxes tell which tiles a view needs. ``static/map/tiledata.js`` reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from atlas.layers.layer_definition import LayerDefinition
from atlas.layers.symbology import shape_of, style_key
from atlas.spatial.geojson_text import geometry_object, json_line
from atlas.store.store import Store

#: a layer with more features, or more vertices, is tiled. Measured once each, on the workbench with
#: 1,000 more polygons of 30 vertices, by the means of benchmarks/growth.py: as SVG they took 6.0 s
#: of the page's processor time to the first map, 5.2 s for a filter and 99 ms a frame of dragging;
#: in tiles 1.2 s, 0.4 s and 9 ms (in another run the map without them: 1.0 s, 0.2 s and 9 ms).
#: Half of that is safe. What vertices alone cost has not been measured.
MOST_FEATURES, MOST_VERTICES = 500, 50_000
#: vertices in a tile; a tile is decoded in one go
TILE_VERTICES = 20_000
#: simplification, px at the closest zoom of a band; Leaflet's paths are simplified by 0.6 px
TOLERANCE = 0.4
#: layers of which other parts of the map read every shape
WHOLE = ("townships",)
#: properties of a feature that the map reads, beside those of labels
PROPERTIES = (
    *("id", "kind", "status", "status_in_plan", "precision", "accuracy_m"),
    *("name_zh", "name_en", "label_zh", "label_en", "label_point", "towns"),
)


@dataclass(frozen=True)
class Band:
    """Zoom levels that share tiles.

    Attributes
    ----------
    zoom : float
        The closest zoom at which its tiles are drawn.
    unit : int
        Zoom at which its coordinates are whole pixels.
    """

    zoom: float
    unit: int


#: the farthest first; its tiles come with the index
BANDS = (Band(10.5, 13), Band(12.75, 15), Band(15, 18))


@dataclass(frozen=True)
class Tiled:
    """The files of a tiled layer.

    Attributes
    ----------
    index : bytes
    files : dict of str to bytes
        Name → content of tiles and attributes.
    """

    index: bytes
    files: dict[str, bytes]


def is_tiled(frame: gpd.GeoDataFrame, definition: LayerDefinition) -> bool:
    """Return whether a layer is so large that it is served in tiles."""
    arrows = any(category.line and category.line.arrow for category in definition.categories)
    if definition.id in WHOLE or arrows:
        return False
    in_tiles = frame.geometry[_in_tiles(frame)]
    vertices = int(shapely.get_num_coordinates(in_tiles.to_numpy()).sum())
    return len(in_tiles) > MOST_FEATURES or vertices > MOST_VERTICES


def _in_tiles(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return which features are drawn in tiles: lines and areas; points keep their markers."""
    shapes = frame.geometry
    drawn = shapes.notna() & ~shapes.is_empty
    points = shapes.geom_type.isin(("Point", "MultiPoint"))
    return (drawn & ~points).to_numpy(bool)


def tile_layer(store: Store, definition: LayerDefinition, states: dict[str, Any]) -> Tiled:
    """Return the files of a layer.

    Parameters
    ----------
    store : Store
    definition : LayerDefinition
    states : dict
        Result of :func:`atlas.webmap.folium_map.layer_states`.
    """
    frame = store.frames[definition.id]
    records = [store.records[name] for name in frame["id"]]
    inside = _in_tiles(frame)
    names = _names(definition, records)
    ordinals = np.flatnonzero(inside)
    keys: dict[str, int] = {}
    looks = {
        time: [
            _look(record, status, shape, keys) if tiled else -1
            for record, tiled, shape, status in zip(
                records, inside, frame.geometry.geom_type, _statuses(records, time), strict=True
            )
        ]
        for time in ("now", "plan")
    }
    parts, owners = shapely.get_parts(frame.geometry.to_numpy()[inside], return_index=True)
    owners = ordinals[owners]
    files: dict[str, bytes] = {}
    bands: list[dict[str, Any]] = []
    for number, band in enumerate(BANDS):
        tiles = _tiles(parts, owners, band)
        named = {
            f"{number}-{place}.json": json_line(tile).encode() for place, tile in enumerate(tiles)
        }
        boxes = [tile["box"] for tile in tiles]
        bands.append({"zoom": band.zoom, "unit": band.unit, "boxes": boxes})
        if number:
            files |= named
        else:
            bands[0]["tiles"] = tiles
    attributes = {
        "states": states,
        "columns": {name: _column([record.get(name) for record in records]) for name in names},
        "tiles": _places(tiles, len(records)),
    }
    files["attributes.json"] = json_line(attributes).encode()
    index = {
        "count": len(records),
        "styles": list(keys),
        "looks": looks["now"],
        "planned": looks["plan"] if looks["plan"] != looks["now"] else None,
        "features": [
            {
                "ordinal": ordinal,
                "properties": {name: records[ordinal].get(name) for name in names},
                "geometry": geometry_object(frame.geometry.iloc[ordinal]),
            }
            for ordinal in np.flatnonzero(~inside).tolist()
        ],
        "bands": bands,
        "version": _version(files),
    }
    return Tiled(json_line(index).encode(), files)


def _version(files: dict[str, bytes]) -> str:
    """Return a digest of the files, so that the index, and its name, change with any of them."""
    whole = hashlib.sha256()
    for name, content in files.items():
        whole.update(f"{name}:{len(content)}:".encode() + content)
    return whole.hexdigest()[:12]


def _names(definition: LayerDefinition, records: Sequence[dict[str, Any]]) -> list[str]:
    labels = [label.field for label in definition.label if label.field != "name"]
    known = records[0].keys()
    return [name for name in dict.fromkeys((*PROPERTIES, *labels)) if name in known]


def _statuses(records: Iterable[dict[str, Any]], time: str) -> list[str | None]:
    # as static/tools/side.js: what has no state today has none in the plan either
    return [
        (record["status"] and record["status_in_plan"]) or record["status"]
        if time == "plan"
        else record["status"]
        for record in records
    ]


def _look(
    record: dict[str, Any], status: str | None, geometry_type: str, keys: dict[str, int]
) -> int:
    """Return the number of a feature's style; new ones are added to ``keys``."""
    key = style_key(record["kind"], status, record["precision"], shape_of(geometry_type))
    return keys.setdefault(key, len(keys))


def _column(values: list[Any]) -> list[list[Any]]:
    """Return a column as its values or, where that is shorter, as distinct values and indices."""
    plain = [tuple(value) if isinstance(value, list) else value for value in values]
    places = {value: place for place, value in enumerate(dict.fromkeys(plain))}
    if len(places) * 2 > len(values):
        return [values]
    return [list(places), [places[value] for value in plain]]


def _places(tiles: Sequence[dict[str, Any]], count: int) -> list[int | list[int]]:
    """Return for each feature the number of the tile, or of the tiles, with its parts."""
    found: list[list[int]] = [[] for _ in range(count)]
    for number, tile in enumerate(tiles):
        for ordinal in dict.fromkeys(tile["ordinals"]):
            found[ordinal].append(number)
    return [places[0] if len(places) == 1 else places for places in found]


# ---- geometry ------------------------------------------------------------------------------------


def _pixels(degrees: np.ndarray, zoom: float) -> np.ndarray:
    """Project longitudes and latitudes to pixels of Web Mercator at a zoom, y downwards."""
    lon, lat = degrees[:, 0], np.radians(degrees[:, 1])
    y = (1 - np.arcsinh(np.tan(lat)) / np.pi) / 2
    return np.column_stack([(lon + 180) / 360, y]) * (256 * 2.0**zoom)


def _tiles(parts: np.ndarray, owners: np.ndarray, band: Band) -> list[dict[str, Any]]:
    """Return the tiles of a band: parts that lie near each other, with few enough vertices."""
    if not len(parts):
        return []
    tolerance = TOLERANCE * 2 ** (band.unit - band.zoom)
    flat = shapely.transform(parts, lambda points: _pixels(points, band.unit))
    rings, of_part, is_hole = _rings(shapely.orient_polygons(flat), tolerance)
    sizes = np.array([len(ring) for ring in rings])
    first = np.searchsorted(of_part, np.arange(len(parts) + 1))  # of each part, its outer ring
    outer = [rings[place] for place in first[:-1]]
    starts = np.cumsum([0, *(len(ring) for ring in outer[:-1])])
    points = np.concatenate(outer)
    boxes = np.hstack([np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)])
    tiles: list[dict[str, Any]] = []
    for places in _packed(boxes, np.add.reduceat(sizes, first[:-1])):
        own = [ring for place in places for ring in range(first[place], first[place + 1])]
        steps = np.diff(np.concatenate([rings[ring] for ring in own]), axis=0, prepend=0)
        tiles.append(
            {
                "box": [
                    *boxes[places, :2].min(axis=0).tolist(),
                    *boxes[places, 2:].max(axis=0).tolist(),
                ],
                "ordinals": owners[places].tolist(),
                # the number of points of each ring, negative for a hole of the part before
                "sizes": np.where(is_hole[own], -sizes[own], sizes[own]).tolist(),
                # each point as steps from the one before
                "steps": steps.ravel().tolist(),
            }
        )
    return tiles


def _rings(shapes: np.ndarray, tolerance: float) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Return rings and lines in whole pixels, the part of each, and which of them are holes.

    Repeated points are dropped, and so are holes that shrink to a dot; other rings keep an extent.
    """
    areas = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    found, part = shapely.get_rings(shapes[areas], return_index=True)
    part = np.concatenate([np.flatnonzero(areas)[part], np.flatnonzero(~areas)])
    order = np.argsort(part, kind="stable")
    found, part = np.concatenate([found, shapes[~areas]])[order], part[order]
    found = shapely.simplify(found, tolerance, preserve_topology=False)
    points, ring = shapely.get_coordinates(found, return_index=True)
    points = np.rint(points).astype(np.int64)
    starts = np.searchsorted(ring, np.arange(len(found)))
    keep = np.ones(len(points), bool)
    keep[1:] = (np.diff(points, axis=0) != 0).any(axis=1)
    keep[starts] = True
    closed = areas[part]
    keep[np.append(starts[1:], len(points))[closed] - 1] = False  # it repeats the first point
    cuts = np.cumsum(np.bincount(ring[keep], minlength=len(found)))[:-1]
    rings = np.split(points[keep], cuts)
    is_hole = np.append(False, part[1:] == part[:-1])
    fewest = np.where(closed, 3, 2)
    dots = np.array([len(one) for one in rings]) < fewest
    for place in np.flatnonzero(dots):
        rings[place] = points[starts[place]] + DOT[: fewest[place]]
    kept = ~(is_hole & dots)
    return [rings[place] for place in np.flatnonzero(kept)], part[kept], is_hole[kept]


#: what is left of a ring that is smaller than a unit
DOT = np.array([[0, 0], [1, 0], [0, 1]])


def _packed(boxes: np.ndarray, weights: np.ndarray) -> list[np.ndarray]:
    """Return groups of neighbours (sort-tile-recursive), in file order within a group."""
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    slices = int(np.ceil(np.sqrt(np.ceil(weights.sum() / TILE_VERTICES))))
    found: list[np.ndarray] = []
    by_x = np.argsort(middle[:, 0], kind="stable")
    for column in _cut(by_x, weights, weights.sum() / slices):
        by_y = column[np.argsort(middle[column, 1], kind="stable")]
        found += [np.sort(tile) for tile in _cut(by_y, weights, TILE_VERTICES)]
    return found


def _cut(order: np.ndarray, weights: np.ndarray, most: float) -> list[np.ndarray]:
    """Cut a sequence where the sum of weights passes multiples of ``most``."""
    before = np.cumsum(weights[order]) - weights[order]
    numbers = (before // most).astype(int)
    return np.split(order, np.flatnonzero(np.diff(numbers)) + 1)
