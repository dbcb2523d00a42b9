"""The message catalogue: complete in both languages, with no key missing or unused."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel import Locale
from pydantic import ValidationError

from atlas import wording
from atlas.analysis.land_extract import Reason
from atlas.analysis.location_report import TARGETS
from atlas.analysis.overlap.overlap_report import SHAPES as CHECKED
from atlas.analysis.overlap.overlap_report import VERDICTS
from atlas.core.messages import LANGUAGES, Message, Plural, all_messages, message, messages
from atlas.core.model import BASE_FIELDS, Vocabulary, vocabulary
from atlas.core.paths import GEODATA, LAYERS, SOURCES
from atlas.layers.layer_definition import read_catalogue
from atlas.layers.layer_files import read_sources
from atlas.layers.symbology import legend_samples
from atlas.plan.targets import Bound
from atlas.readers.file_limits import Counted
from atlas.readers.file_limits import limits as file_limits
from atlas.readers.planners_file import DEGREES, SHAPES
from atlas.spatial.shape_text import MAX_CROSSINGS, MAX_VERTICES
from atlas.store.query import Tool
from atlas.web.state.page_list import EVERY
from atlas.web.state.url_query import KNOWN
from atlas.wording.check_table import COLUMNS, HEADS
from atlas.writers.export import FORMATS
from tests.support.project import failures

ROOT = Path(__file__).parents[2]
KEYS = set(all_messages())
NAMESPACES = {key.split(".")[0] for key in KEYS}
CHINESE = re.compile(r"[\u3400-\u9fff]")
#: messages in another language: the language switch, names of maps
OTHER_LANGUAGE = {"app.language", "map.base.osm"}
#: messages of punctuation only: full-width in Chinese, plain in English
SIGNS = {
    "list.joiner": ("、", ", "),
    "list.comma": ("，", ", "),
    "glance.towns_value": (" ", ", "),
    "glance.clauses_value": ("，", ", "),
    "card.firm_figure": ("（）", " ()"),
    "table.with_unit": ("（）", " ()"),
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


def names(text: str) -> set[str]:
    """Return the ``{names}`` in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


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
    assert english == {"filter.count": {"one": "{n} feature", "other": "{n} features"}}
    assert chinese == {"filter.count": "{n} 个要素"}


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


# ---- the keys in code ----------------------------------------------------------------------------

LITERAL = re.compile(rf"(?:{'|'.join(sorted(NAMESPACES))})(?:\.[a-z0-9_]+)+")


