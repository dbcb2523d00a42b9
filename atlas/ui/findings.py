"""What a check finds: run once, shown as a sheet and on the map, given as files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

import geopandas as gpd
import shapely
import streamlit as st
from shapely.geometry import GeometryCollection, mapping
from shapely.geometry.base import BaseGeometry

from atlas.analysis.check import CheckError, Matrix, Report, check, zones
from atlas.export.check import check_csv, check_json, check_pdf
from atlas.export.files import FORMATS, export
from atlas.present.check import check_sheet
from atlas.ui import components
from atlas.ui.extract import take_extract
from atlas.ui.fileform import choose_form
from atlas.ui.map import asks
from atlas.ui.resources import store
from atlas.ui.view import View

#: in the session: what was checked last and what came of it; what was stopped
CHECKED, STOPPED = "checked", "check_stopped"
#: smaller checks are over before a bar could be seen
QUICK = 500
#: more vertices are too many to send to the map
MAX_DRAWN = 20_000
#: shapes are drawn to so many degrees, half a metre
DRAWN_TO = 0.000005
KEPT = 16


def run(
    view: View,
    subject: tuple[Hashable, ...],
    frame: gpd.GeoDataFrame,
    *,
    features: Sequence[str] = (),
    accuracy: Sequence[float] | float = 0.0,
) -> None:
    """Check shapes, or take what came of it before, and show it.

    Parameters
    ----------
    view : View
    subject : tuple
        What tells them apart from others.
    frame : geopandas.GeoDataFrame
        EPSG:4326, with ``name``.
    features : sequence of str
        Their ids, where they are features of the atlas.
    accuracy : float or sequence of float
        How well they are known (metres).
    """
    task = view.chosen.task
    key = (*subject, task.buffer_m, task.against)
    if st.session_state.get(STOPPED) == key:
        components.problem(view.text("task.stopped"))
        st.button(view.text("task.again"), key="task_again", on_click=_stop, args=(None,))
        return
    last, report = st.session_state.get(CHECKED, (None, None))
    if last != key:
        try:
            report = _checked(view, key, frame, features, accuracy)
        except CheckError as error:
            components.problem(error.text(view.lang))
            return
        st.session_state[CHECKED] = key, report
    show(view, report, features=features)


def show(
    view: View,
    report: Report,
    *,
    features: Sequence[str] = (),
    projects: Matrix | None = None,
) -> None:
    """Show what a check found: as a sheet, on the map, as files.

    Parameters
    ----------
    view : View
    report : Report
    features : sequence of str
        Ids of what was checked, where it is features of the atlas: the map has them.
    projects : Matrix, optional
        Whose report it is, where all transport projects were checked.
    """
    task = view.chosen.task
    takes = {
        "draw": [take_extract(view, shape=task.shape)],
        "feature": [take_extract(view, id=one) for one in features],
    }.get(task.tool, [])
    shapes = _shapes(view, report, subjects=not features and projects is None)
    more = {"shapes": shapes, "takes": takes, "answers": True}
    unchecked = projects.unchecked if projects else None
    components.sheet("check", {**check_sheet(view.store, report, view.lang, unchecked), **more})
    files(view, report, projects)


def _checked(
    view: View,
    key: tuple[Hashable, ...],
    frame: gpd.GeoDataFrame,
    features: Sequence[str],
    accuracy: Sequence[float] | float,
) -> Report:
    task = view.chosen.task
    against = _zones(task.against)
    quick = len(frame) <= QUICK
    place = st.empty()

    def progress(done: int, total: int) -> None:
        # whoever presses the button ends the script here: nothing is left half done
        if not quick:
            bar.progress(done / total, view.text("task.checking", done=done, total=total))

    if not quick:
        with place.container(key="task_running", horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0, view.text("task.checking", done=0, total=len(frame)))
            st.button(view.text("task.stop"), key="task_stop", on_click=_stop, args=(key,))
    report = check(
        frame,
        against,
        task.buffer_m,
        accuracy_m=accuracy,
        features=features,
        progress=progress,
    )
    place.empty()
    return report


def files(view: View, report: Report, found: Matrix | None = None) -> None:
    """Offer what was found as files, made when they are asked for."""
    known, lang = view.store, view.lang
    offered: dict[str, tuple[str, Callable[[], bytes]]] = {
        "pdf": ("application/pdf", lambda: check_pdf(known, report, lang, found)),
        "csv": ("text/csv", lambda: check_csv(known, report, lang, found)),
        "json": ("application/json", lambda: check_json(known, report, lang, found)),
    }
    with st.container(key="task_files", horizontal=True, gap="small"):
        for suffix, (mime, make) in offered.items():
            st.download_button(
                view.text(f"task.{suffix}"),
                data=make,
                file_name=view.text(f"task.name_{suffix}") + f".{suffix}",
                mime=mime,
                key=f"task_{suffix}",
                on_click="ignore",
            )
    _overlaps(view, report)


def _overlaps(view: View, report: Report) -> None:
    """Offer the overlaps as shapes, in a form and a system to choose."""
    pairs = report.pairs[report.pairs.geometry.notna()]
    if pairs.empty:
        return
    with st.container(key="task_shapes", horizontal=True, gap="small", vertical_alignment="bottom"):
        form, system = choose_form(view, "task", view.text("task.overlaps"))
        st.download_button(
            view.text("takeaway.get", format=FORMATS[form].name),
            data=lambda: _overlap_file(view, report, pairs, form, system),
            file_name=view.text("task.name_overlaps") + FORMATS[form].suffix,
            mime=FORMATS[form].media_type,
            key="task_overlaps",
            on_click="ignore",
        )


def _overlap_file(
    view: View, report: Report, pairs: gpd.GeoDataFrame, form: str, system: str
) -> bytes:
    """Return the overlaps as a file: whose they are, with which zone, how large."""
    frame = pairs.assign(
        id=[f"overlap-{number}" for number in range(1, len(pairs) + 1)],
        subject=report.subjects["name"].to_numpy()[pairs["subject"]],
        zone=report.zones["id"].to_numpy()[pairs["zone"]],
        zone_name=report.zones["name_zh"].to_numpy()[pairs["zone"]],
    )
    titles = {"overlaps": view.text("check.drawn_overlap")}
    made = export(
        {"overlaps": frame}, form, system, store=view.store, lang=view.query.lang, titles=titles
    )
    return made.content


def _shapes(view: View, report: Report, *, subjects: bool) -> dict[str, Any]:
    """Return what the map draws: what was checked where there is not too much, what overlaps.

    ``bounds`` says where the shapes of a file lie, south-west and north-east: the map goes there.
    """
    parts: list[BaseGeometry] = []
    # what came in metres has points on its edges that the map can do without
    plain = shapely.simplify(report.shapes, DRAWN_TO) if subjects else report.shapes[:0]
    if 0 < shapely.get_num_coordinates(plain).sum() <= MAX_DRAWN:
        parts = [*plain, *([report.widened] if report.widened else [])]
    common = report.common
    here = report.shapes[~report.subjects["far"].to_numpy(dtype=bool)]
    west, south, east, north = shapely.total_bounds(here).tolist()
    brought = view.chosen.task.tool == "file" and len(here) > 0
    return {
        "asks": asks(view.chosen),
        "bounds": [[south, west], [north, east]] if brought else None,
        "subject": mapping(GeometryCollection(parts)) if parts else None,
        "overlaps": mapping(common.simplify(DRAWN_TO)) if common else None,
    }


@lru_cache(maxsize=KEPT)
def _zones(against: tuple[str, ...]) -> gpd.GeoDataFrame:
    return zones(store(), against or None)


def _stop(key: tuple[Hashable, ...] | None) -> None:
    st.session_state[STOPPED] = key
