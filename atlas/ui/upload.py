"""The workbench tool for a planner's own file: upload, questions, check."""

from __future__ import annotations

import streamlit as st
from streamlit import config

from atlas.intake.forms import ENDINGS
from atlas.intake.limits import limits as file_limits
from atlas.intake.model import IntakeError
from atlas.present.words import number
from atlas.ui import components, filequestions, forgetting
from atlas.ui.checking import check_upload
from atlas.ui.checks import options
from atlas.ui.findings import run, show
from atlas.ui.view import View
from atlas.work import WorkError


def uploaded(view: View) -> None:
    """Show the file input, the open questions, and the result of the check."""
    found = components.files(view.text("task.upload"), ENDINGS, "task_upload")
    forgetting.remember(bool(found))
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
    notes = [note.text(view.lang) for note in reading.notes]
    if n:
        notes.append(view.text("task.read_one") if n == 1 else view.text("task.read", n=n))
    components.notes(notes)
    options(view)
    if reading.frame:
        report = run(view, (mark, answers), "check-file", check_upload, reading.frame)
        if report:
            show(view, report)


def limits(view: View) -> str:
    """Return the text on the size limits, shown before the upload."""
    most = file_limits()
    megabytes = min(int(config.get_option("server.maxUploadSize")), most.file_mb)
    return view.text(
        "task.upload_limits",
        mb=number(megabytes, view.lang),
        unpacked=number(most.unpacked_mb, view.lang),
        shapes=number(most.shapes, view.lang),
        vertices=number(most.vertices, view.lang),
        minutes=forgetting.KEPT_S // 60,
    )
