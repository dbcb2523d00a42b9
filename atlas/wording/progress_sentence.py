"""Wording of what had become of a project on a day: one sentence, and a few words for lists.

It follows :func:`atlas.plan.evaluation.outcome.evaluate`; nothing is computed here.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from atlas.analysis.progress_figures import BEGIN, promises_of
from atlas.core.messages import message
from atlas.plan.evaluation.delay import Delay, first_reached, made_by, stated
from atlas.plan.evaluation.outcome import Evaluation, evaluate
from atlas.plan.milestones import COMPLETION, History, Milestone, Span, is_project
from atlas.store.store import Store
from atlas.wording.milestone_text import (
    continued,
    date_in_words,
    months_in_words,
    promised_text,
    reached_text,
)
from atlas.wording.status_text import SETTLED, state, was_checked

Record = dict[str, Any]


def outcome_sentence(
    store: Store, record: Record, history: History, lang: str, day: datetime.date
) -> str:
    """Return what had become of a project on a day, in one sentence.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of a project.
    history : tuple of Milestone
        Its milestones, in the order of statement.
    lang : str
    day : datetime.date
    """
    found, known = evaluate(record, history, day), made_by(history, day)
    parts = _PARTS[found.outcome](store, record, found, known, lang)
    first, *others = filter(None, parts)
    rest = [continued(part, lang) for part in others]
    return message("fact.semicolon", lang).join((first, *rest))


def has_progress(store: Store, record: Record) -> bool:
    """Return whether a feature is a project, or has milestones."""
    return is_project(record) or bool(store.milestones.get(record["id"]))


def delay_in_short(
    store: Store, record: Record, lang: str, day: datetime.date | None = None
) -> str:
    """Return a project's delay in a few words for a list; empty if there is none."""
    if not has_progress(store, record):
        return ""
    history = store.milestones.get(record["id"], ())
    found = evaluate(record, history, day or store.today)
    late = found.delay
    if late is not None and late.certain:
        months = months_in_words(late.months, lang)
        key = {"promised": "short_moved", "running": "short_running"}.get(late.end, "short_late")
        if late.end == "reached" and late.promise.event == "begun":
            key = "short_begun"
        if found.outcome != "done" or late.end == "reached":
            return message(f"progress.{key}", lang, months=months)
    return message("progress.short_due", lang) if found.due else ""


def _done(store: Store, record: Record, found: Evaluation, known: History, lang: str) -> list[str]:
    late = found.delay
    if late is not None and late.end == "reached" and late.until and late.until.event in COMPLETION:
        return [_compared(reached_text(late.until, lang), late, lang)]
    reached = first_reached(known, COMPLETION)
    return [reached_text(reached, lang) if reached else state(store, record, lang)]


def _late(store: Store, record: Record, found: Evaluation, known: History, lang: str) -> list[str]:
    late = found.delay
    assert late is not None
    group = COMPLETION if late.promise.event in COMPLETION else BEGIN
    promises = promises_of(known, group)
    newest = promises[-1]
    moved = newest.span.first > late.promise.span.last
    moves = max(_moves(promises), int(moved))
    event = message(f"progress.name_{(late.until or newest).event}", lang)
    first, now = date_in_words(late.promise.date, lang), date_in_words(newest.date, lang)
    months = months_in_words(late.months, lang)
    if late.end == "promised":
        text = message(
            "progress.moved", lang, event=event, n=moves, first=first, now=now, months=months
        )
    else:
        day = date_in_words(known_on(record, newest, late), lang)
        text = message("progress.running", lang, event=event, first=first, known=day, months=months)
        if moves:
            text = message(
                "progress.moved_running",
                lang,
                event=event,
                n=moves,
                first=first,
                now=now,
                known=day,
                months=months,
            )
    begun = first_reached(known, BEGIN, parts=True)
    return [reached_text(begun, lang) if begun and group == COMPLETION else "", text]


def known_on(record: Record, newest: Milestone, late: Delay) -> str:
    """Return the date of the report on which a running delay is counted, as it was given."""
    for date in (newest.said, record.get("status_as_of")):
        if date and Span.of(date).first == late.known:
            return str(date)
    return late.known.isoformat()


