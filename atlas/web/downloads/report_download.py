"""Reports of checks as files: ``/download/report?page=workbench&tool=draw&shape=…&format=pdf``.

A subject that the URL contains (a drawing, a feature, all projects) is checked again for each
request. An uploaded file was checked once: its session holds the result, and the URL names it by a
random key (``of``). The result is deleted with the session or when it expires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

from atlas.analysis.overlap import CheckError
from atlas.core.messages import message
from atlas.print.documents.check_files import FORMS
from atlas.store.query import Tool
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.jobs.check_jobs import (
    Found,
    check_drawing,
    check_feature,
    check_projects,
    overlap_file,
    report_file,
)
from atlas.web.state.page_view import View
from atlas.writers.export import FORMATS, ExportError

#: URL parameter: key of a result held by a session
OF = "of"
#: key → result, while a session holds it
_held: WeakValueDictionary[str, Found] = WeakValueDictionary()


class ExpiredReportError(DownloadError):
    """No session of this server holds the result any more."""

    status = 410


def hold(found: Found) -> str:
    """Make a session's result available to URLs; return its key."""
    _held[found.name] = found
    return found.name


def held(name: str, lang: str) -> bytes:
    """Return the report that a session holds, pickled.

    Raises
    ------
    ExpiredReportError
        When no session holds it any more.
    """
    found = _held.get(name)
    if found is None:
        raise ExpiredReportError(message("download.expired", lang))
    return found.report


def report_address(view: View, form: str, of: str = "") -> str:
    """Return the URL of a report; ``form``: key of its media types; ``of``: see :func:`hold`."""
    return _address(view, REPORT, {"format": form}, of)


def overlaps_address(view: View, form: str, system: str, of: str = "") -> str:
    """Return the URL of the overlaps in a format and a coordinate system."""
    return _address(view, OVERLAPS, {"format": form, "system": system}, of)


def _address(view: View, what: Download, asked: dict[str, str], of: str) -> str:
    task = {OF: of, "lang": view.lang} if of else view.link()
    query = {"page": view.page.topic.key, **task, **asked}
    return what.address(query)


def make_report(view: View, asked: Mapping[str, str]) -> File:
    """Check the subject of a URL and return the report. For workers, as all functions below.

    Raises
    ------
    DownloadError
        When the URL has no subject or an unknown format.
    """
    return report_of(_checked(view), view, asked)


def make_overlaps(view: View, asked: Mapping[str, str]) -> File:
    """Check the subject of a URL and return the overlaps as shapes.

    Raises
    ------
    DownloadError
        As :func:`make_report`, and when nothing overlaps.
    """
    return overlaps_of(_checked(view), view, asked)


def report_of(report: bytes, view: View, asked: Mapping[str, str]) -> File:
    """Return a pickled report as a file."""
    form = asked.get("format", "pdf")
    if form not in FORMS:
        raise DownloadError(view.text("takeaway.no_format", known=", ".join(FORMS)))
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
    """Return the pickled report on the subject of a URL."""
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
