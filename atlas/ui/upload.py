"""A tool of the workbench: a planner's own file, what must be asked of it, and its check."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import streamlit as st

from atlas.crs import systems
from atlas.intake.encoding import OFFERED
from atlas.intake.model import IntakeError, Question
from atlas.intake.place import SWAPPED
from atlas.ui import components
from atlas.ui.checking import Reading, check_upload, read_upload
from atlas.ui.checks import options
from atlas.ui.filters import plain
from atlas.ui.findings import run, show
from atlas.ui.jobs import ask
from atlas.ui.view import View
from atlas.ui.waiting import result_of
from atlas.work import WorkError

#: what the browser's dialog offers
ENDINGS = (
    *("geojson", "json", "zip", "gpkg", "kml", "kmz", "ovkml", "ovkmz", "dxf", "dwg"),
    *("csv", "txt", "tsv", "shp", "shx", "dbf", "prj", "cpg"),
)
STATED = ""
#: in the session: what was said of which file
ANSWERS = "task_answers"
#: in the session: which file was read last and how
READ = "task_read"


def uploaded(view: View) -> None:
    """Show the entry of files, what is open about them, and what their check finds."""
    found = components.files(view.text("task.upload"), ENDINGS, "task_upload")
    if not found:
        options(view)
        return
    files = tuple((file.name, file.getvalue()) for file in found)
    digest = hashlib.sha256(b"".join(name.encode() + content for name, content in files))
    mark = digest.hexdigest()[:16]
    system, encoding = (_answers(mark).get(about) for about in ("system", "encoding"))
    key = (mark, system, encoding)
    try:
        reading = _read(view, key, files)
    except WorkError as error:
        components.problem(error.text(view.lang))
        return
    except IntakeError as error:
        components.problem(error.text(view.lang))
        _system(view, mark, None)
        return
    asked = {question.about: question for question in reading.questions}
    _system(view, mark, asked.get("system"))
    if "encoding" in asked or encoding:
        _encoding(view, mark, asked.get("encoding"), encoding)
    n = reading.features
    told = [note.text(view.lang) for note in reading.notes]
    if n:
        told.append(view.text("task.read_one") if n == 1 else view.text("task.read", n=n))
    components.notes(told)
    options(view)
    if reading.frame:
        report = run(view, key, "check-file", check_upload, reading.frame)
        if report:
            show(view, report)


def _read(
    view: View,
    key: tuple[str, str | None, str | None],
    files: Sequence[tuple[str, bytes]],
) -> Reading:
    """Have the files read, once a session for each answer that is given."""
    last, reading = st.session_state.get(READ, (None, None))
    if last != key:
        reading = result_of(view, ask("read", read_upload, files, *key[1:]))
        st.session_state[READ] = key, reading
    known: Reading = reading
    return known


def _system(view: View, mark: str, asked: Question | None) -> None:
    """Ask for the system among the likely ones with where they lead, or offer them all."""
    places = {option.value: option.preview for option in asked.options} if asked else {}

    def label(value: str) -> str:
        if value == STATED:
            return view.text("task.as_stated")
        name = systems()[value.removesuffix(SWAPPED)].label.in_(view.lang)
        return name + (view.text("task.swapped") if value.endswith(SWAPPED) else "")

    chosen = _answers(mark).get("system")
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


def _answers(mark: str) -> dict[str, str]:
    """Return what has been said of a file in this session: field of a question → value."""
    answers: dict[str, str] = st.session_state.setdefault(ANSWERS, {}).setdefault(mark, {})
    return answers


def _answer(mark: str, about: str, key: str) -> None:
    """Before the script runs: keep an answer."""
    _answers(mark)[about] = st.session_state[key]


def _encoding(view: View, mark: str, asked: Question | None, chosen: str | None) -> None:
    if asked:
        components.problem(asked.why.text(view.lang))
    previews = {option.value: option.preview for option in asked.options} if asked else {}
    values = list(dict.fromkeys([*previews, *OFFERED, *([chosen] if chosen else [])]))
    key = f"task_encoding_{mark}_{chosen}"
    st.radio(
        view.text("task.encoding"),
        values,
        index=values.index(chosen) if chosen in values else None,
        format_func=plain,
        captions=[plain(previews.get(value, "")) for value in values],
        key=key,
        on_change=_answer,
        args=(mark, "encoding", key),
    )
