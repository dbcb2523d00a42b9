"""Creates features in a layer's schema from imported shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from atlas.core.model import BASE_FIELDS, Source
from atlas.layers.layer_definition import LayerDefinition
from atlas.readers.planners_file import ReaderError
from atlas.spatial import derived_fields
from atlas.spatial.construction import lines, on_grid, polygons
from atlas.store.override_datasets import Feature
from atlas.store.store import Store

#: licences of sources of facts rather than shapes; these sources stay when a shape is replaced
_OF_FACTS = ("official", "press_facts")


class FeatureMaker:
    """Creates features with all properties that are measured on their shapes.

    Parameters
    ----------
    store : Store
        The project's own data: townships and the features to replace.
    source : Source
        Source of the shapes.
    precision : str
        Term of the vocabulary.
    accuracy_m : float
    """

    def __init__(self, store: Store, source: Source, precision: str, accuracy_m: float) -> None:
        self.store, self.source = store, source
        self.precision, self.accuracy_m = precision, accuracy_m
        areas = store.town_areas
        if not areas:
            raise ReaderError("official.no_towns")
        self._towns = derived_fields.Towns(areas)
        self.city: BaseGeometry = shapely.union_all(list(areas.values()))

    def redrawn(
        self, ours: Mapping[str, Any], shape: BaseGeometry, changes: Mapping[str, Any]
    ) -> Feature:
        """Return a feature of the atlas with a new shape (EPSG:4326).

        It keeps its id, name, status, links and the sources of its facts. Notes about the old shape
        and the reason for differing towns are dropped.
        """
        shape = on_grid(shape)
        kept = [name for name in ours["sources"] if self._is_of_facts(name)]
        own = self.store.catalogue[ours["layer"]].columns
        properties = {
            **{name: ours[name] for name in (*BASE_FIELDS, *own)},
            "sources": [self.source.id, *kept],
            **self._measured(shape),
            **changes,
        }
        return properties, shape

    def added(
        self,
        layer: LayerDefinition,
        identifier: str,
        shape: BaseGeometry,
        values: Mapping[str, Any],
    ) -> Feature:
        """Return a new feature; ``values`` holds its kind and names."""
        shape = on_grid(shape)
        properties = {
            **dict.fromkeys((*BASE_FIELDS, *layer.columns)),
            "id": identifier,
            "layer": layer.id,
            "theme": layer.theme,
            "role": "official",
            "sources": [self.source.id],
            **self._measured(shape),
            **values,
        }
        return properties, shape

    def _is_of_facts(self, name: str) -> bool:
        source = self.store.sources.get(name)
        return source is not None and source.licence in _OF_FACTS

    def _measured(self, shape: BaseGeometry) -> dict[str, Any]:
        drawn = self._towns.of(shape)
        return {
            "precision": self.precision,
            "accuracy_m": self.accuracy_m,
            "towns": drawn,
            "towns_unknown": False,
            "towns_reason_zh": None,
            "towns_reason_en": None,
            "towns_drawn": drawn,
            "label_point": derived_fields.label_point(shape),
            **derived_fields.sizes(shape, self.city),
        }


def united(shapes: list[BaseGeometry]) -> BaseGeometry:
    """Return the union of shapes of one dimension, with lines merged where they meet."""
    whole = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    if areas := polygons(whole):
        return areas[0] if len(areas) == 1 else MultiPolygon(areas)
    if strokes := lines(whole):
        merged = lines(shapely.line_merge(MultiLineString(strokes)))
        return merged[0] if len(merged) == 1 else MultiLineString(merged)
    return whole
