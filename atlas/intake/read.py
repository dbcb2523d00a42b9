"""A planner's file, whatever its form → a drawing: read, put in place, repaired."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas.crs import GEOGRAPHIC, Bounds
from atlas.intake.archive import is_zip, unpack
from atlas.intake.dxf import is_dwg, read_dxf
from atlas.intake.geojson import read_geojson
from atlas.intake.kml import LINKS_ELSEWHERE, read_kml
from atlas.intake.model import Answers, Drawing, IntakeError, Question
from atlas.intake.ogr import read_geopackage, read_shapefile, shapefiles
from atlas.intake.place import NEIGHBOURHOOD, SWAPPED, place
from atlas.intake.raw import Member, Raw
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
    "gpkg": read_geopackage,
    "kml": lambda file, answers: [read_kml(file, answers)],
    "ovkml": lambda file, answers: [read_kml(file, answers)],
    "dxf": lambda file, answers: [read_dxf(file, answers)],
    "csv": lambda file, answers: [read_table(file, answers)],
    "txt": lambda file, answers: [read_table(file, answers)],
    "tsv": lambda file, answers: [read_table(file, answers)],
}
#: beside a .shp on a disk
_BESIDE = ("shp", "shx", "dbf", "prj", "cpg")


def read_path(path: Path, answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD) -> Drawing:
    """Read a file of a disk; of a ``.shp`` also what stands beside it.

    Raises
    ------
    IntakeError
        See :func:`read_drawing`.
    """
    try:
        if path.suffix.lower() == ".shp":
            near = [p for p in path.parent.iterdir() if p.stem == path.stem]
            parts = [p for p in near if p.suffix.lower().lstrip(".") in _BESIDE]
            return read_files([Member(p.name, p.read_bytes()) for p in parts], answers, area)
        return read_drawing(path.name, path.read_bytes(), answers, area)
    except OSError as error:
        why = error.strerror or ""
        raise IntakeError("intake.unreadable", file=path.name, why=why) from error


def read_drawing(
    name: str, content: bytes, answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD
) -> Drawing:
    """Read a file: GeoJSON, zipped Shapefile, GeoPackage, KML or KMZ, DXF, CSV, or a zip of such.

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
    raws = _raws(files, answers)
    if sum(len(raw.shapes) for raw in raws) > MAX_SHAPES:
        raise IntakeError("intake.too_many", file=files[0].name, count=MAX_SHAPES)
    notes: list[Note] = [note for raw in raws for note in raw.notes]
    drawn = [raw for raw in raws if len(raw.shapes)]  # a document may only link to others
    links = [note for note in notes if note.key == LINKS_ELSEWHERE]
    if links and not drawn:
        raise IntakeError("intake.links_only", **links[0].values)
    raws = drawn or raws
    questions: dict[str, Question] = {}
    frames: list[gpd.GeoDataFrame] = []
    for raw, said in zip(raws, _addressed(raws, answers, area), strict=True):
        for question in raw.questions:
            questions.setdefault(question.about, question)
        placed = place(raw, said, area)
        notes += placed.notes
        if placed.question:
            questions.setdefault(placed.question.about, placed.question)
        elif placed.shapes is not None:
            kept = ~np.isin(np.arange(len(placed.shapes)), placed.left_out)
            frame, told = repair(_named(raw)[kept], placed.shapes[kept], raw.label)
            frames.append(frame)
            notes += told
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


def _raws(files: list[Member], answers: Answers) -> list[Raw]:
    members: list[Member] = []
    for file in files:
        if len(file.content) > MAX_BYTES:
            raise IntakeError("intake.too_large", file=file.name)
        members += _beside(unpack(file.name, file.content)) if is_zip(file.content) else [file]
    raws = [read_shapefile(parts, answers) for parts in shapefiles(members)]
    for member in members:
        form = form_of(member)
        if form is not None:
            raws += FORMS[form](member, answers)
    if raws:
        return raws
    if any(is_dwg(member.content) for member in members):
        raise IntakeError("intake.dwg", file=files[0].name)
    if all(not member.content for member in members):
        raise IntakeError("intake.empty", file=files[0].name)
    raise IntakeError("intake.unknown_form", file=files[0].name)


def _beside(members: list[Member]) -> list[Member]:
    names = frozenset(member.name for member in members)
    return [replace(member, beside=names) for member in members]


def form_of(file: Member) -> str | None:
    """Return a key of :data:`FORMS`: what the content shows, else what the ending says."""
    if is_dwg(file.content) or not file.content:
        return None
    head = file.content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if head.startswith(b"{"):
        return "geojson"
    if b"<kml" in head[:1024] or (head.startswith(b"<?xml") and file.suffix in ("kml", "ovkml")):
        return "kml"
    return file.suffix if file.suffix in FORMS else None


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
