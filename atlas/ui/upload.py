"""A tool of the workbench: a planner's own file, what must be asked of it, and its check."""

from __future__ import annotations

import streamlit as st
from streamlit import config

from atlas.intake import archive, read
from atlas.intake.forms import ENDINGS
from atlas.intake.model import IntakeError
from atlas.present.words import number
from atlas.ui import components, filequestions
from atlas.ui.checking import check_upload
from atlas.ui.checks import options
from atlas.ui.findings import run, show
from atlas.ui.view import View
from atlas.work import WorkError


def uploaded(view: View) -> None:
    """Show the entry of files, what is open about them, and what their check finds."""
    found = components.files(view.text("task.upload"), ENDINGS, "task_upload")
    if not found:
        st.html(f'<p class="atlas-hint-line">{limits(view)}</p>')
        options(view)
        return
    files = tuple((file.name, file.getvalue()) for file in found)
    mark = filequestions.mark_of(files)
    answers = filequestions.given(mark)
    try:
        reading = filequestions.read(view, files, answers)
    except WorkError as error:
        components.problem(error.text(view.lang))
        return
    except IntakeError as error:
        components.problem(error.text(view.lang))
        filequestions.ask(view, mark, ())
        filequestions.ask_system(view, mark, None)
        return
    filequestions.ask(view, mark, reading.questions)
    system = next((one for one in reading.questions if one.about == "system"), None)
    if system or not any(one.about == "degrees" for one in reading.questions):
        filequestions.ask_system(view, mark, system)
    n = reading.features
    told = [note.text(view.lang) for note in reading.notes]
    if n:
        told.append(view.text("task.read_one") if n == 1 else view.text("task.read", n=n))
    components.notes(told)
    options(view)
    if reading.frame:
        report = run(view, (mark, answers), "check-file", check_upload, reading.frame)
        if report:
            show(view, report)


def limits(view: View) -> str:
    """Return how large files may be, to be said before one is chosen."""
    megabytes = min(int(config.get_option("server.maxUploadSize")), read.MAX_BYTES // 1_000_000)
    return view.text(
        "task.upload_limits",
        mb=number(megabytes, view.lang),
        unpacked=number(archive.MAX_BYTES // 1_000_000, view.lang),
        shapes=number(read.MAX_SHAPES, view.lang),
    )
