"""The message catalogue: complete in both languages, in the words and signs of each."""

from __future__ import annotations

import csv
import re

import pytest
from babel import Locale
from pydantic import ValidationError

from atlas.core.messages import LANGUAGES, Message, Plural, all_messages, message, messages
from atlas.core.model import Vocabulary, vocabulary
from atlas.core.paths import LAYERS, SOURCES
from atlas.layers.layer_definition import read_catalogue
from atlas.readers.file_limits import limits as file_limits
from atlas.spatial.shape_text import MAX_CROSSINGS, MAX_VERTICES
from tests.support.message_names import names
from tests.support.project import failures

KEYS = set(all_messages())
CHINESE = re.compile(r"[\u3400-\u9fff]")
#: messages in another language: the language switch, names of maps
OTHER_LANGUAGE = {"app.language", "map.base.osm"}
#: messages of punctuation only: full-width in Chinese, plain in English
SIGNS = {
    "list.joiner": ("、", ", "),
    "list.comma": ("，", ", "),
    "spoken.dated": ("（）", " ()"),
    "spoken.other": ("：", ": "),
    "spoken.chosen": ("；", "; "),
    "glance.towns_value": (" ", ", "),
    "glance.clauses_value": ("，", ", "),
    "card.firm_figure": ("（）", " ()"),
    "card.in_group": ("：", ": "),
    "shortlist.need": ("  ", "   "),
    "card.with_basis": ("（）", " ()"),
    "fact.semicolon": ("；", "; "),
    "progress.reached": ("", " "),
    "plain.promise": ("", " in "),
    "plain.sentence": ("。", "."),
    "finder.unranked": ("：。", ": ."),
    "fact.marked": ("【】", " []"),
    "site.noted": ("（）", " ()"),
    "table.with_unit": ("（）", " ()"),
    "table.unit_too": ("，）", ", )"),
    "indicator.told": ("：", ": "),
    "check.told": ("：", ": "),
    "check.joiner": ("，", ", "),
    "extract.with_share": ("（）", " ()"),
    "extract.percent": ("%", "%"),
}
#: half-width punctuation in Chinese text
HALF_WIDTH = re.compile(r"[\u3400-\u9fff”》）][,;:?!()]|[,;:?!()][\u3400-\u9fff“《（]")
FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
#: a word in the plural after a 1, with at most one word between
PLURAL_NOUN = re.compile(r"(?<![\w“±.,-])(?<! to )1 (?:[a-z]+ )??([a-z]+s|vertices)\b")
#: words on s that may follow a 1
SINGULAR = {"is", "has", "was", "as", "its", "keeps", "lies", "touches", "overlaps", "lists"}
SINGULAR |= {"fits", "does", "holds"}
#: messages only for several things
SEVERAL = {
    "check.conflict": {"features"},
    "check.possible": {"features"},
    "check.clear": {"features"},
    "check.not_all_areas": {"features"},
    # a row with more cells than its header has
    "planners.too_many_cells": {"cells"},
}
#: messages about limits, each more than 1
LIMITS = ("planners.limit_", "shape.too_", "task.upload_limits")


def plurals() -> dict[str, Plural]:
    """Return message key → its English plural forms, if it has any."""
    return {key: text.plural for key, text in all_messages().items() if text.plural}


# ---- the texts -----------------------------------------------------------------------------------


def test_a_message_has_both_languages_with_the_same_names() -> None:
    def check(key: str) -> None:
        text = all_messages()[key]
        assert text.zh.strip()
        assert text.en.strip()
        # for a list of towns, Chinese gives the number and English the number of others
        counted = {"n", "more"} if key == "filter.chosen" else set()
        assert names(text.zh) - counted == names(text.en) - counted

    assert failures(check, sorted(KEYS)) == {}


def test_a_plural_message_has_the_plural_forms_of_english() -> None:
    assert set(Plural.model_fields) - {"by"} == Locale.parse("en").plural_form.tags | {"other"}

    def check(key: str) -> None:
        plural = plurals()[key]
        assert plural.by in names(plural.other)
        assert names(plural.one) | {plural.by} == names(plural.other)
        assert plural.one != plural.other
        assert not CHINESE.search(plural.one)
        assert not FULL_WIDTH.search(plural.one)

    assert len(plurals()) > 40
    assert failures(check, sorted(plurals())) == {}


def test_a_noun_with_a_count_has_plural_forms() -> None:
    """Fill in 1 for every name in the form for one: no plural noun may follow a 1."""

    def check(key: str) -> None:
        text = all_messages()[key]
        form = text.plural.one if text.plural else text.en
        found = PLURAL_NOUN.findall(form.format(**dict.fromkeys(names(form), 1)))
        assert set(found) <= SINGULAR | SEVERAL.get(key, set())

    wanted = sorted(key for key in KEYS if not key.startswith(LIMITS))
    assert failures(check, wanted) == {}
    assert PLURAL_NOUN.findall("1 features, (1 more items), 11 rows, 1 feature") == [
        "features",
        "items",
    ]


def test_a_limit_is_more_than_one() -> None:
    values = {**file_limits().model_dump(), "corners": MAX_VERTICES, "crossings": MAX_CROSSINGS}
    assert {name: value for name, value in values.items() if value < 2} == {}


