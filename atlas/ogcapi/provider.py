"""pygeoapi's provider plugin for a collection: in memory, read-only."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from pygeoapi.provider.base import (
    BaseProvider,
    ProviderInvalidQueryError,
    ProviderItemNotFoundError,
)
from pygeoapi.util import CrsTransformSpec
from shapely.geometry import mapping

from atlas.ogcapi.collection import Collection, QueryError
from atlas.ogcapi.coordinate_systems import moved
from atlas.spatial.geojson_text import geometry_object


class LayerProvider(BaseProvider):
    """The features of one layer.

    Parameters
    ----------
    provider_def : dict
        pygeoapi's definition of a provider; ``data`` is the :class:`Collection`.
    """

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self.collection: Collection = provider_def["data"]
        self._fields = deepcopy(self.collection.fields)

    def get_fields(self) -> dict[str, dict[str, Any]]:
        """Return property → JSON Schema, as a copy that pygeoapi may modify."""
        return self._fields

    def query(
        self,
        *,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: list[float] | None = None,
        properties: list[tuple[str, str]] | None = None,
        sortby: list[dict[str, str]] | None = None,
        select_properties: list[str] | None = None,
        skip_geometry: bool = False,
        crs_transform_spec: CrsTransformSpec | None = None,
        q: str | None = None,
        **_: Any,
    ) -> dict[str, Any]:
        """Return the matching features as a GeoJSON FeatureCollection.

        Parameters
        ----------
        offset, limit : int
            Slice of the matching features.
        resulttype : str
            ``hits`` to count only.
        bbox : list of float
            In degrees, longitude first.
        properties : list of (str, str)
            Conditions, see :meth:`Collection.select`.
        sortby : list of dict
            ``property`` and ``order`` (``+`` or ``-``), most significant first.
        select_properties : list of str
            Properties to return; all if empty.
        skip_geometry : bool
        crs_transform_spec : CrsTransformSpec
            Coordinate system of the shapes, if not that of storage.
        q : str
            Texts to search for, separated by commas.
        """
        try:
            found = self.collection.select(bbox or (), properties or (), q or "")
        except QueryError as error:
            raise ProviderInvalidQueryError(user_msg=str(error)) from error
        for sort in reversed(sortby or []):
            found = self.collection.ordered(found, sort["property"], falling=sort["order"] == "-")
        page = [] if resulttype == "hits" else found[offset : offset + limit]
        return {
            "type": "FeatureCollection",
            "features": [
                self._feature(i, crs_transform_spec, select_properties, skip_geometry) for i in page
            ],
            "numberMatched": len(found),
            "numberReturned": len(page),
        }

    def get(
        self, identifier: str, crs_transform_spec: CrsTransformSpec | None = None, **_: Any
    ) -> dict[str, Any]:
        """Return one feature by its id.

        Raises
        ------
        ProviderItemNotFoundError
            If the layer has no such feature.
        """
        for ordinal, record in enumerate(self.collection.records):
            if record["id"] == identifier:
                return self._feature(ordinal, crs_transform_spec)
        raise ProviderItemNotFoundError(identifier)

    def _feature(
        self,
        ordinal: int,
        spec: CrsTransformSpec | None,
        names: list[str] | None = None,
        skip_geometry: bool = False,
    ) -> dict[str, Any]:
        record = self.collection.records[ordinal]
        shape = None if skip_geometry else self.collection.frame.geometry.iloc[ordinal]
        if shape is None or spec is None:
            geometry = geometry_object(shape)
        else:
            geometry = dict(mapping(moved(shape, spec.target_crs_uri)))
        return {
            "type": "Feature",
            "id": record["id"],
            "properties": {name: record[name] for name in names or self.collection.names},
            "geometry": geometry,
        }
