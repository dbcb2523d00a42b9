"""Wording of the evaluation: its summary, its tables of counts, its late projects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from atlas.analysis.evaluation.outcome_counts import (
    ELSEWHERE,
    Count,
    Counts,
    Part,
    day_of_evaluation,
    late_projects,
)
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.evaluation.outcome import OUTCOMES, evaluate
from atlas.store.query import Filter
from atlas.store.store import Store
from atlas.wording.panel import Panel, Row, item, panel, row, section
from atlas.wording.phrases import joined, name

Record = dict[str, Any]


@dataclass(frozen=True)
class CountRow:
    """A row of a table of counts.

    Attributes
    ----------
    value : str or None
        Theme, town or chapter; ``None``: all projects; empty: those without a town or chapter.
    label : str
    numbers : tuple of int
        By outcome, in display order.
    total, plan_only : int
    """

    value: str | None
    label: str
    numbers: tuple[int, ...]
    total: int
    plan_only: int


def outcome_label(word: str, lang: str) -> str:
    """Return the name of an outcome."""
    return vocabulary().outcome[word].text.in_(lang)


def summary(counts: Counts, lang: str) -> str:
    """Return how many projects had which outcome, in one sentence."""
    numbers = counts.whole.numbers
    parts = [
        message("evaluation.counted", lang, n=n, outcome=outcome_label(word, lang))
        for word, n in numbers.items()
        if n
    ]
    return message(
        "evaluation.summary",
        lang,
        day=counts.day.isoformat(),
        n=counts.whole.total,
        parts=joined(parts, lang),
    )


def part_label(store: Store, part: Part, value: str, lang: str) -> str:
    """Return the name of a theme, town or chapter, or of what has none."""
    if value == ELSEWHERE:
        return message(f"evaluation.no_{part}", lang)
    if part == "theme":
        return vocabulary().theme[value].text.in_(lang)
    if part == "town":
        return name(store.towns[value], lang)
    return message(f"chapter.{value}", lang)


def count_rows(store: Store, part: Part, counts: Counts, lang: str) -> list[CountRow]:
    """Return the rows of a table of counts; the last one is for all projects."""
    rows = [
        _row(value, part_label(store, part, value, lang), number)
        for value, number in counts.rows.items()
    ]
    return [*rows, _row(None, message("evaluation.all", lang), counts.whole)]


def _row(value: str | None, label: str, number: Count) -> CountRow:
    numbers = tuple(number.numbers[word] for word in OUTCOMES)
    return CountRow(value, label, numbers, number.total, number.plan_only)


def chart_text(store: Store, part: Part, counts: Counts, lang: str) -> str:
    """Return what a chart of counts shows, for those who cannot see it."""
    rows = "; ".join(
        f"{one.label} {one.total}" for one in count_rows(store, part, counts, lang)[:-1]
    )
    title = message("evaluation.chart", lang, part=message(f"evaluation.by_{part}", lang))
    return message("card.in_group", lang, group=title, label=rows)


def late_panel(store: Store, chosen: Filter, lang: str) -> Panel | None:
    """Return the late projects with their delays, the longest first; ``None`` without any."""
    late = late_projects(store, chosen)
    if not late:
        return None
    rows = [_late_row(store, one, chosen.year, lang) for one in late]
    return panel([section(message("evaluation.late", lang), rows)])


def _late_row(store: Store, project: str, year: str | None, lang: str) -> Row:
    record = store.records[project]
    text = delay_text(store, record, year, lang)
    return row([item(name(record, lang), text, select=project)])


def delay_text(store: Store, record: Record, year: str | None, lang: str) -> str:
    """Return how late a project was; empty if it was not late, or nothing was promised."""
    history = store.milestones.get(record["id"], ())
    found = evaluate(record, history, day_of_evaluation(store, year))
    late = found.delay
    if late is None:
        return ""
    promise = message(f"evaluation.promised_{late.promise.event}", lang, date=late.promise.date)
    ends = {
        "promised": lambda: late.until.date if late.until else "",
        "reached": lambda: late.until.date if late.until else "",
        "running": lambda: late.known.isoformat(),
    }
    now = message(f"evaluation.{late.end}", lang, date=ends[late.end]())
    return joined((promise, now, months_text(late.months, lang)), lang)


def months_text(months: tuple[int | None, int | None], lang: str) -> str:
    """Return a delay in whole months."""
    least, most = months
    if most is None:
        return message("evaluation.months_least", lang, n=least or 0)
    if least is None or least < 0:
        return message("evaluation.months_most", lang, n=most)
    if least == most:
        return message("evaluation.months", lang, n=most)
    return message("evaluation.months_range", lang, low=least, n=most)
