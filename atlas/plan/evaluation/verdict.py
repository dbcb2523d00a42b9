"""Verdicts: whether a published value meets a target of the plan.

A value is compared only if it measures the same as the target, in the same unit, for the target's
year or later. Everything else is “not comparable”, with its reasons.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from atlas.plan.indicators import Indicator, is_approximate
from atlas.plan.milestones import Span
from atlas.plan.targets import Amount, Bound, Difference, IndicatorWords, Outcome, Target

Verdict = Literal["met", "not_met", "not_comparable", "none"]
#: in display order
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: why a value is not compared: what the data say of it, and what follows from unit, date and figure
Reason = Literal[Difference, "unit", "before_plan", "before_year", "words", "open"]
#: last year before the plan's period, and its last year
BASE_YEAR, PLAN_END = 2020, 2025


@dataclass(frozen=True)
class Goal:
    """What the plan sets out to reach.

    Attributes
    ----------
    bound : str or None
        How the figure is meant; ``None`` if the goal is in words.
    value : float or None
        ``None`` in words, and for ``full``.
    unit : str or None
        The plan's unit, in Chinese.
    year : int or None
        Year for which it is set; ``None`` where the plan names none.
    about : bool
        Whether the plan says “左右”: a value then counts as rounded to the digits of the figure.
    over_period : bool
        Whether it is a yearly rate, or a total, of the whole period.
    """

    bound: Bound | None
    value: float | None
    unit: str | None
    year: int | None
    about: bool = False
    over_period: bool = False


@dataclass(frozen=True)
class Judgement:
    """A verdict with the published value on which it rests.

    Attributes
    ----------
    verdict : str
        ``none``: no value is published.
    value : Outcome or None
        The latest value that can be compared, else the latest.
    reasons : tuple of str
        Why that value is not compared; empty for the other verdicts.
    """

    verdict: Verdict
    value: Outcome | None = None
    reasons: tuple[Reason, ...] = ()


def goal_of_indicator(indicator: Indicator, words: IndicatorWords) -> Goal:
    """Return the goal of a row of the plan's table: its value for 2025, else its yearly rate."""
    text, value = indicator.value_2025, indicator.number_2025
    if text is None:
        text, value = indicator.annual, indicator.number_annual
    about = value is not None and is_approximate(text)
    over_period = indicator.value_2025 is None
    return Goal(words.bound, value, indicator.unit, PLAN_END, about, over_period)


def goal_of_target(target: Target) -> Goal:
    """Return the goal of a target outside the table."""
    return Goal(target.bound, target.value, target.unit_zh, target.year)


def judge(goal: Goal, outcomes: Iterable[Outcome]) -> Judgement:
    """Return whether the published values meet a goal.

    Examples
    --------
    >>> judge(Goal("at_least", 11, "%", 2025), []).verdict
    'none'
    """
    found = [compare(goal, outcome) for outcome in outcomes]
    if not found:
        return Judgement("none")
    return max(found, key=lambda one: (not one.reasons, _last_day(one.value)))


def _last_day(outcome: Outcome | None) -> int:
    return Span.of(outcome.date).last.toordinal() if outcome else 0


def compare(goal: Goal, outcome: Outcome) -> Judgement:
    """Return whether one published value meets a goal."""
    reasons: list[Reason] = [*outcome.differs]
    if goal.bound is None:
        reasons.append("words")
    elif outcome.unit_zh != goal.unit:
        reasons.append("unit")
    year = Span.of(outcome.date).last.year
    if year <= BASE_YEAR:
        reasons.append("before_plan")
    elif goal.year is not None and year < goal.year:
        reasons.append("before_year")
    if reasons:
        return Judgement("not_comparable", outcome, tuple(reasons))
    if _certainly(goal, outcome, met=True):
        return Judgement("met", outcome)
    if not _certainly(goal, outcome, met=False):
        return Judgement("not_comparable", outcome, ("open",))
    if goal.year is None and year < PLAN_END:
        return Judgement("not_comparable", outcome, ("before_year",))
    return Judgement("not_met", outcome)


def _certainly(goal: Goal, outcome: Outcome, *, met: bool) -> bool:
    """Return whether the goal is met, or missed, whatever the published figure leaves open."""
    if goal.value is None or outcome.value is None:  # both full, as the units are equal
        return met
    low, high = _range(outcome)
    slack = 0.5 * 10.0 ** -_decimals(goal.value) if goal.about else 0.0
    if goal.bound in ("within", "at_most"):
        least, most, open_end = -math.inf, goal.value + slack, False
    elif goal.bound == "exactly":
        least, most, open_end = goal.value - slack, goal.value + slack, False
    else:
        least, most, open_end = goal.value - slack, math.inf, goal.bound == "above"
    excludes_low = outcome.bound == "above"
    reached = low > least or (low == least and (not open_end or excludes_low))
    if met:
        return reached and high <= most
    missed = high < least or (open_end and high == least)
    return missed or low > most or (excludes_low and low == most)


def _range(outcome: Amount) -> tuple[float, float]:
    """Return the least and the largest value that a published figure may mean."""
    value = outcome.value or 0.0
    if outcome.bound in ("at_least", "above"):
        return value, math.inf
    if outcome.bound in ("within", "at_most"):
        return -math.inf, value
    return value, value


def _decimals(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])
