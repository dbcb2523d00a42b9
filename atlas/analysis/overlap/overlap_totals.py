"""Turns intersection pieces into the figures of a report: pairs, verdicts and totals."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.analysis.overlap.overlap_report import SLIVER_SHARE, VERDICTS, Settings, Total
from atlas.analysis.overlap.prepared_zones import PreparedZones
from atlas.spatial.geojson_text import CRS
from atlas.spatial.intersection import AREA, touching, united
from atlas.spatial.measurement import HA, sizes

SIZES = ["area_ha", "area_ha_ellipsoid", "length_m", "length_m_ellipsoid", "points"]
PAIR = ["subject", "zone"]


def pairs_of(
    pieces: pd.DataFrame,
    near: pd.DataFrame,
    subjects: pd.DataFrame,
    ground: PreparedZones,
    settings: Settings,
) -> gpd.GeoDataFrame:
    """Return the pairs of a report; see :attr:`.overlap_report.Report.pairs`.

    Parameters
    ----------
    pieces : pandas.DataFrame
        One row per subject, zone and kind: sizes and ``geometry`` (EPSG:4326).
    near : pandas.DataFrame
        ``subject``, ``zone``, ``distance_m``, ``relation``: pairs without intersection that touch
        or lie within the accuracy.
    subjects : pandas.DataFrame
        Sizes of the subjects, and ``own_ha`` before buffering.
    """
    pairs = pieces.groupby(PAIR)[SIZES].sum().reset_index()
    pairs["geometry"] = _shapes(pieces)
    _relate(pairs, subjects, ground)
    big = _big(pairs, subjects["own_ha"].to_numpy()[pairs["subject"]], settings)
    only = ~big & touching(
        pairs["geometry"].to_numpy(),
        pairs["area_ha"].to_numpy() * HA,
        pairs["length_m"].to_numpy(),
    )
    pairs["relation"] = np.select([big, only], ["overlap", "touching"], "sliver")
    # the ratio of two areas that are rounding residue is meaningless
    pairs.loc[pairs["relation"] == "touching", "difference_ppm"] = np.nan
    pairs["distance_m"] = 0.0
    none = dict.fromkeys(SIZES, 0) | {"geometry": None}
    pairs = pd.concat([pairs, near.assign(**none)], ignore_index=True)
    shares = ["difference_ppm", "share_subject", "share_zone"]
    columns = [*PAIR, "relation", *SIZES, *shares, "distance_m", "geometry"]
    return gpd.GeoDataFrame(pairs[columns].sort_values(PAIR, ignore_index=True), crs=CRS)


def _shapes(pieces: pd.DataFrame) -> np.ndarray:
    """Return the geometry of each pair: its only piece, or a collection of its pieces."""
    order = np.lexsort((pieces["zone"], pieces["subject"]))
    ordered = pieces.iloc[order]
    first = ~ordered.duplicated(PAIR).to_numpy()
    shapes = ordered["geometry"].to_numpy()
    found = shapes[first]
    starts = np.flatnonzero(first)
    counts = np.diff([*starts, len(shapes)])
    for row in np.flatnonzero(counts > 1):
        found[row] = shapely.geometrycollections(shapes[starts[row] :][: counts[row]])
    return found


def _relate(pairs: pd.DataFrame, subjects: pd.DataFrame, ground: PreparedZones) -> None:
    """Add the shares, and the scale error of the plane for the overlap."""
    area, line = pairs["area_ha"] > 0, pairs["length_m"] > 0
    for column, index, whole in (
        ("share_subject", pairs["subject"], subjects[SIZES]),
        ("share_zone", pairs["zone"], ground.sizes.frame()),
    ):
        shares = [
            pairs[size] / whole[size].replace(0, np.nan).to_numpy()[index]
            for size in ("area_ha_ellipsoid", "length_m_ellipsoid", "points")
        ]
        pairs[column] = np.select([area, line], shares[:2], shares[2])
    planar = np.where(area, pairs["area_ha"], pairs["length_m"])
    ellipsoid = np.where(area, pairs["area_ha_ellipsoid"], pairs["length_m_ellipsoid"])
    ellipsoid = np.where(ellipsoid > 0, ellipsoid, np.nan)
    pairs["difference_ppm"] = (planar / ellipsoid - 1) * 1e6


def _big(pairs: pd.DataFrame, own_ha: np.ndarray, settings: Settings) -> pd.Series:
    """Return which overlaps are not slivers."""
    narrow = (pairs["area_ha"] * HA < settings.sliver_m2) & (pairs["length_m"] < settings.sliver_m)
    # relative to the size before buffering, so that a wider buffer never removes a conflict
    share = np.where(own_ha > 0, pairs["area_ha"] / np.where(own_ha > 0, own_ha, 1), 0)
    line = np.where(pairs["length_m"] > 0, pairs["share_subject"], 0)
    whole = np.maximum(share, pairs["share_zone"].fillna(0))
    return ~narrow | (pairs["points"] > 0) | (np.maximum(whole, line) >= SLIVER_SHARE)


def verdicts(
    pairs: pd.DataFrame, subjects: int, ground: PreparedZones, accuracy: np.ndarray
) -> list[str]:
    """Return the verdict for each subject."""
    zone, subject = pairs["zone"].to_numpy(), pairs["subject"].to_numpy()
    unsure = ground.accuracy[zone] + accuracy[subject] > 0
    worse = np.select([pairs["relation"] == "overlap", unsure], [2, 1], 0) * ground.conflict[zone]
    worst = np.zeros(subjects, dtype=int)
    np.maximum.at(worst, subject, worse)
    return [VERDICTS[row] for row in worst]


def totals(
    pieces: pd.DataFrame, pairs: pd.DataFrame, zones: gpd.GeoDataFrame
) -> tuple[tuple[Total, ...], dict[str, Total]]:
    """Return the totals of conflicts by group and overall, and by zone."""
    hit = pairs[(pairs["relation"] == "overlap") & zones["conflict"].to_numpy()[pairs["zone"]]]
    known = pd.MultiIndex.from_frame(pieces[PAIR]).isin(pd.MultiIndex.from_frame(hit[PAIR]))
    pieces = pieces[known]
    if pieces.empty:
        return (), {}
    parts: dict[str, list[np.ndarray]] = {}
    of_zones = {}
    for zone, own in pieces.groupby("zone"):
        identifier, group = zones[["id", "group"]].iloc[int(str(zone))]
        cut = own["geometry"].to_numpy()
        shapes = _united(cut)
        # lines are united as they were cut (see united()); for areas two steps are faster
        area = shapely.get_dimensions(shapes) == AREA
        parts.setdefault(group, []).append(
            np.concatenate([shapes[area], cut[shapely.get_dimensions(cut) != AREA]])
        )
        of_zones[identifier] = _total(group, own, shapes)
    groups = zones["group"].to_numpy()[pieces["zone"]]
    found = []
    for group, several in parts.items():
        found.append(_total(group, pieces[groups == group], _united(np.concatenate(several))))
    every = np.concatenate([part for several in parts.values() for part in several])
    found.append(_total("", pieces, _united(every)))
    return tuple(found), of_zones


def _united(shapes: np.ndarray) -> np.ndarray:
    """Return the union of shapes, one shape per kind."""
    kinds = shapely.get_dimensions(shapes)
    return np.array([united(shapes[kinds == kind], kind) for kind in np.unique(kinds)])


def _total(group: str, pieces: pd.DataFrame, united: np.ndarray) -> Total:
    figures = sizes(united)
    return Total(
        group=group,
        subjects=pieces["subject"].nunique(),
        zones=pieces["zone"].nunique(),
        area_ha=float(figures.area_ha.sum()),
        area_ha_ellipsoid=float(figures.area_ha_ellipsoid.sum()),
        length_m=float(figures.length_m.sum()),
        length_m_ellipsoid=float(figures.length_m_ellipsoid.sum()),
        points=int(figures.points.sum()),
    )
