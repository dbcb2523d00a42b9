"""Zones prepared for repeated comparison."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely

from atlas.spatial.crs import shapes_to_wgs84, to_plane
from atlas.spatial.geojson_text import CRS
from atlas.spatial.intersection import TOUCHING_M
from atlas.spatial.measurement import Sizes, sizes

#: degrees: maximum segment length of edges from which distances are measured (right to 3 mm)
FAR_PIECE = 0.005


@dataclass(frozen=True)
class PreparedZones:
    """Prepared zones with their sizes.

    Attributes
    ----------
    shapes : numpy.ndarray
        EPSG:4326, in the order of the zones; ``None`` for zones that are not compared.
    sizes : Sizes
    conflict : numpy.ndarray
        Whether an overlap is a conflict.
    accuracy : numpy.ndarray
        In metres.
    """

    shapes: np.ndarray
    sizes: Sizes
    conflict: np.ndarray
    accuracy: np.ndarray

    @classmethod
    def of(cls, zones: gpd.GeoDataFrame) -> PreparedZones:
        """Prepare the zones of :func:`atlas.analysis.overlap.zones`."""
        shapes = geographic_shapes(zones)
        shapely.prepare(shapes)
        accuracy = zones["accuracy_m"].to_numpy(dtype=float)
        return cls(shapes, sizes(shapes), zones["conflict"].to_numpy(dtype=bool), accuracy)

    @cached_property
    def plane(self) -> np.ndarray:
        """The zones in EPSG:4549 metres, for measuring distances."""
        plane = to_plane(self.shapes, FAR_PIECE)
        shapely.prepare(plane)
        return plane

    @cached_property
    def reach(self) -> np.ndarray:
        """Distance in metres within which a subject counts as near each zone."""
        return np.where(self.conflict, np.maximum(self.accuracy, TOUCHING_M), 0.0)


def geographic_shapes(frame: gpd.GeoDataFrame) -> np.ndarray:
    """Return the shapes of a frame in EPSG:4326; edges are straight in the frame's own CRS."""
    shapes = np.array(frame.geometry, dtype=object)
    return shapes if frame.crs == CRS else shapes_to_wgs84(shapes, frame.crs)
