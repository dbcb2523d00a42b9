"""Queries that a GeoPackage keeps: they could run for ever, so such a file is refused."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from atlas.intake.model import IntakeError

#: the modules of virtual tables that a GeoPackage needs: its index, and search in texts
_MODULES = re.compile(r"using\s+(rtree|rtree_i32|fts[345])\b", re.IGNORECASE)
_VIRTUAL = re.compile(r"^\s*create\s+virtual\b", re.IGNORECASE)
_GENERATED = re.compile(
    r"\bgenerated\s+always\b|\)\s*(?:virtual|stored)\b|\bas\s*\(", re.IGNORECASE
)
_NAMED = 80


def check_queries(path: Path, file: str) -> None:
    """Refuse a GeoPackage with views, computed columns or virtual tables of other modules.

    Raises
    ------
    IntakeError
        Naming the first. What is no database is left to GDAL.
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
            raise IntakeError("intake.stored_queries", file=file, name=str(name)[:_NAMED])
