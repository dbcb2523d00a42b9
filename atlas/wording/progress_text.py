"""Wording of a project's progress: what had become of it on a day, and its history."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from atlas.core.messages import message
from atlas.plan.evaluation.outcome import Outcome, evaluate
from atlas.plan.milestones import is_project
from atlas.store.store import Store
from atlas.wording.milestone_text import HistoryRow, history_rows
from atlas.wording.progress_sentence import has_progress, outcome_sentence
from atlas.wording.status_text import was_checked

Record = dict[str, Any]
#: outcomes that no later day can change
FINAL: frozenset[Outcome] = frozenset({"done", "dropped"})


@dataclass(frozen=True)
class Progress:
    """What is known of a project's progress, in words.

    Attributes
    ----------
    outcome : str
    sentence : str
    as_of : str
        Day of the evaluation in words; empty if no later day can change it.
    rows : tuple of HistoryRow
        Its history, the newest last.
    """

    outcome: Outcome
    sentence: str
    as_of: str
    rows: tuple[HistoryRow, ...]

    def whole(self, lang: str) -> str:
        """Return the sentence with the day of the evaluation."""
        if not self.as_of:
            return self.sentence
        if self.sentence.endswith((")", "\uff09")):
            return message("fact.semicolon", lang).join((self.sentence, self.as_of))
        return message("card.with_basis", lang, text=self.sentence, basis=self.as_of)


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
    if not has_progress(store, record):
        return None
    day = day or store.today
    history = store.milestones.get(record["id"], ())
    found = evaluate(record, history, day)
    as_of = "" if found.outcome in FINAL else message("progress.as_of", lang, day=day.isoformat())
    text = outcome_sentence(store, record, history, lang, day)
    return Progress(found.outcome, text, as_of, tuple(history_rows(store, history, lang, day)))


def adds_to_state(store: Store, record: Record) -> bool:
    """Return whether a project's progress says more than its status with its date does."""
    if store.milestones.get(record["id"]):
        return True
    return is_project(record) and record["status"] != "built" and not was_checked(store, record)
