"""Features of the atlas as subjects of a check, and the matrix of all transport projects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from atlas.analysis.overlap.check_errors import CheckError
from atlas.analysis.overlap.overlap_check import Progress, check
from atlas.analysis.overlap.overlap_report import Report
from atlas.analysis.overlap.zone_groups import groups, unchecked, zones
from atlas.core.layer_ids import TRANSPORT_PROJECTS
from atlas.spatial.geojson_text import CRS
from atlas.store.store import Store


def chosen(store: Store, identifiers: Iterable[str]) -> gpd.GeoDataFrame:
    """Return features as subjects: ``name`` (in Chinese), ``feature``, ``accuracy_m``, EPSG:4326.

    Raises
    ------
    CheckError
        When a feature does not exist or has no mapped location.
    """
    rows = []
    for identifier in identifiers:
        record = store.feature(identifier)
        if record is None:
            raise CheckError("check.unknown_feature", name=identifier)
        if unchecked(store, record):
            raise CheckError("check.no_place", name=record["name_zh"])
        rows.append(_subject(store, record))
    return gpd.GeoDataFrame(rows, columns=list(_COLUMNS), geometry="geometry", crs=CRS)


_COLUMNS = ("name", "feature", "accuracy_m", "geometry")


def _subject(store: Store, record: dict[str, Any]) -> dict[str, Any]:
    values = (
        record["name_zh"],
        record["id"],
        float(record["accuracy_m"] or 0),
        store.geometry(record["id"]),
    )
    return dict(zip(_COLUMNS, values, strict=True))


@dataclass(frozen=True)
class Matrix:
    """Result of checking all transport projects against zones.

    Attributes
    ----------
    report : Report
        Of the projects with a mapped location.
    frame : pandas.DataFrame
        One row per compared project and zone: ``project``, ``zone`` (ids), ``relation`` (``clear``
        if they are neither overlapping nor near) and the figures of :attr:`Report.pairs`.
    unchecked : dict of str to str
        Project id → why it could not be compared (see :func:`atlas.analysis.overlap.zones`).
    """

    report: Report
    frame: pd.DataFrame = field(repr=False)
    unchecked: dict[str, str]

    def pivot(self, figure: str = "length_m_ellipsoid") -> pd.DataFrame:
        """Return a figure as a table with projects as rows and zones as columns."""
        table = self.frame.pivot(index="project", columns="zone", values=figure)
        rows, columns = (list(dict.fromkeys(self.frame[name])) for name in ("project", "zone"))
        return table.loc[rows, columns]


def matrix(
    store: Store,
    against: Iterable[str] | None = None,
    buffer_m: float = 0.0,
    *,
    progress: Progress | None = None,
) -> Matrix:
    """Check all transport projects against zones.

    Parameters
    ----------
    store : Store
    against : iterable of str, optional
        As for :func:`atlas.analysis.overlap.zones`; by default the groups that can conflict.
    buffer_m : float
        Buffer around the projects, in metres.

    Raises
    ------
    CheckError
        As :func:`check` and :func:`zones` do.
    """
    if against is None:
        against = [key for key, group in groups().items() if group.conflict]
    ground = zones(store, against)
    layer = TRANSPORT_PROJECTS
    if layer in store.broken:
        raise CheckError("check.broken", layer=layer, reason=store.broken[layer])
    projects = [r for r in store.records.values() if r["layer"] == layer]
    reasons = {r["id"]: reason for r in projects if (reason := unchecked(store, r))}
    subjects = chosen(store, (r["id"] for r in projects if r["id"] not in reasons))
    report = check(
        subjects,
        ground,
        buffer_m,
        accuracy_m=subjects["accuracy_m"].tolist(),
        features=subjects["feature"].tolist(),
        progress=progress,
    )
    return Matrix(report, _tidy(report), reasons)


def _tidy(report: Report) -> pd.DataFrame:
    compared = report.zones.index[report.zones["unchecked"].isna()]
    index = pd.MultiIndex.from_product(
        [range(len(report.subjects)), compared], names=["subject", "zone"]
    )
    found = pd.DataFrame(report.pairs.drop(columns="geometry")).set_index(["subject", "zone"])
    table = found.reindex(index).reset_index()
    sizes = ["area_ha", "area_ha_ellipsoid", "length_m", "length_m_ellipsoid", "points"]
    table[sizes] = table[sizes].fillna(0)
    table["relation"] = table["relation"].fillna("clear")
    table.insert(0, "project", report.subjects["feature"].to_numpy()[table["subject"]])
    table["zone"] = report.zones["id"].to_numpy()[table["zone"]]
    return table.drop(columns="subject")
