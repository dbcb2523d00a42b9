"""Reads the source tables; errors name file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapely.geometry import LineString, MultiLineString
from shapely.geometry.base import BaseGeometry

from atlas.core.json_files import GeodataError, read_json
from atlas.spatial.geojson_text import read_shape

#: first columns of every feature table; see docs/data-model.md
BASE_COLUMNS = (
    "id",
    "kind",
    "name_zh",
    "name_en",
    "role",
    "status",
    "status_in_plan",
    "status_as_of",
    "status_source",
    "status_checked",
    "precision",
    "accuracy_m",
    "sources",
    "geometry",
    "geometry_ref",
    "geometry_from",
    "geometry_to",
    "geometry_width_m",
    "geometry_within",
    "towns",
    "towns_reason_zh",
    "towns_reason_en",
    "note_zh",
    "note_en",
)
CORRECTION_COLUMNS = ("line", "clause", "found", "mended", "reason_zh", "reason_en")
LINK_COLUMNS = ("feature", "clause", "quote", "relation")
SOURCE_COLUMNS = (
    *("id", "title_zh", "title_en", "url", "reposted"),
    *("date", "licence", "confidence"),
)
HOST_COLUMNS = ("host", "publisher_zh", "publisher_en", "kind", "reviewed")
STATEMENT_COLUMNS = (
    *("id", "clause", "quote", "name_zh", "name_en", "theme"),
    *("outcome", "features", "reason_zh", "reason_en"),
)
#: pairs of features that meet: a feature, another, how (``ends`` at it, ``crosses`` it)
MEETS_COLUMNS = ("a", "b", "how", "source", "note")
MENTION_COLUMNS = ("clause", "name", "occurrence", "sense", "note_zh", "note_en")
PLACE_COLUMNS = ("id", "lon", "lat")
SEAT_COLUMNS = ("code", "label_lon", "label_lat")


class BuildError(ValueError):
    """Invalid sources; the message names file, row, column and expected value."""

    def __init__(self, file: str, row: str, column: str, message: str) -> None:
        super().__init__(": ".join(part for part in (file, row, column, message) if part))


@dataclass(frozen=True)
class Row:
    """A row of a source table, with its location for error messages."""

    file: str
    #: the row's id, or its line number if it has none
    name: str
    cells: dict[str, str]

    def error(self, column: str, message: str) -> BuildError:
        """Return an error about one cell."""
        return BuildError(self.file, self.name, column, message)

    def text(self, column: str) -> str | None:
        """Return a cell; ``None`` if it is empty or the table has no such column."""
        return self.cells.get(column) or None

    def required(self, column: str) -> str:
        """Return a cell, which must not be empty."""
        value = self.text(column)
        if value is None:
            raise self.error(column, "expected a value, found an empty cell")
        return value

    def items(self, column: str) -> list[str]:
        """Return the list in a cell, split at ``;``."""
        parts = (self.text(column) or "").split(";")
        return [part.strip() for part in parts if part.strip()]

    def number(self, column: str) -> int | float | None:
        """Return the number in a cell, as an integer if it is written as one."""
        value = self.text(column)
        if value is None:
            return None
        try:
            return int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError as error:
            raise self.error(column, f"expected a number, found {value!r}") from error

    def integer(self, column: str) -> int | None:
        """Return the whole number in a cell."""
        value = self.number(column)
        if isinstance(value, float):
            raise self.error(column, f"expected a whole number, found {value!r}")
        return value


#: columns in which an id of ``definitions.csv`` may stand for town codes
TOWN_COLUMNS = ("geometry_ref", "geometry_within", "towns")


def defined(row: Row, places: Mapping[str, Sequence[str]]) -> Row:
    """Return a feature's row with ids of defined places replaced by the codes of their towns.

    Parameters
    ----------
    row : Row
        Of a feature table.
    places : mapping of str to sequence of str
        Id of a definition → NBS codes.
    """
    cells = dict(row.cells)
    for column in TOWN_COLUMNS:
        items = row.items(column)
        if any(item in places for item in items):
            codes = [code for item in items for code in places.get(item, (item,))]
            cells[column] = ";".join(dict.fromkeys(codes))
    return Row(row.file, row.name, cells)


def read_table(
    path: Path, columns: Sequence[str], more: Collection[str] | None = None
) -> list[Row]:
    """Read a CSV table.

    Parameters
    ----------
    path : Path
        UTF-8, comma-separated.
    columns : sequence of str
        Required columns.
    more : collection of str, optional
        Optional columns; ``None`` allows any.

    Returns
    -------
    list of Row
        In file order.

    Raises
    ------
    BuildError
        Missing file or column, unknown column, wrong number of cells, duplicate id.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            lines = [(reader.line_num, cells) for cells in reader]
    except OSError as error:
        raise BuildError(path.name, "", "", f"cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BuildError(path.name, "", "", f"not a UTF-8 CSV table: {error}") from error
    header = lines[0][1] if lines else []
    for column in columns:
        if column not in header:
            raise BuildError(path.name, "header", column, "expected this column, found none")
    for column in header:
        if header.count(column) > 1:
            raise BuildError(path.name, "header", column, "expected it once, found it twice")
        if more is not None and column not in columns and column not in more:
            raise BuildError(path.name, "header", column, "no such column is known")
    rows: list[Row] = []
    seen: set[str] = set()
    for line, cells in lines[1:]:
        if len(cells) != len(header):
            message = f"expected {len(header)} cells, found {len(cells)}"
            raise BuildError(path.name, f"line {line}", "", message)
        record = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
        row = Row(path.name, record.get("id") or f"line {line}", record)
        if "id" in header:
            if row.required("id") in seen:
                raise row.error("id", "expected a unique id, found it twice")
            seen.add(row.name)
        rows.append(row)
    return rows


@dataclass(frozen=True)
class Known:
    """A shape of the source files, EPSG:4326."""

    shape: BaseGeometry
    #: accuracy in metres; ``None`` if the file gives none
    accuracy_m: float | None


def read_shapes(path: Path, key: str) -> dict[str, Known]:
    """Read a GeoJSON file of the sources: the property ``key`` → shape.

    Raises
    ------
    BuildError
        Missing file, invalid JSON, missing or duplicate key, invalid coordinates.
    """
    try:
        collection: Any = read_json(path)
        features = collection["features"]
    except GeodataError as error:
        raise BuildError(path.name, "", "", error.message) from error
    except (KeyError, TypeError) as error:
        raise BuildError(path.name, "", "features", "expected a FeatureCollection") from error
    shapes: dict[str, Known] = {}
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") or {}
        name = properties.get(key)
        if not isinstance(name, str):
            message = f"expected a text, found {name!r}"
            raise BuildError(path.name, f"feature {number}", key, message)
        if name in shapes:
            raise BuildError(path.name, name, key, "expected it once, found it twice")
        try:
            shape = read_shape(feature.get("geometry"))
        except ValueError as error:
            raise BuildError(path.name, name, "geometry", str(error)) from error
        if shape is None:
            raise BuildError(path.name, name, "geometry", "expected a shape, found null")
        shapes[name] = Known(shape, properties.get("accuracy_m"))
    return shapes


def read_classes(path: Path, key: str) -> dict[str, BaseGeometry]:
    """Read lines of the sources by class: the property ``key`` → all its lines as one shape.

    Empty without the file.

    Raises
    ------
    BuildError
        Invalid JSON, or a feature without the property or without a line.
    """
    classes: dict[str, list[LineString]] = {}
    if not path.is_file():
        return {}
    try:
        features = read_json(path)["features"]
        for feature in features:
            shape = read_shape(feature["geometry"])
            if not isinstance(shape, LineString):
                raise ValueError(f"expected a LineString, found {shape and shape.geom_type}")
            classes.setdefault(feature["properties"][key], []).append(shape)
    except GeodataError as error:
        raise BuildError(path.name, "", "", error.message) from error
    except (KeyError, TypeError, ValueError) as error:
        raise BuildError(path.name, "", "features", str(error)) from error
    return {name: MultiLineString(lines) for name, lines in classes.items()}
