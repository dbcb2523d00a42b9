"""Promises in plain words: what is still to come, and how much later it is than first promised."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import pairwise

from atlas.analysis.claim import open_promises
from atlas.core.messages import message
from atlas.plan.evaluation.delay import Delay
from atlas.plan.milestones import History, Milestone
from atlas.wording.milestone_text import continued, date_in_words, months_in_words
from atlas.wording.phrases import Record, joined
from atlas.wording.progress_sentence import known_on

#: the longest note of a promise that is named beside it, such as “draft”
SHORT = 12


def promises_in_words(known: History, lang: str, day: datetime.date) -> str:
    """Return what is promised for when, and who promised it when; empty if nothing is."""
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
