"""How facts read: figures, accuracy, clauses and towns, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from atlas import present
from atlas.i18n import LANGUAGES
from atlas.plan.text import Clause
from atlas.store import load

STORE = load()
THIN = "\u2009"
in_both = pytest.mark.parametrize("lang", LANGUAGES)


def record(**values: Any) -> dict[str, Any]:
    return {**next(iter(STORE.records.values())), **values}


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
    assert (present.number(value, "zh"), present.number(value, "en")) == (zh, en)


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
    assert (present.accuracy(metres, "zh"), present.accuracy(metres, "en")) == (zh, en)


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
def test_a_clause_says_where_it_stands(place: dict[str, int], zh: str, en: str) -> None:
    found = clause(**place)
    assert (present.clause_place(found, "zh"), present.clause_place(found, "en")) == (zh, en)


@in_both
def test_no_clause_of_the_plan_stands_in_a_chapter_zero(lang: str) -> None:
    wrong = {
        identifier: present.clause_place(found, lang)
        for identifier, found in STORE.clauses.items()
        if re.search(r"零|\b0\b|^$", present.clause_place(found, lang))
    }
    assert wrong == {}


def test_chapters_are_counted_in_chinese():
    counted = [present.chinese_numeral(value) for value in range(1, 20)]
    assert counted[:3] == ["一", "二", "三"]
    assert counted[9:13] == ["十", "十一", "十二", "十三"]
    assert len(set(counted)) == 19


# ---- towns ---------------------------------------------------------------------------------------

CODES = list(STORE.towns)
NAMES = {lang: [STORE.towns[code][f"name_{lang}"] for code in CODES] for lang in ("zh", "en")}
#: as a narrow column has them: Nancun, not Nancun Town
SHORT = {"zh": NAMES["zh"], "en": [name.rsplit(" ", 1)[0] for name in NAMES["en"]]}


def test_every_english_town_is_named_a_town_or_a_subdistrict():
    assert {name.rsplit(" ", 1)[1] for name in NAMES["en"]} == {"Town", "Subdistrict"}
    assert len(set(SHORT["en"])) == len(CODES)


@in_both
def test_up_to_three_towns_are_all_named(lang: str) -> None:
    for n in (1, 2, 3):
        shown = present.towns_cell(STORE, record(towns=CODES[:n], towns_unknown=False), lang)
        assert shown == (", " if lang == "en" else "、").join(SHORT[lang][:n])


def test_of_more_towns_two_are_named_and_the_rest_counted():
    many = record(towns=CODES[:5], towns_unknown=False)
    zh, en = SHORT["zh"], SHORT["en"]
    assert present.towns_cell(STORE, many, "zh") == f"{zh[0]}、{zh[1]}等 5 个"
    assert present.towns_cell(STORE, many, "en") == f"{en[0]}, {en[1]} + 3"


@pytest.mark.parametrize("codes", [[], CODES], ids=["none", "all"])
def test_no_town_and_all_towns_are_the_whole_city(codes: list[str]) -> None:
    whole = record(layer="public-services", towns=codes, towns_unknown=False)
    assert present.towns_cell(STORE, whole, "zh") == "全市"
    assert present.towns_cell(STORE, whole, "en") == "Whole city"


def test_what_is_drawn_beyond_the_city_is_outside_it():
    port = STORE.records["op-port-weifang"]
    assert present.towns_cell(STORE, port, "zh") == "市外"
    assert present.towns_cell(STORE, port, "en") == "outside the city"


def test_unknown_towns_are_not_the_whole_city():
    assert present.towns_cell(STORE, record(towns=[], towns_unknown=True), "zh") == "未公开"


def test_unknown_codes_are_left_out():
    assert present.town_names(STORE, ["000000000", CODES[0]], "zh") == NAMES["zh"][:1]
