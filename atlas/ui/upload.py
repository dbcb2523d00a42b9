"""A tool of the workbench: a planner's own file, what must be asked of it, and its check."""

from __future__ import annotations

from atlas.intake.forms import ENDINGS
from atlas.intake.model import Drawing, IntakeError
from atlas.ui import components, filequestions
from atlas.ui.checks import options
from atlas.ui.findings import run
from atlas.ui.view import View


def uploaded(view: View) -> None:
    """Show the entry of files, what is open about them, and what their check finds."""
    found = components.files(view.text("task.upload"), ENDINGS, "task_upload")
    if not found:
        options(view)
        return
    files = tuple((file.name, file.getvalue()) for file in found)
    mark = filequestions.mark_of(files)
    answers = filequestions.given(mark)
    try:
        drawing = filequestions.read(files, answers)
    except IntakeError as error:
        components.problem(error.text(view.lang))
        filequestions.ask(view, mark, Drawing(None))
        filequestions.ask_system(view, mark, None)
        return
    filequestions.ask(view, mark, drawing)
    system = next((one for one in drawing.questions if one.about == "system"), None)
    if system or not any(one.about == "degrees" for one in drawing.questions):
        filequestions.ask_system(view, mark, system)
    n = len(drawing.frame) if drawing.frame is not None else 0
    told = [note.text(view.lang) for note in drawing.notes]
    if n:
        told.append(view.text("task.read_one") if n == 1 else view.text("task.read", n=n))
    components.notes(told)
    options(view)
    if drawing.frame is not None:
        run(view, (mark, answers), drawing.frame)
