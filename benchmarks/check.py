"""A check of 20,000 parcels compared with a bare overlay: ``python -m benchmarks.check``.

Both transform the data to EPSG:4549, intersect them and measure areas, alternating in one run.
The check also measures on the ellipsoid, computes unions, finds slivers and near misses, and
reports its progress.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

import geopandas as gpd
import numpy as np
import shapely

from atlas.analysis.overlap import Report, check, zones
from atlas.spatial.crs import GEOGRAPHIC, PROJECTED
from atlas.store.store import Store, load

PARCELS, ROUNDS, SEED = 20_000, 7, 20210608


def parcels(store: Store, count: int = PARCELS) -> gpd.GeoDataFrame:
    """Return ``count`` parcels of 16 vertices that tile the city without gaps, in EPSG:4326."""
    city = store.frames["city-boundary"].geometry.to_crs(PROJECTED).union_all()
    west, south, east, north = city.bounds
    side = (city.area / count) ** 0.5 * 0.97
    columns, rows = np.arange(west, east, side), np.arange(south, north, side)
    x, y = (grid.ravel() for grid in np.meshgrid(columns, rows))
    squares = shapely.segmentize(shapely.box(x, y, x + side, y + side), side / 4)
    phase = np.random.default_rng(SEED).uniform(0, 2 * np.pi, 2)

    def bend(points: np.ndarray) -> np.ndarray:
        wave = np.sin(points[:, ::-1] / side * 2.1 + phase)
        return points + wave * side * 0.16

    inside = shapely.contains_properly(city, shapely.centroid(squares))
    tiles = gpd.GeoSeries(shapely.transform(squares[inside][:count], bend), crs=PROJECTED)
    names = [f"{number:05d}" for number in range(len(tiles))]
    return gpd.GeoDataFrame({"name": names}, geometry=tiles.to_crs(GEOGRAPHIC))


def bare(subjects: gpd.GeoDataFrame, ground: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return geopandas' overlay with the areas of its parts."""
    cut = gpd.overlay(subjects.to_crs(PROJECTED), ground.to_crs(PROJECTED))
    return cut.assign(area_ha=cut.area / 10_000)


def checked(subjects: gpd.GeoDataFrame, ground: gpd.GeoDataFrame) -> Report:
    """Return the check of the same data."""
    return check(subjects, ground, progress=lambda done, total: None)


def compare(count: int = PARCELS, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the median seconds of both methods."""
    store = load()
    subjects, ground = parcels(store, count), zones(store)
    drawn = ground[ground["unchecked"].isna()]
    ways: dict[str, Callable[[], object]] = {
        "overlay": lambda: bare(subjects, drawn),
        "check": lambda: checked(subjects, ground),
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            seconds[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in seconds.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--parcels", type=int, default=PARCELS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    taken = compare(asked.parcels, asked.rounds)
    print(f"{asked.parcels} parcels against all zones, median of {asked.rounds} rounds")
    for name, seconds in taken.items():
        print(f"{name:8} {seconds:6.2f} s")
    print(f"ratio    {taken['check'] / taken['overlay']:6.2f}")


if __name__ == "__main__":
    main()
