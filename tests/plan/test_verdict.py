"""Verdicts on targets, each with its answer worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from atlas.plan.evaluation.verdict import Goal, goal_of_indicator, judge
from atlas.plan.targets import Outcome
from tests.support.project import store

GROWTH = Goal("at_least", 7, "%", 2025, about=True, over_period=True)
DOCTORS = Goal("at_least", 2.53, "人", 2025)
EVENTS = Goal("above", 20, "项", 2025)
WASTE = Goal("at_most", 0, "%", 2025)
CAPACITY = Goal("towards", 150, "万千升", None)


def value(figure: float | None, unit: str | None, date: str = "2025", **more: Any) -> Outcome:
    """Return a published value."""
    words = {"name_zh": "值", "name_en": "value", "unit_zh": unit, "unit_en": unit}
    fixed = {"subject": "x", "bound": "exactly", "source": "plan-2021"}
    return Outcome(**{**fixed, **words, "value": figure, "date": date, **more})


@pytest.mark.parametrize(
    ("goal", "published", "verdict"),
    [
        (DOCTORS, value(2.53, "人"), "met"),
        (DOCTORS, value(2.52, "人"), "not_met"),
        (DOCTORS, value(2.6, "人", "2026-03"), "met"),
        (DOCTORS, value(2.6, "人", bound="above"), "met"),
        (DOCTORS, value(2.5, "人", bound="within"), "not_met"),
        # “超过”: the figure itself is not enough, unless the value is above it too
        (EVENTS, value(20, "项"), "not_met"),
        (EVENTS, value(21, "项"), "met"),
        (EVENTS, value(20, "项", bound="above"), "met"),
        # less is better
        (WASTE, value(-1.5, "%"), "met"),
        (WASTE, value(0, "%"), "met"),
        (WASTE, value(0.1, "%"), "not_met"),
        (Goal("within", 1, "小时", None), value(0.9, "小时"), "met"),
        (Goal("exactly", 5, "个", 2025), value(6, "个"), "not_met"),
        (Goal("exactly", 5, "个", 2025), value(5, "个"), "met"),
        (Goal("reach", 225, "个", 2025), value(230, "个"), "met"),
        # “左右”: rounded to the digits of the target
        (GROWTH, value(6.5, "%"), "met"),
        (GROWTH, value(6.4, "%"), "not_met"),
        (GROWTH, value(9, "%"), "met"),
        (Goal("full", None, None, 2025), value(None, None, bound="full"), "met"),
        # without a year it may be met early, and is missed when the plan's period is over
        (CAPACITY, value(150, "万千升", "2023"), "met"),
        (CAPACITY, value(100, "万千升", "2025"), "not_met"),
    ],
)
def test_a_value_of_the_same_kind_is_compared(goal, published, verdict):
    found = judge(goal, [published])
    assert (found.verdict, found.reasons) == (verdict, ())


@pytest.mark.parametrize(
    ("goal", "published", "reasons"),
    [
        # growth of a period against an amount, and against another period
        (GROWTH, value(1000, "亿元", differs=("quantity",)), ("quantity", "unit")),
        (GROWTH, value(1000, "亿元"), ("unit",)),
        (GROWTH, value(35, "%", differs=("period",)), ("period",)),
        (DOCTORS, value(3, "人", differs=("area",)), ("area",)),
        (DOCTORS, value(3, "人", "2013", differs=("definition",)), ("definition", "before_plan")),
        (DOCTORS, value(3, "人", "2020-12-31"), ("before_plan",)),
        (DOCTORS, value(3, "人", "2024"), ("before_year",)),
        (DOCTORS, value(2, "人", "2024"), ("before_year",)),
        # a bound that leaves it open
        (DOCTORS, value(2, "人", bound="above"), ("open",)),
        (DOCTORS, value(3, "人", bound="within"), ("open",)),
        (CAPACITY, value(120, "万千升", "2021"), ("before_year",)),
        (CAPACITY, value(150, "万千升", differs=("design",)), ("design",)),
        (Goal(None, None, "%", 2025), value(78, "%"), ("words",)),
        (Goal("full", None, None, 2025), value(99, "%"), ("unit",)),
    ],
)
def test_a_value_of_another_kind_is_not_compared(goal, published, reasons):
    found = judge(goal, [published])
    assert (found.verdict, found.value, found.reasons) == ("not_comparable", published, reasons)


def test_a_baseline_alone_gives_no_verdict():
    doctors = next(row for row in store().plan.indicators if row.number == 13)
    words = next(row for row in store().figures.words if row.number == 13)
    assert (doctors.number_2020, store().figures.of("13")) == (2.4, [])
    found = judge(goal_of_indicator(doctors, words), [])
    assert (found.verdict, found.value) == ("none", None)


def test_the_verdict_rests_on_the_latest_value_that_can_be_compared():
    old, new = value(2.4, "人", "2025"), value(2.6, "人", "2026")
    other = value(9, "人", "2027", differs=("area",))
    assert judge(DOCTORS, [new, old, other]).value == new
    assert judge(DOCTORS, [old, new]).verdict == "met"
    assert judge(DOCTORS, [value(1, "人", "2013"), value(1, "人", "2014")]).value == value(
        1, "人", "2014"
    )


@pytest.mark.parametrize(
    ("number", "goal"),
    [
        (1, GROWTH),
        (6, Goal("at_least", 35, "%", 2025, about=True)),
        (11, Goal("at_least", 10, "万人", 2025, over_period=True)),
        (13, DOCTORS),
        (17, Goal(None, None, "%", 2025, over_period=True)),
        (20, Goal(None, None, "%", 2025)),
        (22, Goal("at_least", 140, "万吨", 2025)),
    ],
)
def test_the_goal_of_an_indicator_is_that_of_the_plan(number, goal):
    row = next(row for row in store().plan.indicators if row.number == number)
    words = next(row for row in store().figures.words if row.number == number)
    assert goal_of_indicator(row, words) == goal
