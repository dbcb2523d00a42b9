"""English texts of the indicators, the plan's other targets, and reported outcomes."""

from __future__ import annotations

import csv
import re

import pytest
from pydantic import ValidationError

from atlas.core.model import vocabulary
from atlas.core.paths import GEODATA, SOURCES
from atlas.layers.layer_files import read_sources
from atlas.pipeline.build.build_files import build
from atlas.pipeline.build.source_tables import BuildError
from atlas.pipeline.validation.target_rules import check_figures
from atlas.plan.built_tables import read_checked
from atlas.plan.clauses import Plan, without_space
from atlas.plan.targets import Figures, Outcome, Target

CHINESE = re.compile(r"[\u3400-\u9fff]")
HALF_WIDTH = re.compile(r"[\u3400-\u9fff”》）][,;:?!()]|[,;:?!()][\u3400-\u9fff“《（]")
FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff00-\uffef]")


@pytest.fixture(scope="module")
def figures() -> Figures:
    return read_checked(GEODATA / "indicators.json", Figures)


def complaints(figures: Figures, plan: Plan) -> list[str]:
    sources = read_sources(GEODATA / "sources.json")
    return [str(one) for one in check_figures(figures, plan, sources, vocabulary().theme)]


def test_the_project_s_figures_have_no_complaint(figures, plan):
    assert complaints(figures, plan) == []


def test_the_most_requested_targets_are_present(figures):
    targets = {target.id: target for target in figures.targets}
    known = {
        "population-2035": (155, "万人", 2035),
        "gdp-per-head-2035": (12.5, "万元", 2035),
        "model-villages": (225, "个", 2025),
        "clean-heating": (40, "%", 2025),
        "river-sections": (90, "%", 2025),
        "forest-land": (1.9, "万公顷", 2025),
        "nurseries": (14, "处", 2025),
        "schools": (17, "处", 2025),
        "talent-homes": (8000, "套", 2025),
        "sports-parks": (36, "处", 2025),
        "insured-workers": (15, "万人", 2025),
    }
    found = {
        name: (targets[name].value, targets[name].unit_zh, targets[name].year) for name in known
    }
    assert found == known


def test_every_clause_with_a_figure_for_2025_has_a_target(figures, plan):
    stated = {
        clause.id
        for clause in plan.clauses
        if clause.kind == "text" and re.search(r"到2025年[^。]*\d", without_space(clause.text))
    }
    assert stated <= {target.clause for target in figures.targets}


def test_english_and_chinese_figures_are_equal(figures):
    for amount in (*figures.targets, *figures.outcomes):
        chinese = amount.unit_zh or ""
        wanted = 10000 if chinese.startswith("万") else 0.1 if chinese == "亿元" else 1
        assert amount.scale_en == wanted, amount.name_zh


@pytest.mark.parametrize("table", ["indicators", "targets", "outcomes", "corrections"])
def test_texts_are_in_their_language(table):
    with (SOURCES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        for column, text in row.items():
            # a reason quotes the characters that it is about
            if column.endswith("_en") and table != "corrections":
                assert not CHINESE.search(text), (column, text)
            if column.endswith("_en"):
                assert not FULL_WIDTH.search(text.replace("、", "")), (column, text)
            elif column.endswith("_zh"):
                assert not HALF_WIDTH.search(text), (column, text)


TARGET = {
    "id": "parks",
    "clause": "10.4.3-1",
    "quote": "健身公园36处",
    "name_zh": "公园",
    "name_en": "Parks",
    "bound": "exactly",
    "value": 36,
    "unit_zh": "处",
    "unit_en": "parks",
    "theme": "services",
}
OUTCOME = {
    **{key: TARGET[key] for key in ("name_zh", "name_en", "bound", "value", "unit_zh", "unit_en")},
    "subject": "parks",
    "date": "2025",
    "source": "plan-2021",
}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quote": "健身公园37处"}, "parks: quote: expected words of clause 10.4.3-1"),
        ({"clause": "10.4.3-9"}, "parks: clause: expected a clause of the plan"),
        ({"value": 37}, "parks: value: expected a figure of the quote (36), found 37"),
        ({"theme": "sport"}, "parks: theme: expected one of"),
        (
            {"baseline": 30, "baseline_clause": "1.1-2", "baseline_quote": "常住人口达到30万"},
            "parks: baseline_quote: expected words of clause 1.1-2",
        ),
    ],
)
def test_a_target_without_support_in_the_plan_is_named(plan, figures, change, message):
    spoilt = figures.model_copy(update={"targets": (Target(**{**TARGET, **change}),)})
    assert any(message in found for found in complaints(spoilt, plan))


def test_a_repeated_target_and_a_dangling_outcome_are_named(plan, figures):
    target = Target(**TARGET)
    outcomes = (Outcome(**{**OUTCOME, "subject": "23"}), Outcome(**{**OUTCOME, "source": "nobody"}))
    spoilt = figures.model_copy(update={"targets": (target, target), "outcomes": outcomes})
    found = complaints(spoilt, plan)
    assert len(found) == 3
    for message in ("found it 2 times", "found 23", "found 'nobody'"):
        assert any(message in one for one in found)


def test_english_is_required_exactly_for_cells_with_words(plan, figures):
    words = list(figures.words)
    words[0] = words[0].model_copy(update={"annual_en": "about 7"})
    words[2] = words[2].model_copy(update={"value_2025_en": None})
    spoilt = figures.model_copy(update={"words": tuple(words[:-1])})
    found = complaints(spoilt, plan)
    assert len(found) == 3
    assert any("1: annual_en" in one for one in found)
    assert any("3: value_2025_en" in one for one in found)
    assert any("words: expected each of" in one for one in found)


@pytest.mark.parametrize(
    "change",
    [{"value": None}, {"unit_en": None}, {"bound": "full"}, {"bound": "roughly"}, {"year": 2020}],
)
def test_an_incomplete_figure_is_refused(change):
    with pytest.raises(ValidationError):
        Target(**{**TARGET, **change})


def test_the_build_names_the_row(root_copy):
    path = root_copy / "geodata" / "sources" / "targets.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",at_least,1.9,", ",roughly,1.9,"), encoding="utf-8")
    with pytest.raises(BuildError, match=r"targets\.csv: forest-land: bound: "):
        build(root_copy)