@pytest.mark.parametrize(
    ("forms", "message"),
    [
        ({"other": "{n} features"}, "one"),
        ({"one": "{n} feature"}, "other"),
        ({"one": "{n} feature", "few": "{n} features", "other": "{n} features"}, "few"),
    ],
)
def test_a_missing_or_unknown_plural_form_is_an_error(forms: dict[str, str], message: str) -> None:
    with pytest.raises(ValidationError, match=rf"plural\.{message}\n"):
        Message.model_validate({"zh": "{n} 个要素", "en": forms})


def test_english_uses_the_form_for_its_number() -> None:
    cases = {1: "1 feature", 2: "2 features", 0: "0 features", "1": "1 feature"}
    cases["1,201"] = "1,201 features"
    assert {n: message("data.count", "en", n=n) for n in cases} == cases
    assert message("data.count", "zh", n=1) == "1 项"
    assert message("work.busy", "en", seconds=1).endswith("in 1 second.")
    assert message("work.busy", "en", seconds=2).endswith("in 2 seconds.")


def test_the_browser_gets_the_plural_forms() -> None:
    english, chinese = messages("filter.count", "en"), messages("filter.count", "zh")
    assert english == {"filter.count": {"one": "{n} item", "other": "{n} items"}}
    assert chinese == {"filter.count": "{n} 项"}


def test_a_message_is_in_its_language() -> None:
    def check(key: str) -> None:
        text, english = all_messages()[key], all_messages()[key].en
        if key in SIGNS:
            assert tuple(re.sub(r"\{\w+\}", "", one) for one in (text.zh, english)) == SIGNS[key]
            return
        assert bool(CHINESE.search(text.zh)) is (key not in OTHER_LANGUAGE)
        assert bool(CHINESE.search(english)) is (key == "app.language")
        assert not HALF_WIDTH.search(text.zh)
        assert not FULL_WIDTH.search(english)

    assert failures(check, sorted(KEYS)) == {}


def test_a_word_of_the_vocabulary_is_in_its_language() -> None:
    def check(table: str, word: str) -> None:
        text = vocabulary().terms(table)[word].text
        assert CHINESE.search(text.zh)
        assert re.search(r"[A-Za-z]", text.en)
        assert not CHINESE.search(text.en)
        assert not HALF_WIDTH.search(text.zh)
        assert not FULL_WIDTH.search(text.en)

    wrong = {}
    for table in Vocabulary.model_fields:
        wrong |= failures(check, [table], vocabulary().terms(table))
    assert wrong == {}


def test_a_layer_s_titles_are_in_their_language(subtests: pytest.Subtests) -> None:
    definitions = read_catalogue(LAYERS)[0]
    assert sorted(definitions) == sorted(path.stem for path in LAYERS.glob("*.toml"))
    for layer, definition in definitions.items():
        labels = [category.label for category in definition.categories]
        fields = [field.label for field in definition.fields.values()]
        fields += [field.short for field in definition.fields.values() if field.short]
        own = list(definition.status_labels.values())
        with subtests.test(layer=layer):
            for text in [definition.title, definition.description, *labels, *fields, *own]:
                assert CHINESE.search(text.zh), text
                assert text.en.strip(), text
                assert not CHINESE.search(text.en), text
                assert not HALF_WIDTH.search(text.zh), text
                assert not FULL_WIDTH.search(text.en), text


def test_the_texts_of_the_features_are_in_their_language(subtests: pytest.Subtests) -> None:
    paths = sorted((SOURCES / "features").glob("*.csv"))
    assert paths
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        seen = set()
        with subtests.test(table=path.stem):
            for row in rows:
                for column, text in row.items():
                    where = f"{row['id']}: {column}: {text}"
                    seen |= {column[-3:]} if text else set()
                    if column.endswith("_en"):
                        assert not CHINESE.search(text), where
                        assert not FULL_WIDTH.search(text), where
                    elif column.endswith("_zh"):
                        assert not HALF_WIDTH.search(text), where
            assert seen >= {"_zh", "_en"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("大泽山,云山", True),
        ("大泽山;云山", True),
        ("（东）,云山", True),
        ("长(米)", True),
        ("大泽山，云山；（东）", False),
        ("S217, S218 段", False),
        ("1,200 人", False),
    ],
)
def test_half_width_punctuation_is_found_only_in_chinese(text: str, found: bool) -> None:
    assert bool(HALF_WIDTH.search(text)) is found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_message_is_filled_in(lang: str) -> None:
    assert "7" in message("filter.count", lang, n=7)
    assert "{" not in message("filter.count", lang, n=7)
    # what is filled in is text, never a pattern
    assert "{lang}" in message("card.clause", lang, place="{lang}")


def test_an_unknown_message_is_a_key_error():
    with pytest.raises(KeyError, match=r"app\.nonsense"):
        message("app.nonsense", "zh")


def test_the_browser_gets_the_messages_of_one_prefix():
    for lang in LANGUAGES:
        found = messages("map.", lang)
        assert set(found) == {key for key in KEYS if key.startswith("map.")}
        assert found["map.legend"] == message("map.legend", lang)
