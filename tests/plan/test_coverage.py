"""Coverage: every statement about a place is accounted for, and every mention has a sense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from atlas.core.model import vocabulary
from atlas.core.paths import ROOT
from atlas.pipeline.build import BuildError, build
from atlas.pipeline.validation import validate
from atlas.pipeline.validation.coverage_rules import check_mentions, check_statements
from atlas.plan.clause_links import Link
from atlas.plan.coverage import Coverage, Mention, Statement, occurrences, short_name, town_names
from atlas.plan.parser import parse_plan
from atlas.wording.coverage_report import coverage_report
from tests.support.project import store

#: number of statements in the first register; more were added later
REGISTER = 280

PLAN = parse_plan("第一章 甲\n\n第一节 乙\n\n云山镇建云山公园,白沙河桥改建。\n")
CLAUSE = "1.1-1"
GOOD = Statement(
    id="a",
    clause=CLAUSE,
    quote="云山公园",
    name_zh="云山公园",
    name_en="Yunshan Park",
    theme="ecology",
    outcome="city_wide",
)
TOWNS = {"云山": "1", "白沙河": "2"}
MENTIONS = (
    Mention(clause=CLAUSE, name="云山", occurrence=1, sense="town"),
    Mention(clause=CLAUSE, name="云山", occurrence=2, sense="mountain"),
    Mention(clause=CLAUSE, name="白沙河", occurrence=1, sense="bridge"),
)


def complaints(
    *statements: Statement,
    mentions: tuple[Mention, ...] = MENTIONS,
    links: tuple[Link, ...] = (),
) -> list[str]:
    found = Coverage(statements=statements, mentions=mentions)
    words = vocabulary()
    return [
        str(complaint)
        for complaint in (
            *check_statements(found, PLAN, links, words.theme),
            *check_mentions(found, PLAN, TOWNS, words.sense),
        )
    ]


def test_the_register_is_accounted_for():
    assert len(store().coverage.statements) >= REGISTER


def test_every_feature_of_the_plan_is_quoted():
    planned = [record for record in store().records.values() if record["role"] == "plan"]
    assert planned
    for record in planned:
        assert store().clauses[record["plan_clause"]].says(record["plan_quote"]), record["id"]


def test_every_mention_of_the_seventeen_towns_has_a_sense():
    towns = {short_name(town["name_zh"]): code for code, town in store().towns.items()}
    assert len(towns) == 17
    told = {(m.clause, m.name, m.occurrence) for m in store().coverage.mentions}
    found = {(c.id, n, i) for c in store().clauses.values() for n, i, _ in occurrences(c, towns)}
    assert told == found


@pytest.mark.parametrize(
    ("clause", "name", "occurrence", "sense"),
    [
        ("box1-3", "白沙河", 1, "bridge"),
        ("5.1-4", "白沙河", 1, "town"),
        ("5.1-4", "白沙河", 2, "river"),
        ("9.1.1-1", "云山", 1, "mountain"),
        ("5.3-1", "云山", 1, "town"),
        ("10.6.3-1", "大泽山", 2, "institution"),
    ],
)
def test_a_river_bridge_or_mountain_is_not_taken_for_a_town(clause, name, occurrence, sense):
    told = {(m.clause, m.name, m.occurrence): m.sense for m in store().coverage.mentions}
    assert told[clause, name, occurrence] == sense


def test_the_report_in_the_docs_is_that_of_the_data():
    assert (ROOT / "docs" / "coverage.md").read_text("utf-8") == coverage_report(store())


def test_a_good_table_has_no_complaint():
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"clause": "9.9-9"}, "clause: expected a clause of the plan"),
        ({"quote": "泰山公园"}, "quote: expected words of clause"),
        ({"theme": "magic"}, "theme: expected one of"),
        ({"outcome": "features"}, "features: expected features exactly"),
        ({"outcome": "features", "features": ("x",)}, "expected a link from x"),
        ({"features": ("x",)}, "features: expected features exactly"),
        ({"outcome": "left_out"}, "reason_zh: expected a reason"),
        ({"reason_en": "because"}, "reason_en: expected a reason exactly"),
    ],
)
def test_a_bad_statement_is_named(change, expected):
    found = complaints(GOOD.model_copy(update=change))
    assert any(text.startswith("geodata/coverage.json: a: ") and expected in text for text in found)


def test_a_repeated_statement_is_named():
    assert any("expected it once, found it 2 times" in text for text in complaints(GOOD, GOOD))


def test_a_link_and_its_statement_go_together():
    link = Link(feature="x", clause=CLAUSE, quote="云山公园", relation="names")
    made = GOOD.model_copy(update={"outcome": "features", "features": ("x",)})
    assert complaints(made, links=(link,)) == []
    [found] = complaints(GOOD, links=(link,))
    assert found.startswith(f"geodata/coverage.json: {CLAUSE}: statements: ")
    assert "expected a statement with x" in found


def test_a_mention_that_is_missing_is_named():
    [found] = complaints(GOOD, mentions=MENTIONS[1:])
    assert found == f"geodata/coverage.json: {CLAUSE}: mentions: " + (
        "expected a row for occurrence 1 of 云山, found none"
    )


def test_a_mention_that_does_not_occur_is_named():
    more = Mention(clause=CLAUSE, name="云山", occurrence=3, sense="town")
    [found] = complaints(GOOD, mentions=(*MENTIONS, more))
    assert "expected each occurrence once" in found


def test_an_unknown_sense_and_a_clause_without_a_statement_are_named():
    odd = MENTIONS[0].model_copy(update={"sense": "moon"})
    assert any("sense: expected one of" in text for text in complaints(GOOD, mentions=(odd,)))
    assert any("expected a statement of the clause" in text for text in complaints())


def test_a_note_needs_both_languages():
    half = MENTIONS[0].model_copy(update={"note_zh": "按镇计。"})
    [found] = complaints(GOOD, mentions=(half, *MENTIONS[1:]))
    assert "note: expected a note in both languages or in neither, for 云山" in found


def test_only_mentions_of_the_town_itself_are_links():
    found = Coverage(statements=(), mentions=MENTIONS)
    assert town_names(PLAN, found, TOWNS) == {CLAUSE: [(0, 2, "1")]}


# ---- files ---------------------------------------------------------------------------------------


def test_a_fault_in_the_built_file_is_found(root_copy: Path) -> None:
    file = root_copy / "geodata" / "coverage.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    spoilt = data["statements"][0]
    spoilt["quote"] = "没有这句话"
    gone = data["mentions"].pop()
    file.write_text(json.dumps(data), encoding="utf-8")
    found = {(c.feature, c.field) for c in validate(root_copy)}
    assert found == {(spoilt["id"], "quote"), (gone["clause"], "mentions")}


@pytest.mark.parametrize(
    ("file", "row", "message"),
    [
        ("statements/water.csv", "x,,a,b,c,water,city_wide,,,", "water.csv: x: clause: "),
        ("statements/water.csv", "x,1.1-1,a,b,c,water,drawn,,,", "water.csv: x: outcome: "),
        ("mentions.csv", "1.1-1,云山,0,town,,", "occurrence: "),
        ("mentions.csv", "1.1-1,云山", "expected 6 cells, found 2"),
    ],
)
def test_a_bad_row_is_named(file: str, row: str, message: str, root_copy: Path) -> None:
    path = root_copy / "geodata" / "sources" / file
    path.write_text(path.read_text(encoding="utf-8") + row + "\n", encoding="utf-8")
    with pytest.raises(BuildError) as caught:
        build(root_copy)
    assert message in str(caught.value)
