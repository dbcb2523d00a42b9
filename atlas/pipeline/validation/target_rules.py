"""Checks of the plan's figures: English of indicators, targets, reported outcomes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.pipeline.validation.quote_rules import check_quote
from atlas.plan.clauses import Plan, without_space
from atlas.plan.targets import OTHER, Figures, Target, missing_words

FILE = "geodata/indicators.json"
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


def check_figures(
    figures: Figures, plan: Plan, sources: Collection[str], themes: Collection[str]
) -> Complaints:
    """Check that every indicator has English, every target its quote, every outcome its source.

    Parameters
    ----------
    figures : Figures
        Figures to check.
    plan : Plan
        The plan, for its indicators and clauses.
    sources, themes : collection of str
        Ids of the sources and themes.
    """
    yield from _check_words(figures, plan)
    for name, times in Counter(target.id for target in figures.targets).items():
        if times > 1:
            yield Complaint(FILE, name, "id", f"expected it once, found it {times} times")
    for target in figures.targets:
        yield from _check_target(target, plan)
        if target.theme not in themes:
            message = f"expected one of {', '.join(themes)}; found {target.theme!r}"
            yield Complaint(FILE, target.id, "theme", message)
    subjects = {OTHER, *(str(row.number) for row in plan.indicators)}
    subjects |= {target.id for target in figures.targets}
    for outcome in figures.outcomes:
        if outcome.subject not in subjects:
            message = f"expected an indicator's number, a target's id or {OTHER}"
            yield Complaint(FILE, outcome.name_zh, "subject", f"{message}; found {outcome.subject}")
        if outcome.differs and not (outcome.note_zh and outcome.note_en):
            message = "expected a note in both languages that says what it measures"
            yield Complaint(FILE, outcome.name_zh, "note_zh", message)
        if outcome.source not in sources:
            message = f"expected a source of sources.csv, found {outcome.source!r}"
            yield Complaint(FILE, outcome.name_zh, "source", message)


def _check_words(figures: Figures, plan: Plan) -> Complaints:
    words = {row.number: row for row in figures.words}
    numbers = [row.number for row in plan.indicators]
    if sorted(row.number for row in figures.words) != numbers:
        message = f"expected each of {numbers} once, found {[row.number for row in figures.words]}"
        yield Complaint(FILE, "", "words", message)
    for row in plan.indicators:
        for column in missing_words(row, words[row.number]) if row.number in words else ():
            message = "expected English exactly if the cell of the plan's table contains words"
            yield Complaint(FILE, str(row.number), column, message)
        has_figure = row.number_2025 is not None or row.number_annual is not None
        if row.number in words and has_figure != (words[row.number].bound is not None):
            message = "expected a bound exactly if the target is a figure"
            yield Complaint(FILE, str(row.number), "bound", message)


def _check_target(target: Target, plan: Plan) -> Complaints:
    pairs = [("", target.clause, target.quote, target.value)]
    if target.baseline is not None:
        clause, quote = target.baseline_clause or "", target.baseline_quote or ""
        pairs.append(("baseline_", clause, quote, target.baseline))
    for prefix, clause, quote, value in pairs:
        yield from check_quote(plan, clause, quote, file=FILE, owner=target.id, prefix=prefix)
        # a quote without digits (半小时, 双倍增) has no figure to compare
        stated = _FIGURE.findall(without_space(quote))
        if value is not None and stated and f"{value:g}" not in stated:
            message = f"expected a figure of the quote ({', '.join(stated)}), found {value:g}"
            yield Complaint(FILE, target.id, f"{prefix or 'value'}".rstrip("_"), message)
