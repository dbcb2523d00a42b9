"""Entry points for reading planners' files: from any supported format to valid located shapes."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from atlas.core.errors import Note
from atlas.readers.file_bundles import beside
from atlas.readers.file_limits import MB, limits
from atlas.readers.format_detection import read_raws
from atlas.readers.geometry_repair import repair
from atlas.readers.georeferencing import SWAPPED, place
from atlas.readers.kml.kml_reader import LINKS_ELSEWHERE
from atlas.readers.planners_file import (
    Answers,
    LimitExceededError,
    PlannersFile,
    Question,
    ReaderError,
)
from atlas.readers.raw_file import Member, Raw
from atlas.readers.tables.coordinate_columns import find_column
from atlas.spatial.city_bounds import NEIGHBOURHOOD
from atlas.spatial.crs import GEOGRAPHIC, Bounds

#: no statements about the file
UNSAID = Answers()
#: errors in the user's answers rather than in the file
_OWNERS = ("planners.no_system",)


def read_path(path: Path, answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD) -> PlannersFile:
    """Read a file from disk together with its companion files, or a folder.

    The files beside a ``.shp``, ``.tab`` or ``.mif`` are read with it; a folder, such as a File
    Geodatabase, is read completely.

    Raises
    ------
    ReaderError
        See :func:`read_planners_file`.
    """
    try:
        path = path.resolve()
        if path.suffix.lower() == ".gdbtable":
            path = path.parent
        found = beside(path)
        if sum(one.stat().st_size for one in found) > limits().unpacked_mb * MB:
            values = {"file": path.name, "mb": limits().unpacked_mb}
            raise LimitExceededError("planners.limit_unpacked", **values)
        if path.is_dir():
            members = [Member(_within(one, path), one.read_bytes()) for one in found]
        else:
            members = [Member(one.name, one.read_bytes()) for one in found]
    except OSError as error:
        why = error.strerror or ""
        raise ReaderError("planners.unreadable", file=path.name, why=why) from error
    if not members:
        raise ReaderError("planners.empty", file=path.name)
    return read_files(members, answers, area)


def _within(path: Path, folder: Path) -> str:
    """Return the name of a file relative to a folder; a geodatabase keeps its own name."""
    return path.relative_to(folder.parent).as_posix()


def read_planners_file(
    name: str, content: bytes, answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD
) -> PlannersFile:
    """Read a file in any format of ``docs/planners-files.md``, or a zip of such files.

    Parameters
    ----------
    name : str
        Name of the file; its extension gives the format if the content does not.
    content : bytes
    answers : Answers, optional
        The user's statements about the file.
    area : (float, float, float, float), optional
        West, south, east, north in degrees: the expected location.

    Returns
    -------
    PlannersFile
        Without a frame if a question is open.

    Raises
    ------
    ReaderError
        Names file, feature and field.

    Examples
    --------
    >>> content = b'{"type": "Point", "coordinates": [119.96, 36.78]}'
    >>> drawing = read_planners_file("spot.geojson", content)
    >>> drawing.frame.geometry.to_wkt().tolist(), [note.key for note in drawing.notes]
    (['POINT (119.96 36.78)'], ['planners.by_format'])
    """
    return read_files([Member(name, content)], answers, area)


def read_files(
    files: list[Member], answers: Answers = UNSAID, area: Bounds = NEIGHBOURHOOD
) -> PlannersFile:
    """Read files that belong together, such as the parts of a Shapefile.

    Raises
    ------
    ReaderError
        See :func:`read_planners_file`.
    """
    raws, notes = read_raws(files, answers)
    notes += [note for raw in raws for note in raw.notes]
    drawn = [raw for raw in raws if len(raw.shapes)]  # KML may contain only links
    links = [note for note in notes if note.key == LINKS_ELSEWHERE]
    if links and not drawn:
        raise ReaderError("planners.links_only", **links[0].values)
    notes += [
        Note("planners.empty_layer", {"file": raw.label})
        for raw in raws
        if drawn and not len(raw.shapes) and raw.label not in {n.values["file"] for n in links}
    ]
    raws = drawn or raws
    questions: dict[str, Question] = {}
    frames: list[gpd.GeoDataFrame] = []
    problems: list[ReaderError] = []
    for raw, said in zip(raws, _addressed(raws, answers, area), strict=True):
        own: dict[str, Question] = {question.about: question for question in raw.questions}
        if "degrees" in own:  # the location depends on the answer
            questions = {**own, **questions}
            continue
        try:
            placed = place(raw, said, area)
            questions = {**own, **questions}
            notes += placed.notes
            if placed.question:
                questions.setdefault(placed.question.about, placed.question)
            elif placed.shapes is not None:
                kept = ~np.isin(np.arange(len(placed.shapes)), placed.left_out)
                frame, told = repair(_named(raw)[kept], placed.shapes[kept], raw.label)
                frames.append(frame)
                notes += told
        except ReaderError as error:
            if error.note.key in _OWNERS or isinstance(error, LimitExceededError):
                raise
            problems.append(error)
    if problems and not (frames or questions):
        raise problems[0]
    notes = [*(Note("planners.member_left_out", {"why": e.note}) for e in problems), *notes]
    if questions:
        return PlannersFile(None, _once(notes), tuple(questions.values()))
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    frame = gpd.GeoDataFrame(whole, geometry="geometry", crs=GEOGRAPHIC)
    return PlannersFile(frame, _once(notes))


def _addressed(raws: list[Raw], answers: Answers, area: Bounds) -> list[Answers]:
    """Return the answers that apply to each part of a file.

    A given system applies to parts that leave it open; if none does, or if it was given for all, it
    overrides what the parts state, except where it would be invalid.
    """
    if answers.system is None or len(raws) == 1:
        return [answers] * len(raws)
    unsaid = replace(answers, system=None, swapped=None)
    if answers.for_all:
        return [answers if _has_place(raw, answers, area) else unsaid for raw in raws]
    open_ = [_is_open(raw, unsaid, area) for raw in raws]
    return [answers if asked or not any(open_) else unsaid for asked in open_]


def _has_place(raw: Raw, answers: Answers, area: Bounds) -> bool:
    try:
        place(raw, answers, area)
    except ReaderError as error:
        return error.note.key != "planners.nowhere" or raw.crs is None
    return True


def _is_open(raw: Raw, unsaid: Answers, area: Bounds) -> bool:
    if raw.crs is None:
        return True
    try:
        return place(raw, unsaid, area).question is not None
    except ReaderError:
        return True


def _once(notes: list[Note]) -> tuple[Note, ...]:
    return tuple(note for row, note in enumerate(notes) if note not in notes[:row])


def answered(system: str | None = None, encoding: str | None = None, **more: Any) -> Answers:
    """Return the answers for chosen options (see :class:`Question`)."""
    if system is None:
        return Answers(encoding=encoding, **more)
    swapped = True if system.endswith(SWAPPED) else None
    return Answers(system.removesuffix(SWAPPED), swapped, encoding, **more)


def command_option(question: Question, value: str) -> str:
    """Return the command-line options of an answer, such as ``--system zone40 --swapped``."""
    swapped = " --swapped" if value.endswith(SWAPPED) else ""
    return f"--{question.about} {value.removesuffix(SWAPPED)}{swapped}"


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
