"""Checks of the properties: schema, vocabulary, layer-specific fields, sources, precision."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from atlas.core.model import BASE_FIELDS, PLAN_SOURCE, Source, Vocabulary
from atlas.layers.feature_schema import problems
from atlas.layers.layer_definition import FieldDefinition
from atlas.pipeline.validation.complaint import Complaints, Item, Layer


def check_schema(layer: Layer) -> Complaints:
    """Check every property, and that there are no undeclared ones."""
    known = {*BASE_FIELDS, *layer.definition.columns}
    for item in layer.items:
        drawn = item.raw.get("geometry") is not None
        for field, message in problems(layer.definition, item.properties, drawn=drawn):
            yield layer.complain(item, field, message)
        for field in item.properties:
            if field not in known:
                message = f"expected a field that layers/{layer.definition.id}.toml declares"
                yield layer.complain(item, field, message)
        for field, expected in (("layer", layer.definition.id), ("theme", layer.definition.theme)):
            if item.get(field) != expected:
                yield layer.complain(item, field, f"expected {expected}, found {item.get(field)!r}")
        if item.raw.get("id") != item.id:
            message = f"expected the feature's own id to be the same, found {item.raw.get('id')!r}"
            yield layer.complain(item, "id", message)


def check_listed_words(layer: Layer, vocabulary: Vocabulary, ids: Collection[str]) -> Complaints:
    """Check that layer-specific fields hold words of their vocabulary.

    Parameters
    ----------
    layer, vocabulary
        Layer to check, and the vocabulary for its lists.
    ids : collection of str
        Ids of all features, allowed in fields with ``vocabulary = "feature"``.
    """
    for item in layer.items:
        for field, definition in layer.definition.columns.items():
            value = item.get(field)
            if value is None:
                continue
            for word in _unknown_words(value, definition, vocabulary, ids):
                message = f"expected words of {definition.vocabulary}, found {word!r}"
                yield layer.complain(item, field, message)


def _unknown_words(
    value: Any, definition: FieldDefinition, vocabulary: Vocabulary, ids: Collection[str]
) -> list[Any]:
    if definition.vocabulary is None:
        return []
    known = ids if definition.vocabulary == "feature" else vocabulary.terms(definition.vocabulary)
    return [word for word in (value if isinstance(value, list) else [value]) if word not in known]


def check_languages(layer: Layer) -> Complaints:
    """Check that texts are given in both languages or in neither."""
    own = layer.definition.fields
    pairs = [name for name, field in own.items() if field.type == "bilingual"]
    for item in layer.items:
        for name in ["note", *pairs]:
            for here, there in (("zh", "en"), ("en", "zh")):
                if item.get(f"{name}_{there}") and not item.get(f"{name}_{here}"):
                    message = f"expected a text, as {name}_{there} has one"
                    yield layer.complain(item, f"{name}_{here}", message)


#: statuses that need a source as evidence
SHOWN = ("built", "under_construction")
#: licence of sources that are no evidence: recollection or inference of the atlas
OWN = "own"


def _check_evidence(layer: Layer, item: Item, sources: Mapping[str, Source]) -> Complaints:
    """Check that a source shows a feature to be built or under construction.

    Recollection is not evidence for either; the plan is, if it says so itself.
    """
    status, source = item.get("status"), item.get("status_source")
    if status not in SHOWN:
        return
    if source in sources and sources[source].licence == OWN:
        message = f"expected a source that shows it {status}, found {source!r}"
        yield layer.complain(item, "status_source", message)
    if (
        source == PLAN_SOURCE
        and item.get("role") == "plan"
        and item.get("status_in_plan") != status
    ):
        message = f"expected another source than the plan, which says {item.get('status_in_plan')}"
        yield layer.complain(item, "status_source", message)


def check_sources(layer: Layer, sources: Mapping[str, Source]) -> Complaints:
    """Check that every feature has existing sources, and so has its status."""
    for item in layer.items:
        named = item.get("sources")
        if not named:
            yield layer.complain(item, "sources", "expected at least one source, found none")
        for source in named if isinstance(named, list) else []:
            if source not in sources:
                message = f"expected ids of geodata/sources.json, found {source!r}"
                yield layer.complain(item, "sources", message)
        status_source = item.get("status_source")
        if status_source is not None and status_source not in sources:
            message = f"expected an id of geodata/sources.json, found {status_source!r}"
            yield layer.complain(item, "status_source", message)
        yield from _check_evidence(layer, item, sources)
        plan = sources.get(PLAN_SOURCE)
        if item.get("status_in_plan") is not None and (plan is None or plan.date is None):
            message = f"expected a date of the source {PLAN_SOURCE}, found none"
            yield layer.complain(item, "status_in_plan", message)


def check_precision(layer: Layer, vocabulary: Vocabulary) -> Complaints:
    """Check that precision and accuracy agree."""
    for item in layer.items:
        if item.raw.get("geometry") is None:
            continue
        precision, accuracy = item.get("precision"), item.get("accuracy_m")
        term = vocabulary.precision.get(precision) if isinstance(precision, str) else None
        if term is None or not isinstance(accuracy, int | float) or term.allows_accuracy(accuracy):
            continue
        bounds = f"more than {term.over_accuracy_m:g} m"
        if term.max_accuracy_m is not None:
            bounds = f"at most {term.max_accuracy_m:g} m"
        message = f"expected {bounds} as precision is {term.id}, found {accuracy}"
        yield layer.complain(item, "accuracy_m", message)
