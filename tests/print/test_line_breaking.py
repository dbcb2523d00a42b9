"""Line breaking: no text lost, no line too wide or with wrong punctuation at its ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.print.map.line_breaking import broken, units
from tests.support.project import store


def clause_texts() -> list[str]:
    """Return the texts of the plan's clauses."""
    return [clause.text for clause in store().clauses.values()]


clauses = st.deferred(lambda: st.sampled_from(clause_texts()))
texts = st.one_of(clauses, st.text('平度 规划，。（）“”"ab1,.%年:', max_size=80))
NEVER_FIRST = "，。；：、）”》】〕！？…—·,.;:)%"
NEVER_LAST = "（“《【〔("


@given(texts)
def test_joined_units_equal_the_text(text):
    assert "".join(units(text)) == text


@given(texts, st.integers(8, 60))
def test_lines_contain_the_text_and_fit(text, width):
    lines = broken(text, width, len)
    assert "".join("".join(lines).split()) == "".join(text.split())
    longest = max((len(unit.strip()) for unit in units(text)), default=0)
    assert all(len(line) <= max(width, longest) for line in lines)


@pytest.mark.parametrize("width", [20, 33, 47])
def test_no_line_of_the_plan_begins_or_ends_with_wrong_punctuation(width):
    for text in clause_texts():
        lines = [line for line in broken(text, width, len) if line]
        assert not [line for line in lines[1:] if line[0] in NEVER_FIRST]
        assert not [line for line in lines[:-1] if line[-1] in NEVER_LAST]


def test_words_and_figures_stay_whole():
    assert broken("面积 1,234.5 公顷 (on the ellipsoid)", 10, len) == [
        "面积 1,234.5",
        "公顷 (on the",
        "ellipsoid)",
    ]


def test_existing_line_breaks_are_kept():
    assert broken("一\n二", 10, len) == ["一", "二"]


def test_brackets_and_dashes_of_all_papers_stay_with_their_text():
    for width in range(4, 14):
        for lines in (
            broken("规划见【附注】和〔说明〕", width, len),
            broken("平度——莱州·昌邑……联动", width, len),
        ):
            assert not [line for line in lines if line[-1] in NEVER_LAST], (width, lines)
            assert not [line for line in lines if line[0] in NEVER_FIRST], (width, lines)
