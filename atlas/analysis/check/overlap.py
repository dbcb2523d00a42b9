"""The check itself: subjects against zones, pair by pair, and what they have in common in all."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from atlas.analysis.check.errors import CheckError, StoppedError
from atlas.analysis.check.ground import Ground, mended
from atlas.analysis.check.measure import HA, sizes
from atlas.analysis.check.pieces import AREA, KINDS, Common, common, of_kind
from atlas.analysis.check.report import VERDICTS, Report, Settings
from atlas.analysis.check.tally import SIZES, pairs_of, totals, verdicts
from atlas.crs import to_degrees, to_metres
from atlas.geodata import CRS

Progress = Callable[[int, int], object]
Stop = Callable[[], bool]

#: so many subjects are checked between two looks at ``stop``
CHUNK = 1000
#: where EPSG:4549 can be reckoned with; what lies beyond is nowhere near the city
WINDOW = (90.0, 10.0, 150.0, 70.0)
#: a buffer narrower than this (metres) is none: the plane's coordinates are no finer
LEAST_BUFFER_M = 1e-3
#: segments a quarter circle of a buffer: its area is 0.04 % less than the true circle's
ROUND = 32


def check(
    subjects: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    buffer_m: float = 0.0,
    *,
    sliver_m2: float = Settings.sliver_m2,
    sliver_m: float = Settings.sliver_m,
    accuracy_m: float | Sequence[float] = 0.0,
    features: Sequence[str] = (),
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Report:
    """Return what subjects have in common with zones.

    Shapes are cut in the plane of EPSG:4549 and measured there and on the CGCS2000 ellipsoid.

    Parameters
    ----------
    subjects : geopandas.GeoDataFrame
        EPSG:4326, any shapes; ``name`` is read, other columns are not.
    zones : geopandas.GeoDataFrame
        Of :func:`atlas.analysis.check.zones`.
    buffer_m : float
        By how many metres the subjects are widened. Areas are those of the widened shapes, lengths
        and points those of the lines and points themselves.
    sliver_m2, sliver_m : float
        Smaller overlaps are slivers (see :class:`Settings`).
    accuracy_m : float or sequence of float
        How well the position of the subjects is known, in metres.
    features : sequence of str
        Ids, where the subjects are features of the atlas.
    progress : callable, optional
        Called with how many subjects are done and how many there are.
    stop : callable, optional
        Asked now and then; the check ends when it says so.

    Raises
    ------
    CheckError
        When there is no subject, or a distance is none; naming the subject that has no shape, an
        invalid one, or one that reaches from here to the end of the projection.
    StoppedError
        When ``stop`` said so.
    """
    settings = _settings(buffer_m, sliver_m2, sliver_m)
    if subjects.empty:
        raise CheckError("check.no_subjects")
    names = subjects["name"].astype(str).tolist()
    shapes = np.array(subjects.geometry.to_crs(CRS), dtype=object)
    accuracy = np.broadcast_to(np.asarray(accuracy_m, dtype=float), len(shapes))
    planar, far = _projected(names, shapes)
    ground = Ground.of(zones)
    pieces, near, measured = [], [], []
    for start in range(0, len(shapes), CHUNK):
        _look(stop)
        part = slice(start, start + CHUNK)
        found, close, own = _chunk(planar[part], ground, settings, accuracy[part])
        for table in (found, close):
            table["subject"] += start
        pieces.append(found)
        near.append(close)
        measured.append(own)
        if progress:
            progress(min(start + CHUNK, len(shapes)), len(shapes))
    table = pd.DataFrame({"name": names, "accuracy_m": accuracy, "far": far})
    table["feature"] = np.array(features or np.full(len(names), None), dtype=object)
    table = table.join(pd.concat(measured, ignore_index=True))
    found = pd.concat(pieces, ignore_index=True)
    pairs = pairs_of(found, pd.concat(near, ignore_index=True), table, ground, settings)
    table["verdict"] = verdicts(pairs, len(table), ground, accuracy)
    whole, of_zones = totals(found, pairs, zones, lambda: _look(stop))
    return Report(
        verdict=max(table["verdict"], key=VERDICTS.index, default=VERDICTS[0]),
        subjects=table.drop(columns="own_ha"),
        zones=zones,
        pairs=pairs,
        totals=whole,
        zone_totals=of_zones,
        settings=settings,
        shapes=shapes,
    )


def _settings(buffer_m: float, sliver_m2: float, sliver_m: float) -> Settings:
    for value in (buffer_m, sliver_m2, sliver_m):
        if not (math.isfinite(value) and value >= 0):
            raise CheckError("check.bad_distance", value=value)
    return Settings(float(buffer_m), float(sliver_m2), float(sliver_m))


def _look(stop: Stop | None) -> None:
    if stop and stop():
        raise StoppedError


def _projected(names: list[str], shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the subjects in metres, ``None`` for those far off, and which these are."""
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    _refuse(names, empty, "check.no_shape")
    bounds: np.ndarray = shapely.bounds(shapes)
    _refuse(names, ~np.all(np.isfinite(bounds), axis=1), "check.invalid")
    west, south, east, north = bounds.T
    left, low, right, high = WINDOW
    inside = (west >= left) & (south >= low) & (east <= right) & (north <= high)
    far = (east < left) | (north < low) | (west > right) | (south > high)
    _refuse(names, ~(inside | far), "check.too_wide")
    near = shapes.copy()
    near[far] = None
    planar = to_metres(near)
    odd = ~(shapely.is_valid(planar) | far)
    _refuse(names, odd & ~shapely.is_valid(shapes), "check.invalid")
    return mended(planar), far


