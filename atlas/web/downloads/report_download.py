"""What a check finds as files: ``/download/report?page=workbench&tool=draw&shape=…&format=pdf``.

What an address holds (a drawing, a feature, all projects) is checked again, by whichever server is
asked. What a planner uploaded was checked once: the session holds what came of it, and the address
names it by a word that cannot be guessed (``of``). It is gone with the session, or sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

from atlas.analysis.overlap import CheckError
from atlas.core.messages import message
from atlas.store.query import Tool
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.jobs.check_jobs import (
    REPORTS,
    Found,
    check_drawing,
    check_feature,
    check_projects,
    overlap_file,
    report_file,
)
from atlas.web.state.page_view import View
from atlas.writers.export import FORMATS, ExportError

#: the parameter that names what a session holds
OF = "of"
#: what sessions hold, by name, for as long as they hold it
_held: WeakValueDictionary[str, Found] = WeakValueDictionary()


class ForgottenError(DownloadError):
    """What was checked is no longer held, or by another server."""

    status = 410


def hold(found: Found) -> str:
    """Return the name by which an address may ask for what a session holds."""
    _held[found.name] = found
    return found.name


def held(name: str, lang: str) -> bytes:
    """Return the report that a session holds, pickled.

    Raises
    ------
    ForgottenError
        When no session holds it any more.
    """
    found = _held.get(name)
    if found is None:
        raise ForgottenError(message("download.forgotten", lang))
    return found.report


def report_address(view: View, form: str, of: str = "") -> str:
    """Return the URL of a report; ``form``: key of its media types; ``of``: see :func:`hold`."""
    return _address(view, REPORT, {"format": form}, of)


def overlaps_address(view: View, form: str, system: str, of: str = "") -> str:
    """Return the address of the overlaps in a form and a system."""
    return _address(view, OVERLAPS, {"format": form, "system": system}, of)


def _address(view: View, what: Download, asked: dict[str, str], of: str) -> str:
    task = {OF: of, "lang": view.lang} if of else view.link()
    query = {"page": view.page.topic.key, **task, **asked}
    return what.address(query)


def make_report(view: View, asked: Mapping[str, str]) -> File:
    """Check what an address holds and report it. For workers, as all that follows.

    Raises
    ------
    DownloadError
        When it holds nothing to check, or asks for a form that there is not.
    """
    return report_of(_checked(view), view, asked)


def make_overlaps(view: View, asked: Mapping[str, str]) -> File:
    """Check what an address holds and return the overlaps as shapes.

    Raises
    ------
    DownloadError
        As :func:`make_report`, and when nothing overlaps.
    """
    return overlaps_of(_checked(view), view, asked)


def report_of(report: bytes, view: View, asked: Mapping[str, str]) -> File:
    """Return a pickled report as a file."""
    form = asked.get("format", "pdf")
    if form not in REPORTS:
        raise DownloadError(view.text("takeaway.no_format", known=", ".join(REPORTS)))
    name = f"{view.text(f'task.name_{form}')}.{form}"
    return File(name, REPORT.media[form], report_file(report, form, view.query.lang))


def overlaps_of(report: bytes, view: View, asked: Mapping[str, str]) -> File:
    """Return the overlaps of a pickled report as a file."""
    form, system = asked.get("format", ""), asked.get("system", "wgs84")
    try:
        content = overlap_file(report, form, system, view.query.lang)
    except ExportError as error:
        raise DownloadError(str(error)) from error
    name = view.text("task.name_overlaps") + FORMATS[form].suffix
    return File(name, OVERLAPS.media[form], content)


REPORT = Download(
    name="report",
    kind="report",
    make=make_report,
    media={"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"},
    make_held=report_of,
    held_kind="report-file",
)
OVERLAPS = Download(
    name="overlaps",
    kind="report",
    make=make_overlaps,
    media={key: form.media_type for key, form in FORMATS.items()},
    make_held=overlaps_of,
    held_kind="report-file",
)


def _checked(view: View) -> bytes:
    """Return the pickled report of what an address holds."""
    task = view.chosen.task
    checks: dict[Tool, tuple[bool, Callable[[], Found]]] = {
        "draw": (bool(task.shape), lambda: check_drawing(task, view.text("task.drawn"))),
        "feature": (
            bool(view.chosen.selected),
            lambda: check_feature(task, str(view.chosen.selected)),
        ),
        "matrix": (True, lambda: check_projects(task)),
    }
    there, check = checks.get(task.tool, (False, None))
    if not there or check is None:
        raise DownloadError(view.text("download.nothing_checked"))
    try:
        return check().report
    except CheckError as error:
        raise DownloadError(error.text(view.lang)) from error