def _under_way(
    store: Store, record: Record, found: Evaluation, known: History, lang: str
) -> list[str]:
    begun, late = first_reached(known, BEGIN, parts=True), found.delay
    text = reached_text(begun, lang) if begun else state(store, record, lang)
    if begun and late is not None and late.end == "reached" and late.until == begun:
        text = _compared(text, late, lang)
    return [text, _next(record, found, known, lang)]


def _not_begun(
    store: Store, record: Record, found: Evaluation, known: History, lang: str
) -> list[str]:
    approved = first_reached(known, {"approved"})
    latest = max(known, key=lambda m: stated(m).first, default=None)
    reported = record["status_as_of"] or ""
    dates = [date for date in (reported, latest.said if latest else "") if date]
    date = max(dates, key=lambda one: Span.of(one).first, default="")
    if not known:
        return [state(store, record, lang)]
    text = message("progress.not_begun", lang, known=date_in_words(date, lang)) if date else ""
    return [
        reached_text(approved, lang) if approved else "",
        text,
        _next(record, found, known, lang),
        _no_news(store, record, lang),
    ]


def _dropped(
    store: Store, record: Record, found: Evaluation, known: History, lang: str
) -> list[str]:
    dropped = first_reached(known, {"dropped"})
    return [reached_text(dropped, lang) if dropped else ""]


def _unknown(
    store: Store, record: Record, found: Evaluation, known: History, lang: str
) -> list[str]:
    if found.due is not None:
        return [_due(record, found.due, lang)]
    if was_checked(store, record):
        return [state(store, record, lang)]
    return [message("progress.nothing", lang)]


_PARTS: dict[str, Callable[[Store, Record, Evaluation, History, str], list[str]]] = {
    "done": _done,
    "under_way": _under_way,
    "late": _late,
    "not_begun": _not_begun,
    "dropped": _dropped,
    "unknown": _unknown,
}


def _next(record: Record, found: Evaluation, known: History, lang: str) -> str:
    """Return the promise that is open: past without a report, or still to come."""
    if found.due is not None:
        return _due(record, found.due, lang)
    for events in (COMPLETION, BEGIN):
        promises = promises_of(known, events)
        if promises and not first_reached(known, events):
            return promised_text(promises[-1], lang)
    return ""


def _due(record: Record, due: Milestone, lang: str) -> str:
    event, date = message(f"progress.name_{due.event}", lang), date_in_words(due.date, lang)
    checked = record["status_checked"]
    if checked and record["status"] not in SETTLED:
        return message("progress.due_checked", lang, event=event, date=date, checked=checked)
    return message("progress.due", lang, event=event, date=date)


def _no_news(store: Store, record: Record, lang: str) -> str:
    if not was_checked(store, record):
        return ""
    return message("progress.no_news", lang, checked=record["status_checked"])


def _moves(promises: Sequence[Milestone]) -> int:
    """Return how often a promise was put off to a time after all of the days that it meant."""
    pairs = pairwise(promises)
    return sum(later.span.first > earlier.span.last for earlier, later in pairs)


def _compared(text: str, late: Delay, lang: str) -> str:
    """Return what was reached, compared with its first promise."""
    assert late.until is not None
    due, actual = late.promise.span, late.until.span
    first = date_in_words(late.promise.date, lang)
    if late.until.no_later and actual.last <= due.last:
        return message("progress.kept_by", lang, text=text, first=first)
    if late.certain:
        months = months_in_words(late.months, lang)
        return message("progress.late", lang, text=text, first=first, months=months)
    least, most = late.months
    if actual.last < due.first and least is not None and most is not None:
        months = months_in_words((-most, -least), lang)
        return message("progress.early", lang, text=text, first=first, months=months)
    if due.first <= actual.first and actual.last <= due.last:
        return message("progress.kept", lang, text=text, first=first)
    months = message("progress.months", lang, n=most or 0)
    return message("progress.perhaps", lang, text=text, first=first, months=months)
