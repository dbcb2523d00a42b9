"""Complaints, and the layers and features that are checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from atlas.layers.layer_definition import LayerDefinition


@dataclass(frozen=True, order=True)
class Complaint:
    """An error found by a check.

    Parameters
    ----------
    file : str
        Path below the root, such as ``geodata/rivers.geojson``.
    feature : str
        Id of the feature, clause or row; empty for the file as a whole.
    field : str
        Property, or member of the file such as ``bbox``.
    message : str
        Expected and found value.
    """

    file: str
    feature: str
    field: str
    message: str

    def __str__(self) -> str:
        place = (self.file, self.feature, self.field, self.message)
        return ": ".join(part for part in place if part)


@dataclass(frozen=True)
class Item:
    """A feature as plain data and, if readable, as a shape."""

    id: str
    #: the GeoJSON object
    raw: dict[str, Any]
    shape: BaseGeometry | None

    @property
    def properties(self) -> dict[str, Any]:
        """The properties as in the file."""
        properties: dict[str, Any] = self.raw["properties"]
        return properties

    def get(self, field: str) -> Any:
        """Return a property; ``None`` if it is missing."""
        return self.properties.get(field)


@dataclass(frozen=True)
class Layer:
    """A layer file with its definition."""

    definition: LayerDefinition
    #: the FeatureCollection
    raw: dict[str, Any]
    items: list[Item]

    @property
    def file(self) -> str:
        """Path of the file below the root."""
        return f"geodata/{self.definition.id}.geojson"

    def complain(self, item: Item | None, field: str, message: str) -> Complaint:
        """Return a complaint about a feature of this layer, or about the file."""
        return Complaint(self.file, item.id if item else "", field, message)


#: result of a check
Complaints = Iterator[Complaint]
