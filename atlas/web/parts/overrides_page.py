"""The page of official data: the imported datasets, import with preview, removal.

It writes into the private folder, so it exists only if the administrator enables it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

from atlas.core.citation import source_title
from atlas.core.errors import LocalizedError
from atlas.core.fatal_errors import described
from atlas.core.json_files import GeodataError
from atlas.core.paths import Paths
from atlas.overrides.importer import Request, needed_folder
from atlas.overrides.official_features import SCALE, accuracy_of_scale
from atlas.readers.file_reader import answered
from atlas.readers.format_detection import ENDINGS as READ
from atlas.readers.georeferencing import SWAPPED
from atlas.readers.planners_file import Answers, ReaderError
from atlas.spatial.crs import systems
from atlas.store.override_datasets import dataset_names, dataset_provenance, remove_datasets
from atlas.web.jobs.import_jobs import ImportingError, import_file
from atlas.web.jobs.job_progress import result_of
from atlas.web.jobs.job_requests import ask
from atlas.web.parts import components
from atlas.web.server.streamlit_internals import UploadedFile
from atlas.web.server.upload_expiry import note_upload
from atlas.web.state.page_view import View
from atlas.web.workbench import file_questions
from atlas.web.workbench.upload_tool import limits

ENDINGS = (*READ, "pbf")
OSM = "osm"
#: session key: why the last removal failed
REFUSED = "import_refused"
#: layer offered first
FIRST = "ecological-redlines"


def official_page(view: View) -> None:
    """Show the imported datasets and the import form."""
    try:
        folder = needed_folder(Paths.at())
    except ReaderError as error:
        components.problem(error.text(view.lang))
        return
    _imported(view, folder)
    components.hint(view.text("import.new"), strong=True)
    file = components.one_file(view.text("task.upload"), ENDINGS, "import_file")
    note_upload(file is not None)
    with st.container():  # keeps its place, so that the fields below keep what is being typed
        if file is None:
            components.hint(limits(view))
    drawn = [d.id for d in view.store.catalogue.values() if not d.context or d.id == "reservoirs"]
    offered = [*sorted(drawn, key=lambda layer: layer != FIRST), OSM]
    into = st.selectbox(
        view.text("import.into"), offered, format_func=partial(_layer, view), key="import_layer"
    )
    with st.container(key="import_entries", horizontal=True, gap="small"):
        title, day = "", date.today()
        if into != OSM:
            title = st.text_input(view.text("import.source"), key="import_source")
        day = st.date_input(view.text("import.date"), value=day, key="import_date")
    accuracy = accuracy_of_scale(SCALE)
    system = None
    if into != OSM:
        with st.container(key="import_exact", horizontal=True, gap="small"):
            accuracy = st.number_input(
                view.text("import.accuracy"), 0.1, 1000.0, accuracy, key="import_accuracy"
            )
            system = st.selectbox(
                view.text("task.system"),
                [file_questions.STATED, *(key + end for key in systems() for end in ("", SWAPPED))],
                format_func=partial(file_questions.system_label, view),
                key="import_system",
            )
    answers = _answers(view, file, system) if into != OSM and file is not None else Answers()
    ready = file is not None and (into == OSM or bool(title.strip()))
    with st.container(key="import_acts", horizontal=True, gap="small"):
        preview = st.button(view.text("import.preview"), disabled=not ready, key="import_preview")
        go = st.button(view.text("import.go"), disabled=not ready, key="import_go", type="primary")
    if file is None or not (preview or go):
        return
    description: Request | str = day.isoformat()
    if into != OSM:
        description = Request(
            layer=into,
            title=title.strip(),
            date=day.isoformat(),
            answers=replace(answers, for_all=True),
            accuracy_m=accuracy,
        )
    try:
        job = file.name, file.getvalue(), description, go, view.lang
        outcome = result_of(view, ask("import", import_file, *job, refusals=(ImportingError,)))
    except LocalizedError as error:
        components.problem(error.text(view.lang))
        return
    except ImportingError as error:
        components.problem(str(error))
        return
    components.problem(view.text("import.done" if outcome.written else "import.would"))
    components.notes(outcome.lines)


def _answers(view: View, file: UploadedFile, system: str | None) -> Answers:
    """Ask a file's open questions except the system; return the answers."""
    files = ((file.name, file.getvalue()),)
    mark = file_questions.mark_of(files)
    chosen = answered(system or None)
    answers = replace(file_questions.given(mark), system=chosen.system, swapped=chosen.swapped)
    with suppress(LocalizedError):  # the preview shows the error
        file_questions.ask(view, mark, file_questions.read(view, files, answers).questions)
    return answers


def _imported(view: View, folder: Path) -> None:
    """Show the datasets in the private folder, each with a button to remove it."""
    if refusal := st.session_state.pop(REFUSED, ""):
        components.problem(refusal)
    found = dataset_names(folder)
    if not found:
        components.hint(view.text("import.none"))
    for name in found:
        try:
            known = dataset_provenance(folder, name)
        except GeodataError as error:
            components.problem(str(error))
            continue
        summary = view.text(
            "import.dataset",
            layer=_layer(view, known.layer),
            title=source_title(known.source, view.lang),
            date=known.source.date or "\u2013",
            replaced=len(known.replaced),
            added=known.added,
        )
        key = f"import_remove_{name.replace('/', '_')}"
        with st.container(key=f"{key}_row", horizontal=True, vertical_alignment="center"):
            components.markup("dataset.html.j2", text=summary)
            remove = partial(_remove, view.lang, folder, name)
            st.button(view.text("import.remove"), key=key, on_click=remove)


def _remove(lang: str, folder: Path, name: str) -> None:
    """Callback: remove a dataset; on failure, the page says why."""
    try:
        remove_datasets(folder, [name])
    except ReaderError as error:
        st.session_state[REFUSED] = error.text(lang)
    except OSError as error:
        st.session_state[REFUSED] = described(error)


def _layer(view: View, layer: str) -> str:
    if layer == OSM:
        return view.text("import.osm")
    known = view.store.catalogue.get(layer)
    return known.title.in_(view.lang) if known else layer
