"""The table of indicators as data."""

from __future__ import annotations

import pytest

from atlas.plan.clauses import Plan, without_space
from atlas.plan.indicators import HEADER, Indicator, figure, indicators
from atlas.plan.plan_error import PlanError

HEAD = "| " + " | ".join(HEADER) + " |\n|---|---|---|---|---|---|---|\n"


@pytest.fixture(scope="module")
def rows(plan: Plan) -> dict[int, Indicator]:
    return {row.number: row for row in plan.indicators}


def test_there_are_22_indicators_in_five_categories(rows):
    assert list(rows) == list(range(1, 23))
    categories = [row.category for row in rows.values()]
    assert {name: categories.count(name) for name in dict.fromkeys(categories)} == {
        "经济发展": 6,
        "创新驱动": 3,
        "民生": 7,
        "绿色生态": 5,
        "安全保障": 1,
    }
    assert sum(row.kind == "约束性" for row in rows.values()) == 7


def test_values_of_indicator_rows(rows):
    assert rows[13] == Indicator(
        number=13,
        category="民生",
        name="每千人口拥有执业(助理)医师数",
        unit="人",
        value_2020="2.4",
        value_2025="2.53",
        annual=None,
        kind="预期性",
        number_2020=2.4,
        number_2025=2.53,
        number_annual=None,
        note=None,
    )
    assert (rows[1].value_2020, rows[1].value_2025, rows[1].annual) == ("3.5", None, "7左右")
    assert rows[1].number_annual == 7
    # a cell broken over two lines, an empty one, one in words
    assert rows[3].value_2025 == "达到全省县域平均水平"
    assert (rows[8].value_2020, rows[8].annual) == (None, None)
    assert (rows[20].value_2025, rows[20].number_2025) == ("完成下达任务", None)
    assert (rows[22].unit, rows[22].number_2020, rows[22].number_2025) == ("万吨", 143, 140)


def test_the_footnote_goes_with_the_row_that_points_to_it(rows):
    assert (rows[11].annual, rows[11].number_annual) == ("[10]", 10)
    assert rows[11].note == '[ ]内为"十四五"时期累计数。'
    assert all(row.note is None for number, row in rows.items() if number != 11)


def test_every_text_of_a_row_is_in_the_plan_s_table(plan):
    table = without_space(plan.clause("table1").text)
    for row in plan.indicators:
        assert f"|{row.number}|{row.name}({row.unit})|{row.value_2020 or ''}".rstrip("|") in table
        for text in (row.category, row.value_2025, row.annual, row.kind):
            assert (text or "") in table


@pytest.mark.parametrize(
    ("text", "value"),
    [("7左右", 7), ("[10]", 10), ("30.28", 30.28), ("-1", -1), ("约7", None), (None, None)],
)
def test_figures_are_parsed(text, value):
    assert figure(text) == value


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("| a | b |\n", "expected the head"),
        (HEAD + "| 民生 | 1 | 甲(个) | 1 | 2 | 预期性 |\n", "expected 7 cells"),
        (HEAD + "| 民生 | 2 | 甲(个) | 1 | 2 | _ | 预期性 |\n", "expected row 1"),
        (HEAD + "| 民生 | 1 | 甲 | 1 | 2 | _ | 预期性 |\n", "number, name"),
        (HEAD + "| 民生 | 1 | 甲(个) | 1 | 2 | _ | 约東性 |\n", "number, name"),
    ],
)
def test_an_unexpected_indicator_table_is_named(table, message):
    with pytest.raises(PlanError, match=message):
        indicators(table)
