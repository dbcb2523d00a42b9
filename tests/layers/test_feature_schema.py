"""The schema check of one feature's properties, used by loading and validation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from atlas.core.json_files import GeodataError
from atlas.core.model import BASE_FIELDS, vocabulary
from atlas.core.paths import LAYERS
from atlas.layers.feature_schema import WORDS, problems
from atlas.layers.layer_definition import LayerDefinition, read_catalogue
from atlas.layers.layer_files import read_layer
from tests.support.project import built, failures

NAME = {"zh": "物", "en": "Thing"}
TYPES = ("text", "bilingual", "number", "integer", "band", "list", "code")
DEFINITION = LayerDefinition.model_validate(
    {
        "id": "things",
        "theme": "base",
        "title": NAME,
        "description": NAME,
        "geometry": ["Point"],
        "order": 300,
        "categories": [
            {"value": value, "label": NAME, "point": {"shape": "circle", "colour": "#000000"}}
            for value in ("thing", "other")
        ],
        "fields": {
            **{f"a_{kind}": {"type": kind, "label": NAME} for kind in TYPES},
            "must": {"type": "text", "label": NAME, "required": True},
        },
    }
)
NOTHING = dict.fromkeys(BASE_FIELDS)
GOOD: dict[str, Any] = {
    **NOTHING,
    "id": "thing-1",
    "layer": "things",
    "theme": "base",
    "kind": "thing",
    "name_zh": "物",
    "name_en": "Thing",
    "role": "context",
    "precision": "derived",
    "accuracy_m": 300.0,
    "sources": ["plan-2021"],
    "towns": [],
    "towns_unknown": False,
    "towns_drawn": [],
    "a_text": "甲",
    "a_bilingual_zh": "甲",
    "a_bilingual_en": "A",
    "a_number": 1.5,
    "a_integer": 2,
    "a_band_min": 9.0,
    "a_band_max": 13,
    "a_list": [],
    "a_code": "370283105",
    "must": "甲",
}
STATE = {
    "status": "built",
    "status_in_plan": "planned",
    "status_as_of": "2021-06-08",
    "status_source": "plan-2021",
    "status_checked": "2026-11",
}
OWN = [name for name in GOOD if name not in BASE_FIELDS]
POINT = {"type": "Point", "coordinates": [120.0, 36.8]}


def found(*, drawn: bool = True, **changes: Any) -> list[tuple[str, str]]:
    return list(problems(DEFINITION, {**GOOD, **changes}, drawn=drawn))


def test_a_good_feature_has_no_problem():
    assert found() == []
    assert found(drawn=False) == []
    assert found(a_number=3, label_point=[120.0, 36.8], **STATE) == []


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"status_as_of": None}, "status_as_of", "as status has one"),
        ({"status_source": None}, "status_source", "as status has one"),
        ({"status_as_of": "in 2021"}, "status_as_of", "match pattern"),
        ({"status_checked": "2021-05"}, "status_checked", "not before 2021-06-08"),
        ({"status_checked": "2026"}, "status_checked", "match pattern"),
        ({"status": None}, "status_as_of", "as status is null"),
        ({"status": None}, "status_checked", "as status is null"),
    ],
)
def test_a_status_has_a_date_and_a_source(
    changes: dict[str, Any], field: str, expected: str
) -> None:
    assert [m for f, m in found(**{**STATE, **changes}) if f == field and expected in m]


def test_an_own_field_may_be_unknown_but_not_left_out() -> None:
    def check(name: str) -> None:
        assert found(**{name: None}) == []
        bare = {key: value for key, value in GOOD.items() if key != name}
        assert list(problems(DEFINITION, bare, drawn=True)) == [
            (name, "expected this field (null when not known)")
        ]

    assert failures(check, [name for name in OWN if name != "must"]) == {}


def test_a_required_field_has_a_value():
    assert found(must=None) == [("must", "expected a value, found null")]


#: field → expected type in the message, refused values
WRONG: dict[str, tuple[str, list[Any]]] = {
    "a_text": ("a text", [7, "", True, ["甲"]]),
    "a_bilingual_zh": ("a text", [7, "", False]),
    "a_bilingual_en": ("a text", [1.5, ""]),
    "a_number": ("a number", ["1.5", "", True, [1]]),
    "a_band_min": ("a number", ["9–13", "", True, [1]]),
    "a_integer": ("a whole number", [1.5, "2", True]),
    "a_list": ("a list", ["food", "", 1, {}]),
    "a_code": ("a text", [370283105, ""]),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_own_field_has_its_type(name: str) -> None:
    expected, values = WRONG[name]

    def check(value: Any) -> None:
        assert found(**{name: value}) == [(name, f"expected {expected}, found {value!r}")]

    assert failures(check, values) == {}


@pytest.mark.parametrize("field", ["kind", *WORDS])
def test_a_coded_value_is_in_its_vocabulary(field: str) -> None:
    words = ["other", "thing"] if field == "kind" else sorted(vocabulary().terms(WORDS[field]))

    def check(value: Any) -> None:
        wanted = (field, f"expected one of {', '.join(words)}; found {value!r}")
        complaints = found(**{**STATE, field: value})
        assert complaints[0] == wanted
        assert {name for name, _ in complaints} == {field}

    assert failures(check, ["nonsense", "", 7, ["built"]]) == {}


def test_a_status_may_be_unknown_but_a_kind_may_not():
    assert found(status=None, status_in_plan=None) == []
    assert found(kind=None)[0] == ("kind", "expected one of other, thing; found None")


def test_a_role_is_never_missing():
    assert [field for field, _ in found(role=None)] == ["role"]


def test_no_base_property_is_left_out() -> None:
    def check(field: str) -> None:
        bare = {key: value for key, value in GOOD.items() if key != field}
        complaints = list(problems(DEFINITION, bare, drawn=False))
        assert (field, "Field required") in complaints
        assert {name for name, _ in complaints} == {field}

    assert failures(check, [name for name in BASE_FIELDS if name != "label_point"]) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "Thing 1"),
        ("name_zh", " "),
        ("accuracy_m", 0),
        ("accuracy_m", "300"),
        ("status_as_of", "2021-13"),
        ("towns", "370283105"),
        ("towns_unknown", "no"),
        ("length_km_drawn", "1"),
        ("note_en", ""),
    ],
)
def test_a_base_property_has_its_type(field: str, value: Any) -> None:
    [(name, message)] = found(**{**STATE, field: value})
    assert name == field
    assert message.endswith(f"; found {value!r}")


def test_a_bad_list_item_is_named_by_its_index():
    [(name, message)] = found(towns=["370283105", 7])
    assert name == "towns.1"
    assert message.endswith("; found 7")


@pytest.mark.parametrize("field", ["precision", "accuracy_m"])
def test_a_drawn_feature_has_precision_and_accuracy(field: str) -> None:
    wanted = [(field, "expected a value, as the feature is drawn")]
    assert found(**{field: None}) == wanted
    assert found(drawn=False, **{field: None}) == []


def test_every_problem_is_named():
    complaints = found(kind="canal", must=None, a_integer=1.5, accuracy_m=None)
    assert [field for field, _ in complaints] == ["kind", "a_integer", "must", "accuracy_m"]


@pytest.mark.parametrize(
    ("changes", "geometry"),
    [
        ({"must": None}, POINT),
        ({"a_integer": 1.5}, POINT),
        ({"role": "extra"}, None),
        ({"accuracy_m": None}, POINT),
    ],
)
def test_a_layer_with_a_problem_is_not_read(
    changes: dict[str, Any], geometry: Any, tmp_path: Path
) -> None:
    path = tmp_path / "things.geojson"

    def write(properties: dict[str, Any]) -> None:
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        collection = {"type": "FeatureCollection", "features": [feature]}
        path.write_text(json.dumps(collection), encoding="utf-8")

    write(GOOD)
    assert len(read_layer(path, DEFINITION)) == 1
    write({**GOOD, **changes})
    field, message = found(drawn=geometry is not None, **changes)[0]
    with pytest.raises(GeodataError) as caught:
        read_layer(path, DEFINITION)
    assert str(caught.value) == f"things.geojson: thing-1: {field}: {message}"
    assert len(read_layer(path)) == 1, "asked only with a definition"


def test_no_feature_of_the_atlas_has_a_problem() -> None:
    wrong = {}
    for layer, definition in read_catalogue(LAYERS)[0].items():
        assert built(layer), layer
        for feature in built(layer):
            drawn = feature["geometry"] is not None
            if found := list(problems(definition, feature["properties"], drawn=drawn)):
                wrong[layer, feature["properties"]["id"]] = found
    assert wrong == {}
