"""GeoPackage: one table per layer and kind of shape, with the style that QGIS opens it in.

QGIS splits a table of mixed geometry on opening, and a table has only one style. So each layer
gives up to three tables (areas, lines, points), and a fourth without geometry for features that
have no public location. Tables are ordered from the lowest on the map.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio

from atlas.core.temporary_folders import temporary_folder
from atlas.writers.feature_table import GEOMETRY, FeatureTable, in_system, table_name
from atlas.writers.file_metadata import WriteRequest, about
from atlas.writers.plain_table import PlainTable
from atlas.writers.qgis.qgis_style import qml
from atlas.writers.qgis.qgis_trays import tray_offsets

GEOMETRY_COLUMN = "geom"
#: GeoPackage's id for an undefined geographic CRS, so that GCJ-02 data match GCJ-02 base maps
UNDEFINED_DEGREES = 0
#: the table as QGIS itself creates it
STYLES = """CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
    f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
    VALUES ('layer_styles', 'attributes', 'layer_styles', '', 0);"""
STYLE = """INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name,
    f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner)
    VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')"""
#: column titles, by the schema extension (OGC 12-128, annex F.9)
COLUMNS = """CREATE TABLE IF NOT EXISTS gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
    mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
    table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
    scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
INSERT INTO gpkg_extensions VALUES ('gpkg_data_columns', NULL, 'gpkg_schema',
    'http://www.geopackage.org/spec121/#extension_schema', 'read-write');"""
COLUMN = "INSERT INTO gpkg_data_columns (table_name, column_name, name, title) VALUES (?, ?, ?, ?)"


def as_geopackage(order: WriteRequest) -> bytes:
    """Return layers as a GeoPackage with styles, column titles and metadata."""
    metadata = about(order)
    offsets = tray_offsets(order.contents)
    styles: list[tuple[str, str, str, str, str]] = []
    columns: list[tuple[str, str, str, str]] = []
    with temporary_folder() as folder:
        path = Path(folder) / "atlas.gpkg"
        for content, kind, name, table in _tables(order):
            _write(path, name, table, content, metadata)
            columns += [(name, column, head, head) for column, head in content.heads.items()]
            if kind:
                placed = table.crs is not None
                style = qml(content, kind, table, offsets, placed)
                styles.append((name, GEOMETRY_COLUMN, content.title[:30], style, content.title))
        for plain in order.tables:
            _write_plain(path, plain)
            columns += [(plain.title, column, head, head) for column, head in plain.heads.items()]
        with closing(sqlite3.connect(path)) as database, database:
            database.executescript(STYLES + COLUMNS)
            database.executemany(STYLE, styles)
            database.executemany(COLUMN, columns)
        return path.read_bytes()


def _write_plain(path: Path, table: PlainTable) -> None:
    pyogrio.write_dataframe(
        table.frame, path, layer=table.title, driver="GPKG", IDENTIFIER=table.title
    )


def _tables(order: WriteRequest) -> Iterator[tuple[FeatureTable, Any, str, Any]]:
    """Yield layer, kind of shape (``None`` if not drawn), name and features of each table."""
    for content in order.contents:
        for kind, frame in content.kinds():
            yield content, kind, table_name(content, kind), in_system(frame, order.system)
        if content.undrawn.any():
            yield content, None, table_name(content, None), content.table[content.undrawn]


def _write(
    path: Path, name: str, table: pd.DataFrame, content: FeatureTable, metadata: dict[str, str]
) -> None:
    about_layer = content.definition.description.in_(content.lang) if content.definition else ""
    options: dict[str, Any] = {"IDENTIFIER": name, "DESCRIPTION": about_layer}
    taken = {column.lower() for column in content.columns}
    options["FID"] = next(fid for fid in ("fid", "ogc_fid", "gpkg_fid") if fid not in taken)
    if GEOMETRY in table:
        types = set(table.geom_type)
        options["GEOMETRY_NAME"] = GEOMETRY_COLUMN
        options["promote_to_multi"] = types != {"Point"}
        if table.crs is None:
            options["SRID"] = UNDEFINED_DEGREES
    pyogrio.write_dataframe(
        table,
        path,
        layer=name,
        driver="GPKG",
        dataset_metadata=None if path.exists() else metadata,
        layer_metadata=metadata,
        **options,
    )
