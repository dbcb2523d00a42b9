"""The result of a check on the page: computed by a worker, shown as panel, map and files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from atlas.analysis.overlap import CheckError
from atlas.web.downloads.extract_download import take_extract
from atlas.web.downloads.format_choice import choose_form
from atlas.web.downloads.report_download import REPORT, hold, overlaps_address, report_address
from atlas.web.jobs.check_jobs import Found
from atlas.web.jobs.job_progress import result_of
from atlas.web.jobs.job_requests import ask
from atlas.web.parts import components
from atlas.web.server.upload_expiry import CHECKED
from atlas.web.state.page_view import View
from atlas.workers import WorkError
from atlas.writers.export import FORMATS

#: session key: the check that was stopped
STOPPED = "check_stopped"


def run(
    view: View,
    subject: Hashable,
    kind: str,
    function: Callable[..., Found],
    *arguments: Any,
) -> Found | None:
    """Run a check, or return its cached result; show the error if it fails.

    Parameters
    ----------
    view : View
    subject : hashable
        Key of the subject.
    kind, function, *arguments
        The job, see :func:`atlas.web.jobs.job_requests.ask`; the task precedes the arguments.
    """
    task = view.chosen.task
    key = (function.__name__, subject, task.buffer_m, task.against)
    if st.session_state.get(STOPPED) == key:
        components.problem(view.text("task.stopped"))
        _again(view)
        return None
    last, found = st.session_state.get(CHECKED, (None, None))
    if last == key:
        return found
    try:
        ticket = ask(kind, function, task, *arguments)
        found = result_of(view, ticket, partial(_stop, key))
    except CheckError as error:
        components.problem(error.text(view.lang))
        return None
    except WorkError as error:
        components.problem(error.text(view.lang))
        _again(view)
        return None
    st.session_state[CHECKED] = key, found
    return found


def show(view: View, found: Found, features: Sequence[str] = ()) -> None:
    """Show the result of a check: as a panel, on the map, as files.

    Parameters
    ----------
    view : View
    found : Found
    features : sequence of str
        Ids of the checked features of the atlas, if any.
    """
    task = view.chosen.task
    takes = {
        "draw": [take_extract(view, shape=task.shape)],
        "feature": [take_extract(view, id=one) for one in features],
    }.get(task.tool, [])
    shapes = {"asks": asks(view), **found.shapes}
    more = {"shapes": shapes, "takes": takes, "answers": True}
    components.panel("check", {**found.panels[view.lang], **more})
    files(view, found)


def asks(view: View) -> str:
    """Return a key for the current request; the map shows what was found only with this key.

    ``static/state/browsing.js`` makes the same key of the URL.
    """
    task = view.chosen.task
    own = {"draw": view.query.drawn, "feature": view.chosen.selected or ""}.get(task.tool, "")
    return f"{task.tool}:{own}:{task.buffer_m}:{','.join(task.against)}"


def files(view: View, found: Found) -> None:
    """Show the report downloads, which are made on request."""
    # an address does not hold what was uploaded
    of = hold(found) if view.chosen.task.tool == "file" else ""
    with st.container(key="task_files"):
        components.takes(
            [(view.text(f"task.{form}"), report_address(view, form, of)) for form in REPORT.media]
        )
    if found.overlaps:
        _overlaps(view, of)


def _overlaps(view: View, of: str) -> None:
    """Show the download of the overlaps, with inputs for format and system."""
    with st.container(key="task_shapes", horizontal=True, gap="small", vertical_alignment="bottom"):
        form, system = choose_form(view, "task", view.text("task.overlaps"))
        text = view.text("takeaway.get", format=FORMATS[form].name)
        components.takes([(text, overlaps_address(view, form, system, of))])


def _again(view: View) -> None:
    st.button(view.text("task.again"), key="task_again", on_click=_stop, args=(None,))


def _stop(key: Hashable) -> None:
    st.session_state[STOPPED] = key
