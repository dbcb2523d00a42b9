"""Shapefile reader (via GDAL); texts stay bytes until the encoding is known."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS
from pyproj.exceptions import CRSError

from atlas.core.errors import Note
from atlas.core.temporary_folders import temporary_folder
from atlas.readers.gdal_reader import (
    GDAL_ERRORS,
    broken_shapes,
    configured,
    first_line,
    known,
    read_frame,
    unknown,
)
from atlas.readers.latin1_tables import LATIN1, decoded
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.text_encoding import decide, from_utf16

#: signature of .shp and .shx files
_MAGIC = b"\0\0\x27\x0a"
#: language bytes of a .dbf → encoding (xBase: 77 Windows-936, 78 Windows-949, …)
_LANGUAGE_BYTES = {0x4D: "gbk", 0x7A: "gbk", 0x4F: "big5", 0x78: "big5"}

#: GDAL rebuilds a missing index only if this option is set
_RESTORE = "SHAPE_RESTORE_SHX"


def read_shapefile(parts: dict[str, Member], answers: Answers) -> Raw:
    """Return the shapes of a Shapefile.

    Parameters
    ----------
    parts : dict of str to Member
        Its files by extension; at least ``shp``. Without ``shx`` the index is rebuilt, without
        ``prj`` the CRS is unknown, without ``dbf`` there are no attributes.
    answers : Answers

    Raises
    ------
    ReaderError
        When it cannot be read.
    """
    shp = parts["shp"]
    if not shp.content.startswith(_MAGIC):  # GDAL would try other formats
        raise ReaderError("planners.unreadable", file=shp.name, why="Shapefile")
    notes = [
        Note(key, {"file": shp.name})
        for suffix, key in (("shx", "planners.no_shx"), ("dbf", "planners.no_dbf"))
        if suffix not in parts
    ]
    try:
        frame, names, lost = _read_raw(parts)
    except GDAL_ERRORS as error:
        raise ReaderError("planners.unreadable", file=shp.name, why=first_line(error)) from error
    notes += broken_shapes(shp.name, lost, len(frame))
    crs, unknown = read_prj(parts.get("prj"))
    if unknown:
        notes.append(unknown)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    table, decision = decoded(
        table, names, shp.name, claimed=_claimed(parts), answer=answers.encoding
    )
    if decision.note:
        notes.append(decision.note)
    questions = (decision.question,) if decision.question else ()
    shapes = frame.geometry.to_numpy(object)
    return Raw(shp.name, table, shapes, crs, notes=tuple(notes), questions=questions)


def _read_raw(parts: dict[str, Member]) -> tuple[gpd.GeoDataFrame, list[bytes], list[int]]:
    """Return shapes with texts as Latin-1, field names as bytes, and rows of invalid shapes."""
    contents: dict[str, bytes] = {
        suffix: parts[suffix].content for suffix in ("shp", "shx") if suffix in parts
    }
    names: list[bytes] = []
    if "dbf" in parts:
        contents["dbf"], names = _plain_header(parts["dbf"].content)
    with temporary_folder() as folder:
        for suffix, content in contents.items():
            (Path(folder) / f"file.{suffix}").write_bytes(content)
        (Path(folder) / "file.cpg").write_text(LATIN1)
        with configured({_RESTORE: True}):
            frame, lost = read_frame(Path(folder) / "file.shp")
    return frame, names[: len(frame.columns) - 1], lost


def _plain_header(dbf: bytes) -> tuple[bytes, list[bytes]]:
    """Return a .dbf with fields renamed to F0, F1 …, and their names; GDAL reads only UTF-8 ones.

    The 32-byte header is followed by field descriptors of 32 bytes until a byte 0x0D; the name
    takes the first 11 bytes of each (dBASE III).
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


def _claimed(parts: dict[str, Member]) -> str | None:
    if "cpg" in parts:
        return parts["cpg"].content[:40].decode("ascii", errors="ignore").strip() or None
    if "dbf" in parts and len(parts["dbf"].content) > 29:
        return _LANGUAGE_BYTES.get(parts["dbf"].content[29])
    return None


def read_prj(prj: Member | None) -> tuple[CRS | None, Note | None]:
    """Return the CRS of a .prj file, or a note on why there is none."""
    if prj is None:
        return None, Note("planners.no_prj", {})
    content = from_utf16(prj.content)
    decision = decide(prj.name, [content], None, None)
    text = decision.text(content).lstrip("\ufeff").strip("\0 \t\r\n")
    try:
        crs = CRS.from_wkt(text)
    except CRSError:
        return None, Note("planners.bad_prj", {"file": prj.name})
    return known(crs), next(iter(unknown(prj.name, crs)), None)
