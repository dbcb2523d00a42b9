"""Questions about a planner's file: shown, answered, and kept for the session."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st

from atlas.readers.file_reader import answered
from atlas.readers.georeferencing import SWAPPED
from atlas.readers.planners_file import DEGREES, SHAPES, Answers, Question
from atlas.readers.text_encoding import OFFERED
from atlas.spatial.crs import systems
from atlas.web.jobs import job_requests
from atlas.web.jobs.check_jobs import Reading, read_upload
from atlas.web.jobs.job_progress import result_of
from atlas.web.parts import components
from atlas.web.parts.components import plain
from atlas.web.server.upload_expiry import READ, note_upload
from atlas.web.state.page_view import View

#: session key: file → answers
ANSWERS = "task_answers"
#: value of the choice to use the coordinate system that the file states
STATED = ""
Files = Sequence[tuple[str, bytes]]


def mark_of(files: Files) -> str:
    """Return a short digest of files."""
    digest = hashlib.sha256()
    for name, content in files:
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def said(mark: str) -> dict[str, str]:
    """Return the stored answers about a file in this session: field of a question → value."""
    answers: dict[str, str] = st.session_state.setdefault(ANSWERS, {}).setdefault(mark, {})
    return answers


def given(mark: str) -> Answers:
    """Return the answers about a file in this session."""
    return answered(**said(mark))


def read(view: View, files: Files, answers: Answers) -> Reading:
    """Have a worker read files, once per session and set of answers.

    Raises
    ------
    ReaderError
        See :func:`atlas.readers.file_reader.read_files`.
    WorkError
    """
    key = mark_of(files), answers
    last, reading = st.session_state.get(READ, (None, None))
    if last != key:
        reading = result_of(view, job_requests.ask("read", read_upload, files, answers))
        note_upload(True)
        st.session_state[READ] = key, reading
    known: Reading = reading
    return known


def ask(view: View, mark: str, questions: Sequence[Question]) -> None:
    """Show the open and answered questions about files, except about the system."""
    asked: dict[str, Question] = {question.about: question for question in questions}
    known = said(mark)
    offered = {"shape": SHAPES, "degrees": DEGREES, "encoding": OFFERED}
    for about, values in offered.items():
        question = asked.get(about)
        if question or about in known:
            _choose(view, mark, about, values, question)


def _choose(
    view: View, mark: str, about: str, offered: Sequence[str], asked: Question | None
) -> None:
    if asked:
        components.problem(asked.why.text(view.lang))
    chosen = said(mark).get(about)
    previews = {one.value: one.text(view.lang) for one in asked.options} if asked else {}
    values = list(dict.fromkeys([*previews, *offered, *([chosen] if chosen else [])]))
    key = f"task_{about}_{mark}_{chosen}"

    def label(value: str) -> str:
        if about == "shape":
            return view.text(f"task.shape_{value}")
        return view.text(f"task.degrees_{value}") if about == "degrees" else plain(value)

    st.radio(
        view.text(f"task.{about}"),
        values,
        index=values.index(chosen) if chosen in values else None,
        format_func=label,
        captions=[plain(previews.get(value, "")) for value in values],
        key=key,
        on_change=_answer,
        args=(mark, about, key),
    )


def system_label(view: View, key: str) -> str:
    """Return the label of a coordinate system, also with swapped axes, or of :data:`STATED`."""
    if key == STATED:
        return view.text("task.as_stated")
    name = systems()[key.removesuffix(SWAPPED)].label.in_(view.lang)
    return name + (view.text("task.swapped") if key.endswith(SWAPPED) else "")


def ask_system(view: View, mark: str, asked: Question | None) -> None:
    """Ask for the coordinate system: likely ones with their locations, or all."""
    places = {one.value: one.text(view.lang) for one in asked.options} if asked else {}
    label = partial(system_label, view)
    chosen = said(mark).get("system")
    if asked:
        components.problem(asked.why.text(view.lang))
        values = list(places)
        key = f"task_asked_{mark}"
        st.radio(
            view.text("task.system"),
            values,
            index=None,
            format_func=lambda value: plain(label(value)),
            captions=[view.text("task.leads", place=places[value]) for value in values],
            key=key,
            on_change=_answer,
            args=(mark, "system", key),
        )
        return
    values = [STATED, *dict.fromkeys([*([chosen] if chosen else []), *systems()])]
    key = f"task_system_{mark}_{chosen}"
    st.selectbox(
        view.text("task.system"),
        values,
        index=values.index(chosen or STATED),
        format_func=label,
        key=key,
        on_change=_answer,
        args=(mark, "system", key),
    )


def _answer(mark: str, about: str, key: str) -> None:
    """Callback: store an answer, or remove it to rely on what the file states."""
    if st.session_state[key]:
        said(mark)[about] = st.session_state[key]
    else:
        said(mark).pop(about, None)
