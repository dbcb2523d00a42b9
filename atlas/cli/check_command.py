"""The command ``atlas check``: checks a file or all transport projects and writes a report."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import typer

from atlas.analysis.overlap import CheckError, Matrix, Report, check, matrix, zones
from atlas.analysis.overlap.overlap_check import Progress
from atlas.core.json_files import GeodataError
from atlas.core.messages import message
from atlas.plan.plan_error import PlanError
from atlas.print.documents.check_files import FORMS
from atlas.readers.file_reader import command_option, read_path
from atlas.readers.planners_file import Answers, PlannersFile, Question, ReaderError
from atlas.store.store import Store, load
from atlas.wording.check_text import headline


class RefusedError(Exception):
    """A check that cannot be made; the message is in the reader's language."""


@dataclass(frozen=True)
class CheckRequest:
    """Input and options of a check.

    Attributes
    ----------
    file : pathlib.Path or None
        Planner's file; ``None`` checks all transport projects.
    against : iterable of str or None
        See :func:`atlas.analysis.overlap.zones`.
    buffer_m : float
    form : str
        Report format, a key of :data:`atlas.print.documents.check_files.FORMS`.
    answers : Answers
        What the owner says about the file (coordinate system, encoding …).
    lang : str
    """

    file: Path | None
    against: Iterable[str] | None
    buffer_m: float
    form: str
    answers: Answers
    lang: str


@dataclass(frozen=True)
class Outcome:
    """The report as a file, its headline, and whether there is a conflict."""

    content: bytes = field(repr=False)
    statement: str
    conflict: bool


def run_check(order: CheckRequest, root: Path | None = None) -> Outcome:
    """Run a check; notes on the file and progress go to standard error.

    Raises
    ------
    RefusedError
        The message is in the order's language.
    """
    try:
        store = load(root)
        report, projects = _report(store, order)
        content = FORMS[order.form](store, report, order.lang, projects)
    except (CheckError, ReaderError) as error:
        raise RefusedError(error.text(order.lang)) from error
    except (PlanError, GeodataError) as error:
        raise RefusedError(str(error)) from error
    return Outcome(content, headline(report, order.lang), report.verdict == "conflict")


def _report(store: Store, order: CheckRequest) -> tuple[Report, Matrix | None]:
    if order.file is None:
        with _progress(order.lang) as progress:
            found = matrix(store, order.against, order.buffer_m, progress=progress)
        return found.report, found
    ground = zones(store, order.against)
    drawing = read_path(order.file, order.answers)
    for note in drawing.notes:
        typer.echo(note.text(order.lang), err=True)
    if drawing.frame is None:
        raise RefusedError(_questions(drawing, order.lang))
    with _progress(order.lang) as progress:
        return check(drawing.frame, ground, order.buffer_m, progress=progress), None


def _questions(drawing: PlannersFile, lang: str) -> str:
    return "\n".join(line for one in drawing.questions for line in _question(one, lang))


def _question(question: Question, lang: str) -> Iterator[str]:
    """Yield why a question is asked and the option that gives each answer."""
    option = f"--{question.about}"
    yield message("check.answer_with", lang, why=question.why.text(lang), option=option)
    for answer in question.options:
        yield f"  {command_option(question, answer.value)}    {answer.text(lang)}"


@contextmanager
def _progress(lang: str) -> Iterator[Progress | None]:
    """Show progress on a terminal; do nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    label = message("check.progress", lang)
    with typer.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield progress
