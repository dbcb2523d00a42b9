"""The indicators page: what the plan says, what is published, verdicts and charts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from atlas.core.citation import source_title
from atlas.core.paths import SOURCES
from atlas.core.templates import render
from atlas.plan.targets import Outcome, Target
from atlas.store.store import Store
from atlas.web.server.resources import store
from atlas.web.server.routes import SHELL
from atlas.web.state.page_list import page_of
from atlas.wording.indicator_text import (
    GoalGroup,
    GoalRow,
    indicator_groups,
    target_groups,
)
from atlas.wording.outcome_text import figure_text, other_outcomes
from atlas.wording.target_chart import chart

CHINESE = re.compile(r"[\u3400-\u9fff]")
LANGUAGES = ("zh", "en")


def rows(lang: str, data: Store | None = None) -> dict[int | None, GoalRow]:
    return {
        row.number: row for group in indicator_groups(data or store(), lang) for row in group.rows
    }


def target_rows(lang: str, data: Store | None = None) -> dict[str, GoalRow]:
    groups = target_groups(data or store(), (), lang)
    return {row.name: row for group in groups for row in group.rows}


def with_outcome(subject: str, **change: object) -> Store:
    """Return the project's store with one more published value."""
    figures = store().figures
    first = figures.outcomes[0].model_copy(update={"differs": (), "bound": "exactly"})
    outcome = first.model_copy(update={"subject": subject, **change})
    assert isinstance(outcome, Outcome)
    return replace(
        store(), figures=figures.model_copy(update={"outcomes": (*figures.outcomes, outcome)})
    )


def show(query: dict[str, str]) -> str:
    """Return everything that the page shows as HTML."""
    app = AppTest.from_file(str(SHELL), default_timeout=30)
    app.run()
    app.switch_page(str(page_of("indicators").script))
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return " ".join(element.proto.body for element in app.get("html"))


def draw(row: GoalRow) -> str:
    """Return the HTML of a page with this row alone."""
    part = {"title": "", "head": "", "note": "", "open": True, "counts": []}
    return render(
        "web/templates/indicators.html.j2",
        parts=[{**part, "groups": [GoalGroup("", None, (row,))]}],
        heads=[""] * 5,
        keys=[],
        addresses={row.clause: "/reader"},
    )


def test_an_indicator_row_equals_the_plan():
    row = rows("zh")[1]
    assert row.name == "地区生产总值增速（%）"
    assert (row.baseline, row.target, row.change) == ("3.5", "年均 7左右", "")
    assert "超过 1000 亿元" in row.reported[0].text
    assert row.reported[0].reasons == "不可比：不是同一个量、单位不同"
    assert rows("zh")[22].change == "比 2020 年 −3"
    assert rows("zh")[14].change == "与 2020 年持平"


def test_an_indicator_row_in_english():
    found = rows("en")
    assert (found[1].baseline, found[1].target) == ("3.5", "about 7 a year")
    assert found[1].reported[0].text == "GDP of 2025: above 100 billion CNY"
    assert found[3].target == "2025: the average of the counties of Shandong"
    assert found[11].target == "10 in five years"
    assert found[11].note == "In brackets: total of the 14th five-year period."
    assert (found[12].binding, found[13].binding) == (True, False)
    assert target_rows("en")["Resident population"].change == "about +172,000 persons on 2020"


def test_marks_stand_on_one_scale_from_zero():
    found = rows("zh")[4].chart
    assert found.ends == ("0", "40")
    assert [(mark.role, mark.place) for mark in found.marks] == [
        ("base", pytest.approx(100 * 29.5 / 40, abs=0.1)),
        ("goal", pytest.approx(80)),
    ]
    assert found.zone == (80.0, 100.0)


def test_a_missing_value_is_a_hole_and_never_a_mark():
    for row in [*rows("zh").values(), *target_rows("zh").values()]:
        assert row.verdict in ("none", "not_comparable"), row.name
        assert row.chart.hole, row.name
        assert row.chart.of("value") is None, row.name
        assert row.chart.hole in row.chart.label
        drawn = draw(row)
        assert drawn.count('class="lane hole"') == 1
        assert 'class="value"' not in drawn
    assert rows("zh")[13].chart.hole == "2025 年值未公布"
    assert rows("zh")[11].chart.hole == "2021—2025 年值未公布"
    assert rows("zh")[19].chart.hole == "公布值不可比，不上图"


def test_a_comparable_value_is_drawn_and_judged():
    values = {"value": 2.6, "unit_zh": "人", "unit_en": "doctors", "date": "2025"}
    row = rows("zh", with_outcome("13", **values))[13]
    mark = row.chart.of("value")
    assert (row.verdict, row.verdict_text, row.chart.hole) == ("met", "达到", None)
    assert mark is not None
    assert (mark.text, mark.place) == ("2025 年 2.6 人", pytest.approx(100 * 2.6 / 3, abs=0.1))
    drawn = draw(row)
    assert 'class="value" style="left:0.0%;right:13.3' in drawn
    assert "hole" not in drawn
    missed = rows("zh", with_outcome("13", **{**values, "value": 2.5}))[13]
    assert (missed.verdict, missed.verdict_text) == ("not_met", "未达到")


