"""A layer as an OGC collection: the schema of its properties, and queries on its features."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.analysis.progress_figures import (
    PROGRESS_TYPES,
    has_projects,
    progress_values,
)
from atlas.core.messages import message
from atlas.core.model import BASE_FIELDS, Feature, vocabulary
from atlas.layers.feature_schema import WORDS
from atlas.layers.layer_definition import FieldDefinition, LayerDefinition
from atlas.spatial.crs import Bounds
from atlas.store.store import Store

#: type of a layer's own field → JSON Schema
OWN_TYPES: Mapping[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "bilingual": {"type": "string"},
    "code": {"type": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "band": {"type": "number"},
    "list": {"type": "array", "items": {"type": "string"}},
}


class QueryError(ValueError):
    """The query is invalid; the localized message says what is expected."""


@dataclass(frozen=True, eq=False)
class Collection:
    """The features of a layer.

    Attributes
    ----------
    definition : LayerDefinition
    frame : geopandas.GeoDataFrame
        EPSG:4326, in file order.
    own : list of dict
        Properties of the features, in the same order, without their progress.
    evaluated : callable or None
        Feature's properties and day → its progress columns; ``None`` if no feature is a project.
    """

    definition: LayerDefinition
    frame: gpd.GeoDataFrame = field(repr=False)
    own: list[dict[str, Any]] = field(repr=False)
    evaluated: Callable[[dict[str, Any], date], dict[str, Any]] | None = field(
        default=None, repr=False
    )
    _days: dict[date, list[dict[str, Any]]] = field(default_factory=dict, repr=False)

    @property
    def records(self) -> list[dict[str, Any]]:
        """Properties of the features with their progress as of today, in the order of the file."""
        if self.evaluated is None:
            return self.own
        today = date.today()
        known = self._days.get(today)
        if known is None:
            known = [{**record, **self.evaluated(record, today)} for record in self.own]
            self._days.clear()
            self._days[today] = known
        return known

    def __deepcopy__(self, memo: dict[int, Any]) -> Collection:
        """Return itself, so that pygeoapi's copies of its configuration share the data."""
        return self

    @property
    def names(self) -> list[str]:
        """Names of the properties, in the order of the layer's file."""
        known = {*BASE_FIELDS, *self.definition.columns}
        own = [name for name in self.frame.columns if name in known]
        return [*own, *PROGRESS_TYPES] if self.evaluated else own

    @cached_property
    def fields(self) -> dict[str, dict[str, Any]]:
        """Property → its JSON Schema; coded values are an ``enum``."""
        base = Feature.model_json_schema()["properties"]
        own = self.definition.columns
        return {
            name: _own_schema(own[name]) if name in own else self._base_schema(name, base[name])
            for name in self.names
            if name not in PROGRESS_TYPES
        } | ({name: _progress_schema(name) for name in PROGRESS_TYPES} if self.evaluated else {})

    def _base_schema(self, name: str, base_schema: dict[str, Any]) -> dict[str, Any]:
        # nullable properties are “any of” their schema and null
        known = base_schema.get("anyOf", [base_schema])[0]
        schema = {"type": known["type"]}
        if known["type"] == "array":
            schema["items"] = {"type": (known.get("prefixItems") or [known["items"]])[0]["type"]}
        if name == "kind":
            schema["enum"] = [category.value for category in self.definition.categories]
        elif name in WORDS:
            schema["enum"] = list(vocabulary().terms(WORDS[name]))
        return schema

    def title(self, name: str, lang: str) -> str:
        """Return the title of a property, with its unit."""
        if name in BASE_FIELDS or name in PROGRESS_TYPES:
            return message(f"field.{name}", lang)
        own = self.definition.columns[name]
        more = [message(f"head.{name[-3:]}", lang)] if own.type == "band" else []
        more += [own.unit.in_(lang)] if own.unit else []
        return own.label.in_(lang) + (f" ({', '.join(more)})" if more else "")

    @cached_property
    def _texts(self) -> list[str]:
        return [
            "\n".join(value for value in record.values() if isinstance(value, str)).casefold()
            for record in self.own
        ]

    def select(
        self,
        box: Sequence[float] = (),
        asked: Iterable[tuple[str, str]] = (),
        words: str = "",
        lang: str = "zh",
    ) -> list[int]:
        """Return the ordinals of the features that match a query, in file order.

        Parameters
        ----------
        box : sequence of float
            West, south, east, north in degrees (heights are ignored); if west exceeds east, the
            box crosses the antimeridian. Features without geometry never match.
        asked : iterable of (str, str)
            Property and value, see :func:`condition`; all must match.
        words : str
            Texts separated by commas, one of which must occur in a property, ignoring case.
        lang : str
            Language of the errors.

        Raises
        ------
        QueryError
            If a value is invalid for the property, or the box is invalid.
        """
        mask = np.ones(len(self.records), dtype=bool)
        if box:
            area = area_of(corners(box, lang))
            mask &= shapely.intersects(self.frame.geometry.to_numpy(), area)
        for name, value in asked:
            holds = condition(name, self.fields[name], value, lang)
            mask &= np.fromiter(
                (holds(record[name]) for record in self.records), bool, len(self.records)
            )
        if words:
            parts = [part.strip().casefold() for part in words.split(",")]
            mask &= np.fromiter(
                (any(part in text for part in parts) for text in self._texts),
                bool,
                len(self.records),
            )
        found: list[int] = np.flatnonzero(mask).tolist()
        return found

    def ordered(self, ordinals: list[int], name: str, *, falling: bool = False) -> list[int]:
        """Return ordinals sorted by a property's values; missing values come last."""
        known = [i for i in ordinals if self.records[i][name] is not None]
        unknown = [i for i in ordinals if self.records[i][name] is None]
        return sorted(known, key=lambda i: self.records[i][name], reverse=falling) + unknown


