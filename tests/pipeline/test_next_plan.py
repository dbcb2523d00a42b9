"""A second plan beside the first, made up: it is built, validated, loaded and compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.pipeline.build.build_files import build
from atlas.pipeline.validation.validate_files import validate
from atlas.store.store import load
from atlas.wording.next_plan_text import next_rows, next_sections, successions

ABOUT = """
id = "plan-2026"
title = { zh = "第十五个五年规划（试验）", en = "15th Five-Year Plan (made up)" }
date = "2026-06-01"
first_year = 2026
last_year = 2030
"""
TEXT = """第一章 交通
第一节 高速公路
建成莱州至青岛高速公路。
地铁14号线改为市域铁路。
拓宽荣潍高速公路。
"""
LINKS = """feature,clause,quote,relation,change_zh,change_en
tp-exp-laizhou-qingdao,1.1-1,建成莱州至青岛高速公路,orders,,
tp-metro-14,1.1-2,地铁14号线改为市域铁路,orders,由地铁改为市域铁路,A suburban railway
tn-exp-g20,1.1-3,拓宽荣潍高速公路,orders,,
"""


@pytest.fixture
def with_second_plan(root_copy: Path) -> Path:
    folder = root_copy / "geodata/sources/next-plan"
    (folder / "about.toml").write_text(ABOUT, encoding="utf-8")
    (folder / "plan.txt").write_text(TEXT, encoding="utf-8")
    (folder / "links.csv").write_text(LINKS, encoding="utf-8")
    return root_copy


def test_a_second_plan_is_data_and_is_compared_with_the_first(with_second_plan: Path) -> None:
    assert build(with_second_plan) == ["next-plan.json"]
    assert validate(with_second_plan) == []
    store = load(with_second_plan, private=False)
    found = successions(store)
    assert found["tp-exp-laizhou-qingdao"] == "carried"
    assert found["tp-metro-14"] == "changed"
    assert found["tn-exp-g20"] == "new"
    assert found["tp-hsr-weiyan"] == "complete"
    assert found["tp-street-shanghai"] == "not_named"
    titles = [section["title"] for section in next_sections(store, "en")]
    assert titles[:2] == ["Carried over (1 project)", "Changed (1 project)"]
    assert titles[-1] == "New (1 project)"
    [quoted] = [r for r in next_rows(store, "tp-metro-14", "en") if r["label"] == "The next plan"]
    assert quoted["value"] == (
        "“地铁14号线改为市域铁路” (15th Five-Year Plan (made up), clause 1.1-2) A suburban railway"
    )


def test_a_quote_that_the_second_plan_does_not_have_is_a_complaint(with_second_plan: Path) -> None:
    links = with_second_plan / "geodata/sources/next-plan/links.csv"
    text = links.read_text("utf-8").replace("改为市域铁路,orders", "改为轻轨,orders")
    links.write_text(text, encoding="utf-8")
    build(with_second_plan)
    found = [(c.file, c.feature, c.field) for c in validate(with_second_plan)]
    assert found == [("geodata/next-plan.json", "tp-metro-14", "quote")]


def test_without_a_second_plan_the_drafts_are_told_with_their_source() -> None:
    store = load(private=False)
    assert successions(store) == {}
    [section] = next_sections(store, "zh")
    assert "尚未找到" in section["title"]
    assert len(section["rows"]) == sum(map(len, store.next_plan.drafts.values()))
    [told] = next_rows(store, "tp-exp-laizhou-qingdao", "zh")
    assert "2029年12月建成" in told["value"]
    assert "征求意见稿" in told["value"]
