"""The indicators page: rows, charts and panel, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from atlas.core.citation import source_title
from atlas.core.templates import render
from atlas.plan.targets import Target
from atlas.web.parts.indicators_page import IndicatorRow, chart
from atlas.web.server.resources import store
from atlas.web.server.routes import SHELL
from atlas.web.state.page_list import page_of
from atlas.wording.indicator_text import figure_text, indicator_groups, target_panel

CHINESE = re.compile(r"[\u3400-\u9fff]")
LANGUAGES = ("zh", "en")


def rows(lang: str) -> dict[int, dict]:
    return {
        row["number"]: row for group in indicator_groups(store(), lang) for row in group["rows"]
    }


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


def draw(row: dict[str, Any], lang: str) -> str:
    """Return the HTML of a row with nothing but its chart."""
    made = IndicatorRow(0, "", [], chart(row, lang), [], "", False)
    return render("web/templates/indicators.html.j2", heads=[], groups=[("", [made])])


def test_an_indicator_row_equals_the_plan():
    row = rows("zh")[1]
    assert (row["name"], row["unit"]) == ("地区生产总值增速", "%")
    assert row["values"] == ["3.5", None, "7左右"]
    assert row["bars"] == [("2020年", 3.5), ("年均", 7)]
    assert "超过 1000 亿元" in row["reported"][0]


def test_an_indicator_row_in_english():
    found = rows("en")
    assert found[1]["values"] == ["3.5", None, "about 7"]
    assert found[1]["reported"][0] == "GDP of 2025: above 100 billion CNY"
    assert found[3]["values"][1] == "the average of the counties of Shandong"
    assert found[11]["values"][2] == "[10]"
    assert found[11]["note"] == "In brackets: total of the 14th five-year period."
    assert (found[12]["binding"], found[13]["binding"]) == (True, False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_chart_stands_where_the_plan_gives_two_figures(lang):
    found = rows(lang)
    assert [n for n, row in found.items() if row["bars"]] == [1, 2, 4, 6, 7, 9, 13, 14, 16, 19, 22]
    assert chart(found[8], lang) is None
    drawn = draw(found[4], lang)
    widths = [float(width) for width in re.findall(r'style="width:([\d.]+)%"', drawn)]
    assert widths[0] / widths[1] == pytest.approx(29.5 / 32, abs=0.01)


def test_a_chart_escapes_what_it_is_given():
    drawn = draw({"name": '<i>"&', "bars": [("<b>", 1.0), ("c", 0.0)]}, "en")
    assert "<i>" not in drawn
    assert drawn.count("<b>") == 1  # around the row's number
    assert 'aria-label="&lt;i&gt;&#34;&amp;' in drawn


def test_bars_of_zero_have_no_length():
    assert draw({"name": "a", "bars": [("b", 0.0), ("c", 0.0)]}, "zh").count("width:0.0%") == 2


def test_the_sheet_has_every_target_with_its_clause_and_every_outcome_with_its_source():
    panel = target_panel(store(), (), "zh")
    items = [item for s in panel["sections"] for row in s["rows"] for item in row["cells"][0]]
    figures = store().figures
    assert [i["read"] for i in items if "read" in i].__len__() == len(figures.targets)
    linked = [o for o in figures.outcomes if store().sources[o.source].url]
    assert sum("url" in item for item in items) == len(linked) > 0
    shown = str(panel["sections"])
    reposted = [o.source for o in figures.outcomes if store().sources[o.source].reposted]
    assert all(source_title(store().sources[name], "zh") in shown for name in reposted)
    first = panel["sections"][0]
    assert first["title"] == "2035 年远景目标"
    assert first["rows"][0]["cells"][0][0] == {
        "text": "155 万人（2035年）",
        "small": "2020年：137.8 万人左右",
    }


def test_a_theme_chosen_leaves_its_targets():
    panel = target_panel(store(), ("digital",), "en")
    assert [section["title"] for section in panel["sections"]] == [
        "Digital Pingdu",
        "Reported results",
    ]


def test_the_english_panel_has_chinese_only_in_quotes():
    quotes = {target.quote for target in store().figures.targets}
    for section in target_panel(store(), (), "en")["sections"]:
        assert not CHINESE.search(section["title"])
        for row in section["rows"]:
            texts = [row["label"]]
            texts += [text for item in row["cells"][0] for text in item.values()]
            left = {text for text in texts if CHINESE.search(text)} - quotes
            assert left == set()


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("gdp-per-head-2035", "超过 12.5 万元", "above 125,000 CNY"),
        ("forest-land", "不少于 1.9 万公顷", "at least 19,000 ha"),
        ("clean-heating", "40%", "40%"),
        ("5g", "全覆盖", "everywhere"),
        ("tsingtao-capacity", "向 150 万千升 迈进", "towards 1,500,000 kL"),
    ],
)
def test_figures_in_words(name, zh, en):
    target: Target = next(one for one in store().figures.targets if one.id == name)
    assert (figure_text(target, "zh"), figure_text(target, "en")) == (zh, en)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_all_22(lang):
    shown = show({"lang": lang})
    assert shown.count('class="chip binding"') == 7
    assert shown.count('class="chip expected"') == 15
    assert shown.count('class="bars"') == 11
    table = shown[shown.index('class="atlas-indicators"') :]
    assert bool(CHINESE.search(table)) is (lang == "zh")


def test_a_source_without_an_address_is_named_without_a_link():
    outcome = store().figures.outcomes[0]
    source = store().sources[outcome.source]
    sources = {**store().sources, source.id: source.model_copy(update={"url": None})}
    panel = target_panel(replace(store(), sources=sources), ("digital",), "zh")
    assert "url" not in panel["sections"][-1]["rows"][0]["cells"][0][1]
