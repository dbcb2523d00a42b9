"""What a check found."""

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

from atlas.crs import to_degrees, to_plane
from atlas.distance import Band, band

#: ``possible``: nothing overlaps as drawn, but a zone's position is not known well enough to say no
Verdict = Literal["clear", "possible", "conflict"]
#: the worse comes later
VERDICTS: tuple[Verdict, ...] = ("clear", "possible", "conflict")

#: what a subject is checked as, by its dimension
SHAPES = ("point", "line", "area")


@dataclass(frozen=True)
class Settings:
    """What was asked for.

    Attributes
    ----------
    buffer_m : float
        Metres of EPSG:4549 by which the subjects were widened.
    sliver_m2, sliver_m : float
        Smaller overlaps (area, length) are slivers, unless they are :data:`SLIVER_SHARE` or more
        of the subject or the zone.
    """

    buffer_m: float = 0.0
    sliver_m2: float = 200.0
    sliver_m: float = 10.0


#: an overlap that is this much of a shape is no sliver, however small
SLIVER_SHARE = 0.01


@dataclass(frozen=True)
class Total:
    """What all subjects together have in conflict with a group or zone, overlaps counted once.

    Attributes
    ----------
    group : str
        Key of a group, of which a zone is; empty for all of them together.
    subjects, zones : int
        How many are concerned.
    area_ha, area_ha_ellipsoid : float
        On EPSG:4549 and on the CGCS2000 ellipsoid.
    length_m, length_m_ellipsoid : float
        Of lines.
    points : int
        Different points.
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
    """What a check found.

    Attributes
    ----------
    verdict : str
        The worst of the subjects'.
    subjects : pandas.DataFrame
        One row a subject, in the order given: ``name``, ``feature`` (id in the atlas or ``None``),
        ``accuracy_m``, ``verdict``, ``shape`` (``area``, ``line`` or ``point``: the most that it
        has, widened), ``far`` (so far off that nothing had to be compared) and its size, widened by
        the buffer: ``area_ha``, ``area_ha_ellipsoid``; not widened: ``length_m``,
        ``length_m_ellipsoid``, ``points``.
    zones : geopandas.GeoDataFrame
        As given: what was compared, and what could not be (``unchecked``).
    pairs : geopandas.GeoDataFrame
        One row a subject and zone that have to do with each other, EPSG:4326: ``subject`` and
        ``zone`` (positions in the two frames), ``relation`` (``overlap``; ``sliver``: see
        :class:`Settings`; ``touching``: an edge or corner in common, see
        :func:`atlas.analysis.pieces.touching`; ``near``: within the accuracy),
        ``area_ha``, ``area_ha_ellipsoid``, ``length_m``, ``length_m_ellipsoid``, ``points``,
        ``difference_ppm`` (planar over ellipsoid), ``share_subject``, ``share_zone`` (of its area,
        else length, else points; NaN where the overlap is of a lower kind), ``distance_m`` (as
        drawn, see :meth:`band`), and the overlap as ``geometry`` (none when near). Ordered by
        subject and zone.
    totals : tuple of Total
        Groups in which something conflicts, then all of them together.
    zone_totals : dict of str to Total
        Id of a zone with which something conflicts → what all subjects have in it.
    settings : Settings
    shapes : numpy.ndarray
        The subjects as given, EPSG:4326.
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
        """Whether only lines and points were checked, so that no parcel is cleared."""
        return not (self.subjects["shape"] == "area").any()

    def of(self, relation: str, *, conflict: bool = True) -> gpd.GeoDataFrame:
        """Return the pairs of a relation with zones that conflict, or with those that only tell."""
        told = self.zones["conflict"].to_numpy()[self.pairs["zone"]] == conflict
        return self.pairs[(self.pairs["relation"] == relation) & told]

    def band(self, pair: Mapping[str, Any] | pd.Series) -> Band:
        """Return how far the subject and the zone of a row of :attr:`pairs` may be apart."""
        zone = self.zones["accuracy_m"].iloc[int(pair["zone"])]
        subject = self.subjects["accuracy_m"].iloc[int(pair["subject"])]
        return band(float(pair["distance_m"]), float(zone), float(subject))

    @cached_property
    def common(self) -> BaseGeometry | None:
        """What the subjects have in common with zones that conflict, as one shape (EPSG:4326)."""
        found = self.of("overlap").geometry
        union: BaseGeometry = shapely.union_all(found[found.notna()].to_numpy())
        return None if union.is_empty else union

    @cached_property
    def widened(self) -> BaseGeometry | None:
        """The outline of the widened subjects (EPSG:4326); ``None`` where none was widened."""
        if not self.settings.buffer_m:
            return None
        near = self.shapes[~self.subjects["far"].to_numpy(dtype=bool)]
        wide = shapely.union_all(shapely.buffer(to_plane(near), self.settings.buffer_m))
        return None if wide.is_empty else to_degrees(wide.boundary)
