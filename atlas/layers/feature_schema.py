"""Rules for the properties of a single feature, used on loading and by validation."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from atlas.core.model import Feature, vocabulary
from atlas.layers.layer_definition import LayerDefinition

#: base property → table of the vocabulary
WORDS = {"role": "role", "status": "status", "status_in_plan": "status", "precision": "precision"}

_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "a text"),
    "bilingual": ((str,), "a text"),
    "code": ((str,), "a text"),
    "number": ((int, float), "a number"),
    "integer": ((int,), "a whole number"),
    "band": ((int, float), "a number"),
    "list": ((list,), "a list"),
}

#: (field, what was expected and found)
Problem = tuple[str, str]


def problems(
    definition: LayerDefinition, properties: Mapping[str, Any], *, drawn: bool
) -> Iterator[Problem]:
    """Yield the errors in the properties of a feature, without looking at other features.

    Parameters
    ----------
    definition : LayerDefinition
        The layer that the feature belongs to.
    properties : mapping
        Properties as in the layer's file.
    drawn : bool
        Whether the feature has a geometry.
    """
    yield from word_problems(definition, properties)
    yield from base_problems(properties)
    yield from own_problems(definition, properties)
    yield from state_problems(properties)
    for field in ("precision", "accuracy_m") if drawn else ():
        if properties.get(field) is None:
            yield field, "expected a value, as the feature is drawn"


def base_problems(properties: Mapping[str, Any]) -> Iterator[Problem]:
    """Check the properties that every feature carries."""
    try:
        Feature.model_validate(properties)
    except ValidationError as error:
        for problem in error.errors():
            found = "" if problem["type"] == "missing" else f"; found {problem['input']!r}"
            yield ".".join(str(part) for part in problem["loc"]), problem["msg"] + found


def state_problems(properties: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that a status has a date and a source, and that the last news check is not older."""
    state, date = properties.get("status"), properties.get("status_as_of")
    checked = properties.get("status_checked")
    for field in ("status_as_of", "status_source"):
        if state is not None and properties.get(field) is None:
            yield field, "expected a value, as status has one"
    for field in ("status_as_of", "status_source", "status_checked"):
        if state is None and properties.get(field) is not None:
            yield field, "expected null, as status is null"
    if isinstance(date, str) and isinstance(checked, str) and checked < date[: len(checked)]:
        yield "status_checked", f"expected a month not before {date}, found {checked!r}"


def word_problems(definition: LayerDefinition, properties: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that kind, role, statuses and precision are terms of the vocabulary."""
    tables: dict[str, Collection[str]] = {"kind": definition.kinds}
    tables |= {field: vocabulary().terms(table) for field, table in WORDS.items()}
    for field, words in tables.items():
        value = properties.get(field)
        if (value is not None or field == "kind") and (
            not isinstance(value, str) or value not in words
        ):
            yield field, f"expected one of {', '.join(sorted(words))}; found {value!r}"


def own_problems(definition: LayerDefinition, properties: Mapping[str, Any]) -> Iterator[Problem]:
    """Check presence and type of the layer's own fields."""
    for name, field in definition.columns.items():
        if name not in properties:
            yield name, "expected this field (null when not known)"
            continue
        value = properties[name]
        if value is None:
            if field.required:
                yield name, "expected a value, found null"
            continue
        types, expected = _TYPES[field.type]
        if not isinstance(value, types) or isinstance(value, bool) or value == "":
            yield name, f"expected {expected}, found {value!r}"
