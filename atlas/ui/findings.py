"""The result of a check on the page: computed by a worker, shown as panel, map and files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from atlas.analysis.check import CheckError
from atlas.export.files import FORMATS
from atlas.ui import components
from atlas.ui.checking import Found, overlap_file, report_file
from atlas.ui.extract import take_extract
from atlas.ui.fileform import choose_form
from atlas.ui.forgetting import CHECKED
from atlas.ui.jobs import ask
from atlas.ui.map import asks
from atlas.ui.view import View
from atlas.ui.waiting import file_of, result_of
from atlas.work import WorkError

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
        The job, see :func:`atlas.ui.jobs.ask`; the task precedes the arguments.
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
    shapes = {"asks": asks(view.chosen), **found.shapes}
    more = {"shapes": shapes, "takes": takes, "answers": True}
    components.sheet("check", {**found.sheets[view.lang], **more})
    files(view, found)


def files(view: View, found: Found) -> None:
    """Show the report downloads, which are made on request."""
    offered = {"pdf": "application/pdf", "csv": "text/csv", "json": "application/json"}
    with st.container(key="task_files", horizontal=True, gap="small"):
        for suffix, mime in offered.items():
            job = "report", report_file, found.report, suffix, view.query.lang
            st.download_button(
                view.text(f"task.{suffix}"),
                data=partial(file_of, *job),
                file_name=view.text(f"task.name_{suffix}") + f".{suffix}",
                mime=mime,
                key=f"task_{suffix}",
                on_click="ignore",
            )
    if found.overlaps:
        _overlaps(view, found)


def _overlaps(view: View, found: Found) -> None:
    """Show the download of the overlaps, with inputs for format and system."""
    with st.container(key="task_shapes", horizontal=True, gap="small", vertical_alignment="bottom"):
        form, system = choose_form(view, "task", view.text("task.overlaps"))
        job = "report", overlap_file, found.report, form, system, view.query.lang
        st.download_button(
            view.text("takeaway.get", format=FORMATS[form].name),
            data=partial(file_of, *job),
            file_name=view.text("task.name_overlaps") + FORMATS[form].suffix,
            mime=FORMATS[form].media_type,
            key="task_overlaps",
            on_click="ignore",
        )


def _again(view: View) -> None:
    st.button(view.text("task.again"), key="task_again", on_click=_stop, args=(None,))


def _stop(key: Hashable) -> None:
    st.session_state[STOPPED] = key
