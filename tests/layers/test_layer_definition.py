"""Layer definitions: the real ones are consistent, and a broken one is named, not fatal."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

import pytest

from atlas import wording
from atlas.core.messages import LANGUAGES
from atlas.core.model import BASE_FIELDS, Text, vocabulary
from atlas.core.paths import GEODATA, LAYERS
from atlas.layers.layer_definition import (
    CatalogueError,
    LayerDefinition,
    read_catalogue,
    read_definition,
)
from atlas.web.state.page_list import PAGES
from tests.support.project import built, failures

PAGE_KEYS = {"*", *(page.topic.key for page in PAGES)}


@cache
def layers() -> dict[str, LayerDefinition]:
    """Return the definitions of the atlas's layers."""
    return read_catalogue(LAYERS)[0]


def texts(value: object) -> list[Text]:
    """Return all texts for readers in a definition."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, tuple):
        return [text for part in value for text in texts(part)]
    if hasattr(type(value), "model_fields"):
        return [text for name in type(value).model_fields for text in texts(getattr(value, name))]
    return []


# ---- the real layers -----------------------------------------------------------------------------


def test_every_file_is_a_valid_definition_with_data() -> None:
    def check(path: Path) -> None:
        assert read_definition(path).id == path.stem
        assert (GEODATA / f"{path.stem}.geojson").is_file()

    assert failures(check, sorted(LAYERS.glob("*.toml"))) == {}


def test_layers_are_ordered_from_the_lowest_with_distinct_orders():
    orders = [definition.order for definition in layers().values()]
    assert orders == sorted(set(orders))
    assert len(orders) == len(list(LAYERS.glob("*.toml")))


def test_every_text_has_both_languages() -> None:
    def check(layer: str) -> None:
        found = texts(layers()[layer])
        assert len(found) >= 2 + len(layers()[layer].categories) + len(layers()[layer].fields)
        for text in found:
            assert re.search(r"[\u4e00-\u9fff]", text.zh), text
            # a count of people has a measure word in Chinese and none in English
            assert text.en or text.zh == "人", text
            assert not re.search(r"[\u4e00-\u9fff]", text.en), text

    assert failures(check, layers()) == {}


def test_every_table_column_can_be_headed() -> None:
    def check(layer: str) -> None:
        definition = layers()[layer]
        assert definition.table[0] in ("name", "site")
        for key in definition.table:
            heads = {wording.column_label(definition, key, lang) for lang in LANGUAGES}
            assert len(heads) == 2
            assert all(heads)

    assert failures(check, layers()) == {}


def test_every_word_that_a_layer_uses_exists() -> None:
    def check(layer: str) -> None:
        definition, words = layers()[layer], vocabulary()
        assert definition.theme in words.theme
        assert set(definition.status_labels) <= set(words.status)
        assert set(definition.build.nearest) <= layers()["transport-network"].kinds
        for name, field in definition.fields.items():
            if field.vocabulary not in (None, "feature"):
                assert words.terms(field.vocabulary), name

    assert failures(check, layers()) == {}


def test_no_layer_field_shadows_a_base_field() -> None:
    def check(layer: str) -> None:
        assert not set(layers()[layer].columns) & set(BASE_FIELDS)

    assert failures(check, layers()) == {}


def test_every_page_that_a_layer_names_exists() -> None:
    def check(layer: str) -> None:
        definition = layers()[layer]
        assert set(definition.pages) <= PAGE_KEYS
        for category in definition.categories:
            assert category.pages is None or set(category.pages) <= PAGE_KEYS

    assert failures(check, layers()) == {}


def test_labels_name_fields_and_kinds_that_the_layer_has() -> None:
    def check(layer: str) -> None:
        definition = layers()[layer]
        for label in definition.label:
            assert label.field == "name" or label.field in definition.columns
            assert set(label.kinds) <= definition.kinds
            assert label.min_zoom < label.max_zoom

    assert failures(check, layers()) == {}


def test_categories_are_unique() -> None:
    def check(layer: str) -> None:
        definition = layers()[layer]
        assert len(definition.kinds) == len(definition.categories)
        assert all(definition.category(c.value) is c for c in definition.categories)

    assert failures(check, layers()) == {}


def test_every_page_s_theme_has_layers_that_the_page_shows():
    for page in PAGES:
        shown = {d.theme for d in layers().values() if page.topic.key in d.pages}
        assert page.topic.theme is None or page.topic.theme in shown


# ---- broken layers -------------------------------------------------------------------------------


#: fault → replaced text of rivers.toml, replacement, and key named in the error
BROKEN = {
    "unknown key": ("order =", "colour = 1\norder =", "colour"),
    "unknown key inside": (
        '{ colour = "#8fb9d3", weight =',
        '{ colour = "#8fb9d3", widht =',
        "categories.1.line",
    ),
    "bad colour": ('"#8fb9d3"', '"blue"', "categories.1.line.colour"),
    "colour of three digits": ('"#8fb9d3"', '"#abc"', "categories.1.line.colour"),
    "missing sign": ("line = {", "# line = {", "categories.1"),
    "order below the panes": ("order = 300", "order = 199", "order"),
    "order above the panes": ("order = 300", "order = 591", "order"),
    "order that is no number": ("order = 300", 'order = "top"', "order"),
    "another id": ("theme =", 'id = "brooks"\ntheme =', "id"),
    "no kebab id": ("theme =", 'id = "Rivers!"\ntheme =', "id"),
    "no English": (', en = "Rivers"', "", "title.en"),
    "no theme": ('theme = "base"', "", "theme"),
    "unknown geometry": ('"LineString"', '"Circle"', "geometry.0"),
    "unknown field type": ('type = "number"', 'type = "float"', "fields"),
    "not TOML": ("order = 300", "order =", "not valid TOML"),
    "a key twice": ("order = 300", "order = 300\norder = 301", "not valid TOML"),
}


def broken_definition(fault: str) -> str:
    """Return the text of rivers.toml with a fault."""
    old, new, _ = BROKEN[fault]
    text = (LAYERS / "rivers.toml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def named(fault: str) -> re.Pattern[str]:
    """Return how an error names a fault: file, line if there is one, key."""
    return re.compile(rf"rivers\.toml: (line \d+: )?{re.escape(BROKEN[fault][2])}")


@pytest.mark.parametrize("fault", list(BROKEN))
def test_a_broken_definition_is_named_with_file_and_key(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "rivers.toml"
    path.write_text(broken_definition(fault), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        read_definition(path)
    assert named(fault).match(str(caught.value))


def test_a_definition_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "rivers.toml"
    path.write_bytes((LAYERS / "rivers.toml").read_text(encoding="utf-8").encode("gbk"))
    with pytest.raises(CatalogueError, match=r"^rivers\.toml: "):
        read_definition(path)


@pytest.mark.parametrize("fault", ["bad colour", "not TOML", "another id"])
def test_the_catalogue_loads_without_a_broken_file(fault: str, tmp_path: Path) -> None:
    shutil.copytree(LAYERS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "rivers.toml").write_text(broken_definition(fault), encoding="utf-8")
    definitions, broken = read_catalogue(tmp_path)
    assert list(broken) == ["rivers"]
    assert named(fault).match(broken["rivers"])
    assert list(definitions) == [layer for layer in layers() if layer != "rivers"]


def test_an_unknown_category_is_a_key_error():
    definition: LayerDefinition = layers()["rivers"]
    with pytest.raises(KeyError, match="brook"):
        definition.category("brook")


def test_what_has_no_name_of_its_own_is_labelled_on_no_map(tmp_path: Path) -> None:
    unnamed = [
        (layer, category.value)
        for layer, definition in layers().items()
        for category in definition.categories
        if not category.named
    ]
    for layer in layers():
        for feature in built(layer):
            said = feature["properties"]["name_en"]
            kind = (layer, feature["properties"]["kind"])
            assert ("unknown name" in said) == (kind in unnamed), said
    text = (LAYERS / "reservoirs.toml").read_text(encoding="utf-8")
    path = tmp_path / "reservoirs.toml"
    path.write_text(text.replace('kinds = ["reservoir"]\n', ""), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"label\.kinds: expected no category with named"):
        read_definition(path)


def test_reservoirs_do_not_look_like_sources_of_drinking_water() -> None:
    source = layers()["ecological-redlines"].category("water_source").point
    reservoir = layers()["reservoirs"].category("reservoir").point
    assert source and reservoir and source.shape != reservoir.shape
