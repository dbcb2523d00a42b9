"""The workbench: the choice of a tool, and the tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from atlas.store.query import Tool
from atlas.web.parts import components
from atlas.web.state.page_view import View, read_view, write_url
from atlas.web.workbench.check_tools import drawn, feature, projects
from atlas.web.workbench.spot_tool import spot
from atlas.web.workbench.upload_tool import uploaded

TOOLS: dict[Tool, Callable[[View], None]] = {
    "spot": spot,
    "draw": drawn,
    "feature": feature,
    "file": uploaded,
    "matrix": projects,
}


def workbench(view: View) -> None:
    """Show the tools, a sentence about the chosen one, and the tool itself."""
    tool = view.chosen.task.tool
    key = f"task_tool_{tool}"  # the URL decides: another tool is another widget
    st.segmented_control(
        view.text("task.tools"),
        list(TOOLS),
        default=tool,
        format_func=lambda one: view.text(f"task.{one}"),
        key=key,
        label_visibility="collapsed",
        on_change=_take,
        args=(key,),
    )
    if tool != "spot":  # the page's introduction describes the spot tool
        components.hint(view.text(f"task.{tool}_about"))
    TOOLS[tool](view)


def _take(key: str) -> None:
    """Callback: write the chosen tool to the URL; another click keeps it."""
    view = read_view("workbench")
    tool = st.session_state[key] or view.chosen.task.tool
    write_url(replace(view.chosen, task=replace(view.chosen.task, tool=tool)), view.lang)