def test_a_zero_and_a_value_below_zero_have_their_place():
    def figure(value: float) -> str:
        return f"{value:g}"

    figures = {"goal": (4.0, "g"), "value": (-1.0, "v")}
    found = chart("a", figures, hole=None, figure=figure, lang="en")
    assert (found.ends, found.zero) == (("-1.5", "5"), pytest.approx(100 * 1.5 / 6.5, abs=0.1))
    nothing = chart("a", {"goal": (0.0, "g")}, hole="none", figure=figure, lang="en")
    assert (nothing.ends, nothing.marks, nothing.hole) == ((), (), "none")


def test_a_page_escapes_what_it_is_given():
    row = replace(rows("zh")[13], name='<i>"&', chart=replace(rows("zh")[13].chart, label='"<i>'))
    drawn = draw(row)
    assert '<i>"' not in drawn
    assert 'aria-label="&#34;&lt;i&gt;"' in drawn


def test_every_target_has_its_clause_and_every_outcome_its_source():
    figures = store().figures
    targets = target_rows("zh")
    assert {(row.clause, row.quote) for row in targets.values()} == {
        (target.clause, target.quote) for target in figures.targets
    }
    assert {row.clause for row in rows("zh").values()} == {"table1"}
    shown = [one for row in [*rows("zh").values(), *targets.values()] for one in row.reported]
    others = [items for s in other_outcomes(store(), "zh")["sections"] for items in s["rows"]]
    assert len(shown) + len(others) == len(figures.outcomes)
    said = str([shown, others])
    for outcome in figures.outcomes:
        assert source_title(store().sources[outcome.source], "zh") in said
    population = targets["常住人口"]
    assert (population.baseline, population.target) == ("137.8 万人左右", "155 万人（2035年）")


def test_a_theme_chosen_leaves_its_targets_and_folds_the_table():
    groups = target_groups(store(), ("digital",), "en")
    assert [group.title for group in groups] == ["Digital Pingdu"]
    shown = show({"lang": "en", "theme": "digital"})
    assert "Digital Pingdu</caption>" in shown
    assert "Water</caption>" not in shown
    assert shown.index("<details >") < shown.index("22 main indicators</h2>")
    assert "<details >" not in show({"lang": "en"})


def test_the_english_rows_have_chinese_only_in_quotes():
    for row in [*rows("en").values(), *target_rows("en").values()]:
        assert not CHINESE.search(str(replace(row, quote=""))), row.name


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("gdp-per-head-2035", "超过 12.5 万元", "above 125,000 CNY"),
        ("forest-land", "不少于 1.9 万公顷", "at least 19,000 ha"),
        ("clean-heating", "40%", "40%"),
        ("5g", "全覆盖", "everywhere"),
        ("tsingtao-capacity", "向 150 万千升 迈进", "towards 1,500,000 kL"),
        ("fertiliser-growth", "不超过 0%", "at most 0%"),
    ],
)
def test_figures_in_words(name, zh, en):
    target: Target = next(one for one in store().figures.targets if one.id == name)
    assert (figure_text(target, "zh"), figure_text(target, "en")) == (zh, en)


def subjects() -> Counter[str]:
    """Return how many published values each subject has, read from the source table."""
    with (SOURCES / "outcomes.csv").open(encoding="utf-8", newline="") as file:
        return Counter(row["subject"] for row in csv.DictReader(file))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_counts_equal_those_of_the_tables(lang):
    shown = show({"lang": lang})
    assert shown.count('class="chip binding"') == 7
    assert shown.count('class="chip expected"') == 15
    with (SOURCES / "targets.csv").open(encoding="utf-8", newline="") as file:
        targets = [row["id"] for row in csv.DictReader(file)]
    published = subjects()
    main = [str(number) for number in range(1, 23)]
    counts = [
        [int(n) for n in re.findall(r'<li class="verdict-\w+">[^<]+<b>(\d+)</b>', part)]
        for part in shown.split('class="counts"')[1:]
    ]
    for names, (met, missed, other, none) in zip((main, targets), counts, strict=True):
        assert none == sum(not published[name] for name in names)
        assert met + missed + other == len(names) - none
    assert counts[0] == [0, 0, 5, 17]  # no published value can be compared with the table's targets
    # a chip for each row
    assert shown.count('class="chip verdict-none"') == counts[0][3] + counts[1][3]
    assert shown.count('role="img"') == len(main) + len(targets)
    assert bool(CHINESE.search(re.sub(r'<small lang="zh">.*?</small>', "", shown))) is (
        lang == "zh"
    )


def test_a_source_without_an_address_is_named_without_a_link():
    row = rows("zh")[1]
    assert row.reported[0].url is None
    assert row.reported[0].source in draw(row)
    assert "href" not in draw(row).split('class="published')[1]
    linked = replace(row, reported=(replace(row.reported[0], url="https://example.org/a"),))
    assert 'href="https://example.org/a"' in draw(linked).split('class="published')[1]
