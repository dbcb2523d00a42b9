"""What a check finds, and the layer that it looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely.geometry.base import BaseGeometry

from atlas.catalogue import LayerDefinition


@dataclass(frozen=True, order=True)
class Complaint:
    """One thing that is wrong.

    Parameters
    ----------
    file : str
        Below the root, such as ``geodata/rivers.geojson``.
    feature : str
        Id of the feature, clause or row; empty when the whole file is meant.
    field : str
        Property, or a member of the file such as ``bbox``.
    message : str
        What was expected and what was found.
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
    """A feature of a file, as plain data and, where it can be read, as a shape."""

    id: str
    #: the GeoJSON object
    raw: dict[str, Any]
    shape: BaseGeometry | None

    @property
    def properties(self) -> dict[str, Any]:
        """The properties, as they stand in the file."""
        properties: dict[str, Any] = self.raw["properties"]
        return properties

    def get(self, field: str) -> Any:
        """Return a property, ``None`` when it is missing."""
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
        """The file's path below the root."""
        return f"geodata/{self.definition.id}.geojson"

    def complain(self, item: Item | None, field: str, message: str) -> Complaint:
        """Return a complaint about a feature of this layer, or about the file."""
        return Complaint(self.file, item.id if item else "", field, message)


#: what a check gives back
Complaints = Iterator[Complaint]
