"""The workbench tool for a planner's own file: upload, questions, check."""

from __future__ import annotations

from streamlit import config

from atlas.readers.file_limits import limits as file_limits
from atlas.readers.format_detection import ENDINGS
from atlas.readers.planners_file import ReaderError
from atlas.web.jobs.check_jobs import check_upload
from atlas.web.parts import components
from atlas.web.server import upload_expiry
from atlas.web.state.page_view import View
from atlas.web.workbench import file_questions
from atlas.web.workbench.check_tools import options
from atlas.web.workbench.findings import run, show
from atlas.wording.phrases import number
from atlas.workers import WorkError


def uploaded(view: View) -> None:
    """Show the file input, the open questions, and the result of the check."""
    found = components.files(view.text("task.upload"), ENDINGS, "task_upload")
    upload_expiry.note_upload(bool(found))
    if not found:
        components.hint(limits(view))
        options(view)
        return
    files = tuple((file.name, file.getvalue()) for file in found)
    mark = file_questions.mark_of(files)
    answers = file_questions.given(mark)
    try:
        reading = file_questions.read(view, files, answers)
    except WorkError as error:
        components.problem(error.text(view.lang))
        return
    except ReaderError as error:
        components.problem(error.text(view.lang))
        file_questions.ask(view, mark, ())
        file_questions.ask_system(view, mark, None)
        return
    file_questions.ask(view, mark, reading.questions)
    system = next((one for one in reading.questions if one.about == "system"), None)
    if system or not any(one.about == "degrees" for one in reading.questions):
        file_questions.ask_system(view, mark, system)
    n = reading.features
    notes = [note.text(view.lang) for note in reading.notes]
    if n:
        notes.append(view.text("task.read", n=n))
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
        minutes=upload_expiry.KEPT_S // 60,
    )
