"""The workbench tool “What is here?”: a spot by click or coordinates, and the location report."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import streamlit as st

from atlas.analysis.location_report import LocationReport, Spots
from atlas.spatial.coordinate_notation import SUGGESTED, CoordinateError, Reading, read_spot
from atlas.spatial.crs import Bounds, systems
from atlas.web.downloads.extract_download import take_extract
from atlas.web.parts import components
from atlas.web.server.resources import store
from atlas.web.state.page_view import View, read_view, write_url
from atlas.wording.location_text import location_panel
from atlas.wording.phrases import joined

COORDINATES, SYSTEM = "spot_coordinates", "spot_system"
#: margin around the city, in degrees, within which coordinates are plausible
ROUND_THE_CITY = 0.6


@cache
def _spots() -> Spots:
    return Spots(store())


@cache
def _area() -> Bounds:
    west, south, east, north = store().extent
    more = ROUND_THE_CITY
    return west - more, south - more, east + more, north + more


def spot(view: View) -> None:
    """Show the coordinate input and, for a chosen spot, the location report."""
    reading = _entered()
    if reading and reading.spot and reading.spot != view.chosen.spot:
        st.session_state[COORDINATES] = ""  # the spot has since been chosen elsewhere
    with st.container(key="spot_entry", horizontal=True, gap="small"):
        st.text_input(
            view.text("here.coordinates"),
            key=COORDINATES,
            placeholder=view.text("here.placeholder"),
            on_change=_take,
        )
        st.selectbox(
            view.text("here.system"),
            [SUGGESTED, *systems()],
            key=SYSTEM,
            format_func=lambda key: _label(view, key),
            on_change=_take,
        )
    _tell_reading(view)
    if str(st.session_state.get(COORDINATES) or "").strip() and not (reading and reading.spot):
        return  # the report would be that of another spot
    if view.chosen.spot is None:
        components.hint(view.text("task.click"))
        return
    report = location_panel(view.store, view.chosen.spot, _here(view), view.lang)
    takes = [take_extract(view, at="{:.6f},{:.6f}".format(*view.chosen.spot))]
    components.panel("here", {**report, "takes": takes, "answers": True})


def _here(view: View) -> LocationReport:
    lon, lat = view.chosen.spot or (0.0, 0.0)
    return _spots().at(lon, lat)


def _label(view: View, key: str) -> str:
    return systems()[key].label.in_(view.lang) if key else view.text("here.suggested")


def _entered() -> Reading | None:
    """Return the reading of the entered coordinates; ``None`` if empty or not a pair."""
    try:
        text, system = st.session_state.get(COORDINATES), st.session_state.get(SYSTEM)
        return read_spot(str(text or ""), str(system or SUGGESTED), _area())
    except CoordinateError:
        return None


def _tell_reading(view: View) -> None:
    """Show how the entered coordinates were read, or why they were not."""
    if not str(st.session_state.get(COORDINATES) or "").strip():
        return
    reading = _entered()
    if reading is None or reading.spot is None:
        key = "here.elsewhere" if reading else "here.no_coordinates"
        components.problem(view.text(key))
        return
    reading_text = view.text("here.read_as", system=systems()[reading.system].label.in_(view.lang))
    if reading.swapped:
        reading_text += view.text("here.swapped")
    if reading.others:
        names = joined((systems()[key].label.in_(view.lang) for key in reading.others), view.lang)
        reading_text += view.text("here.others", systems=names)
    components.hint(reading_text)


def _take() -> None:
    """Callback: write the entered spot to the URL."""
    view, reading = read_view("workbench"), _entered()
    if reading and reading.spot:
        write_url(replace(view.chosen, spot=reading.spot), view.lang)