def collections_of(store: Store) -> dict[str, Collection]:
    """Return the collections of a store, one per usable layer, in catalogue order."""
    return {
        name: Collection(
            definition,
            frame,
            [store.records[i] for i in frame["id"]],
            partial(progress_values, store) if has_projects(store, name) else None,
        )
        for name, definition in store.catalogue.items()
        for frame in [store.frames[name]]
    }


def corners(numbers: Sequence[float], lang: str) -> Bounds:
    """Return west, south, east, north of a box of four numbers, or of six with heights.

    Raises
    ------
    QueryError
        If the numbers are not a valid box.
    """
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise QueryError(message("service.no_box", lang))
    west, south, east, north = (*numbers[:2], *numbers[len(numbers) // 2 :][:2])
    return west, south, east, north


def area_of(box: Bounds) -> BaseGeometry:
    """Return a box in degrees as a polygon, or two if it crosses the antimeridian."""
    west, south, east, north = box
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.union_all(
        [shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)]
    )


def condition(name: str, schema: Mapping[str, Any], value: str, lang: str) -> Callable[[Any], bool]:
    """Return a test of whether a property's value matches a query.

    In a list, one item must match. For lists and coded values, the query may hold several values
    separated by commas. A missing value never matches.

    Raises
    ------
    QueryError
        If the value is invalid for the property.
    """
    many = schema["type"] == "array"
    kind = schema["items"] if many else schema
    words = kind.get("enum")
    read, expected = _READERS[kind["type"]]
    wanted = set()
    for part in value.split(",") if many or words else [value]:
        try:
            wanted.add(read(part))
        except ValueError as error:
            expectation = message(expected, lang)
            raise QueryError(
                message("service.bad_value", lang, name=name, expected=expectation, found=part)
            ) from error
    if words and not wanted <= set(words):
        raise QueryError(
            message(
                "service.bad_value",
                lang,
                name=name,
                expected=message("service.one_of", lang, words=", ".join(words)),
                found=", ".join(sorted(wanted - set(words))),
            )
        )
    if many:
        return lambda found: found is not None and not wanted.isdisjoint(found)
    return lambda found: found in wanted


def _progress_schema(name: str) -> dict[str, Any]:
    words = {"enum": list(vocabulary().outcome)} if name == "outcome" else {}
    return {"type": PROGRESS_TYPES[name], **words}


def _own_schema(definition: FieldDefinition) -> dict[str, Any]:
    schema = dict(OWN_TYPES[definition.type])
    if definition.vocabulary not in (None, "feature"):
        words = {"enum": list(vocabulary().terms(str(definition.vocabulary)))}
        if definition.type == "list":
            schema["items"] = {**schema["items"], **words}
        else:
            schema |= words
    return schema


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


#: JSON type → parser, and key of the message that says what is expected
_READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, "service.a_text"),
    "number": (_number, "service.a_number"),
    "integer": (_number, "service.a_number"),
    "boolean": (_boolean, "service.a_boolean"),
}
