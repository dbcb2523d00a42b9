"""What a town's page says of its projects."""

from __future__ import annotations

import re

import pytest

from atlas.analysis.town_measures import counts_by_town
from atlas.core.messages import LANGUAGES
from atlas.wording import card
from atlas.wording.town_page_text import headline, project_row
from tests.support.histories import EXPRESSWAY
from tests.support.project import failures, store

JIUDIAN = "370283122"


def test_the_headline_says_how_many_projects_are_in_which_state() -> None:
    counted = counts_by_town(store())[JIUDIAN]
    text = headline(store(), JIUDIAN, counted, "zh")
    assert text.startswith(f"旧店镇：规划和报道里有 {counted.total} 个项目，")
    figures = [int(n) for n in re.findall(r"(\d+) 个(?!项目)", text)]
    assert figures == [n for n in counted.numbers.values() if n]
    assert sum(figures) == counted.total


def test_a_row_says_what_comes_next_and_who_said_so() -> None:
    row = project_row(store(), EXPRESSWAY, "zh")
    assert row["state"] == (
        "计划 2026 年 12 月开工、2029 年 12 月建成（平度市交通运输局，2025 年 10 月，征求意见稿）。"
    )
    assert row["more"] == "开工已推迟 2 次：最初说 2024 年，推迟了 23–35 个月。"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_row_says_the_state_in_the_words_of_the_card(lang: str) -> None:
    def check(name: str) -> None:
        row, plain = project_row(store(), name, lang), card(store(), name, lang)["plain"]
        whole = f"{plain['first']} {plain.get('rest', '')}".lower()
        assert row["state"].lower() in whole
        assert row["more"].lower() in whole

    assert failures(check, [one for one, years in store().years.items() if years.outcomes]) == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_its_date(lang: str) -> None:
    for name in (one for one, years in store().years.items() if years.outcomes):
        assert re.search(r"20\d\d", project_row(store(), name, lang)["state"]), name
