"""The checking tools of the workbench: a drawing, a feature, all transport projects."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st

from atlas.analysis.overlap import groups
from atlas.store.query import MAX_BUFFER_M, Task
from atlas.web.jobs.check_jobs import check_drawing, check_feature, check_projects
from atlas.web.parts import components
from atlas.web.server.resources import store
from atlas.web.state.page_view import View, read_view, write_url
from atlas.web.workbench.findings import run, show

STEP_M = 50


def drawn(view: View) -> None:
    """Check the shape drawn on the map."""
    options(view)
    text = view.chosen.task.shape
    if text:
        name = view.text("task.drawn")
        found = run(view, (text, name), "check", check_drawing, name)
        if found:
            show(view, found)


def feature(view: View) -> None:
    """Check the chosen feature of the atlas."""
    offered = _checkable()
    selected = view.chosen.selected if view.chosen.selected in offered else None
    key = f"task_feature_{selected}"
    st.selectbox(
        view.text("task.which_feature"),
        offered,
        index=offered.index(selected) if selected else None,
        format_func=lambda one: _feature_label(view, one),
        placeholder=view.text("task.choose_feature"),
        key=key,
        on_change=_take_feature,
        args=(key,),
    )
    options(view)
    if selected:
        found = run(view, selected, "check", check_feature, selected)
        if found:
            show(view, found, [selected])


def projects(view: View) -> None:
    """Check all transport projects against all zones."""
    options(view)
    found = run(view, None, "check", check_projects)
    if found is None:
        return
    left = found.unchecked
    total, undrawn, town = found.projects, left["undrawn"], left["town"]
    components.hint(view.text("task.matrix_key", total=total, undrawn=undrawn, town=town))
    heads, rows = found.table[view.lang]
    components.markup("matrix.html.j2", heads=heads, rows=rows)
    show(view, found)


def options(view: View) -> None:
    """Show the inputs for the buffer and for the zones to check against."""
    task = view.chosen.task
    with st.container(key="task_options", horizontal=True, gap="small"):
        key = f"task_buffer_{task.buffer_m}"
        st.number_input(
            view.text("task.buffer"),
            min_value=0,
            max_value=MAX_BUFFER_M,
            value=task.buffer_m,
            step=STEP_M,
            key=key,
            on_change=_take_buffer,
            args=(key,),
        )
        key = f"task_against_{'-'.join(task.against)}"
        st.multiselect(
            view.text("task.against"),
            list(groups()),
            default=list(task.against),
            format_func=lambda one: groups()[one].label.in_(view.lang),
            placeholder=view.text("task.all"),
            select_all=False,
            key=key,
            on_change=_take_against,
            args=(key,),
        )


@cache
def _checkable() -> list[str]:
    """Return the ids of the features that can be checked, in table order."""
    placed = {record["id"] for record, _ in store().placed()}
    listed = [name for name in store().features["id"] if name in placed]
    return [one for one in listed if not store().category(store().records[one]).direction]


def _feature_label(view: View, one: str) -> str:
    record = view.store.records[one]
    title = view.store.catalogue[record["layer"]].title.in_(view.lang)
    return f"{view.name(record)} \u00b7 {title}"


# ---- before the script runs ----------------------------------------------------------------------


def _take_feature(key: str) -> None:
    view = read_view("workbench")
    write_url(replace(view.chosen, selected=st.session_state[key]), view.lang)


def _take_buffer(key: str) -> None:
    _write(buffer_m=int(st.session_state[key] or 0))


def _take_against(key: str) -> None:
    _write(against=tuple(st.session_state[key]))


def _write(**changes: Any) -> None:
    view = read_view("workbench")
    task: Task = replace(view.chosen.task, **changes)
    write_url(replace(view.chosen, task=task), view.lang)
