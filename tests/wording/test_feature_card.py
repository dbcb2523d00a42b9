"""Wording of cards and tables, for every feature in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from atlas import wording
from atlas.core.messages import LANGUAGES
from atlas.core.model import vocabulary
from atlas.layers.layer_definition import FieldDefinition
from tests.support.project import failures, store

THIN = "\u2009"
TEXT = {"zh": "甲", "en": "A"}


# ---- fields --------------------------------------------------------------------------------------

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
        ({"type": "code", "vocabulary": "feature"}, {"x": "gone"}, None, None),
        ({"type": "list"}, {"x": ["a", "b"]}, ("a、b", None), ("a, b", None)),
        ({"type": "list"}, {"x": []}, None, None),
        ({"type": "text"}, {"x": ""}, None, None),
        ({"type": "number"}, {"x": None}, None, None),
        ({"type": "bilingual"}, {}, None, None),
    ],
)
def test_each_field_type_is_worded(
    definition: dict[str, Any], values: dict[str, Any], zh: object, en: object
) -> None:
    field = FieldDefinition.model_validate({"label": TEXT, **definition})
    assert wording.field_value(store(), values, "x", field, "zh") == zh
    assert wording.field_value(store(), values, "x", field, "en") == en


def test_a_reference_field_shows_and_links_the_feature_s_name() -> None:
    station = next(r for r in store().records.values() if r["kind"] == "hsr_station")
    field = FieldDefinition.model_validate({"label": TEXT, "type": "code", "vocabulary": "feature"})
    for lang in LANGUAGES:
        shown = wording.field_value(store(), {"x": station["id"]}, "x", field, lang)
        assert shown == (station[f"name_{lang}"], station["id"])


def test_a_table_figure_is_the_card_s_figure_in_the_unit_of_its_column() -> None:
    def check(layer_and_key: tuple[str, str], lang: str) -> None:
        layer, key = layer_and_key
        definition = store().catalogue[layer]
        field = definition.fields[key]
        some = {"layer": layer, key: 120.0, "accuracy_m": 5000.0}
        on_card = wording.field_value(store(), some, key, field, lang)
        unit = field.unit.in_(lang) if field.unit else ""
        shown = f"{wording.number(wording.cell(store(), some, key, lang), lang)} {unit}".strip()
        assert on_card == (shown, None), key
        title = (field.short or field.label).in_(lang)
        opening, comma, closing = (" (", ", ", ")") if lang == "en" else ("（", "，", "）")
        head = wording.column_label(definition, key, lang)
        with_unit = (
            f"{title.removesuffix(closing)}{comma}{unit}{closing}"
            if title.endswith(closing)
            else f"{title}{opening}{unit}{closing}"
        )
        assert head == (with_unit if unit else title)
        assert key not in definition.table or len(re.findall(r"[(（]", head)) <= 1

    numbers = [
        (layer, key)
        for layer, definition in store().catalogue.items()
        for key in definition.fields
        if definition.fields[key].type in ("number", "integer")
    ]
    assert failures(check, numbers, LANGUAGES) == {}


# ---- sizes and towns of a card -------------------------------------------------------------------


@cache
def with_area() -> list[str]:
    """Return the ids of the features drawn as areas."""
    return [r["id"] for r in store().records.values() if r["area_ha_drawn"]]


def test_a_symbol_s_size_is_shown_only_beside_a_published_one() -> None:
    def check(identifier: str, lang: str) -> None:
        found = store().records[identifier]
        label = {"zh": "图上面积", "en": "Area as drawn"}[lang]
        figures = [
            r["value"] for r in wording.card_rows(store(), found, lang) if r["label"] == label
        ]
        published = found.get("area_ha_published") or found.get("area_planned_km2")
        if found["precision"] == "schematic" and not published:
            assert figures == []
            return
        hectares = found["area_ha_drawn"]
        if store().catalogue[found["layer"]].context:
            figure, unit = hectares / 100, {"zh": "平方千米", "en": "km²"}[lang]
        else:
            figure, unit = hectares, {"zh": "公顷", "en": "ha"}[lang]
        # rounded to the digits that the precision allows
        digits = {"schematic": 2, "derived": 3, "surveyed": 4}[found["precision"]]
        known = float(f"{figure:.{digits - 1}e}")
        assert figures == [f"{wording.number(known, lang)} {unit}"]

    assert failures(check, with_area(), LANGUAGES) == {}


def test_there_are_areas_of_each_precision():
    sorts = {
        (
            store().records[i]["precision"],
            bool(
                store().records[i].get("area_ha_published")
                or store().records[i].get("area_planned_km2")
            ),
        )
        for i in with_area()
    }
    assert sorts >= {("schematic", True), ("schematic", False), ("derived", False)}


def test_a_town_s_card_lists_its_features_by_theme() -> None:
    def check(code: str, lang: str) -> None:
        rows = wording.town_rows(store(), code, lang)
        here = [
            r
            for r in store().records.values()
            if not store().catalogue[r["layer"]].context
            and code in {*r["towns"], *r["towns_drawn"]}
        ]
        assert here
        assert len(rows) == len(here)
        assert {row["select"] for row in rows} == {r["id"] for r in here}
        themes = [store().records[row["select"]]["theme"] for row in rows]
        assert themes == sorted(themes, key=list(vocabulary().theme).index)
        before = None
        for row, theme in zip(rows, themes, strict=True):
            label = "" if theme == before else vocabulary().theme[theme].text.in_(lang)
            name = store().records[row["select"]][f"name_{lang}"]
            assert row == {"label": label, "value": name, "select": row["select"]}
            before = theme
        card = wording.card(store(), store().towns[code]["id"], lang)["rows"]
        start = card.index(rows[0])
        assert card[start : start + len(rows)] == rows

    assert failures(check, store().towns, LANGUAGES) == {}


def test_a_town_that_nothing_touches_has_no_rows():
    assert wording.town_rows(store(), "000000000", "zh") == []


# ---- every card and every cell -------------------------------------------------------------------

RAW = re.compile(r"None|\bnan\b|NaN|\{|\}|undefined|\b[a-z]+_[a-z_]+\b")
#: keys of a card that are for the browser, not for readers
SILENT = {
    *("id", "select", "code", "town", "colour", "tone", "url", "texts", "replaced", "fold"),
    *("dash", "outside"),
}


@cache
def ids() -> set[str]:
    """Return the ids of features, sources and clauses, which readers should not see."""
    return set(store().records) | set(store().sources) | set(store().clauses)


def shown(value: Any) -> Iterator[str]:
    """Yield the texts of a card that readers see."""
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
    # one-word ids such as `hsr` may be words; those with a hyphen are not
    assert not set(re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)+", text)) & ids(), f"{where}: {text}"


def test_every_feature_has_a_readable_card() -> None:
    def check(identifier: str, lang: str) -> None:
        card = wording.card(store(), identifier, lang)
        json.dumps(card, allow_nan=False)
        assert card["title"] == store().records[identifier][f"name_{lang}"]
        for row, before in zip(card["rows"], [None, *card["rows"]], strict=False):
            if not row["label"]:  # a further row under the label above
                assert "select" in row
                assert before is not None
                assert "select" in before
        named = [row if row["label"] else {"value": row["value"]} for row in card["rows"]]
        for text in shown({**card, "rows": named}):
            assert_readable(text, identifier)
        assert card["notes"], "a card says how well the place is known, or that it is not"
        linked = store().links.get(identifier, [])
        assert [quote["text"] for quote in card["quotes"]] == [link.quote for link in linked]
        cited = {fact.source for fact in store().site_facts.get(identifier, ())}
        cited |= set(store().records[identifier]["sources"])
        cited |= {milestone.source for milestone in store().milestones.get(identifier, ())}
        assert len(card["sources"]) == len(cited) > 0
        assert {row["select"] for row in card["rows"] if "select" in row} <= set(store().records)

    assert failures(check, store().records, LANGUAGES) == {}


def test_every_table_cell_is_readable() -> None:
    def check(identifier: str, lang: str) -> None:
        row = store().records[identifier]
        definition = store().catalogue[row["layer"]]
        for key in definition.table:
            cell = wording.cell(store(), row, key, lang)
            if cell is None or wording.is_number(definition, key):
                figure = cell["value"] if isinstance(cell, dict) else cell
                assert figure is None or figure >= 0, key
                continue
            for text in shown(cell):
                assert_readable(text, f"{identifier}: {key}")
        undrawn = wording.name_cell(store(), row, "zh")["below"].endswith(" · 位置没有公布")
        assert undrawn is (identifier not in store().drawn)

    listed = [
        identifier
        for rows in store().rows.values()
        for identifier in store().features["id"].iloc[rows]
    ]
    assert failures(check, listed, LANGUAGES) == {}


def test_an_unknown_feature_has_no_card():
    with pytest.raises(KeyError, match="gone"):
        wording.card(store(), "gone", "zh")
