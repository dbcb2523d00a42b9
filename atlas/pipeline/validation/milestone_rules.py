"""Checks of the milestones of projects."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints, Item
from atlas.plan.milestones import COMPLETION, Milestone, is_project

FILE = "geodata/milestones.json"


def check_milestones(
    milestones: Mapping[str, Sequence[Milestone]],
    features: Mapping[str, Item],
    sources: Collection[str],
    today: datetime.date,
) -> Complaints:
    """Check that features and sources exist, that dates are possible and agree with statuses.

    Parameters
    ----------
    milestones : mapping of str to sequence of Milestone
        Project → its milestones.
    features : mapping of str to Item
        Id → feature.
    sources : collection of str
        Ids of all sources.
    today : datetime.date
        Nothing was reached later.
    """
    for name, history in milestones.items():
        for milestone in history:
            if milestone.source not in sources:
                message = f"expected an id of geodata/sources.json, found {milestone.source!r}"
                yield Complaint(FILE, name, "source", message)
            if milestone.kind == "reached" and milestone.span.first > today:
                message = f"{milestone.event}: expected a date up to today, found {milestone.date}"
                yield Complaint(FILE, name, "date", message)
        if name not in features:
            yield Complaint(FILE, name, "feature", "expected the id of a feature")
    for feature in features.values():
        if is_project(feature.properties):
            yield from _check_status(feature, milestones.get(feature.id, ()))


def _check_status(feature: Item, history: Sequence[Milestone]) -> Complaints:
    """Check that the status of a project follows from its milestones."""
    reached = {m.event for m in history if m.kind == "reached" and m.whole}
    begun = any(m.event == "begun" and m.kind == "reached" for m in history)
    status = feature.get("status")
    complete = bool(reached & COMPLETION)
    if complete != (status == "built"):
        found = "such a milestone" if complete else "none"
        message = f"{status}: expected “built” and a milestone finished or opened, found {found}"
        yield Complaint(FILE, feature.id, "status", message)
    elif status == "under_construction" and not begun:
        yield Complaint(FILE, feature.id, "status", f"{status}: expected a milestone begun")
    elif status == "built" and "dropped" in reached:
        yield Complaint(FILE, feature.id, "status", "built: expected no milestone dropped")
