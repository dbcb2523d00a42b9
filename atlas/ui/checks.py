"""Tools of the workbench that check: what was drawn, a feature, all transport projects.

What is found is shown as a sheet, drawn on the map, and given as files.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import streamlit as st
from shapely.geometry import GeometryCollection, mapping
from shapely.geometry.base import BaseGeometry

from atlas.analysis.check import CheckError, Matrix, Report, check, chosen, groups, matrix, zones
from atlas.crs import PROJECTED, systems
from atlas.export.check import check_csv, check_json, check_pdf
from atlas.export.files import FORMATS, export
from atlas.geodata import CRS
from atlas.present.check import check_sheet
from atlas.present.checktable import matrix_table
from atlas.query import MAX_BUFFER_M, Task
from atlas.shapes import parse_shape
from atlas.ui import components
from atlas.ui.extract import take_extract
from atlas.ui.map import asks
from atlas.ui.resources import store
from atlas.ui.view import View, read_view, write_url

#: in the session: what was checked last and what came of it; what was stopped
CHECKED, STOPPED = "checked", "check_stopped"
#: smaller checks are over before a bar could be seen
QUICK = 500
#: more vertices are too many to send to the map
MAX_DRAWN = 20_000
#: overlaps are drawn to so many degrees, half a metre
DRAWN_TO = 0.000005
STEP_M = 50


def drawn(view: View) -> None:
    """Check what was drawn on the map."""
    options(view)
    text = view.chosen.task.shape
    if text:
        name = view.text("task.drawn")
        frame = gpd.GeoDataFrame({"name": [name]}, geometry=[parse_shape(text)], crs=CRS)
        run(view, (text,), frame)


def feature(view: View) -> None:
    """Check a feature of the atlas: the chosen one."""
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
        frame = chosen(view.store, [selected])
        run(view, (selected,), frame, features=[selected], accuracy=frame["accuracy_m"].tolist())


def projects(view: View) -> None:
    """Check all transport projects against all zones."""
    options(view)
    task = view.chosen.task
    found = _matrix(task.buffer_m, task.against)
    unplaced = len(found.unchecked)
    total = len(found.report.subjects) + unplaced
    key = view.text("task.matrix_key", total=total, unplaced=unplaced)
    st.html(f'<p class="atlas-hint-line">{key}</p>')
    _matrix_html(*matrix_table(view.store, found, view.lang))
    data = check_sheet(view.store, found.report, view.lang, found.unchecked)
    components.sheet("check", {**data, "shapes": _shapes(view, found.report, None)})
    files(view, found.report, found)


def _matrix_html(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show the matrix: it scrolls beside the projects' names."""
    head = "".join(f"<th scope=col><span>{html.escape(text)}</span></th>" for text in heads)
    body = "".join(
        f"<tr><th scope=row>{html.escape(first)}</th>"
        + "".join(f"<td>{html.escape(text)}</td>" for text in cells)
        + "</tr>"
        for first, *cells in rows
    )
    st.html(
        f'<div class="atlas-matrix" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def options(view: View) -> None:
    """Offer the buffer and what to check against."""
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
        st.html(f'<p class="atlas-problem">{view.text("task.stopped")}</p>')
        st.button(view.text("task.again"), key="task_again", on_click=_stop, args=(None,))
        return
    last, report = st.session_state.get(CHECKED, (None, None))
    if last != key:
        try:
            report = _checked(view, key, frame, features, accuracy)
        except CheckError as error:
            st.html(f'<p class="atlas-problem">{html.escape(error.text(view.lang))}</p>')
            return
        st.session_state[CHECKED] = key, report
    data = check_sheet(view.store, report, view.lang)
    takes = {
        "draw": [take_extract(view, shape=task.shape)],
        "feature": [take_extract(view, id=one) for one in features],
    }.get(task.tool, [])
    found = {"shapes": _shapes(view, report, frame), "takes": takes}
    components.sheet("check", {**data, **found, "answers": True})
    files(view, report)


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
        form = st.selectbox(
            view.text("task.overlaps"),
            list(FORMATS),
            format_func=lambda key: view.text(f"takeaway.form_{key}"),
            key="task_form",
        )
        system = st.selectbox(
            view.text("takeaway.system"),
            FORMATS[form].offered,
            format_func=lambda key: systems()[key].label.in_(view.lang),
            key="task_form_system",
        )
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


def _shapes(view: View, report: Report, frame: gpd.GeoDataFrame | None) -> dict[str, Any]:
    """Return what the map draws: the subjects where there are not too many, and the overlaps."""
    found = report.of("overlap")
    found = found[found.geometry.notna()].geometry
    common = shapely.union_all(found.to_numpy()).simplify(DRAWN_TO) if len(found) else None
    subjects: BaseGeometry | None = None
    if frame is not None and view.chosen.task.tool != "feature":
        shapes = frame.geometry.to_numpy()
        if shapely.get_num_coordinates(shapes).sum() <= MAX_DRAWN:
            subjects = GeometryCollection([*shapely.get_parts(shapes), *_widened(view, shapes)])
    return {
        "asks": asks(view.chosen),
        "subject": mapping(subjects) if subjects else None,
        "overlaps": mapping(common) if common and not common.is_empty else None,
    }


def _widened(view: View, shapes: np.ndarray) -> list[BaseGeometry]:
    """Return the outline of what was really compared, where a buffer was asked for."""
    buffer_m = view.chosen.task.buffer_m
    if not buffer_m:
        return []
    metric = gpd.GeoSeries(shapes, crs=CRS).to_crs(PROJECTED).buffer(buffer_m)
    outline = gpd.GeoSeries([metric.union_all().boundary], crs=PROJECTED).to_crs(CRS).iloc[0]
    return list(shapely.get_parts(outline))


@cache
def _zones(against: tuple[str, ...]) -> gpd.GeoDataFrame:
    return zones(store(), against or None)


@cache
def _matrix(buffer_m: int, against: tuple[str, ...]) -> Matrix:
    return matrix(store(), against or None, buffer_m)


@cache
def _checkable() -> list[str]:
    """Return the ids of the features that can be checked, in the order of the tables."""
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


def _stop(key: tuple[Hashable, ...] | None) -> None:
    st.session_state[STOPPED] = key
