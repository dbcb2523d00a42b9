"""A planner's file, whatever its form → a drawing: read, put in place, repaired."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import geopandas as gpd
import pandas as pd

from atlas.crs import GEOGRAPHIC, Bounds
from atlas.intake.archive import is_zip, unpack
from atlas.intake.bundle import Bundle, beside, bundles
from atlas.intake.dxf import read_dxf
from atlas.intake.encoding import from_utf16
from atlas.intake.geojson import read_geojson
from atlas.intake.gml import is_gml, read_gml
from atlas.intake.kml import read_kml
from atlas.intake.model import Answers, Drawing, IntakeError, Question
from atlas.intake.ogr import named, read_one
from atlas.intake.place import NEIGHBOURHOOD, SWAPPED, place
from atlas.intake.raw import Member, Raw
from atlas.intake.refused import by_bytes, endings, is_plain, refusal
from atlas.intake.repair import repair
from atlas.intake.table import find_column, read_table
from atlas.notes import Note

#: nothing said of a file
UNSAID = Answers()
MAX_BYTES = 200_000_000
MAX_SHAPES = 200_000
#: endings that say the form; the others are told by what the file begins with
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
    "csv": lambda file, answers: [read_table(file, answers)],
    "txt": lambda file, answers: [read_table(file, answers)],
    "tsv": lambda file, answers: [read_table(file, answers)],
}
#: forms that only their content shows: GDAL would look for another form behind the ending
_BY_CONTENT = ("gpkg", "fgb", "gml")
#: parts of what is made of several files, and archives
_PARTS = (
    *("zip", "kmz", "ovkmz", "shp", "shx", "dbf", "prj", "cpg"),
    *("tab", "dat", "map", "id", "ind", "mif", "mid", "gdbtable", "gdbtablx"),
)
#: endings that a dialog of files offers: those that are read, and those refused with the way out
ENDINGS = tuple(dict.fromkeys((*FORMS, *_PARTS, *endings())))
#: why a file beside others holds no shapes: nothing is wrong with it
_NO_SHAPES = ("intake.no_columns", "intake.empty", "intake.no_geojson")
#: what its owner got wrong, not the file
_OWNERS = ("intake.no_system",)


def read_path(path: Path, answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD) -> Drawing:
    """Read a file of a disk with what belongs to it, or a folder.

    Of a ``.shp``, ``.tab`` or ``.mif`` what stands beside it is read too; of a folder, such as a
    File Geodatabase, all that is in it.

    Raises
    ------
    IntakeError
        See :func:`read_drawing`.
    """
    try:
        found = beside(path)
        if sum(one.stat().st_size for one in found) > MAX_BYTES:
            raise IntakeError("intake.too_large", file=path.name)
        if path.is_dir():
            members = [Member(_within(one, path), one.read_bytes()) for one in found]
        else:
            members = [Member(one.name, one.read_bytes()) for one in found]
    except OSError as error:
        why = error.strerror or ""
        raise IntakeError("intake.unreadable", file=path.name, why=why) from error
    if not members:
        raise IntakeError("intake.empty", file=path.name)
    return read_files(members, answers, area)


def _within(path: Path, folder: Path) -> str:
    """Return the name of a file within a folder; a geodatabase goes by its own."""
    return path.relative_to(folder.parent).as_posix()


def read_drawing(
    name: str, content: bytes, answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD
) -> Drawing:
    """Read a file of any form of ``docs/planners-files.md``, or a zip of such.

    Parameters
    ----------
    name : str
        Of the file; its ending says the form where the content does not.
    content : bytes
    answers : Answers, optional
        What its owner says of it.
    area : (float, float, float, float), optional
        West, south, east, north in degrees: where the shapes are expected.

    Returns
    -------
    Drawing
        Without a frame while something must be asked.

    Raises
    ------
    IntakeError
        Naming file, feature and field.
    """
    return read_files([Member(name, content)], answers, area)


def read_files(
    files: list[Member], answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD
) -> Drawing:
    """Read files that belong together, for example the parts of a Shapefile.

    Raises
    ------
    IntakeError
        See :func:`read_drawing`.
    """
    raws, notes = _raws(files, answers)
    if sum(len(raw.shapes) for raw in raws) > MAX_SHAPES:
        raise IntakeError("intake.too_many", file=files[0].name, count=MAX_SHAPES)
    notes += [note for raw in raws for note in raw.notes]
    questions: dict[str, Question] = {}
    frames: list[gpd.GeoDataFrame] = []
    problems: list[IntakeError] = []
    for raw, said in zip(raws, _addressed(raws, answers, area), strict=True):
        for question in raw.questions:
            questions.setdefault(question.about, question)
        try:
            placed = place(raw, said, area)
            if placed.question:
                questions.setdefault(placed.question.about, placed.question)
            elif placed.shapes is not None:
                frame, told = repair(_named(raw), placed.shapes, raw.label)
                frames.append(frame)
                told = [*placed.notes, *told]
                notes += told
        except IntakeError as error:
            if error.note.key in _OWNERS:
                raise
            problems.append(error)
    if problems and not (frames or questions):
        raise problems[0]
    notes = [*(Note("intake.member_left_out", {"why": e.note}) for e in problems), *notes]
    if questions:
        return Drawing(None, _once(notes), tuple(questions.values()))
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frame = gpd.GeoDataFrame(whole, geometry="geometry", crs=GEOGRAPHIC)
    return Drawing(frame, _once(notes))


def _addressed(raws: list[Raw], answers: Answers, area: Bounds) -> list[Answers]:
    """Return for each part of a file what its owner says of it.

    A system that is named answers what is open; only where nothing is does it overrule all.
    """
    if answers.system is None or len(raws) == 1:
        return [answers] * len(raws)
    unsaid = replace(answers, system=None, swapped=None)
    open_ = [_is_open(raw, unsaid, area) for raw in raws]
    return [answers if asked or not any(open_) else unsaid for asked in open_]


def _is_open(raw: Raw, unsaid: Answers, area: Bounds) -> bool:
    try:
        return place(raw, unsaid, area).question is not None
    except IntakeError:
        return True


def _once(notes: list[Note]) -> tuple[Note, ...]:
    return tuple(note for row, note in enumerate(notes) if note not in notes[:row])


def answered(system: str | None, encoding: str | None = None) -> Answers:
    """Return the answers that chosen options stand for (see :class:`Question`)."""
    if system is None:
        return Answers(encoding=encoding)
    return Answers(system.removesuffix(SWAPPED), system.endswith(SWAPPED), encoding)


def _raws(files: list[Member], answers: Answers) -> tuple[list[Raw], list[Note]]:
    """Return what is read of files, and what is to be said of those that are not.

    Raises
    ------
    IntakeError
        When nothing can be read, naming the file that was most likely meant.
    """
    members, problems = _members(files)
    found, rest = bundles(members)
    for member in rest:
        form = form_of(member)
        if form is not None:
            found.append(Bundle(member.name, partial(FORMS[form], _as_utf8(member))))
    raws: list[Raw] = []
    for bundle in found:
        try:
            raws += bundle.read(answers)
        except IntakeError as error:
            problems.append(error)
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
        raise IntakeError("intake.empty", file=files[0].name)
    why = next((note for member in unread if (note := refusal(member))), None)
    if why:
        raise IntakeError(why.key, **why.values)
    raise IntakeError("intake.unknown_form", file=files[0].name)


def _members(files: list[Member]) -> tuple[list[Member], list[IntakeError]]:
    """Return files, archives unpacked, and why some cannot be unpacked."""
    members: list[Member] = []
    problems: list[IntakeError] = []
    for file in files:
        if len(file.content) > MAX_BYTES:
            raise IntakeError("intake.too_large", file=file.name)
        if not is_zip(file.content):
            members.append(file)
            continue
        try:
            inner, inside = unpack(file.name, file.content)
        except IntakeError as error:
            if len(files) == 1:
                raise
            problems.append(error)
            continue
        over = f"{file.name}/" if len(files) > 1 else ""
        members += [Member(f"{over}{member.name}", member.content) for member in inner]
        problems += inside
    return members, problems


def _unread(members: list[Member]) -> list[IntakeError]:
    """Return why files of forms that may hold shapes are not read."""
    found = []
    for member in members:
        if member.suffix == "dbf":
            found.append(IntakeError("intake.no_shp", file=member.name))
        elif (why := refusal(member)) is not None:
            found.append(IntakeError(why.key, **why.values))
    return found


def _is_said(member: Member, problems: list[IntakeError]) -> bool:
    return any(error.note.values.get("file") == member.name for error in problems)


def _left_out(problems: list[IntakeError], names: list[str]) -> list[Note]:
    """Return what is to be said of files that are not read beside others that are."""
    notes = [Note("intake.member_left_out", {"why": error.note}) for error in problems]
    if names:
        values = {"names": named(names), "count": len(names)}
        notes.append(Note("intake.files_left_out", values))
    return notes


def _as_utf8(file: Member) -> Member:
    return Member(file.name, from_utf16(file.content))


def form_of(file: Member) -> str | None:
    """Return a key of :data:`FORMS`: what the content shows, else what the ending says."""
    if by_bytes(file) or not file.content:
        return None
    head = from_utf16(file.content[:4096]).lstrip(b"\xef\xbb\xbf\x1e \t\r\n")
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"fgb\x03"):
        return "fgb"
    if head.startswith(b"{"):
        return "geojson"
    if b"<kml" in head[:1024] or (head.startswith(b"<?xml") and file.suffix in ("kml", "ovkml")):
        return "kml"
    if is_gml(head):
        return "gml"
    return file.suffix if file.suffix in FORMS and file.suffix not in _BY_CONTENT else None


def _named(raw: Raw) -> pd.DataFrame:
    """Return the attributes with a column ``name``: the file's own, else a number."""
    table = raw.table.drop(columns=[c for c in ("geometry",) if c in raw.table]).copy()
    names = [str(name) for name in table]
    table.columns = pd.Index(names)
    source = find_column(names, "name")
    numbers = [f"{number}" for number in range(1, len(raw.shapes) + 1)]
    if source is None:
        table.insert(0, "name", numbers)
        return table
    texts = [_text(value) or number for value, number in zip(table[source], numbers, strict=True)]
    if source != "name" and "name" in table:
        table = table.drop(columns="name")
    table["name"] = texts
    return table[["name", *(column for column in table if column != "name")]]


def _text(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
