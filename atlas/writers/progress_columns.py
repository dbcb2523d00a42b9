"""Milestones of projects in files: columns of flat tables, and a table of milestones.

All figures are those of one day, which the column ``evaluated_on`` and the notes of a file name.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.analysis.progress_figures import (
    PROGRESS_TYPES,
    has_projects,
    progress_values,
)
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import Language
from atlas.plan.evaluation.delay import made_by
from atlas.plan.milestones import Milestone
from atlas.store.store import Store
from atlas.wording.milestone_text import event_label, is_replaced, milestone_mark
from atlas.wording.phrases import name
from atlas.wording.progress_text import has_progress
from atlas.wording.site_fact_text import note_text, shown_mark
from atlas.writers.plain_table import PlainTable

#: columns of the table of milestones; ``progress.column_…`` of the messages has their headings
MILESTONE_COLUMNS = (
    *("feature", "name", "event", "event_label", "kind", "kind_label", "date", "no_later"),
    *("part", "by", "said", "replaced", "source_id", "source", "note", "check_after", "stale"),
)


def with_progress(
    store: Store, frames: Mapping[str, gpd.GeoDataFrame], day: datetime.date
) -> dict[str, gpd.GeoDataFrame]:
    """Return frames with the progress columns where a layer has projects.

    Parameters
    ----------
    store : Store
    frames : mapping of str to geopandas.GeoDataFrame
        Layer, or another key → features.
    day : datetime.date
        Day of the evaluation.
    """
    return {key: _with_progress(store, key, frame, day) for key, frame in frames.items()}


def _with_progress(
    store: Store, key: str, frame: gpd.GeoDataFrame, day: datetime.date
) -> gpd.GeoDataFrame:
    if not has_projects(store, key) or not {"id", "status"} <= set(frame.columns):
        return frame
    rows = [
        progress_values(store, store.records[name], day)
        if name in store.records
        else dict.fromkeys(PROGRESS_TYPES)
        for name in frame["id"]
    ]
    wider = frame.copy()
    for column, kind in PROGRESS_TYPES.items():
        values = [row[column] for row in rows]
        dtype: Any = "Int64" if kind == "integer" else object
        wider[column] = pd.Series(values, wider.index, dtype=dtype)
    return wider


def milestone_table(
    store: Store,
    frames: Mapping[str, gpd.GeoDataFrame],
    lang: Language,
    today: datetime.date,
    until: datetime.date | None = None,
) -> tuple[PlainTable, ...]:
    """Return the milestones of the features in frames as a table; nothing if there are none.

    Parameters
    ----------
    store : Store
    frames : mapping of str to geopandas.GeoDataFrame
        Layer → features.
    lang : str
    today : datetime.date
        Entries whose day has passed are marked.
    until : datetime.date, optional
        Only what had happened, or had been said, by that day; by default all.
    """
    names = [
        str(one)
        for frame in frames.values()
        if "id" in frame
        for one in frame["id"]
        if one in store.records and has_progress(store, store.records[one])
    ]
    rows = [row for one in names for row in _milestone_rows(store, one, lang, today, until)]
    if not rows:
        return ()
    frame = pd.DataFrame(rows, columns=list(MILESTONE_COLUMNS), dtype=object)
    heads = {column: message(f"progress.column_{column}", lang) for column in MILESTONE_COLUMNS}
    return (PlainTable(message("progress.table", lang), frame, heads),)


def _milestone_rows(
    store: Store,
    identifier: str,
    lang: Language,
    today: datetime.date,
    until: datetime.date | None,
) -> Iterator[dict[str, Any]]:
    history = store.milestones.get(identifier, ())
    history = history if until is None else made_by(history, until)
    own = {"feature": identifier, "name": name(store.records[identifier], lang)}
    for milestone in history:
        yield {**own, **_cells(store, milestone, history, lang, today)}


def _cells(
    store: Store,
    milestone: Milestone,
    history: tuple[Milestone, ...],
    lang: Language,
    today: datetime.date,
) -> dict[str, Any]:
    source = store.sources[milestone.source]
    mark = milestone_mark(milestone, history, lang)
    yes = message("progress.yes", lang)
    return {
        "event": milestone.event,
        "event_label": event_label(milestone.event, lang),
        "kind": milestone.kind,
        "kind_label": message(f"progress.kind_{milestone.kind}", lang),
        "date": milestone.date,
        "no_later": yes if milestone.no_later else None,
        "part": milestone.part.in_(lang) if milestone.part else None,
        "by": milestone.by.in_(lang) if milestone.by else None,
        "said": milestone.said,
        "replaced": yes if is_replaced(milestone, history) else None,
        "source_id": milestone.source,
        "source": source_title(source, lang),
        "note": note_text(milestone.note, source, lang) or None,
        "check_after": mark.get("check_after"),
        "stale": shown_mark(mark, today) or None,
    }
