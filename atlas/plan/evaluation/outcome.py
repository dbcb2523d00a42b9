"""Outcomes: what had become of a project on a day."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from atlas.core.model import PLAN_SOURCE
from atlas.plan.evaluation.delay import Delay, delay, first_reached, made_by
from atlas.plan.milestones import COMPLETION, History, Milestone, Span

Outcome = Literal["done", "under_way", "late", "not_begun", "dropped", "unknown"]
#: in display order
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
#: statuses of something that has not begun
NOT_BEGUN = frozenset({"planned", "sought", "studied"})

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Evaluation:
    """What had become of a project on a day.

    Attributes
    ----------
    outcome : str
        ``late`` before ``under_way`` and ``not_begun``: a promise was not kept, and it is not
        complete. ``unknown``: nothing is reported since the plan, or a promise has passed and
        nothing shows that it has begun.
    delay : Delay or None
        Of the completion, else of the begin.
    due : Milestone or None
        A promise that has passed without any report of the result.
    """

    outcome: Outcome
    delay: Delay | None = None
    due: Milestone | None = None


def evaluate(record: Record, history: History, day: datetime.date) -> Evaluation:
    """Return the outcome of a project on a day.

    Parameters
    ----------
    record : mapping
        Properties of the feature.
    history : tuple of Milestone
        Its milestones, in the order of statement.
    day : datetime.date
        What was reached by then counts, and what was promised by then.
    """
    known = made_by(history, day)
    status = _status(record, day)
    late = _delay(record, history, day)
    if first_reached(known, {"dropped"}):
        return Evaluation("dropped")
    if first_reached(known, COMPLETION) or status == "built":
        return Evaluation("done", late)
    due = _due(known, day) if late is None else None
    if late is not None and late.end != "reached" and late.certain:
        return Evaluation("late", late)
    if status == "under_construction" or first_reached(known, {"begun"}, parts=True):
        return Evaluation("under_way", late, due)
    if due is None and (status in NOT_BEGUN or any(_is_news(m, record) for m in known)):
        return Evaluation("not_begun", late, due)
    return Evaluation("unknown", None, due)


def _status(record: Record, day: datetime.date) -> str | None:
    """Return the status by that day: the reported one, else “under construction” in the plan."""
    if _reported(record) and Span.of(record["status_as_of"]).last <= day:
        return str(record["status"])
    planned = record.get("status_in_plan")
    return "under_construction" if planned == "under_construction" else None


def _reported(record: Record) -> bool:
    """Return whether the status rests on more than the plan."""
    return bool(record.get("status_as_of")) and record.get("status_source") != PLAN_SOURCE


def _is_news(milestone: Milestone, record: Record) -> bool:
    """Return whether it tells more than the plan: what was said before a plan's status does not."""
    if milestone.source == PLAN_SOURCE:
        return False
    issued = None if _reported(record) else record.get("status_as_of")
    said = Span.of(milestone.said or milestone.date)
    return not issued or said.first > Span.of(issued).last


def _delay(record: Record, history: History, day: datetime.date) -> Delay | None:
    """Return the delay of the completion, else of the begin."""
    seen = Span.of(record["status_as_of"]).first if _reported(record) else None
    status = record["status"]
    unfinished = seen if status != "built" else None
    not_begun = seen if status in NOT_BEGUN else None
    completion = delay(history, COMPLETION, day, unfinished)
    begin = delay(history, {"begun"}, day, not_begun)
    if completion is not None and completion.end == "reached":
        return completion
    if completion is None or (begin is not None and begin.end != "reached"):
        return begin
    return completion


def _due(known: History, day: datetime.date) -> Milestone | None:
    """Return the newest promise if it has passed and nothing tells what became of it."""
    reached = {m.event for m in known if m.kind == "reached" and m.whole}
    open_ones = [
        m
        for m in known
        if m.kind == "promised" and m.whole and m.span.last < day and m.event not in reached
    ]
    if not open_ones or reached & COMPLETION:
        return None
    return open_ones[-1]
