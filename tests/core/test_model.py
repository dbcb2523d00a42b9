import re

import pytest
from pydantic import ValidationError

from atlas.core.model import BASE_FIELDS, Source, Term, Text, Vocabulary, vocabulary
from tests.support.project import failures

STATUSES = {
    "built": "已建成",
    "under_construction": "在建",
    "planned": "规划",
    "sought": "争取中",
    "studied": "研究中",
    "unconfirmed": "待核实",
}


def test_states_stand_in_display_order():
    words = vocabulary().status
    assert {word: term.text.zh for word, term in words.items()} == STATUSES
    assert list(words) == list(STATUSES)


def test_every_word_has_both_languages() -> None:
    def check(table: str) -> None:
        terms = vocabulary().terms(table)
        assert terms
        for word, term in terms.items():
            assert term.id == word
            assert re.search(r"[\u4e00-\u9fff]", term.text.zh), word
            assert re.search(r"[A-Za-z]", term.text.en), word

    assert failures(check, Vocabulary.model_fields) == {}


def test_every_theme_has_a_colour_of_its_own():
    colours = [term.colour for term in vocabulary().theme.values()]
    assert None not in colours
    assert len(set(colours)) == len(colours)


def test_every_outcome_has_a_colour_that_no_theme_has():
    colours = [term.colour for term in vocabulary().outcome.values()]
    assert None not in colours
    assert len(set(colours)) == len(colours)
    assert not {term.colour for term in vocabulary().theme.values()} & set(colours)


def test_an_unknown_table_is_an_error():
    with pytest.raises(KeyError):
        vocabulary().terms("model_config")


def test_text_in_a_language():
    text = Text(zh="镇", en="Town")
    assert (text.in_("zh"), text.in_("en"), text.in_("fr")) == ("镇", "Town", "镇")


@pytest.mark.parametrize(
    ("word", "metres", "allowed"),
    [
        ("surveyed", 300, True),
        ("surveyed", 301, False),
        ("derived", 1000, True),
        ("derived", 1001, False),
        ("schematic", 300, False),
        ("schematic", 5000, True),
    ],
)
def test_precision_and_accuracy(word, metres, allowed):
    assert vocabulary().precision[word].allows_accuracy(metres) is allowed


def test_a_term_without_bounds_allows_any_accuracy():
    assert Term(id="x", text=Text(zh="甲", en="A")).allows_accuracy(1e9)


def test_base_fields_begin_with_the_identity():
    assert BASE_FIELDS[:4] == ("id", "layer", "theme", "kind")


@pytest.mark.parametrize("date", ["2021-13", "2021-06-32", "21", "2021/06"])
def test_a_source_s_date_is_partial_iso(date):
    with pytest.raises(ValidationError, match="date"):
        Source(id="a", title_zh="甲", title_en="A", date=date, confidence="high")
