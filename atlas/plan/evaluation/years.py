"""Status and outcome of a feature at the end of each year, as short texts for filters and maps."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from atlas.core.model import PLAN_SOURCE, Source
from atlas.plan.evaluation.course import Course, course
from atlas.plan.evaluation.delay import first_reached, made_by
from atlas.plan.evaluation.outcome import Outcome, evaluate
from atlas.plan.milestones import COMPLETION, Event, History, Span, is_project

#: the years of the timeline: from the eve of the plan to the end of its vision
YEARS = tuple(str(year) for year in range(2020, 2036))
#: a letter for each status; capital: if the newest promise is kept
STATUS_CODES = {
    "built": "b",
    "under_construction": "c",
    "planned": "p",
    "sought": "s",
    "studied": "t",
    "unconfirmed": "n",
}
#: a letter for each outcome
OUTCOME_CODES: dict[Outcome, str] = {
    "done": "d",
    "under_way": "w",
    "late": "l",
    "not_begun": "n",
    "dropped": "x",
    "unknown": "u",
}
#: not there yet, or not a project
NONE = "."

#: properties that decide, beside the milestones
_READ = ("role", "status", "status_in_plan", "status_as_of", "status_source", "opened")


@dataclass(frozen=True)
class Years:
    """Status and outcome at the end of each of :data:`YEARS`; in the current year, today.

    Attributes
    ----------
    statuses : str
        A letter for each year; empty if the feature is undated, or has no status.
    outcomes : str
        A letter for each year up to the current one, whose letter is that of today.
    """

    statuses: str = ""
    outcomes: str = ""

    def status(self, year: str) -> str:
        """Return the letter of a year."""
        return self.statuses[YEARS.index(year)]

    def outcome(self, year: str | None) -> str:
        """Return the letter of a year, or of today; of a later year that of today."""
        if not self.outcomes:
            return NONE
        last = len(self.outcomes) - 1
        return self.outcomes[min(YEARS.index(year), last) if year else last]


def day_of(year: str, today: datetime.date) -> datetime.date:
    """Return the last day of a year, or today if that lies in it."""
    last = datetime.date(int(year), 12, 31)
    return today if today.year == last.year else last


def years_of(
    record: Mapping[str, Any], history: History, issued: str | None, today: datetime.date
) -> Years:
    """Return statuses and outcomes of a feature, year by year.

    Parameters
    ----------
    record : mapping
        Properties of the feature.
    history : tuple of Milestone
        Its milestones.
    issued : str or None
        Date of the plan, if it is known.
    today : datetime.date
    """
    return _years(tuple(record.get(name) for name in _READ), history, issued, today)


def years_by_feature(
    records: Mapping[str, Mapping[str, Any]],
    milestones: Mapping[str, History],
    sources: Mapping[str, Source],
    today: datetime.date,
) -> dict[str, Years]:
    """Return feature id → statuses and outcomes; see :func:`years_of`."""
    plan = sources.get(PLAN_SOURCE)
    issued = plan.date if plan else None
    return {
        name: years_of(record, milestones.get(name, ()), issued, today)
        for name, record in records.items()
    }


@lru_cache(maxsize=4096)
def _years(
    values: tuple[Any, ...], history: History, issued: str | None, today: datetime.date
) -> Years:
    record = dict(zip(_READ, values, strict=True))
    steps = course(record, history, issued)
    statuses = "".join(_status_letter(steps, history, year, today) for year in YEARS)
    if not is_project(record):
        return Years(statuses if steps else "")
    begin = Span.of(issued).first if issued else datetime.date.min
    outcomes = "".join(
        OUTCOME_CODES[evaluate(record, history, day).outcome] if day >= begin else NONE
        for day in (day_of(year, today) for year in YEARS if int(year) <= today.year)
    )
    return Years(statuses if steps else "", outcomes)


def _status_letter(steps: Course, history: History, year: str, today: datetime.date) -> str:
    day = day_of(year, today)
    past = [status for start, status in steps if start <= min(day, today)]
    letter = STATUS_CODES[past[-1]] if past else NONE
    if day <= today or letter == STATUS_CODES["built"]:
        return letter
    if _promised(history, COMPLETION, day, today):
        return STATUS_CODES["built"].upper()
    if letter != STATUS_CODES["under_construction"] and _promised(history, {"begun"}, day, today):
        return STATUS_CODES["under_construction"].upper()
    return letter


def _promised(
    history: History,
    events: Collection[Event],
    day: datetime.date,
    today: datetime.date,
) -> bool:
    """Return whether the newest promise is still open today, and due by a later day."""
    known = made_by(history, today)
    promises = [m for m in known if m.kind == "promised" and m.event in events and m.whole]
    if not promises or first_reached(known, events):
        return False
    return today <= promises[-1].span.last <= day
