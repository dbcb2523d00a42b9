"""Result of a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.spatial.crs import to_degrees, to_plane
from atlas.spatial.distance_band import Band, band

#: ``possible``: no overlap as drawn, but a zone's position is not accurate enough to rule one out
Verdict = Literal["clear", "possible", "conflict"]
#: in ascending order of severity
VERDICTS: tuple[Verdict, ...] = ("clear", "possible", "conflict")

#: name of a subject's shape, by its dimension
SHAPES = ("point", "line", "area")


@dataclass(frozen=True)
class Settings:
    """Settings of a check.

    Attributes
    ----------
    buffer_m : float
        Buffer around the subjects, in metres of EPSG:4549.
    sliver_m2, sliver_m : float
        Smaller overlaps (area, length) are slivers, unless they make up :data:`SLIVER_SHARE` or
        more of the subject or the zone.
    """

    buffer_m: float = 0.0
    sliver_m2: float = 200.0
    sliver_m: float = 10.0


#: minimum share of a shape at which an overlap is not a sliver, however small
SLIVER_SHARE = 0.01


@dataclass(frozen=True)
class Total:
    """Union of all conflicts with a group or a zone, overlapping parts counted once.

    Attributes
    ----------
    group : str
        Key of the group (for a zone: of its group); empty for the total of all groups.
    subjects, zones : int
        Number of subjects and zones in conflict.
    area_ha, area_ha_ellipsoid : float
        On EPSG:4549 and on the CGCS2000 ellipsoid.
    length_m, length_m_ellipsoid : float
        Of lines.
    points : int
        Number of distinct points.
    """

    group: str
    subjects: int
    zones: int
    area_ha: float
    area_ha_ellipsoid: float
    length_m: float
    length_m_ellipsoid: float
    points: int


@dataclass(frozen=True)
class Report:
    """Result of a check.

    Attributes
    ----------
    verdict : str
        The worst verdict of all subjects.
    subjects : pandas.DataFrame
        One row per subject, in the given order: ``name``, ``feature`` (id in the atlas or
        ``None``), ``accuracy_m``, ``verdict``, ``shape`` (``area``, ``line`` or ``point``: the
        highest dimension after buffering), ``far`` (too far away to be compared) and its size:
        ``area_ha`` and ``area_ha_ellipsoid`` with the buffer; ``length_m``, ``length_m_ellipsoid``
        and ``points`` without.
    zones : geopandas.GeoDataFrame
        The given zones, including those that could not be compared (``unchecked``).
    pairs : geopandas.GeoDataFrame
        One row per subject and zone that overlap or are near, EPSG:4326, ordered by subject and
        zone: ``subject`` and ``zone`` (positions in the two frames), ``relation`` (``overlap``;
        ``sliver``, see :class:`Settings`; ``touching``: only an edge or corner in common, see
        :func:`atlas.spatial.intersection.touching`; ``near``: within the accuracy), ``area_ha``,
        ``area_ha_ellipsoid``, ``length_m``, ``length_m_ellipsoid``, ``points``, ``difference_ppm``
        (plane relative to ellipsoid), ``share_subject``, ``share_zone`` (of its area, else length,
        else points; NaN if the overlap is of lower dimension), ``distance_m`` (as drawn, see
        :meth:`band`), and the overlap as ``geometry`` (``None`` if near).
    totals : tuple of Total
        One per group with conflicts, then one for all groups.
    zone_totals : dict of str to Total
        Id of a zone in conflict → its total over all subjects.
    settings : Settings
    shapes : numpy.ndarray
        The given subjects, EPSG:4326.
    """

    verdict: Verdict
    subjects: pd.DataFrame = field(repr=False)
    zones: gpd.GeoDataFrame = field(repr=False)
    pairs: gpd.GeoDataFrame = field(repr=False)
    totals: tuple[Total, ...]
    zone_totals: dict[str, Total] = field(repr=False)
    settings: Settings
    shapes: np.ndarray = field(repr=False)

    @property
    def no_area(self) -> bool:
        """Whether only lines and points were checked; such a result does not clear a parcel."""
        return not (self.subjects["shape"] == "area").any()

    def of(self, relation: str, *, conflict: bool = True) -> gpd.GeoDataFrame:
        """Return the pairs of a relation, with conflicting zones or with the other ones."""
        told = self.zones["conflict"].to_numpy()[self.pairs["zone"]] == conflict
        return self.pairs[(self.pairs["relation"] == relation) & told]

    def band(self, pair: Mapping[str, Any] | pd.Series) -> Band:
        """Return the distance between subject and zone of a row of :attr:`pairs` as a band."""
        zone = self.zones["accuracy_m"].iloc[int(pair["zone"])]
        subject = self.subjects["accuracy_m"].iloc[int(pair["subject"])]
        return band(float(pair["distance_m"]), float(zone), float(subject))

    @cached_property
    def common(self) -> BaseGeometry | None:
        """Union of all overlaps with conflicting zones, as one shape (EPSG:4326)."""
        found = self.of("overlap").geometry
        union: BaseGeometry = shapely.union_all(found[found.notna()].to_numpy())
        return None if union.is_empty else union

    @cached_property
    def widened(self) -> BaseGeometry | None:
        """Outline of the buffered subjects (EPSG:4326); ``None`` if there is no buffer."""
        if not self.settings.buffer_m:
            return None
        near = self.shapes[~self.subjects["far"].to_numpy(dtype=bool)]
        wide = shapely.union_all(shapely.buffer(to_plane(near), self.settings.buffer_m))
        return None if wide.is_empty else to_degrees(wide.boundary)
