"""The check itself: intersects subjects with zones and builds the report."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from atlas.analysis.overlap.check_errors import CheckError
from atlas.analysis.overlap.overlap_report import SHAPES, VERDICTS, Report, Settings
from atlas.analysis.overlap.overlap_totals import SIZES, pairs_of, totals, verdicts
from atlas.analysis.overlap.prepared_zones import FAR_PIECE, PreparedZones, geographic_shapes
from atlas.spatial.crs import PROJECTED, shapes_to_wgs84, to_plane
from atlas.spatial.intersection import AREA, KINDS, TOUCHING_M, Common, common, of_kind
from atlas.spatial.measurement import HA, plane_area, sizes

Progress = Callable[[int, int], object]

#: subjects per batch; progress is reported after each
CHUNK = 1000
#: CRS in which buffers are computed
_PLANE = CRS(PROJECTED)
#: degrees: extent in which EPSG:4549 can be used; anything beyond is far from the city
WINDOW = (90.0, 10.0, 150.0, 70.0)
#: metres: narrower buffers are ignored, being below the resolution of the coordinates
LEAST_BUFFER_M = 1e-3
#: segments per quarter circle of a buffer; the area is 0.04 % below the true circle's
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
) -> Report:
    """Check subjects against zones.

    Edges are straight in the CRS of the subjects. Intersections are computed in longitude and
    latitude (:mod:`atlas.spatial.intersection`) and measured in the plane of EPSG:4549 and on the
    CGCS2000 ellipsoid.

    Parameters
    ----------
    subjects : geopandas.GeoDataFrame
        Any shapes, in EPSG:4326 or a projected CRS; of the columns only ``name`` is used.
    zones : geopandas.GeoDataFrame
        As returned by :func:`atlas.analysis.overlap.zones`.
    buffer_m : float
        Buffer around the subjects, in metres. Areas include the buffer; lengths and points are
        those of the original lines and points.
    sliver_m2, sliver_m : float
        Smaller overlaps are slivers (see :class:`Settings`).
    accuracy_m : float or sequence of float
        Accuracy of the subjects' positions, in metres.
    features : sequence of str
        Ids of the subjects, if they are features of the atlas.
    progress : callable, optional
        Called with the numbers of subjects done and of all subjects.

    Raises
    ------
    CheckError
        When there are no subjects or a distance is invalid; or naming a subject whose shape is
        missing, invalid, or reaches from the city to beyond :data:`WINDOW`.

    Examples
    --------
    >>> from atlas.analysis.overlap import chosen, zones
    >>> from atlas.store.store import load
    >>> store = load()
    >>> report = check(chosen(store, ["tp-hsr-qingdao-pingdu-laizhou"]), zones(store, ["reserves"]))
    >>> report.verdict, report.pairs["relation"].tolist()
    ('conflict', ['overlap', 'overlap'])
    """
    settings = _settings(buffer_m, sliver_m2, sliver_m)
    if subjects.empty:
        raise CheckError("check.no_subjects")
    names = subjects["name"].astype(str).tolist()
    shapes = geographic_shapes(subjects)
    accuracy = np.broadcast_to(np.asarray(accuracy_m, dtype=float), len(shapes))
    near_shapes, far = _usable(names, shapes)
    ground = PreparedZones.of(zones)
    pieces, near, measured = [], [], []
    for start in range(0, len(shapes), CHUNK):
        part = slice(start, start + CHUNK)
        found, close, own = _chunk(near_shapes[part], ground, settings, accuracy[part])
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
    table["shape"] = _shape_words(shapes, settings)
    found = pd.concat(pieces, ignore_index=True)
    pairs = pairs_of(found, pd.concat(near, ignore_index=True), table, ground, settings)
    table["verdict"] = verdicts(pairs, len(table), ground, accuracy)
    whole, of_zones = totals(found, pairs, zones)
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


def _shape_words(shapes: np.ndarray, settings: Settings) -> np.ndarray:
    """Return the kind of shape (area, line or point) as which each subject is checked."""
    if settings.buffer_m >= LEAST_BUFFER_M:
        return np.full(len(shapes), SHAPES[AREA], dtype=object)
    return np.array(SHAPES, dtype=object)[shapely.get_dimensions(shapes)]


def _usable(names: list[str], shapes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the shapes with ``None`` for those too far away, and a mask of these."""
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    _refuse(names, empty, "check.no_shape")
    bounds: np.ndarray = shapely.bounds(shapes)
    _refuse(names, ~np.all(np.isfinite(bounds), axis=1), "check.invalid")
    west, south, east, north = bounds.T
    left, low, right, high = WINDOW
    inside = (west >= left) & (south >= low) & (east <= right) & (north <= high)
    far = (east < left) | (north < low) | (west > right) | (south > high)
    _refuse(names, ~(inside | far), "check.too_wide")
    _refuse(names, ~(shapely.is_valid(shapes) | far), "check.invalid")
    near = shapes.copy()
    near[far] = None
    return near, far


