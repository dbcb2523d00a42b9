"""Refuses GeoPackages that contain stored queries, because these could run forever."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from atlas.core.errors import short
from atlas.readers.planners_file import ReaderError

#: modules of virtual tables that GeoPackages need: spatial index and full-text search
_MODULES = re.compile(r"using\s+(rtree|rtree_i32|fts[345])\b", re.IGNORECASE)
_VIRTUAL = re.compile(r"^\s*create\s+virtual\b", re.IGNORECASE)
_GENERATED = re.compile(
    r"\bgenerated\s+always\b|\)\s*(?:virtual|stored)\b|\bas\s*\(", re.IGNORECASE
)


def check_queries(path: Path, file: str) -> None:
    """Refuse a GeoPackage with views, generated columns or other virtual tables.

    Raises
    ------
    ReaderError
        Names the first of them. Files that are not a database are left to GDAL.
    """
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            rows = base.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    except sqlite3.Error:
        return
    for kind, name, sql in rows:
        text = str(sql or "")
        virtual = _VIRTUAL.match(text)
        own = kind == "table" and (
            not _MODULES.search(text) if virtual else _GENERATED.search(text) is not None
        )
        if kind == "view" or own:
            raise ReaderError("planners.stored_queries", file=file, name=short(str(name)))
