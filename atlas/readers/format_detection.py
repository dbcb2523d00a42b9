"""Reads files of any supported format: unpacks archives, detects formats, calls the readers.

A file that cannot be read is reported and left out, without affecting the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from atlas.core.errors import Note, first_names
from atlas.readers.archive import is_zip, unpack
from atlas.readers.dxf.dxf_reader import read_dxf
from atlas.readers.file_bundles import BESIDE, GEODATABASE, MIF, SHAPEFILE, TAB, Bundle, bundles
from atlas.readers.file_limits import MB, Allowance, limits
from atlas.readers.gdal_reader import read_one
from atlas.readers.geojson_reader import read_geojson
from atlas.readers.gml_reader import is_gml, read_gml
from atlas.readers.kml.kml_reader import read_kml
from atlas.readers.planners_file import Answers, LimitExceededError, ReaderError
from atlas.readers.raw_file import Member, Raw
from atlas.readers.tables.table_reader import read_table
from atlas.readers.tables.workbook import ENDINGS as WORKBOOKS
from atlas.readers.tables.workbook import is_old_workbook, is_workbook
from atlas.readers.text_encoding import from_utf16
from atlas.readers.unsupported_formats import by_bytes, endings, is_plain, refusal

#: file extension → reader; other files are recognised by their content
FORMS: dict[str, Callable[[Member, Answers], list[Raw]]] = {
    "geojson": lambda file, answers: [read_geojson(file, answers)],
    "json": lambda file, answers: [read_geojson(file, answers)],
    "geojsonl": lambda file, answers: [read_geojson(file, answers)],
    "ndjson": lambda file, answers: [read_geojson(file, answers)],
    "jsonl": lambda file, answers: [read_geojson(file, answers)],
    "gpkg": lambda file, answers: read_one(file, "gpkg"),
    "fgb": lambda file, answers: read_one(file, "fgb"),
    "gml": read_gml,
    "kml": lambda file, answers: [read_kml(file, answers)],
    "ovkml": lambda file, answers: [read_kml(file, answers)],
    "dxf": lambda file, answers: [read_dxf(file, answers)],
    **dict.fromkeys(("csv", "txt", "tsv", "dat", *WORKBOOKS), read_table),
}
#: formats recognised by content only, because GDAL would try other formats by extension
_BY_CONTENT = ("gpkg", "fgb", "gml")
_BEGINNINGS = {b"SQLite format 3\x00": "gpkg", b"fgb\x03": "fgb", b"{": "geojson"}
#: extensions of parts of multi-file formats and of archives
_PARTS = (
    *("zip", "kmz", "ovkmz", *SHAPEFILE, *TAB, *MIF, *GEODATABASE),
    *(ending for ending in BESIDE if "." not in ending),  # selected together with the Shapefile
)
#: extensions offered in a file dialog: readable ones (GML and KML may also be .xml), parts of
#: multi-file formats, and unsupported ones that get an explanation
ENDINGS = tuple(dict.fromkeys((*FORMS, "xml", *_PARTS, *endings())))
#: errors of a file without shapes beside others, which is not a defect
_NO_SHAPES = ("planners.no_columns", "planners.empty", "planners.no_geojson")


def read_raws(files: list[Member], answers: Answers) -> tuple[list[Raw], list[Note]]:
    """Read files; return their content and notes on those that are left out.

    Raises
    ------
    ReaderError
        When nothing can be read; names the file that was most likely meant.
    """
    allowance = Allowance()
    members, problems = _members(files, allowance)
    found, rest = bundles(members)
    for member in rest:
        form = form_of(member)
        if form is not None:
            found.append(Bundle(member.name, partial(FORMS[form], _as_utf8(member))))
    raws: list[Raw] = []
    for bundle in found:
        try:
            made = bundle.read(answers)
        except LimitExceededError as error:
            values = error.note.values
            if values.get("file") != "":
                raise
            # raised where shapes are built, without knowledge of their file
            raise LimitExceededError(error.note.key, **{**values, "file": bundle.name}) from error
        except ReaderError as error:
            problems.append(error)
            continue
        for raw in made:
            allowance.take_shapes(raw.shapes, raw.label)
        raws += made
    plain = [error for error in problems if error.note.key in _NO_SHAPES]
    problems = [error for error in problems if error not in plain]
    unread = [member for member in rest if form_of(member) is None]
    problems += _unread([member for member in unread if not is_plain(member)])
    if raws:
        names = [str(error.note.values["file"]) for error in plain]
        names += [
            member.name for member in unread if is_plain(member) or not _is_said(member, problems)
        ]
        return raws, _left_out(problems, names)
    problems += plain
    if problems:
        raise problems[0]
    if all(not member.content for member in members):
        raise ReaderError("planners.empty", file=files[0].name)
    why = next((note for member in unread if (note := refusal(member))), None)
    if why:
        raise ReaderError(why.key, **why.values)
    raise ReaderError("planners.unknown_form", file=files[0].name)


def _members(files: list[Member], allowance: Allowance) -> tuple[list[Member], list[ReaderError]]:
    """Return the files with archives unpacked, and errors for those that cannot be unpacked."""
    members: list[Member] = []
    problems: list[ReaderError] = []
    for file in files:
        if len(file.content) > limits().file_mb * MB:
            raise LimitExceededError("planners.too_large", file=file.name, mb=limits().file_mb)
        if not is_zip(file.content):
            allowance.take_file(file.name)
            allowance.take_bytes(len(file.content), file.name)
            members.append(file)
            continue
        try:
            inner, inside = unpack(file.name, file.content, allowance)
        except LimitExceededError:
            raise
        except ReaderError as error:
            if len(files) == 1:
                raise
            problems.append(error)
            continue
        over = f"{file.name}/" if len(files) > 1 else ""
        members += [Member(f"{over}{member.name}", member.content) for member in inner]
        problems += inside
    names = frozenset(member.name for member in members)
    members = [replace(one, beside=names, allowance=allowance) for one in members]
    return members, problems


def _unread(members: list[Member]) -> list[ReaderError]:
    """Return errors for files in unreadable formats that may hold shapes."""
    found = []
    for member in members:
        if member.suffix == "dbf":
            found.append(ReaderError("planners.no_shp", file=member.name))
        elif (why := refusal(member)) is not None:
            found.append(ReaderError(why.key, **why.values))
    return found


def _is_said(member: Member, problems: list[ReaderError]) -> bool:
    return any(error.note.values.get("file") == member.name for error in problems)


def _left_out(problems: list[ReaderError], names: list[str]) -> list[Note]:
    """Return notes on files left out while others are read."""
    notes = [Note("planners.member_left_out", {"why": error.note}) for error in problems]
    if names:
        values = {"names": first_names(names), "count": len(names)}
        notes.append(Note("planners.files_left_out", values))
    return notes


def _as_utf8(file: Member) -> Member:
    return replace(file, content=from_utf16(file.content))


def form_of(file: Member) -> str | None:
    """Return a key of :data:`FORMS`, by content, else by extension."""
    if is_workbook(file.content) or is_old_workbook(file.suffix, file.content):
        return "xlsx"
    if by_bytes(file) or not file.content:
        return None
    head = from_utf16(file.content[:4096]).lstrip(b"\xef\xbb\xbf\x1e \t\r\n")
    begun = next((form for mark, form in _BEGINNINGS.items() if head.startswith(mark)), None)
    if begun:
        return begun
    if b"<kml" in head[:1024] or (head.startswith(b"<?xml") and file.suffix in ("kml", "ovkml")):
        return "kml"
    if is_gml(head):
        return "gml"
    return file.suffix if file.suffix in FORMS and file.suffix not in _BY_CONTENT else None
