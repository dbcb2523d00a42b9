"""Reads roads, waterways and water areas from OpenStreetMap files (Geofabrik and others).

An ``.osm.pbf`` is read by GDAL's OSM driver, which collects the less common tags in ``other_tags``;
Geofabrik's free shapefiles (zipped) and GeoPackages have tables named ``gis_osm_…`` with
``fclass``, ``ref`` and ``name``. Only features that meet the given box are read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from atlas.core.temporary_folders import temporary_folder
from atlas.overrides.road_names import plain, refs_of
from atlas.readers.planners_file import ReaderError
from atlas.readers.zip_errors import DAMAGED_ZIP
from atlas.spatial.crs import Bounds
from atlas.spatial.geojson_text import CRS

#: prefix of a Geofabrik table name → its content
TABLES = {"gis_osm_roads": "road", "gis_osm_waterways": "waterway", "gis_osm_water_a": "water"}
#: tags with names and numbers; Geofabrik files keep only the first of each
NAMES = ("name", "name:zh", "official_name", "alt_name", "old_name", "short_name")
REFS = ("ref", "nat_ref", "reg_ref")

_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_UNREADABLE = (*DAMAGED_ZIP, DataSourceError, DataLayerError)
_LINES = "highway IS NOT NULL OR waterway IS NOT NULL"
_AREAS = "natural = 'water' OR landuse = 'reservoir'"


def is_osm_file(path: Path) -> bool:
    """Return whether a file is from OpenStreetMap, judging by its extension or its table names."""
    if path.name.lower().endswith((".pbf", ".osm")):
        return True
    try:
        with _unpacked(path) as files:
            tables = [str(name) for file in files for name in pyogrio.list_layers(file)[:, 0]]
    except _UNREADABLE:
        return False
    return any(map(_holds, tables))


def read_osm(path: Path, box: Bounds) -> gpd.GeoDataFrame:
    """Read an OpenStreetMap file.

    Parameters
    ----------
    path : Path
        ``.osm.pbf``, ``.shp.zip``, ``.gpkg`` or a zipped GeoPackage.
    box : (float, float, float, float)
        West, south, east, north in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, whole ways that meet the box: ``theirs`` (road, waterway, water), ``fclass``,
        ``refs`` and ``names`` (sets, normalized as in :mod:`atlas.overrides.road_names`).

    Raises
    ------
    ReaderError
        When it cannot be read or holds no such features.
    """
    try:
        pbf = path.name.lower().endswith((".pbf", ".osm"))
        parts = _read_pbf(path, box) if pbf else _read_geofabrik(path, box)
    except _UNREADABLE as error:
        raise ReaderError("official.unreadable", file=path.name, why=str(error)) from error
    found = [part for part in parts if len(part)]
    if not found:
        raise ReaderError("official.nothing_here", file=path.name)
    return gpd.GeoDataFrame(pd.concat(found, ignore_index=True), geometry="geometry", crs=CRS)


@contextmanager
def _unpacked(path: Path) -> Iterator[list[Path]]:
    """Yield a file's path, or the paths of the GeoPackages and Geofabrik shapefiles in a zip.

    They are unpacked temporarily, because random access inside a zip would start over each time.
    """
    if path.suffix.lower() != ".zip":
        yield [path]
        return
    with temporary_folder() as folder, zipfile.ZipFile(path) as archive:
        wanted = [n for n in archive.namelist() if n.endswith(".gpkg") or _holds(Path(n).stem)]
        files = [Path(archive.extract(name, folder)) for name in wanted]
        yield [file for file in files if file.suffix in (".gpkg", ".shp")]


def _holds(table: str) -> str | None:
    return next((what for start, what in TABLES.items() if table.startswith(start)), None)


def _read_geofabrik(path: Path, box: Bounds) -> list[gpd.GeoDataFrame]:
    parts = []
    with _unpacked(path) as files:
        for file in files:
            for table in map(str, pyogrio.list_layers(file)[:, 0]):
                what = _holds(table)
                if what:
                    read = pyogrio.read_dataframe(file, layer=table, bbox=box)
                    tags = read.reindex(columns=["ref", "name"]).astype(object)
                    parts.append(_part(read, what, read["fclass"], tags.get))
    return parts


def _read_pbf(path: Path, box: Bounds) -> list[gpd.GeoDataFrame]:
    ways = pyogrio.read_dataframe(str(path), layer="lines", bbox=box, where=_LINES)
    areas = pyogrio.read_dataframe(str(path), layer="multipolygons", bbox=box, where=_AREAS)
    roads, waterways = ways[ways["highway"].notna()], ways[ways["waterway"].notna()]
    water = areas["landuse"].where(areas["landuse"] == "reservoir", "water")
    return [
        _part(roads, "road", roads["highway"], _tags(roads)),
        _part(waterways, "waterway", waterways["waterway"], _tags(waterways)),
        _part(areas, "water", water, _tags(areas)),
    ]


def _tags(frame: gpd.GeoDataFrame) -> Callable[[str], pd.Series | None]:
    others = [
        dict(_TAG.findall(text)) if isinstance(text, str) else {} for text in frame["other_tags"]
    ]

    def tag(key: str) -> pd.Series | None:
        if key in frame.columns:
            return frame[key]
        return pd.Series([tags.get(key) for tags in others], index=frame.index, dtype=object)

    return tag


def _part(
    frame: gpd.GeoDataFrame, what: str, fclass: pd.Series, tag: Callable[[str], pd.Series | None]
) -> gpd.GeoDataFrame:
    def texts(keys: tuple[str, ...]) -> list[list[str]]:
        columns = [column for key in keys if (column := tag(key)) is not None]
        rows = zip(*columns, strict=True)
        return [[text for text in row if isinstance(text, str) and text] for row in rows]

    return gpd.GeoDataFrame(
        {
            "theirs": what,
            "fclass": fclass.to_list(),
            "refs": [frozenset().union(*map(refs_of, row)) for row in texts(REFS)],
            "names": [frozenset(plain(name) for name in row) for row in texts(NAMES)],
        },
        geometry=frame.geometry.to_list(),
        crs=CRS,
    )
