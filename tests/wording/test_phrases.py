"""Wording of figures, accuracy, clauses and towns, in both languages."""

from __future__ import annotations

import re
from functools import cache

import pytest

from atlas import wording
from atlas.core.messages import LANGUAGES
from atlas.plan.clauses import Clause
from tests.support.project import record, store

THIN = "\u2009"
in_both = pytest.mark.parametrize("lang", LANGUAGES)


# ---- figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0", "0"),
        (7, "7", "7"),
        (100, "100", "100"),
        (2.50, "2.5", "2.5"),
        (13.36, "13.36", "13.36"),
        (0.1 + 0.2, "0.3", "0.3"),
        (1 / 3, "0.333", "0.333"),
        (1000, "1000", "1,000"),
        (9783.0, "9783", "9,783"),
        (10000, f"10{THIN}000", "10,000"),
        (1234567.5, f"1{THIN}234{THIN}567.5", "1,234,567.5"),
    ],
)
def test_a_number_has_no_needless_zeros_and_grouped_thousands(
    value: float, zh: str, en: str
) -> None:
    assert (wording.number(value, "zh"), wording.number(value, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("metres", "zh", "en"),
    [
        (30, "30 米", "30 m"),
        (999, "999 米", "999 m"),
        (1000, "1 千米", "1 km"),
        (2500, "2.5 千米", "2.5 km"),
    ],
)
def test_accuracy_is_in_metres_below_a_kilometre(metres: float, zh: str, en: str) -> None:
    assert (wording.accuracy(metres, "zh"), wording.accuracy(metres, "en")) == (zh, en)


# ---- clauses -------------------------------------------------------------------------------------


def clause(**place: int) -> Clause:
    nowhere = dict.fromkeys(("chapter", "section", "item", "sub_item", "box"))
    fixed = {"id": "x", "kind": "text", "titles": (), "text": "甲", "line": 1}
    return Clause.model_validate({**fixed, **nowhere, **place})


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        ({"chapter": 5}, "第五章", "chapter 5"),
        ({"chapter": 5, "section": 1}, "第五章第一节", "chapter 5, section 1"),
        (
            {"chapter": 10, "section": 4, "item": 2},
            "第十章第四节第2项",
            "chapter 10, section 4, item 2",
        ),
        ({"chapter": 13, "section": 7}, "第十三章第七节", "chapter 13, section 7"),
        ({"chapter": 2, "box": 1}, "专栏1", "Box 1"),
    ],
)
def test_a_clause_s_place_is_worded(place: dict[str, int], zh: str, en: str) -> None:
    found = clause(**place)
    assert (wording.clause_place(found, "zh"), wording.clause_place(found, "en")) == (zh, en)


@in_both
def test_no_clause_of_the_plan_is_in_a_chapter_zero(lang: str) -> None:
    wrong = {
        identifier: wording.clause_place(found, lang)
        for identifier, found in store().clauses.items()
        if re.search(r"零|\b0\b|^$", wording.clause_place(found, lang))
    }
    assert wrong == {}


def test_chapters_are_counted_in_chinese():
    counted = [wording.chinese_numeral(value) for value in range(1, 20)]
    assert counted[:3] == ["一", "二", "三"]
    assert counted[9:13] == ["十", "十一", "十二", "十三"]
    assert len(set(counted)) == 19


# ---- towns ---------------------------------------------------------------------------------------


@cache
def codes() -> list[str]:
    """Return the codes of the towns."""
    return list(store().towns)


@cache
def town_names(lang: str) -> list[str]:
    """Return the names of the towns, in the order of their codes."""
    return [store().towns[code][f"name_{lang}"] for code in codes()]


@cache
def short(lang: str) -> list[str]:
    """Return short names for a narrow column: Nancun, not Nancun Town."""
    names = town_names(lang)
    return names if lang == "zh" else [name.rsplit(" ", 1)[0] for name in names]


def test_every_english_town_is_named_a_town_or_a_subdistrict():
    assert {name.rsplit(" ", 1)[1] for name in town_names("en")} == {"Town", "Subdistrict"}
    assert len(set(short("en"))) == len(codes())


@in_both
def test_up_to_three_towns_are_all_named(lang: str) -> None:
    for n in (1, 2, 3):
        shown = wording.towns_cell(store(), record(towns=codes()[:n], towns_unknown=False), lang)
        assert shown == (", " if lang == "en" else "、").join(short(lang)[:n])


def test_with_more_towns_two_are_named_and_the_rest_counted():
    many = record(towns=codes()[:5], towns_unknown=False)
    zh, en = short("zh"), short("en")
    assert wording.towns_cell(store(), many, "zh") == f"{zh[0]}、{zh[1]}等 5 个"
    assert wording.towns_cell(store(), many, "en") == f"{en[0]}, {en[1]} +\xa03"


def test_no_town_and_all_towns_are_the_whole_city() -> None:
    for named in ([], codes()):
        whole = record(layer="public-services", towns=named, towns_unknown=False)
        assert wording.towns_cell(store(), whole, "zh") == "全市"
        assert wording.towns_cell(store(), whole, "en") == "Whole city"


def test_features_beyond_the_city_are_outside_the_city():
    port = store().records["op-port-weifang"]
    assert wording.towns_cell(store(), port, "zh") == "市外"
    assert wording.towns_cell(store(), port, "en") == "outside the city"


def test_unknown_towns_are_not_the_whole_city():
    assert wording.towns_cell(store(), record(towns=[], towns_unknown=True), "zh") == "未公开"


def test_unknown_codes_are_left_out():
    assert wording.town_names(store(), ["000000000", codes()[0]], "zh") == town_names("zh")[:1]
