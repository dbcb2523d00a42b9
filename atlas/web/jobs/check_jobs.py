"""Overlap checks in workers: a drawing, a feature, all projects or a file in, panel data out.

The report itself stays pickled (:attr:`Found.report`): only later jobs need it, and the server
never unpickles it.
"""

from __future__ import annotations

import pickle
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry import GeometryCollection, mapping
from shapely.geometry.base import BaseGeometry

from atlas.analysis.overlap import Matrix, Report, check, chosen, matrix, zones
from atlas.core.errors import Note
from atlas.core.messages import LANGUAGES, message
from atlas.core.model import Language
from atlas.print.documents.check_files import FORMS
from atlas.readers.file_reader import read_files
from atlas.readers.planners_file import Answers, Question
from atlas.readers.raw_file import Member
from atlas.spatial.geojson_text import CRS
from atlas.spatial.shape_text import parse_shape
from atlas.store.query import Task
from atlas.web.server.resources import store
from atlas.wording.check_table import matrix_table
from atlas.wording.check_text import check_panel
from atlas.workers import report_progress
from atlas.writers.export import export

#: maximum number of vertices sent to the map
MAX_DRAWN = 20_000
#: tolerance of simplified shapes on the map, in degrees (half a metre)
DRAWN_TO = 0.000005
KEPT = 16


@dataclass(frozen=True)
class Reading:
    """The shapes read from a planner's file.

    Attributes
    ----------
    frame : bytes
        The shapes, pickled; empty while a question is open.
    features : int
    notes : tuple of Note
    questions : tuple of Question
    """

    frame: bytes = field(repr=False)
    features: int
    notes: tuple[Note, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Found:
    """The result of a check.

    Attributes
    ----------
    panels : dict of str to dict
        Language → panel for the page.
    shapes : dict
        Shapes for the map, see :func:`_shapes`.
    overlaps : bool
        Whether there are overlaps to download.
    report : bytes
        The report, and the matrix if there is one, pickled.
    projects : int
        Number of projects, if all were checked.
    table : dict of str to tuple
        Language → headings and rows of the matrix, if there is one.
    unchecked : dict of str to int
        Reason why projects could not be compared → number of projects.
    name : str
        Key under which an address may request its files; cannot be guessed.
    """

    panels: dict[str, dict[str, Any]] = field(repr=False)
    shapes: dict[str, Any] = field(repr=False)
    overlaps: bool
    report: bytes = field(repr=False)
    projects: int = 0
    table: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = field(default_factory=dict)
    unchecked: dict[str, int] = field(default_factory=dict)
    name: str = field(default_factory=secrets.token_urlsafe, repr=False)


def read_upload(files: Sequence[tuple[str, bytes]], answers: Answers) -> Reading:
    """Read a planner's files.

    Raises
    ------
    ReaderError
    """
    drawing = read_files([Member(*file) for file in files], answers)
    n = len(drawing.frame) if drawing.frame is not None else 0
    frame = pickle.dumps(drawing.frame) if drawing.frame is not None else b""
    return Reading(frame, n, tuple(drawing.notes), tuple(drawing.questions))


def check_drawing(task: Task, name: str) -> Found:
    """Check the shape drawn on the map.

    Raises
    ------
    CheckError
    """
    frame = gpd.GeoDataFrame({"name": [name]}, geometry=[parse_shape(task.shape)], crs=CRS)
    return _found(_check(frame, task))


def check_feature(task: Task, feature: str) -> Found:
    """Check a feature of the atlas.

    Raises
    ------
    CheckError
    """
    frame = chosen(store(), [feature])
    accuracy = frame["accuracy_m"].tolist()
    return _found(_check(frame, task, accuracy, [feature]), subjects=False)


def check_upload(task: Task, frame: bytes) -> Found:
    """Check the shapes of a planner's file.

    Raises
    ------
    CheckError
    """
    return _found(_check(pickle.loads(frame), task), brought=True)


def check_projects(task: Task) -> Found:
    """Check all transport projects.

    Raises
    ------
    CheckError
    """
    found = matrix(store(), task.against or None, task.buffer_m, progress=report_progress)
    return _found(found.report, found, subjects=False)


def report_file(report: bytes, form: str, lang: Language) -> bytes:
    """Return the report of a check as a file; ``form``: key of :data:`FORMS`."""
    found, projects = pickle.loads(report)
    return FORMS[form](store(), found, lang, projects)


def overlap_file(report: bytes, form: str, system: str, lang: Language) -> bytes:
    """Return the overlaps as a file, with subject, zone and size."""
    found, _ = pickle.loads(report)
    pairs = _overlaps(found)
    frame = pairs.assign(
        id=[f"overlap-{number}" for number in range(1, len(pairs) + 1)],
        subject=found.subjects["name"].to_numpy()[pairs["subject"]],
        zone=found.zones["id"].to_numpy()[pairs["zone"]],
        zone_name=found.zones["name_zh"].to_numpy()[pairs["zone"]],
    )
    titles = {"overlaps": message("check.drawn_overlap", lang)}
    made = export({"overlaps": frame}, form, system, store=store(), lang=lang, titles=titles)
    return made.content


def _check(
    frame: gpd.GeoDataFrame,
    task: Task,
    accuracy: Sequence[float] | float = 0.0,
    features: Sequence[str] = (),
) -> Report:
    return check(
        frame,
        _zones(task.against),
        task.buffer_m,
        accuracy_m=accuracy,
        features=features,
        progress=report_progress,
    )


@lru_cache(maxsize=KEPT)
def _zones(against: tuple[str, ...]) -> gpd.GeoDataFrame:
    return zones(store(), against or None)


def _found(
    report: Report, projects: Matrix | None = None, *, subjects: bool = True, brought: bool = False
) -> Found:
    known, unchecked = store(), projects.unchecked if projects else None
    return Found(
        panels={lang: check_panel(known, report, lang, unchecked) for lang in LANGUAGES},
        shapes=_shapes(report, subjects=subjects, brought=brought),
        overlaps=not _overlaps(report).empty,
        report=pickle.dumps((report, projects)),
        projects=len(report.subjects) + len(unchecked) if unchecked is not None else 0,
        table={lang: matrix_table(known, projects, lang) for lang in LANGUAGES} if projects else {},
        unchecked=Counter((unchecked or {}).values()),
    )


def _overlaps(report: Report) -> gpd.GeoDataFrame:
    return report.pairs[report.pairs.geometry.notna()]


def _shapes(report: Report, *, subjects: bool, brought: bool) -> dict[str, Any]:
    """Return the shapes for the map: subjects, if not too large, and overlaps.

    ``bounds`` holds the south-west and north-east corners of uploaded shapes, to zoom to.
    """
    parts: list[BaseGeometry] = []
    # shapes that came in metres have extra vertices on their edges, which the map does not need
    plain = shapely.simplify(report.shapes, DRAWN_TO) if subjects else report.shapes[:0]
    if 0 < shapely.get_num_coordinates(plain).sum() <= MAX_DRAWN:
        parts = [*plain, *([report.widened] if report.widened else [])]
    common = report.common
    here = report.shapes[~report.subjects["far"].to_numpy(dtype=bool)]
    west, south, east, north = shapely.total_bounds(here).tolist()
    return {
        "bounds": [[south, west], [north, east]] if brought and len(here) else None,
        "subject": mapping(GeometryCollection(parts)) if parts else None,
        "overlaps": mapping(common.simplify(DRAWN_TO)) if common else None,
    }
