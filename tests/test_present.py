"""How facts read: figures, accuracy, clauses, towns, and every card and cell in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from atlas import present
from atlas.catalogue import FieldDefinition
from atlas.i18n import LANGUAGES
from atlas.model import vocabulary
from atlas.plan.text import Clause
from atlas.store import load

STORE = load()
THIN = "\u2009"
TEXT = {"zh": "甲", "en": "A"}
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


# ---- fields --------------------------------------------------------------------------------------

HSR = next(r for r in STORE.records.values() if r["kind"] == "hsr_station")
INDUSTRIES = list(vocabulary().industry)[:2]
WORDS = {
    lang: [vocabulary().industry[word].text.in_(lang) for word in INDUSTRIES]
    for lang in ("zh", "en")
}
UNIT = {"zh": "千米", "en": "km"}


@pytest.mark.parametrize(
    ("definition", "values", "zh", "en"),
    [
        ({"type": "text"}, {"x": "G18"}, ("G18", None), ("G18", None)),
        ({"type": "bilingual"}, {"x_zh": "甲", "x_en": "A"}, ("甲", None), ("A", None)),
        ({"type": "number"}, {"x": 1.50}, ("1.5", None), ("1.5", None)),
        ({"type": "number"}, {"x": 0}, ("0", None), ("0", None)),
        ({"type": "number", "unit": UNIT}, {"x": 12.0}, ("12 千米", None), ("12 km", None)),
        (
            {"type": "integer", "unit": {"zh": "人", "en": ""}},
            {"x": 1200.0},
            ("1200 人", None),
            ("1,200", None),
        ),
        ({"type": "number", "scale_en": 0.1}, {"x": 23}, ("23", None), ("2.3", None)),
        (
            {"type": "list", "vocabulary": "industry"},
            {"x": INDUSTRIES},
            ("、".join(WORDS["zh"]), None),
            (", ".join(WORDS["en"]), None),
        ),
        (
            {"type": "code", "vocabulary": "industry"},
            {"x": INDUSTRIES[0]},
            (WORDS["zh"][0], None),
            (WORDS["en"][0], None),
        ),
        (
            {"type": "code", "vocabulary": "feature"},
            {"x": HSR["id"]},
            (HSR["name_zh"], HSR["id"]),
            (HSR["name_en"], HSR["id"]),
        ),
        ({"type": "code", "vocabulary": "feature"}, {"x": "gone"}, None, None),
        ({"type": "list"}, {"x": ["a", "b"]}, ("a、b", None), ("a, b", None)),
        ({"type": "list"}, {"x": []}, None, None),
        ({"type": "text"}, {"x": ""}, None, None),
        ({"type": "number"}, {"x": None}, None, None),
        ({"type": "bilingual"}, {}, None, None),
    ],
)
def test_a_field_of_each_type_reads_right(
    definition: dict[str, Any], values: dict[str, Any], zh: object, en: object
) -> None:
    field = FieldDefinition.model_validate({"label": TEXT, **definition})
    assert present.field_value(STORE, values, "x", field, "zh") == zh
    assert present.field_value(STORE, values, "x", field, "en") == en


@in_both
@pytest.mark.parametrize("layer", list(STORE.catalogue))
def test_a_table_figure_is_the_card_s_figure_in_the_unit_of_its_column(
    layer: str, lang: str
) -> None:
    definition = STORE.catalogue[layer]
    for key in (key for key in definition.fields if present.is_number(definition, key)):
        field = definition.fields[key]
        some = {"layer": layer, key: 120.0, "accuracy_m": 5000.0}
        on_card = present.field_value(STORE, some, key, field, lang)
        unit = field.unit.in_(lang) if field.unit else ""
        shown = f"{present.number(present.cell(STORE, some, key, lang), lang)} {unit}".strip()
        if field.approximate:
            shown = f"about {shown}" if lang == "en" else f"约 {shown}"
        assert on_card == (shown, None), key
        title = (field.short or field.label).in_(lang)
        in_brackets = f" ({unit})" if lang == "en" else f"（{unit}）"
        head = present.column_label(definition, key, lang)
        assert head == title + (in_brackets if unit else "")
        assert key not in definition.table or len(re.findall(r"[(（]", head)) <= 1


# ---- distances -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "accuracy_m", "zh", "en"),
    [
        (10.8, 6000, "约 11 千米", "about 11 km"),
        (10.2, 4000, "约 10 千米", "about 10 km"),
        (0.0, 4000, "4 千米以内", "within 4 km"),
        (3.9, 4000, "4 千米以内", "within 4 km"),
        (4.0, 4000, "4 千米以内", "within 4 km"),
        (4.1, 4000, "约 4 千米", "about 4 km"),
        (0.0, 300, "1 千米以内", "within 1 km"),
        (12345.6, 1000, f"约 12{THIN}346 千米", "about 12,346 km"),
        (26.7, None, "约 27 千米", "about 27 km"),
        (0.0, None, "1 千米以内", "within 1 km"),
    ],
)
def test_a_distance_is_no_finer_than_the_place_it_is_measured_from(
    value: float, accuracy_m: float | None, zh: str, en: str
) -> None:
    assert present.approximate_km(value, accuracy_m, "zh") == zh
    assert present.approximate_km(value, accuracy_m, "en") == en


@pytest.mark.parametrize(
    ("value", "accuracy_m", "en"),
    [
        (0.3, 2500, "within 3 km"),  # park-tonghe-logistics: 2 km is less than its accuracy
        (1.3, 1400, "within 2 km"),  # 1 km is not true
        (14.5, 4000, "about 15 km"),  # park-nancun-investment: half goes up, as readers expect
        (0.4, 300, "about 1 km"),  # as the table says; about 0 km is no distance
    ],
)
def test_a_distance_is_never_told_too_short(value: float, accuracy_m: float, en: str) -> None:
    assert present.approximate_km(value, accuracy_m, "en") == en


APPROXIMATE = [
    (r["id"], key)
    for r in STORE.records.values()
    for key, field in STORE.catalogue[r["layer"]].fields.items()
    if field.approximate and r[key] is not None
]


@in_both
@pytest.mark.parametrize(("identifier", "key"), APPROXIMATE)
def test_a_distance_in_the_table_is_that_of_the_card(identifier: str, key: str, lang: str) -> None:
    found = STORE.records[identifier]
    value = present.cell(STORE, found, key, lang)
    row = {
        r["label"]: r["value"]
        for r in present.card_rows(STORE, found, lang)
        if r["label"] == STORE.catalogue[found["layer"]].fields[key].label.in_(lang)
    }
    [text] = row.values()
    assert re.fullmatch(r"within \d+ km|about \d+ km|约 \d+ 千米|\d+ 千米以内", text)
    [figure] = map(int, re.findall(r"\d+", text))
    within = "within" in text or "以内" in text
    assert value == ({"text": f"≤{figure}", "value": figure} if within else figure)
    assert figure >= (found["accuracy_m"] / 1000 if within else 1)


# ---- sizes and towns of a card -------------------------------------------------------------------

AREAS = [r["id"] for r in STORE.records.values() if r["area_ha_drawn"]]


@in_both
@pytest.mark.parametrize("identifier", AREAS)
def test_a_sign_s_size_stands_beside_a_published_one_only(identifier: str, lang: str) -> None:
    found = STORE.records[identifier]
    label = {"zh": "图上面积", "en": "Area as drawn"}[lang]
    figures = [r["value"] for r in present.card_rows(STORE, found, lang) if r["label"] == label]
    published = found.get("area_ha_published") or found.get("area_planned_km2")
    if found["precision"] == "schematic" and not published:
        assert figures == []
        return
    hectares = found["area_ha_drawn"]
    if STORE.catalogue[found["layer"]].context:
        figure, unit = round(hectares / 100, 1), {"zh": "平方千米", "en": "km²"}[lang]
    else:
        figure, unit = round(hectares), {"zh": "公顷", "en": "ha"}[lang]
    assert figures == [f"{present.number(figure, lang)} {unit}"]


def test_there_are_areas_of_each_sort():
    sorts = {
        (
            STORE.records[i]["precision"],
            bool(
                STORE.records[i].get("area_ha_published")
                or STORE.records[i].get("area_planned_km2")
            ),
        )
        for i in AREAS
    }
    assert sorts >= {("schematic", True), ("schematic", False), ("derived", False)}


@in_both
@pytest.mark.parametrize("code", CODES)
def test_a_town_s_card_lists_what_is_in_it_theme_by_theme(code: str, lang: str) -> None:
    rows = present.town_rows(STORE, code, lang)
    here = [
        r
        for r in STORE.records.values()
        if not STORE.catalogue[r["layer"]].context and code in {*r["towns"], *r["towns_drawn"]}
    ]
    assert here
    assert len(rows) == len(here)
    assert {row["select"] for row in rows} == {r["id"] for r in here}
    themes = [STORE.records[row["select"]]["theme"] for row in rows]
    assert themes == sorted(themes, key=list(vocabulary().theme).index)
    before = None
    for row, theme in zip(rows, themes, strict=True):
        label = "" if theme == before else vocabulary().theme[theme].text.in_(lang)
        name = STORE.records[row["select"]][f"name_{lang}"]
        assert row == {"label": label, "value": name, "select": row["select"]}
        before = theme
    card = present.card(STORE, STORE.towns[code]["id"], lang)["rows"]
    start = card.index(rows[0])
    assert card[start : start + len(rows)] == rows


def test_a_town_that_nothing_touches_has_no_rows():
    assert present.town_rows(STORE, "000000000", "zh") == []


# ---- every card and every cell -------------------------------------------------------------------

RAW = re.compile(r"None|\bnan\b|NaN|\{|\}|undefined|\b[a-z]+_[a-z_]+\b")
IDS = set(STORE.records) | set(STORE.sources) | set(STORE.clauses)
#: what of a card is for the browser and not for readers
SILENT = {"id", "select", "code", "colour", "tone", "url", "texts"}


def shown(value: Any) -> Iterator[str]:
    """The texts of a card that readers see."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key not in SILENT:
                yield from shown(part)
    elif isinstance(value, list):
        for part in value:
            yield from shown(part)
    else:
        yield value


