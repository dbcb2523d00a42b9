"""What can be claimed of a feature on a day: the facts that its plain words rest on.

One :class:`Claim` is made of status, milestones and
:class:`~atlas.plan.evaluation.outcome.Evaluation`, so that what is said of a feature agrees with
its status and with the evaluation.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from atlas.analysis.progress_figures import BEGIN, promises_of
from atlas.core.model import PLAN_SOURCE
from atlas.plan.evaluation.delay import first_reached, made_by
from atlas.plan.evaluation.outcome import Evaluation, Outcome, evaluate
from atlas.plan.milestones import COMPLETION, History, Milestone, Span, is_project

State = Literal[
    "there",  # it exists
    "growing",  # it exists, and works on it are under way
    "under_way",
    "part_begun",  # only a part has begun
    "late",  # a promise was not kept, and it is not complete
    "overdue",  # a promise has passed without news
    "promised",  # not begun, with a time still to come
    "not_begun",  # known not to have begun, without a time
    "no_news",  # nothing is known but the plan
    "unconfirmed",
    "dropped",
    "place",  # nothing that is built or done
]
#: outcomes that say it all
SETTLED: dict[Outcome, State] = {"dropped": "dropped", "done": "there"}


@dataclass(frozen=True)
class Claim:
    """What is known of a feature on a day.

    Attributes
    ----------
    state : str
    status : str or None
        Its status on that day.
    reported : bool
        Whether the status rests on more than the plan.
    begun : bool
        Whether works on the whole have begun, as far as is known.
    known : tuple of Milestone
        What was stated or reached by that day.
    found : Evaluation or None
        ``None`` if it is no project and has no milestones.
    """

    state: State
    status: str | None
    reported: bool
    begun: bool
    known: History
    found: Evaluation | None


def claim_of(record: Mapping[str, Any], history: History, day: datetime.date) -> Claim:
    """Return the claim that sources support about a feature on a day.

    Parameters
    ----------
    record : mapping
        Properties of the feature.
    history : tuple of Milestone
        Its milestones, in the order of statement.
    day : datetime.date
    """
    status, known = status_on(record, day), made_by(history, day)
    reported = record["status_source"] != PLAN_SOURCE and status == record["status"]
    begun = status == "under_construction" or first_reached(known, {"begun"}) is not None
    found = evaluate(record, history, day) if is_project(record) or history else None
    if found is None:
        state: State = "there" if status else "place"
        state = "unconfirmed" if status == "unconfirmed" else state
    else:
        state = SETTLED.get(found.outcome) or _unsettled(status, begun, found, known, day)
    return Claim(state, status, reported, begun, known, found)


def status_on(record: Mapping[str, Any], day: datetime.date) -> str | None:
    """Return the status that was known on a day: the reported one, else that in the plan."""
    status: str | None = record["status"]
    if not is_project(record):
        opened = record.get("opened")
        return None if opened and Span.of(opened).last > day else status
    since = record["status_as_of"]
    if since and record["status_source"] != PLAN_SOURCE and Span.of(since).last > day:
        return record.get("status_in_plan") or "planned"
    return status


def _unsettled(
    status: str | None, begun: bool, found: Evaluation, known: History, day: datetime.date
) -> State:
    if status == "built":
        return "growing" if found.outcome in ("under_way", "late") else "there"
    if found.outcome == "late":
        return "late"
    if found.outcome == "under_way":
        return "under_way" if begun else "part_begun"
    return _to_come(status, found, bool(open_promises(known, day)))


def _to_come(status: str | None, found: Evaluation, promised: bool) -> State:
    if found.due is not None:
        return "overdue"
    if promised:
        return "promised"
    if found.outcome == "not_begun":
        return "not_begun"
    return "unconfirmed" if status == "unconfirmed" else "no_news"


def open_promises(known: History, day: datetime.date) -> list[Milestone]:
    """Return the newest promises that are still to come: of the begin, of the completion."""
    if first_reached(known, COMPLETION):
        return []
    groups = [COMPLETION] if first_reached(known, BEGIN) else [BEGIN, COMPLETION]
    newest = [promises[-1] for group in groups if (promises := promises_of(known, group))]
    return [promise for promise in newest if promise.span.last >= day]
