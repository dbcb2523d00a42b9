"""OpenStreetMap files in all formats of Geofabrik, made for the tests."""

from __future__ import annotations

import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import osmium
import shapely
from osmium.osm.mutable import Node, Way
from shapely.geometry import LineString, Polygon, box

from atlas.overrides.importer import OSM_ACCURACY_M
from atlas.spatial.crs import to_degrees, to_metres
from tests.support.project import store

#: offset of the OpenStreetMap lines from the atlas's, in metres
ASIDE = 300.0
APART = 24.0

Row = tuple[str, dict[str, str], Any]


@cache
def shapes() -> dict[str, Any]:
    """Return the atlas's lines and lakes by id."""
    frames = [store().frames[layer] for layer in ("transport-network", "rivers", "reservoirs")]
    return {n: s for f in frames for n, s in zip(f["id"], f.geometry, strict=True)}


@cache
def less_exact() -> int:
    """Return how many of them are less accurate than OpenStreetMap and of a kind that it has."""
    kinds = ("expressway", "national_road", "provincial_road", "river", "reservoir")
    records = [store().records[name] for name, one in shapes().items() if one is not None]
    placed = [r for r in records if r["precision"] != "town" and r["kind"] in kinds]
    return sum(r["accuracy_m"] > OSM_ACCURACY_M for r in placed)


def aside(name: str, metres: float = ASIDE) -> LineString:
    """Return the route of one of the atlas's features, moved north by some metres."""
    return to_degrees(shapely.affinity.translate(to_metres(shapes()[name]), 0, metres))


def halves(line: LineString) -> tuple[LineString, LineString]:
    points = list(line.coords)
    middle = len(points) // 2
    return LineString(points[: middle + 1]), LineString(points[middle:])


LAKE = box(120.160, 36.86, 120.180, 36.88)
MOTORWAY = {"highway": "motorway", "ref": "G18;G1511", "name": "荣乌高速公路"}


@cache
def rows() -> list[Row]:
    """Return the content of the files: kind, tags, shape."""
    g18 = aside("tn-exp-g18")
    second = to_degrees(shapely.affinity.translate(to_metres(g18), 0, APART)).reverse()
    pond, other_pond = (shapes()["res-shuangmiao"].buffer(0.003), box(119.97, 36.85, 119.98, 36.86))
    part_of_s218 = shapely.ops.substring(aside("tn-road-s218"), 0, 1 / 3, normalized=True)
    return [
        # two carriageways, one of them in two ways, and a ramp with the same number
        *(("road", MOTORWAY, part) for part in halves(g18)),
        ("road", {"highway": "motorway", "ref": "G18"}, second),
        (
            "road",
            {"highway": "motorway_link", "ref": "G18"},
            LineString([(119.6, 36.9), (119.7, 36.9)]),
        ),
        # no number: matched by name
        ("road", {"highway": "trunk", "name": "明董高速"}, aside("tn-exp-s21-south", 300)),
        # a gap: only a third of the atlas's line
        ("road", {"highway": "primary", "ref": "S 218"}, part_of_s218),
        ("waterway", {"waterway": "river", "name": "泽河"}, aside("river-ze", 700)),
        # another river of the same name
        (
            "waterway",
            {"waterway": "river", "name": "白沙河"},
            LineString([(120.3, 36.3), (120.4, 36.3)]),
        ),
        # two ponds of the same name, both within reach
        ("water", {"natural": "water", "water": "reservoir", "name": "双庙水库"}, pond),
        ("water", {"natural": "water", "water": "reservoir", "name": "双庙水库"}, other_pond),
        ("water", {"natural": "water", "water": "reservoir", "name": "尹府水库"}, LAKE),
    ]


def write_pbf(path: Path) -> Path:
    """Write the rows as an OpenStreetMap file: nodes first, then ways."""
    nodes: list[Node] = []
    ways: list[Way] = []
    for number, (_, tags, shape) in enumerate(rows(), start=1):
        line = shape.exterior if isinstance(shape, Polygon) else shape
        refs = []
        for x, y in line.coords[: -1 if isinstance(shape, Polygon) else None]:
            nodes.append(Node(id=len(nodes) + 1, version=1, location=(x, y)))
            refs.append(len(nodes))
        if isinstance(shape, Polygon):
            refs.append(refs[0])
        ways.append(Way(id=number, version=1, nodes=refs, tags=tags))
    with osmium.SimpleWriter(str(path)) as writer:
        for node in nodes:
            writer.add_node(node)
        for way in ways:
            writer.add_way(way)
    return path


TABLES = {
    "road": "gis_osm_roads_free",
    "waterway": "gis_osm_waterways_free",
    "water": "gis_osm_water_a_free",
}


def tables() -> dict[str, gpd.GeoDataFrame]:
    """Return the rows in Geofabrik's tables."""
    made = {}
    for what, table in TABLES.items():
        own = [(tags, shape) for kind, tags, shape in rows() if kind == what]
        made[table] = gpd.GeoDataFrame(
            {
                "osm_id": [str(n) for n in range(len(own))],
                "fclass": [
                    tags.get("highway") or tags.get("waterway") or tags["water"] for tags, _ in own
                ],
                "ref": [tags.get("ref") for tags, _ in own],
                "name": [tags.get("name") for tags, _ in own],
            },
            geometry=[shape for _, shape in own],
            crs="EPSG:4326",
        )
    return made


def write_shp_zip(path: Path) -> Path:
    folder = path.parent / "shp"
    folder.mkdir()
    for table, frame in tables().items():
        frame.to_file(folder / f"{table}_1.shp", encoding="utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    return path


def write_gpkg(path: Path) -> Path:
    for table, frame in tables().items():
        frame.to_file(path, layer=table)
    return path


def write_gpkg_zip(path: Path) -> Path:
    inner = write_gpkg(path.parent / "shandong.gpkg")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, inner.name)
    return path


FORMS = {
    "shandong.osm.pbf": write_pbf,
    "shandong-free.shp.zip": write_shp_zip,
    "shandong-free.gpkg": write_gpkg,
    "shandong-free.gpkg.zip": write_gpkg_zip,
}
