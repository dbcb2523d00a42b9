"""Histories of projects that tests share, and a store that has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from atlas.plan.milestones import History, Milestone, in_order
from atlas.store.store import Store
from tests.support.project import store

#: a source of the project's own, with date and title
SOURCE = "press-laiqing-2025"
EXPRESSWAY, RAILWAY = "tp-exp-laizhou-qingdao", "tp-hsr-weiyan"
MAYOR = {"zh": "平度市市长", "en": "the mayor of Pingdu"}


def milestone(event: str, kind: str, date: str, said: str, **more: Any) -> Milestone:
    """Return a milestone with the shared source."""
    given = {"event": event, "kind": kind, "date": date, "said": said, "source": SOURCE}
    return Milestone.model_validate({**given, **more})


def promised(event: str, date: str, said: str, **more: Any) -> Milestone:
    """Return a promise."""
    return milestone(event, "promised", date, said, **more)


def reached(event: str, date: str, **more: Any) -> Milestone:
    """Return what was reached, said on that date."""
    return milestone(event, "reached", date, date, **more)


#: a start that was put off again and again
PUT_OFF = (
    promised("begun", "2024", "2023-10-27", by=MAYOR),
    promised("begun", "2024-12", "2024-03"),
    promised("begun", "2025", "2025-03-27"),
    reached("approved", "2025-03", no_later=True),
    promised("begun", "2026-12", "2025-10-25", check_after="2026-11-01"),
    promised("finished", "2029-12", "2025-10-25"),
)
#: an opening some months after it was promised
LATE = (promised("opened", "2024-02", "2021-06"), reached("opened", "2024-10-21"))


def store_with(histories: dict[str, tuple[Milestone, ...]], **changed: dict[str, Any]) -> Store:
    """Return the project's store with other histories, and with changed records.

    Parameters
    ----------
    histories : dict of str to tuple of Milestone
        Project → its milestones.
    **changed : dict
        Id, with ``_`` for ``-`` → changed properties.
    """
    known = store()
    records = dict(known.records)
    for identifier, values in changed.items():
        name = identifier.replace("_", "-")
        records[name] = {**records[name], **values}
    ordered: dict[str, History] = {n: tuple(in_order(own)) for n, own in histories.items()}
    return replace(known, milestones=ordered, records=records)
