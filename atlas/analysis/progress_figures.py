"""A project's history as figures for flat tables: outcome, delay, promises, what was reached."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from atlas.plan.evaluation.delay import first_reached, made_by
from atlas.plan.evaluation.outcome import Evaluation, Outcome, Record, evaluate
from atlas.plan.milestones import COMPLETION, Event, History, Milestone, is_project
from atlas.store.store import Store

BEGIN: frozenset[Event] = frozenset({"begun"})
#: columns of features → JSON type
PROGRESS_TYPES: Mapping[str, str] = {
    "outcome": "string",
    "compared": "string",
    "promised_first": "string",
    "promised_now": "string",
    "reached": "string",
    "delay_months_min": "integer",
    "delay_months_max": "integer",
    "evaluated_on": "string",
}


@dataclass(frozen=True)
class ProgressFigures:
    """What a project's history says on a day, for one row of a table.

    Attributes
    ----------
    outcome : str
    compared : str or None
        Event that the promises, ``reached`` and the delay are about: ``begun`` or ``completed``.
    promised_first, promised_now : str or None
        Dates of the first and of the newest promise, as precise as their sources.
    reached : str or None
        Date on which it was reached; ``../2022-05`` if it is only known to be past by then
        (ISO 8601-2).
    delay_months_min, delay_months_max : int or None
        Whole months at least and at most; ``None``: no bound is known, or there is no delay.
    """

    outcome: Outcome
    compared: str | None = None
    promised_first: str | None = None
    promised_now: str | None = None
    reached: str | None = None
    delay_months_min: int | None = None
    delay_months_max: int | None = None


def progress_figures(record: Record, history: History, day: datetime.date) -> ProgressFigures:
    """Return the figures of a project on a day.

    Parameters
    ----------
    record : mapping
        Properties of the feature.
    history : tuple of Milestone
        Its milestones, in the order of statement.
    day : datetime.date
        Day of the evaluation.
    """
    found = evaluate(record, history, day)
    known = made_by(history, day)
    events = compared_events(found, known)
    promises = promises_of(known, events)
    done = first_reached(known, events)
    if found.delay is not None and found.delay.end == "reached":
        done = found.delay.until
    least, most = found.delay.months if found.delay else (None, None)
    return ProgressFigures(
        outcome=found.outcome,
        compared=("begun" if events == BEGIN else "completed") if promises or done else None,
        promised_first=promises[0].date if promises else None,
        promised_now=promises[-1].date if promises else None,
        reached=_date(done) if done else None,
        delay_months_min=least,
        delay_months_max=most,
    )


def compared_events(found: Evaluation, known: History) -> frozenset[Event]:
    """Return the events that an evaluation is about: completion, or begin of works."""
    one = found.delay.promise if found.delay else found.due
    if one is not None and one.event in COMPLETION | BEGIN:
        return COMPLETION if one.event in COMPLETION else BEGIN
    if promises_of(known, COMPLETION) or first_reached(known, COMPLETION):
        return COMPLETION
    if promises_of(known, BEGIN) or first_reached(known, BEGIN):
        return BEGIN
    return COMPLETION


def promises_of(known: History, events: frozenset[Event]) -> list[Milestone]:
    """Return the promises of some events for the whole project, in the order of statement."""
    return [m for m in known if m.kind == "promised" and m.event in events and m.whole]


def _date(milestone: Milestone) -> str:
    return f"../{milestone.date}" if milestone.no_later else milestone.date


# ---- columns of features ------------------------------------------------------------------------


def progress_values(store: Store, record: Mapping[str, Any], day: datetime.date) -> dict[str, Any]:
    """Return the progress columns of a feature; all ``None`` if it is no project."""
    history = store.milestones.get(str(record.get("id", "")), ())
    if not is_project(record):
        return dict.fromkeys(PROGRESS_TYPES)
    figures = asdict(progress_figures(record, history, day))
    return {**{key: figures.get(key) for key in PROGRESS_TYPES}, "evaluated_on": day.isoformat()}


def has_projects(store: Store, layer: str) -> bool:
    """Return whether a layer has a project."""
    return layer in store.frames and any(
        is_project(store.records[name]) for name in store.frames[layer]["id"]
    )
