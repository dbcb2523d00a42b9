"""Delays: the first promise of a project against what was reached, or what is promised now."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from atlas.plan.milestones import Event, History, Milestone, Span


@dataclass(frozen=True)
class Delay:
    """How much later than first promised.

    Attributes
    ----------
    promise : Milestone
        The first promise.
    until : Milestone or None
        What was reached, or the newest promise; ``None`` if it is only known not to be reached.
    end : str
        ``reached``: it was reached; ``promised``: it is now promised; ``running``: every promise
        has passed, and it was known not to be reached on ``known``.
    known : datetime.date
        Day to which a running delay is counted.
    months : tuple of (int or None, int or None)
        Whole months at least and at most, negative if early; ``None``: no bound is known.
    certain : bool
        Whether it is late whatever day the dates mean.
    """

    promise: Milestone
    until: Milestone | None
    end: Literal["reached", "promised", "running"]
    known: datetime.date
    months: tuple[int | None, int | None]
    certain: bool


def months_between(start: datetime.date, end: datetime.date) -> int:
    """Return the whole months from one day to another, negative if it is earlier.

    Examples
    --------
    >>> months_between(datetime.date(2022, 4, 30), datetime.date(2022, 12, 31))
    8
    """
    if end < start:
        return -months_between(end, start)
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def made_by(history: History, day: datetime.date) -> History:
    """Return the milestones that were stated, or had been reached, by a day.

    An event counts on the last day that its date may mean. Promises count from their statement on.
    """
    return tuple(
        m
        for m in history
        if (m.span.last <= day if m.kind == "reached" else stated(m).first <= day)
    )


def stated(milestone: Milestone) -> Span:
    """Return the days on which it may have been stated; the first of the calendar if unknown."""
    if milestone.said is None:
        return Span(datetime.date.min, datetime.date.min)
    return Span.of(milestone.said)


def first_reached(
    history: History, events: Collection[Event], *, parts: bool = False
) -> Milestone | None:
    """Return the earliest of some events that was reached.

    Parameters
    ----------
    history : tuple of Milestone
    events : collection of str
    parts : bool
        Whether an event of a part counts too.
    """
    found = [m for m in history if m.kind == "reached" and m.event in events and (parts or m.whole)]
    return min(found, key=lambda m: m.span.last, default=None)


def delay(
    history: History,
    events: Collection[Event],
    day: datetime.date,
    open_on: datetime.date | None = None,
) -> Delay | None:
    """Return the delay of some events on a day, against the first promise.

    Promises of parts do not count.

    Parameters
    ----------
    history : tuple of Milestone
        In the order of statement; later statements are left out.
    events : collection of str
        What is promised: the begin of works, or their completion.
    day : datetime.date
        Day of the evaluation.
    open_on : datetime.date, optional
        Day on which a report says that it had not been reached.

    Returns
    -------
    Delay or None
        ``None`` if nothing was promised, the promise is not due, or nobody has told what became
        of it.
    """
    known = made_by(history, day)
    promises = [m for m in known if m.kind == "promised" and m.event in events and m.whole]
    if not promises:
        return None
    first, newest = promises[0], promises[-1]
    same = first_reached(known, {first.event})
    reached = same or first_reached(known, events)
    if reached is not None:
        return _against(first, reached, "reached", reached.span.last)
    moved = newest.span.first > first.span.last
    if moved and newest.span.last >= day:
        return _against(first, newest, "promised", day)
    seen = [stated(newest).first] if moved else []
    if open_on is not None and open_on <= day:
        seen.append(open_on)
    last = max(seen, default=datetime.date.min)
    if last <= first.span.last:
        return None
    months = (months_between(first.span.last, last), None)
    return Delay(first, None, "running", last, months, certain=True)


def _against(
    promise: Milestone, until: Milestone, end: Literal["reached", "promised"], known: datetime.date
) -> Delay:
    due, actual = promise.span, until.span
    least = None if until.no_later else months_between(due.last, actual.first)
    most = months_between(due.first, actual.last)
    return Delay(promise, until, end, known, (least, most), certain=actual.first > due.last)
