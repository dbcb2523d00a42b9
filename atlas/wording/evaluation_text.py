"""Wording of the evaluation: its summary, its tables of counts, its late projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from atlas.analysis.evaluation.outcome_counts import (
    ELSEWHERE,
    Count,
    Counts,
    Part,
    count_total,
    day_of_evaluation,
    late_projects,
)
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.store.query import Filter
from atlas.store.store import Store
from atlas.wording.panel import Panel, Row, item, panel, row, section
from atlas.wording.phrases import continued, joined, name
from atlas.wording.plain_words import plain_words

Record = dict[str, Any]
#: paragraphs on method and limits, keys of ``evaluation.method_…``
METHOD = ("basis", "outcomes", "delay", "statements_rule", "unknown_rule", "limits")


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


def summary(store: Store, chosen: Filter, lang: str) -> str:
    """Return how many projects under a filter had which outcome, in one sentence."""
    whole = count_total(store, chosen)
    parts = [
        message("evaluation.counted", lang, n=n, outcome=continued(outcome_label(word, lang), lang))
        for word, n in whole.numbers.items()
        if n
    ]
    day = day_of_evaluation(store, chosen.year).isoformat()
    if not parts:
        return message("evaluation.nothing", lang, day=day)
    return message("evaluation.summary", lang, day=day, n=whole.total, parts=joined(parts, lang))


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
    """Return the text alternative of a chart of counts."""
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
    text = project_text(store, record, day_of_evaluation(store, year), lang)
    return row([item(name(record, lang), text, select=project)])


def project_text(store: Store, record: Record, day: date, lang: str) -> str:
    """Return the outcome of a project on a day, in the words of its card."""
    return plain_words(store, record, lang, day).news_text(lang)