@cache
def trees() -> dict[Path, ast.Module]:
    """Return all Python code of the atlas, parsed."""
    code = sorted([*ROOT.glob("atlas/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in code}


@cache
def scripts() -> dict[Path, str]:
    """Return all scripts of the browser by file."""
    paths = sorted((ROOT / "static").rglob("*.js"))
    return {path: path.read_text(encoding="utf-8") for path in paths}


def function(name: str, file: str) -> ast.FunctionDef:
    for node in ast.walk(trees()[ROOT / file]):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return node
    raise AssertionError(f"{file} has no {name}")


def words(name: str, file: str) -> set[str]:
    """Return the one-word strings in a function, which include parts of message keys."""
    found = {n.value for n in ast.walk(function(name, file)) if isinstance(n, ast.Constant)}
    return {value for value in found if isinstance(value, str) and value.isidentifier()}


PAGE_KEYS = {page.topic.key for page in EVERY}
DOORS = {"planner", "investor", "citizen"}
FACTS = {"area", "towns", "projects", "parks", "reserves", "clauses"}
DRAWN = {"line", "polygon"}
UNITS = {"metres", "kilometres", "square_metres", "hectares", "square_kilometres", "mu"}


@cache
def patterns() -> dict[str, set[str]]:
    """Return keys with a gap that code assembles → values for the gap."""
    controls = scripts()[ROOT / "static/map/controls.js"]
    icons = re.findall(r"^  (\w+): 'M", controls, re.MULTILINE)
    basemaps = tomllib.loads((ROOT / "atlas/webmap/basemaps.toml").read_text("utf-8"))
    return {
        "app.not_found_*": {"title", "text", "home"},
        "page.*": PAGE_KEYS,
        "lead.*": PAGE_KEYS,
        "door.*": DOORS,
        "door.*_text": DOORS,
        "door.*_link": DOORS,
        "glance.*": FACTS,
        "glance.*_value": FACTS,
        "glance.*_count": words("glance", "atlas/web/parts/side_panel.py")
        & {"subdistricts", "towns", "districts", "parks", "features", "links"},
        "card.*": {"length_km_drawn", "length_km_drawn_in_city", "area_ha_drawn"},
        "card.precision_*": set(vocabulary().precision),
        "confidence.*": {s.confidence for s in read_sources(GEODATA / "sources.json").values()}
        | {"official"},
        "table.*": set(wording.CELLS),
        "field.*": set(BASE_FIELDS),
        "filter.*": {"undrawn", "town"},
        "head.*": {*BASE_FIELDS, "min", "max"},
        "takeaway.form_*": set(FORMATS),
        "takeaway.undrawn_*": {one.undrawn for one in FORMATS.values()},
        "takeaway.column_*": {"layer", "short", "column", "chinese", "head", "type", "unit", "cut"},
        "takeaway.type_*": {"text", "number", "integer", "truth"},
        "takeaway.notes_*": {"item", "text", "date", "address"},
        "parameter.*": {*KNOWN, "other"},
        "map.button.*": set(icons),
        "map.base.*": {"offline", *basemaps},
        "map.base_credit.*": set(basemaps),
        "map.draw.begin_*": DRAWN,
        "map.draw.go_on_*": DRAWN,
        "map.shape.*": DRAWN,
        "map.measure.*": DRAWN | UNITS,
        "map.compare.*": {"plan", "now"},
        "map.compare.show_*": {"plan", "now"},
        "map.sample.*": set(legend_samples(official=True)),
        "sheet.title.*": PAGE_KEYS,
        "sheet.precision_*": set(vocabulary().precision),
        "map.sample.status.*": set(vocabulary().status),
        "map.sample.precision.*": {"derived", "schematic"},
        "here.*": {"covers", "may_cover"},
        "here.target_*": set(TARGETS),
        "task.*": {*get_args(Tool), "pdf", "csv", "json", "shape", "degrees", "encoding"},
        "task.*_about": set(get_args(Tool)) - {"spot"},
        "check.*": {"compared", "buffer", "system", "difference", "sliver", "near"}
        | {"subject", "whole", "place", "basis", "made"},
        "task.name_*": {"pdf", "csv", "json"},
        "task.shape_*": set(SHAPES),
        "task.degrees_*": set(DEGREES),
        "check.share_*": {"subject", "zone"},
        "check.precision_*": {*vocabulary().precision, "unknown"} - {"town"},
        "check.left_*": {"undrawn", "town", "direction"},
        "check.relation_*": {"overlap", "sliver", "touching", "near", "clear"},
        "check.shape_*": set(CHECKED),
        "check.count_*": {"line", "point"},
        "check.verdict_*": set(VERDICTS),
        "check.column_*": set(COLUMNS),
        "check.head_*": set(HEADS),
        "planners.limit_*": set(get_args(Counted)),
        "extract.*": {"sources", "disclaimer"},
        "extract.column_*": {"sure", "may", "town", "share", "page"},
        "extract.how_*": {"covers", "may_cover", "town", "clauses"},
        "extract.reason_*": set(get_args(Reason)),
        "extract.relation_*": {"self", "covers", "may_cover", "may_cover_apart"},
        "indicator.*": {*get_args(Bound), "name", "y2020", "y2025", "annual", "kind"} - {"exactly"},
    }


def python_keys() -> Iterator[tuple[str, str]]:
    for path, tree in trees().items():
        joined = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
        pieces = {piece for node in joined for piece in node.values}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node not in pieces and LITERAL.fullmatch(node.value):
                    yield node.value, path.name
            elif isinstance(node, ast.JoinedStr):
                parts = [p.value if isinstance(p, ast.Constant) else "*" for p in node.values]
                if LITERAL.fullmatch("".join(parts).replace("*", "x")):
                    yield "".join(parts), path.name


def script_keys() -> Iterator[tuple[str, str]]:
    for path, text in scripts().items():
        for key in re.findall(r"'([a-z0-9_.]+)'", text):
            if LITERAL.fullmatch(key):
                yield key, path.name
        for key in re.findall(r"`([^`]+)`", text):
            pattern = re.sub(r"\$\{[^}]*\}", "*", key)
            if LITERAL.fullmatch(pattern.replace("*", "x")):
                yield pattern, path.name


@cache
def keys_in_code() -> list[tuple[str, str]]:
    """Return every key in code, with ``*`` for a gap, and its file."""
    return sorted(k for k in {*python_keys(), *script_keys()} if not k[0].endswith((".py", ".j2")))


def test_the_key_patterns_match_the_code():
    assert set(patterns()) == {key for key, _ in keys_in_code() if "*" in key}
    assert words("doors", "atlas/web/parts/side_panel.py") >= DOORS
    facts = next(
        node.value
        for node in ast.walk(function("glance", "atlas/web/parts/side_panel.py"))
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "figures"
    )
    assert {key.value for key in facts.keys} == FACTS
    figures = {w for w in words("computed_rows", "atlas/wording/feature_card.py") if "drawn" in w}
    assert figures == patterns()["card.*"]


def test_a_key_in_code_is_in_the_catalogue() -> None:
    def check(found: tuple[str, str]) -> None:
        key, file = found
        wanted = {key.replace("*", word) for word in patterns()[key]} if "*" in key else {key}
        assert wanted
        assert wanted <= KEYS, f"{file}: {sorted(wanted - KEYS)}"

    assert failures(check, keys_in_code()) == {}


def test_every_message_is_used():
    used = {key for key, _ in keys_in_code() if "*" not in key}
    for pattern, filling in patterns().items():
        used |= {pattern.replace("*", word) for word in filling}
    assert sorted(KEYS - used) == []


def calls() -> Iterator[tuple[str, set[str], str]]:
    """Yield calls with a literal key: key, filled names, location."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            key = getattr(node.args[0], "value", None)
            if called in ("text", "message") and isinstance(key, str) and key in KEYS:
                given = {keyword.arg or "**" for keyword in node.keywords}
                yield key, given, f"{path.name}:{node.lineno}"


def test_a_call_fills_in_every_name() -> None:
    def check(call: tuple[str, set[str], str]) -> None:
        key, given, where = call
        text = all_messages()[key]
        assert names(text.zh) | names(text.en) == given, where

    assert failures(check, calls()) == {}


def test_the_browser_fills_in_every_name():
    asked = {
        n
        for key, text in all_messages().items()
        if key.startswith(("map.", "reader."))
        for n in names(text.zh)
    }
    assert asked == set(re.findall(r"\.replace\('\{(\w+)\}'", "".join(scripts().values())))
