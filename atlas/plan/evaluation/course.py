"""The course of a feature: its statuses, each from a day on, for the timeline."""

from __future__ import annotations

import datetime

from atlas.plan.evaluation.delay import first_reached
from atlas.plan.evaluation.outcome import Record
from atlas.plan.milestones import COMPLETION, Event, History, Span, is_project

#: status → the events that bring it about
_BY_EVENT: dict[str, frozenset[Event]] = {
    "built": COMPLETION,
    "under_construction": frozenset({"begun"}),
}
#: field of a feature of the network with the date on which it was opened
OPENED = "opened"

Course = tuple[tuple[datetime.date, str], ...]


def course(record: Record, history: History, issued: str | None) -> Course:
    """Return the statuses of a feature, each with the day from which it holds.

    Parameters
    ----------
    record : mapping
        Properties of the feature.
    history : tuple of Milestone
        Its milestones.
    issued : str or None
        Date of the plan, from which on the status in the plan holds.

    Returns
    -------
    tuple of (datetime.date, str)
        By day. Empty if no date is known: the feature is undated. An event counts on the last day
        that its date may mean.

    Notes
    -----
    What is known only to have happened by some day counts from that day on. What has happened to a
    part says nothing of the whole.
    """
    steps: dict[datetime.date, str] = {}
    planned = record.get("status_in_plan")
    if issued and planned and planned != "built":
        steps[Span.of(issued).first] = planned
    for status in ("under_construction", "built"):
        day = _first(history, _BY_EVENT[status])
        if status == "built" and day is None and record.get(OPENED):
            day = Span.of(record[OPENED]).last
        if day is not None:
            steps[day] = status
    reported = record.get("status_as_of")
    begun = record["status"] in ("built", "under_construction")
    if reported and not begun and (planned or is_project(record)):
        steps.setdefault(Span.of(reported).last, record["status"])
    ordered = sorted(steps.items())
    return tuple(_without_steps_back(ordered))


def _first(history: History, events: frozenset[Event]) -> datetime.date | None:
    reached = first_reached(history, events)
    return reached.span.last if reached else None


def _without_steps_back(steps: list[tuple[datetime.date, str]]) -> Course:
    """Leave out what the plan calls planned although it was built or begun before."""
    kept: list[tuple[datetime.date, str]] = []
    for day, status in steps:
        back = kept and kept[-1][1] == "built"
        begun = kept and kept[-1][1] == "under_construction" and status != "built"
        if not back and not begun and (not kept or kept[-1][1] != status):
            kept.append((day, status))
    return tuple(kept)
