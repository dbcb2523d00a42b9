"""Inputs for a file's format and coordinate system."""

from __future__ import annotations

import streamlit as st

from atlas.spatial.crs import systems
from atlas.web.state.page_view import View
from atlas.writers.export import FORMATS


def choose_form(view: View, key: str, label: str) -> tuple[str, str]:
    """Show the inputs; return the chosen format (key of :data:`FORMATS`) and system.

    Parameters
    ----------
    view : View
    key : str
        Prefix of both widgets' keys.
    label : str
        Label of the format.
    """
    form = st.selectbox(
        label,
        list(FORMATS),
        format_func=lambda one: view.text(f"takeaway.form_{one}"),
        key=f"{key}_format",
    )
    system = st.selectbox(
        view.text("takeaway.system"),
        FORMATS[form].offered,
        format_func=lambda one: systems()[one].label.in_(view.lang),
        key=f"{key}_system",
    )
    return form, system
