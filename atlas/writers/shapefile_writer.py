"""Shapefiles in a zip: one per layer and kind of shape, with a dictionary of the field names.

A Shapefile holds one kind of shape, field names of at most ten bytes and texts of at most 254.
Features without geometry are in a separate .dbf table. Tables are in UTF-8, as their
``.cpg`` says. GDAL writes the ``.prj`` in the form that ArcGIS reads.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
import pyogrio

from atlas.core.messages import message
from atlas.core.temporary_folders import temporary_folder
from atlas.writers.dbf_names import Cut, cuts, short_names, shortened
from atlas.writers.feature_table import GEOMETRY, FeatureTable, head, in_system, unit_of
from atlas.writers.file_metadata import WriteRequest, about
from atlas.writers.spreadsheet_writer import csv_text

#: kind of shape → suffix of the file's name
ENDS = {"area": "area", "line": "line", "point": "point", None: "undrawn"}


def as_shapefile(order: WriteRequest) -> bytes:
    """Return the zip: shapefiles, field dictionary, list of truncated texts, and a read-me."""
    with temporary_folder() as folder:
        for content in order.contents:
            _write(Path(folder), content, order.system)
        files = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    lang = order.lang
    files[message("takeaway.file_fields", lang)] = csv_text(_dictionary(order))
    if cut := cuts(order.contents):
        files[message("takeaway.file_cuts", lang)] = csv_text(_cuts(cut, order))
    read_me = "".join(f"{head}\r\n{text}\r\n\r\n" for head, text in about(order).items())
    files[message("takeaway.file_about", lang)] = ("\ufeff" + read_me).encode()
    return zipped(files)


def zipped(files: dict[str, bytes]) -> bytes:
    """Return files as a zip, with the same bytes for the same files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return whole.getvalue()


def file_name(content: FeatureTable, kind: str | None) -> str:
    """Return the name of a shapefile without suffix, in ASCII for old programs."""
    return f"{content.key.replace('-', '_')}_{ENDS[kind]}"


def _write(folder: Path, content: FeatureTable, system: str) -> None:
    names = short_names(content.columns)
    for kind, frame in content.kinds():
        table = _fitted(in_system(frame, system)).rename(columns=names)
        path = folder / f"{file_name(content, kind)}.shp"
        multi = set(table.geom_type) != {"Point"}
        pyogrio.write_dataframe(table, path, encoding="UTF-8", promote_to_multi=multi)
    if content.undrawn.any():
        table = _fitted(content.table[content.undrawn]).rename(columns=names)
        path = folder / f"{file_name(content, None)}.dbf"
        pyogrio.write_dataframe(table, path, driver="ESRI Shapefile", encoding="UTF-8")


def _fitted(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with texts cut to fit at a character boundary, without trailing spaces."""
    fitted = table.copy()
    for name in fitted.columns:
        if name != GEOMETRY and fitted[name].dtype == object:
            fitted[name] = [
                shortened(value).rstrip() if isinstance(value, str) else value
                for value in fitted[name]
            ]
    return fitted


def _dictionary(order: WriteRequest) -> Iterator[Sequence[object]]:
    """Yield one row per field, always with its Chinese name."""
    lang = order.lang
    keys = ("layer", "short", "column", "chinese", "head", "type", "unit")
    yield [message(f"takeaway.column_{key}", lang) for key in keys]
    for content in order.contents:
        for column, name in short_names(content.columns).items():
            chinese = head(column, content.definition, "zh")
            kind = message(f"takeaway.type_{type_of(content, column)}", lang)
            unit = unit_of(column, content.definition, lang)
            yield [content.title, name, column, chinese, content.heads[column], kind, unit]


def type_of(content: FeatureTable, column: str) -> str:
    """Return ``text``, ``number``, ``integer`` or ``truth``."""
    kind = content.frame[column].dtype.kind
    return {"f": "number", "i": "integer", "u": "integer", "b": "truth"}.get(kind, "text")


def _cuts(found: list[Cut], order: WriteRequest) -> Iterator[Sequence[object]]:
    lang = order.lang
    yield [message(f"takeaway.column_{key}", lang) for key in ("layer", "head", "column", "cut")]
    for cut in found:
        yield [cut.title, cut.head, cut.column, cut.features]
