"""Promises in words: what is still to come, and how much later it is than first promised."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise

from atlas.analysis.claim import open_promises
from atlas.analysis.progress_figures import BEGIN
from atlas.core.messages import message
from atlas.plan.evaluation.delay import Delay, first_reached
from atlas.plan.evaluation.outcome import evaluate
from atlas.plan.milestones import History, Milestone, Span, is_project
from atlas.store.store import Store
from atlas.wording.milestone_text import date_in_words, months_in_words
from atlas.wording.phrases import Record, continued, joined

#: the longest note of a promise that is named beside it, such as “draft”
SHORT = 12


def promises_in_words(known: History, lang: str, day: datetime.date) -> str:
    """Return the open promises, with date, author and day of statement; empty without any."""
    promises = open_promises(known, day)
    if not promises:
        return ""
    parts = [
        message(
            "plain.promise",
            lang,
            date=date_in_words(promise.date, lang),
            event=message(f"plain.to_{promise.event}", lang),
        )
        for promise in promises
    ]
    text = message("plain.promises", lang, promises=joined(parts, lang))
    basis = _basis(promises[-1], lang)
    return message("card.with_basis", lang, text=text, basis=basis) if basis else text


def _basis(promise: Milestone, lang: str) -> str:
    by = promise.by.in_(lang) if promise.by else ""
    said = date_in_words(promise.said[:7], lang) if promise.said else ""
    note = promise.note.in_(lang) if promise.note else ""
    parts = filter(None, [by, said, continued(note, lang) if len(note) <= SHORT else ""])
    return message("list.comma", lang).join(parts)


def delay_words(record: Record, late: Delay, lang: str, promises: Sequence[Milestone] = ()) -> str:
    """Return how something compares with its first promise, in words that follow it."""
    first = date_in_words(late.promise.date, lang)
    months = months_in_words(late.months, lang)
    event = message(f"plain.to_{late.promise.event}", lang)
    if late.end == "reached":
        key = "plain.was_late" if late.certain else _kept(late)
        return message(key, lang, first=first, months=months)
    if late.end == "promised":
        moves = sum(later.span.first > before.span.last for before, later in pairwise(promises))
        return message(
            "plain.put_off", lang, event=event, n=max(moves, 1), first=first, months=months
        )
    newest = promises[-1] if promises else late.promise
    known = date_in_words(known_on(record, newest, late), lang)
    # the report may be older than the newest promise: then nobody has told whether that was kept
    told = newest.span.last < late.known or newest.date == late.promise.date
    key = "plain.not_kept" if told else "plain.not_kept_again"
    now = date_in_words(newest.date, lang)
    return message(key, lang, event=event, first=first, now=now, known=known, months=months)


def _kept(late: Delay) -> str:
    """Return the message of something that is not certain to be late."""
    assert late.until is not None
    due, actual = late.promise.span, late.until.span
    if actual.last > due.last:
        return "plain.perhaps_late"
    if late.until.no_later:
        return "plain.kept_by"
    return "plain.kept" if actual.first >= due.first else "plain.early"


def known_on(record: Record, newest: Milestone, late: Delay) -> str:
    """Return the date of the report on which a running delay is counted, as it was given."""
    for date in (newest.said, record.get("status_as_of")):
        if date and Span.of(date).first == late.known:
            return str(date)
    return late.known.isoformat()


def delay_in_short(
    store: Store, record: Record, lang: str, day: datetime.date | None = None
) -> str:
    """Return in a few words for a list what a project's status does not say.

    Its delay, a promise that has passed without a report, or that only a part has begun; else
    empty.
    """
    history = store.milestones.get(record["id"], ())
    if not history and not is_project(record):
        return ""
    found = evaluate(record, history, day or store.today)
    late = found.delay
    if late is not None and late.certain:
        months = months_in_words(late.months, lang)
        key = {"promised": "short_moved", "running": "short_running"}.get(late.end, "short_late")
        if late.end == "reached" and late.promise.event == "begun":
            key = "short_begun"
        if found.outcome != "done" or late.end == "reached":
            return message(f"progress.{key}", lang, months=months)
    if found.due:
        return message("progress.short_due", lang)
    begun = record["status"] == "under_construction" or first_reached(history, BEGIN)
    return "" if found.outcome != "under_way" or begun else message("progress.short_part", lang)
