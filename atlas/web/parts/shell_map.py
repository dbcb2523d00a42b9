"""The one map in the shell: a small state goes to it, and choices on it come back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st
from shapely.geometry import mapping

from atlas.plan.plates import plates
from atlas.spatial.shape_text import parse_shape
from atlas.store.query import Filter, own_theme, switches
from atlas.web.parts.components import main_url, mount_map
from atlas.web.server.resources import assets, urls
from atlas.web.state.page_view import View, left, read_view, write_url
from atlas.web.state.url_query import parameters, parse

KEY = "map"
#: number of the last choice known to Python; the browser ignores states older than its last choice
SEQUENCE = "map_sequence"


def map_state(view: View, sequence: int) -> dict[str, Any]:
    """Return the state for the map to show."""
    return {
        "page": view.topic.key,
        "theme": own_theme(view.store, view.topic),
        "layers": view.selection.layers,
        "hidden": sorted(view.selection.hidden),
        "towns": list(view.applied.towns),
        "selected": view.chosen.selected,
        "lang": view.lang,
        "seq": sequence,
        "wide": view.page.wide,
        "focus": view.page.focus,
        "spot": view.chosen.spot if view.chosen.task.tool == "spot" else None,
        "tool": view.chosen.task.tool,
        "shape": _shape(view),
        "asks": asks(view.chosen),
        **_plate(view),
    }


def asks(chosen: Filter) -> str:
    """Return a key for the current workbench request; overlays carry it."""
    task = chosen.task
    own = {"draw": task.shape, "feature": chosen.selected or ""}.get(task.tool, "")
    return f"{task.tool}:{own}:{task.buffer_m}:{','.join(task.against)}"


def _shape(view: View) -> dict[str, Any] | None:
    """Return the drawn shape if the current tool uses it."""
    task = view.chosen.task
    if view.page.focus != "spot" or task.tool != "draw" or not task.shape:
        return None
    return {"subject": mapping(parse_shape(task.shape)), "overlaps": None}


def _plate(view: View) -> dict[str, Any]:
    """Return title and bounds of the open plate; empty on other pages."""
    if view.plate is None:
        return {}
    plate = plates()[view.plate]
    west, south, east, north = plate.bounds
    return {"title": plate.title.in_(view.lang), "home": [[south, west], [north, east]]}


def map_files() -> dict[str, str]:
    """Return the URLs of the files from which the browser makes the map, and of the downloads."""
    files = assets()
    return {
        "module": files.url(files.module),
        "leaflet": files.url(files.leaflet),
        "element": files.element,
        "downloads": urls().download(""),
    }


def one_map(view: View) -> None:
    """Mount the map, or update the mounted one to the view's state."""
    mount_map(
        key=KEY,
        data={
            "main": main_url(),
            **map_files(),
            "state": map_state(view, st.session_state.get(SEQUENCE, 0)),
        },
        on_choice_change=partial(_take_choice, view.topic.key),
        height="stretch",
    )


def _take_choice(page: str) -> None:
    """Callback: write a choice made on the map to the URL."""
    event = st.session_state[KEY].get("choice")
    if not isinstance(event, dict):
        return
    if "left" in event:
        left()
        return
    view = read_view(page)
    st.session_state[SEQUENCE] = int(event.get("seq", 0))
    chosen = view.chosen
    if "hidden" in event:
        off, on = switches(view.store, view.topic, chosen, [str(t) for t in event["hidden"]])
        chosen = replace(chosen, off=off, on=on)
    if "towns" in event:
        chosen = replace(chosen, towns=tuple(str(code) for code in event["towns"]))
    if "selected" in event:
        selected = event["selected"]
        chosen = replace(chosen, selected=None if selected is None else str(selected))
    match event.get("spot"):
        case [float() | int() as lon, float() | int() as lat]:
            task = replace(chosen.task, tool="spot")
            chosen = replace(chosen, spot=(float(lon), float(lat)), task=task)
    if "shape" in event:
        task = replace(chosen.task, tool="draw", shape=str(event["shape"]))
        chosen = replace(chosen, task=task)
    # A browser may send anything, so unknown values are dropped as in any URL.
    write_url(parse(parameters(chosen, view.lang), view.store).chosen, view.lang)