def _refuse(names: list[str], bad: np.ndarray, key: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise CheckError(key, name=names[row], number=row + 1)


def _chunk(
    planar: np.ndarray, ground: Ground, settings: Settings, accuracy: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return pieces in common, near pairs and own sizes of some subjects."""
    own = {kind: of_kind(planar, kind) for kind in KINDS}
    own_ha = np.nan_to_num(shapely.area(own[AREA])) / HA
    whole = planar
    if settings.buffer_m >= LEAST_BUFFER_M:
        whole = own[AREA] = shapely.buffer(planar, settings.buffer_m, quad_segs=ROUND)
    tables, measured = [], pd.DataFrame(0, index=range(len(planar)), columns=SIZES)
    for kind in KINDS:
        told = to_degrees(own[kind])
        size = sizes(told, own[kind]).frame()
        measured += size
        tables.append(_pieces(common(own[kind], kind, ground.shapes), told, size))
    found = pd.concat(tables, ignore_index=True)
    measured["own_ha"] = own_ha
    return found, _near(whole, ground, accuracy, found), measured


def _pieces(both: Common, whole: np.ndarray, size: pd.DataFrame) -> pd.DataFrame:
    """Return what is in common with its sizes; whole shapes are not measured again."""
    shapes = whole[both.shape]
    shapes[both.cut] = to_degrees(both.piece[both.cut])
    table = size.iloc[both.shape].reset_index(drop=True)
    table[both.cut] = sizes(shapes[both.cut], both.piece[both.cut]).frame().to_numpy()
    named = {"subject": both.shape, "zone": both.zone, "piece": both.piece, "geometry": shapes}
    return table.assign(**named)


def _near(
    whole: np.ndarray, ground: Ground, accuracy: np.ndarray, found: pd.DataFrame
) -> pd.DataFrame:
    """Return pairs with nothing in common that lie no farther apart than they are known."""
    reach = ground.accuracy + accuracy.max()
    zone = np.flatnonzero(ground.conflict & (reach > 0) & ~shapely.is_missing(ground.shapes))
    row, subject = shapely.STRtree(whole).query(
        ground.shapes[zone], predicate="dwithin", distance=reach[zone]
    )
    apart = np.ones((len(whole), len(ground.shapes)), dtype=bool)
    apart[found["subject"], found["zone"]] = False
    zone = zone[row]
    zone, subject = zone[apart[subject, zone]], subject[apart[subject, zone]]
    away = shapely.distance(ground.shapes[zone], whole[subject])
    table = pd.DataFrame({"subject": subject, "zone": zone, "distance_m": away})
    # as for every distance: the accuracies combine as those of atlas.distance
    return table[away <= np.hypot(ground.accuracy[zone], accuracy[subject])]
