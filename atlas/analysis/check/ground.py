"""What is compared with: the zones in metres, made ready once."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from atlas.analysis.check.measure import Sizes, sizes
from atlas.crs import to_metres
from atlas.geodata import CRS


@dataclass(frozen=True)
class Ground:
    """The zones in metres, prepared, with their sizes.

    Attributes
    ----------
    shapes : numpy.ndarray
        EPSG:4549, in the order of the zones; ``None`` for those that are not compared.
    sizes : Sizes
    conflict : numpy.ndarray
        Whether an overlap is a conflict.
    accuracy : numpy.ndarray
        Metres.
    """

    shapes: np.ndarray
    sizes: Sizes
    conflict: np.ndarray
    accuracy: np.ndarray

    @classmethod
    def of(cls, zones: gpd.GeoDataFrame) -> Ground:
        """Make the zones of :func:`atlas.analysis.check.zones` ready."""
        shapes = np.array(zones.geometry.to_crs(CRS), dtype=object)
        planar = mended(to_metres(shapes))
        shapely.prepare(planar)
        accuracy = zones["accuracy_m"].to_numpy(dtype=float)
        return cls(planar, sizes(shapes, planar), zones["conflict"].to_numpy(dtype=bool), accuracy)


def mended(planar: np.ndarray) -> np.ndarray:
    """Return shapes in which nothing crosses that did not cross before they were projected."""
    odd = ~(shapely.is_valid(planar) | shapely.is_missing(planar))
    planar[odd] = shapely.make_valid(planar[odd], method="structure", keep_collapsed=False)
    return planar
