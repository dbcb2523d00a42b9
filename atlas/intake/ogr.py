"""What GDAL reads for the atlas: GeoPackages, and Shapefiles with their texts as raw bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from threading import Lock

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.intake.encoding import decide
from atlas.intake.model import Answers, IntakeError
from atlas.intake.raw import Member, Raw
from atlas.notes import Note

#: every byte is a sign of Latin-1, so that nothing is lost before the encoding is known
_RAW = "iso-8859-1"
_PARTS = ("shp", "shx", "dbf", "prj", "cpg")
#: language bytes of a .dbf that name a code page of ours (xBase: 77 Windows-936, 78 Windows-949, …)
_LANGUAGE_BYTES = {0x4D: "gbk", 0x7A: "gbk", 0x4F: "big5", 0x78: "big5"}

#: GDAL makes a missing index anew only where its configuration, the whole process's, says so
_RESTORE, _ALONE = "SHAPE_RESTORE_SHX", Lock()


def read_geopackage(file: Member, answers: Answers) -> list[Raw]:
    """Return the layers of a GeoPackage that have shapes.

    Raises
    ------
    IntakeError
        When it cannot be read, or has none.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.gpkg"
        path.write_bytes(file.content)
        try:
            layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
            found = [_layer(path, name, file.name) for name in layers]
        except (DataSourceError, DataLayerError, UnicodeDecodeError, ValueError) as error:
            raise IntakeError("intake.unreadable", file=file.name, why=_short(error)) from error
    if not found:
        raise IntakeError("intake.no_shapes", file=file.name)
    return found


def _layer(path: Path, layer: str, file: str) -> Raw:
    frame = pyogrio.read_dataframe(path, layer=layer)
    crs = frame.crs
    if crs is not None and not (crs.is_geographic or crs.is_projected):
        crs = None  # “undefined” has a name of its own in a GeoPackage
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return Raw(f"{file} / {layer}", table, frame.geometry.to_numpy(object), crs)


def shapefiles(members: list[Member]) -> list[dict[str, Member]]:
    """Return the Shapefiles among files: each as its parts by their endings."""
    found: dict[str, dict[str, Member]] = {}
    for member in members:
        key = member.name.rpartition(".")[0].lower()
        if member.suffix in _PARTS:
            found.setdefault(key, {})[member.suffix] = member
    return [parts for parts in found.values() if "shp" in parts or "dbf" in parts]


def read_shapefile(parts: dict[str, Member], answers: Answers) -> Raw:
    """Return the shapes of a Shapefile.

    Parameters
    ----------
    parts : dict of str to Member
        Its files by their endings; at least ``shp``. Without ``shx`` the index is made anew,
        without ``prj`` the system is not known, without ``dbf`` there are no attributes.
    answers : Answers

    Raises
    ------
    IntakeError
        When ``shp`` is missing or nothing can be read.
    """
    if "shp" not in parts:
        raise IntakeError("intake.no_shp", file=parts["dbf"].name)
    shp = parts["shp"]
    notes = [
        Note(key, {"file": shp.name})
        for suffix, key in (("shx", "intake.no_shx"), ("dbf", "intake.no_dbf"))
        if suffix not in parts
    ]
    try:
        frame, names = _read_raw(parts)
    except (DataSourceError, DataLayerError) as error:
        raise IntakeError("intake.unreadable", file=shp.name, why=_short(error)) from error
    crs, unknown = read_prj(parts.get("prj"))
    if unknown:
        notes.append(unknown)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    samples = [_bytes(value) for name in texts for value in table[name].dropna().unique()]
    decision = decide(shp.name, [*samples, *names], _claimed(parts), answers.encoding)
    for name in texts:
        values = [decision.text(_bytes(v)) if isinstance(v, str) else None for v in table[name]]
        table[name] = pd.Series(values, dtype=object)
    table.columns = pd.Index(unique([decision.text(raw) for raw in names]))
    if decision.note:
        notes.append(decision.note)
    questions = (decision.question,) if decision.question else ()
    shapes = frame.geometry.to_numpy(object)
    return Raw(shp.name, table, shapes, crs, notes=tuple(notes), questions=questions)


def _read_raw(parts: dict[str, Member]) -> tuple[gpd.GeoDataFrame, list[bytes]]:
    """Return the shapes with texts as Latin-1, and the names of the fields as bytes."""
    contents: dict[str, bytes] = {
        suffix: parts[suffix].content for suffix in ("shp", "shx") if suffix in parts
    }
    names: list[bytes] = []
    if "dbf" in parts:
        contents["dbf"], names = _plain_header(parts["dbf"].content)
    with tempfile.TemporaryDirectory() as folder:
        for suffix, content in contents.items():
            (Path(folder) / f"file.{suffix}").write_bytes(content)
        (Path(folder) / "file.cpg").write_text(_RAW)
        with _ALONE:
            pyogrio.set_gdal_config_options({_RESTORE: True})
            try:
                frame = pyogrio.read_dataframe(Path(folder) / "file.shp")
            finally:
                pyogrio.set_gdal_config_options({_RESTORE: None})
    return frame, names[: len(frame.columns) - 1]


def _plain_header(dbf: bytes) -> tuple[bytes, list[bytes]]:
    """Return a .dbf whose fields are called F0, F1 …, and their names: GDAL reads only UTF-8 ones.

    Field descriptors of 32 bytes follow the header's 32 until a byte 0x0D; a name fills the first
    11 of them (dBASE III).
    """
    changed = bytearray(dbf)
    names: list[bytes] = []
    for start in range(32, min(len(dbf), int.from_bytes(dbf[8:10], "little")) - 31, 32):
        if dbf[start] == 0x0D:
            break
        changed[start : start + 11] = f"F{len(names)}".encode().ljust(11, b"\0")
        names.append(dbf[start : start + 11].split(b"\0")[0].rstrip())
    return bytes(changed), names


def unique(names: list[str]) -> list[str]:
    """Return names of which no two are the same: a number is added to the later."""
    return [f"{n} ({names[:i].count(n) + 1})" if n in names[:i] else n for i, n in enumerate(names)]


def _bytes(text: str) -> bytes:
    return text.encode(_RAW, errors="replace")


def _claimed(parts: dict[str, Member]) -> str | None:
    if "cpg" in parts:
        return parts["cpg"].content[:40].decode("ascii", errors="ignore").strip() or None
    if "dbf" in parts and len(parts["dbf"].content) > 29:
        return _LANGUAGE_BYTES.get(parts["dbf"].content[29])
    return None


def read_prj(prj: Member | None) -> tuple[CRS | None, Note | None]:
    """Return the system that a .prj names, or why there is none."""
    if prj is None:
        return None, Note("intake.no_prj", {})
    try:
        crs = CRS.from_wkt(prj.content.decode("utf-8", errors="replace").lstrip("\ufeff").strip())
    except CRSError:
        return None, Note("intake.bad_prj", {"file": prj.name})
    return (crs, None) if crs.is_geographic or crs.is_projected else (None, None)


def _short(error: Exception) -> str:
    return str(error).splitlines()[0][:200]
