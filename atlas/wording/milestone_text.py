"""Wording of milestones: what was promised or reached, when, and who says so."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_date

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.plan.evaluation.delay import made_by, stated
from atlas.plan.milestones import COMPLETION, Event, History, Milestone, Span
from atlas.store.store import Store
from atlas.wording.phrases import continued
from atlas.wording.site_fact_text import note_text, shown_mark

#: language → patterns of a date of one, two and three parts (Unicode CLDR)
_PATTERNS = {
    "zh": ("y 年", "y 年 M 月", "y 年 M 月 d 日"),
    "en": ("y", "MMMM y", "d MMMM y"),
}


@dataclass(frozen=True)
class HistoryRow:
    """A milestone in words.

    Attributes
    ----------
    date : str
        When it was promised, or reached; as precise as the source.
    text : str
        What was promised, or reached.
    by, source, note : str
        Who promised it and when a report said so, the source's title, the note; may be empty.
    source_id : str
        Id of the source.
    replaced : bool
        Whether it is a promise that a later one has replaced.
    mark : dict of str to str
        The mark of an entry that should be checked again: ``check_after``, ``stale``.
    """

    date: str
    text: str
    by: str
    source: str
    note: str
    source_id: str
    replaced: bool
    mark: dict[str, str]

    def basis(self, lang: str, source: str | None = None) -> str:
        """Return who said it, where and the note; ``source`` replaces the source's title."""
        cited = message("progress.source", lang, source=self.source) if source is None else source
        return message("fact.semicolon", lang).join(filter(None, (self.by, cited, self.note)))

    def line(self, lang: str, day: datetime.date, source: str | None = None) -> str:
        """Return it on one line, with its basis and the mark if it is due."""
        text = message("progress.replaced", lang, text=self.text) if self.replaced else self.text
        text = message("card.with_basis", lang, text=text, basis=self.basis(lang, source))
        mark = shown_mark(self.mark, day)
        return message("fact.marked", lang, text=text, mark=mark) if mark else text


# ---- dates ---------------------------------------------------------------------------------------


def date_in_words(date: str, lang: str) -> str:
    """Return a partial date in words, as precise as it is.

    Examples
    --------
    >>> date_in_words("2026-12", "zh"), date_in_words("2026-12", "en")
    ('2026 年 12 月', 'December 2026')
    """
    pattern = _PATTERNS["en" if lang == "en" else "zh"][date.count("-")]
    return str(format_date(Span.of(date).first, pattern, locale="en" if lang == "en" else "zh"))


def months_in_words(months: tuple[int | None, int | None], lang: str) -> str:
    """Return whole months from at least to at most.

    Examples
    --------
    >>> months_in_words((23, 35), "en"), months_in_words((10, None), "zh")
    ('23–35 months', '至少 10 个月')
    """
    least, most = months
    if most is None:
        return message("progress.months_least", lang, n=least or 0)
    if least is None or (least <= 0 < most):
        return message("progress.months_most", lang, n=most)
    if least != most:
        return message("progress.months_range", lang, low=least, high=most)
    if not most:
        return message("progress.months_none", lang)
    return message("progress.months", lang, n=most)


def promised_text(milestone: Milestone, lang: str) -> str:
    """Return the promised event and its date, without the part of the project."""
    event = message(f"progress.name_{milestone.event}", lang)
    return message("progress.promised", lang, event=event, date=date_in_words(milestone.date, lang))


def reached_text(milestone: Milestone, lang: str) -> str:
    """Return the event that was reached and its date, with the part of the project."""
    key = "progress.reached_by" if milestone.no_later else "progress.reached"
    event = message(f"progress.{milestone.event}", lang)
    text = message(key, lang, event=event, date=date_in_words(milestone.date, lang))
    if milestone.part:
        return message(
            "card.in_group", lang, group=milestone.part.in_(lang), label=continued(text, lang)
        )
    return text


def event_label(event: Event, lang: str) -> str:
    """Return the name of an event."""
    return message(f"progress.{event}", lang)


# ---- the history ---------------------------------------------------------------------------------


def history_rows(store: Store, history: History, lang: str, day: datetime.date) -> list[HistoryRow]:
    """Return the milestones known on a day in words, the newest last.

    A promise has the date on which it was made, an event that on which it was reached.
    """
    known = sorted(made_by(history, day), key=_shown_on)
    return [_row(store, milestone, known, lang) for milestone in known]


def _shown_on(milestone: Milestone) -> tuple[datetime.date, datetime.date]:
    if milestone.kind == "reached":
        span = Span.of(milestone.date)
        return span.last, span.first
    return stated(milestone).first, stated(milestone).last


def _row(store: Store, milestone: Milestone, known: Sequence[Milestone], lang: str) -> HistoryRow:
    promised = milestone.kind == "promised"
    source = store.sources[milestone.source]
    by = message("progress.by", lang, by=milestone.by.in_(lang)) if milestone.by else ""
    if promised:
        date = milestone.said or message("progress.undated", lang)
        text = promised_text(milestone, lang)
    else:
        date, text = milestone.date, event_label(milestone.event, lang)
        if milestone.no_later:
            date = message("progress.no_later", lang, date=date)
    if milestone.part:
        text = message(
            "card.in_group", lang, group=milestone.part.in_(lang), label=continued(text, lang)
        )
    return HistoryRow(
        date=date,
        text=text,
        by=by,
        source=source_title(source, lang),
        note=note_text(milestone.note, source, lang),
        source_id=milestone.source,
        replaced=is_replaced(milestone, known),
        mark=milestone_mark(milestone, known, lang),
    )


def milestone_mark(milestone: Milestone, known: Sequence[Milestone], lang: str) -> dict[str, str]:
    """Return the mark of an entry that ages; see :func:`.site_fact_text.check_mark`.

    Empty if something later was said after the day on which it was to be checked.
    """
    if milestone.check_after is None or any(
        one.said and Span.of(one.said).first > milestone.check_after for one in known
    ):
        return {}
    last = milestone.check_after.isoformat()
    return {"check_after": last, "stale": message("fact.stale", lang, date=last)}


def is_replaced(milestone: Milestone, known: Sequence[Milestone]) -> bool:
    """Return whether a promise was replaced by a later one.

    A later promise of the same event has another date; one of the other completion (finished,
    opened) lies after it, as in :func:`atlas.plan.evaluation.delay.delay`.
    """
    if milestone.kind != "promised":
        return False
    return any(
        later.kind == "promised"
        and later.part == milestone.part
        and (later.said or "") > (milestone.said or "")
        and (
            later.date != milestone.date
            if later.event == milestone.event
            else {later.event, milestone.event} <= COMPLETION
            and later.span.first > milestone.span.last
        )
        for later in known
    )


def history_sources(history: Sequence[Milestone]) -> list[str]:
    """Return the ids of the sources of milestones, each once."""
    return list(dict.fromkeys(milestone.source for milestone in history))