def _refuse(names: list[str], bad: np.ndarray, key: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise CheckError(key, name=names[row], number=row + 1)


def _chunk(
    shapes: np.ndarray, ground: PreparedZones, settings: Settings, accuracy: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return intersections, near pairs and sizes for a batch of subjects."""
    own = {kind: of_kind(shapes, kind) for kind in KINDS}
    plane, own_ha = to_plane(shapes, FAR_PIECE), None
    if settings.buffer_m >= LEAST_BUFFER_M:
        own_ha = plane_area(own[AREA]) / HA
        plane = shapely.buffer(to_plane(shapes), settings.buffer_m, quad_segs=ROUND)
        own[AREA] = valid(shapes_to_wgs84(plane, _PLANE))
    tables, measured = [], pd.DataFrame(0, index=range(len(shapes)), columns=SIZES)
    for kind in KINDS:
        size = sizes(own[kind]).frame()
        measured += size
        tables.append(_pieces(common(own[kind], kind, ground.shapes), size))
    found = pd.concat(tables, ignore_index=True)
    measured["own_ha"] = measured["area_ha"] if own_ha is None else own_ha
    return found, _near(plane, ground, accuracy, found), measured


def valid(shapes: np.ndarray) -> np.ndarray:
    """Repair shapes that became invalid by projection."""
    odd = ~(shapely.is_valid(shapes) | shapely.is_missing(shapes))
    shapes[odd] = shapely.make_valid(shapes[odd], method="structure", keep_collapsed=False)
    return shapes


def _pieces(both: Common, size: pd.DataFrame) -> pd.DataFrame:
    """Return intersections with their sizes; whole shapes are not measured again."""
    table = size.iloc[both.shape].reset_index(drop=True)
    table[both.cut] = sizes(both.piece[both.cut]).frame().to_numpy()
    named = {"subject": both.shape, "zone": both.zone, "geometry": both.piece}
    return table.assign(**named)


def _near(
    plane: np.ndarray, ground: PreparedZones, accuracy: np.ndarray, found: pd.DataFrame
) -> pd.DataFrame:
    """Return pairs that touch or lie within their combined accuracy, without intersecting."""
    zone = np.flatnonzero(ground.conflict & ~shapely.is_missing(ground.shapes))
    row, subject = shapely.STRtree(plane).query(
        ground.plane[zone], predicate="dwithin", distance=ground.reach[zone] + accuracy.max()
    )
    apart = np.ones((len(plane), len(ground.shapes)), dtype=bool)
    apart[found["subject"], found["zone"]] = False
    zone = zone[row]
    zone, subject = zone[apart[subject, zone]], subject[apart[subject, zone]]
    away = shapely.distance(ground.plane[zone], plane[subject])
    relation = np.where(away <= TOUCHING_M, "touching", "near")
    named = {"subject": subject, "zone": zone, "distance_m": away, "relation": relation}
    # accuracies combine as in atlas.spatial.distance_band
    known = np.hypot(ground.accuracy[zone], accuracy[subject])
    return pd.DataFrame(named)[away <= np.maximum(known, TOUCHING_M)]
