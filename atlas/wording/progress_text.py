"""Wording of a project's progress: what had become of it on a day, and its history."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from atlas.plan.evaluation.outcome import Outcome
from atlas.plan.milestones import is_project
from atlas.store.store import Store
from atlas.wording.milestone_text import HistoryRow, history_rows
from atlas.wording.plain_words import plain_words
from atlas.wording.status_text import was_checked

Record = dict[str, Any]


@dataclass(frozen=True)
class Progress:
    """What is known of a project's progress, in words.

    Attributes
    ----------
    outcome : str
    text : str
        What has become of it, as on its card.
    rows : tuple of HistoryRow
        Its history, the newest last.
    """

    outcome: Outcome
    text: str
    rows: tuple[HistoryRow, ...]


def has_progress(store: Store, record: Record) -> bool:
    """Return whether a feature is a project, or has milestones."""
    return is_project(record) or bool(store.milestones.get(record["id"]))


def progress(
    store: Store, record: Record, lang: str, day: datetime.date | None = None
) -> Progress | None:
    """Return a project's progress in words.

    ``None`` if a feature is no project and has no milestones.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of a feature.
    lang : str
    day : datetime.date, optional
        Day of the evaluation; by default that of the store.
    """
    day = day or store.today
    words = plain_words(store, record, lang, day)
    if words.claim.found is None:
        return None
    history = store.milestones.get(record["id"], ())
    rows = tuple(history_rows(store, history, lang, day))
    return Progress(words.claim.found.outcome, words.news_text(lang), rows)


def adds_to_state(store: Store, record: Record) -> bool:
    """Return whether a project's progress says more than its status with its date does."""
    if store.milestones.get(record["id"]):
        return True
    return is_project(record) and record["status"] != "built" and not was_checked(store, record)