def assert_readable(text: object, where: str) -> None:
    assert isinstance(text, str), where
    assert text.strip(), where
    assert not RAW.search(text), f"{where}: {text}"
    # one-word ids such as `hsr` are words too; those with a hyphen are not
    assert not set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)) & IDS, f"{where}: {text}"


@in_both
@pytest.mark.parametrize("identifier", list(STORE.records))
def test_every_feature_has_a_card_for_readers(identifier: str, lang: str) -> None:
    card = present.card(STORE, identifier, lang)
    json.dumps(card, allow_nan=False)
    assert card["title"] == STORE.records[identifier][f"name_{lang}"]
    for row, before in zip(card["rows"], [None, *card["rows"]], strict=False):
        if not row["label"]:  # one more under the label above
            assert "select" in row
            assert before is not None
            assert "select" in before
    named = [row if row["label"] else {"value": row["value"]} for row in card["rows"]]
    for text in shown({**card, "rows": named}):
        assert_readable(text, identifier)
    assert card["notes"], "a card says how well the place is known, or that it is not"
    linked = STORE.links.get(identifier, [])
    assert [quote["text"] for quote in card["quotes"]] == [link.quote for link in linked]
    assert len(card["sources"]) == len(STORE.records[identifier]["sources"]) > 0
    assert {row["select"] for row in card["rows"] if "select" in row} <= set(STORE.records)


@in_both
@pytest.mark.parametrize("layer", list(STORE.rows))
def test_every_cell_of_the_table_is_for_readers(layer: str, lang: str) -> None:
    definition = STORE.catalogue[layer]
    for identifier in STORE.features["id"].iloc[STORE.rows[layer]]:
        row = STORE.records[identifier]
        for key in definition.table:
            cell = present.cell(STORE, row, key, lang)
            if cell is None or present.is_number(definition, key):
                figure = cell["value"] if isinstance(cell, dict) else cell
                assert figure is None or figure >= 0
                continue
            for text in shown(cell):
                assert_readable(text, f"{identifier}: {key}")
        undrawn = present.name_cell(STORE, row, "zh")["below"].endswith(" · 不上图")
        assert undrawn is (identifier not in STORE.drawn)


def test_no_card_for_a_feature_that_is_not_there():
    with pytest.raises(KeyError, match="gone"):
        present.card(STORE, "gone", "zh")
