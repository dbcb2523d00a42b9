"""Corrections of the plan's text: each applies exactly once, and all can be undone."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from atlas.core.paths import ROOT, SOURCES, Paths
from atlas.pipeline.build.build_files import built_files, corrections
from atlas.pipeline.build.source_tables import BuildError
from atlas.plan.clauses import without_space
from atlas.plan.corrections import Correction, heal, undo
from atlas.plan.parser import parse_plan
from atlas.plan.plan_error import PlanError

TEXT = "第一章 甲\n\n第一节 乙\n\n推进约東性指标。\n\n约束性指标。\n"


def fix(found: str, mended: str, line: int = 5, clause: str = "1.1-1") -> Correction:
    return Correction(
        line=line, clause=clause, found=found, mended=mended, reason_zh="误识", reason_en="misread"
    )


def test_ocr_errors_are_corrected_for_readers(plan):
    assert plan.clause("8.1.3-1").says("在潍莱高铁沿线开展")
    assert plan.clause("table1").text.count("约束性") == 7
    assert plan.clause("1.2-6").says("农村基础设施配套率较低")
    read = "".join(clause.text for clause in plan.clauses)
    for slip in ("東", "潍菜", "首合套", "地域乡统筹", "驻在不平衡", "基础设施和套率"):
        assert slip not in read


def test_every_correction_has_a_place_and_a_reason_in_both_languages(plan):
    source = (SOURCES / "plan.txt").read_text(encoding="utf-8")
    assert len(plan.corrections) >= 9
    for made in plan.corrections:
        assert made.found in source.split("\n")[made.line - 1]
        assert plan.clause(made.clause).line <= made.line
        assert made.reason_zh
        assert made.reason_en


def test_the_table_of_corrections_is_in_plan_json(plan):
    assert plan.corrections == tuple(corrections(Paths.at(ROOT)))


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (fix("约来性", "约束性"), r"row 1: line 5 .* 1\.1-1: expected '约来性' once .* 0 times"),
        (fix("约東性", "约束性", line=6), r"line 6 .* found it 0 times"),
        (fix("约東性", "约束性", line=99), r"expected a line from 1 to"),
        (fix("约東性", "约束性", clause="1.1-2"), r"once in the clause.* is in clause 1\.1-1"),
        (fix("约東性", "约東性"), "expected another reading"),
        (fix("约東性", "约束性", clause="9.9-1"), "expected a clause of the plan"),
    ],
)
def test_a_correction_that_does_not_apply_once_is_named(made, message):
    # the second clause has the corrected word twice here
    text = TEXT.replace("约束性指标。", "约束性、约束性指标。")
    with pytest.raises(PlanError, match=message):
        parse_plan(text, [made])


def test_a_correction_made_twice_is_an_error():
    with pytest.raises(PlanError, match=r"row 2: .* found it 0 times"):
        parse_plan(TEXT, [fix("约東性", "约束性"), fix("约東性", "约束性")])


def test_the_build_fails_on_a_bad_correction(tmp_path):
    sources = tmp_path / "geodata" / "sources"
    sources.mkdir(parents=True)
    (sources / "plan.txt").write_text(TEXT, encoding="utf-8")
    (sources / "corrections.csv").write_text(
        "line,clause,found,mended,reason_zh,reason_en\n5,1.1-1,约来性,约束性,误识,misread\n",
        encoding="utf-8",
    )
    with pytest.raises(BuildError, match=r"corrections\.csv: row 1: line 5 .* clause 1\.1-1"):
        built_files(Paths.at(tmp_path))


def test_a_quote_with_an_ocr_error_is_a_problem_that_names_the_corrected_text(plan):
    problem = plan.quote_problem("8.1.3-1", "在潍菜高铁 沿线")
    assert problem is not None
    assert "error of plan.txt" in problem
    assert "'潍菜高铁' as '潍莱高铁'" in problem
    assert plan.quote_problem("8.1.3-1", "在潍莱高铁沿线") is None


signs = st.text("甲乙丙丁约束東性", min_size=1, max_size=12)


def test_a_correction_that_overlaps_itself_is_refused():
    text = "第一章 子\n第一节 丑\n性丁。\n"
    with pytest.raises(PlanError, match="once in the clause, found it 2 times"):
        parse_plan(text, [fix("丁", "性性", 3, "1.1-1")])


@given(st.data(), st.lists(signs, min_size=1, max_size=4))
def test_corrections_can_be_undone(data, lines):
    text = "第一章 子\n第一节 丑\n" + "".join(f"{line}。\n" for line in lines)
    number = data.draw(st.integers(0, len(lines) - 1))
    line = lines[number]
    start = data.draw(st.integers(0, len(line) - 1))
    end = data.draw(st.integers(start + 1, len(line)))
    made = fix(line[start:end], data.draw(signs), number + 3, f"1.1-{number + 1}")
    try:
        plan = parse_plan(text, [made])
    except PlanError:
        assume(False)
    assert plan.as_published(made.clause) == f"{line}。"
    assert undo(heal(text, [made]).split("\n")[number + 2], [made]) == f"{line}。"
    for other in plan.clauses:
        if other.id != made.clause:
            assert plan.as_published(other.id) == without_space(other.text)
