"""What a town's page says of its projects."""

from __future__ import annotations

import re

import pytest

from atlas.analysis.town_measures import counts_by_town
from atlas.core.messages import LANGUAGES
from atlas.wording.progress_text import progress
from atlas.wording.town_page_text import headline, next_text, project_row
from tests.support.histories import EXPRESSWAY
from tests.support.project import store

JIUDIAN = "370283122"


def test_the_headline_says_how_many_projects_are_in_which_state() -> None:
    counted = counts_by_town(store())[JIUDIAN]
    text = headline(store(), JIUDIAN, counted, "zh")
    assert text.startswith(f"旧店镇：规划和报道里有 {counted.total} 个项目，")
    figures = [int(n) for n in re.findall(r"(\d+) 个(?!项目)", text)]
    assert figures == [n for n in counted.numbers.values() if n]
    assert sum(figures) == counted.total


def test_a_row_says_what_comes_next_and_who_said_so() -> None:
    assert next_text(store(), EXPRESSWAY, "zh") == (
        "2026 年 12 月开工、2029 年 12 月建成（平度市交通运输局 2025 年 10 月 25 日说）"
    )
    english = next_text(store(), EXPRESSWAY, "en")
    assert english.startswith("Start December 2026, completion December 2029 (")


def test_a_row_says_the_state_as_the_card_does() -> None:
    row = project_row(store(), EXPRESSWAY, "zh")
    found = progress(store(), store().records[EXPRESSWAY], "zh")
    assert found
    assert row["state"] == found.sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_state_has_its_date(lang: str) -> None:
    for name in (one for one, years in store().years.items() if years.outcomes):
        assert re.search(r"20\d\d", project_row(store(), name, lang)["state"]), name
