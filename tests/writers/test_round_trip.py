"""The atlas reads all its own exports, of every layer in every format."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from atlas.readers.file_reader import answered, read_planners_file
from atlas.writers.export import FORMATS, export
from tests.support.project import failures, store
from tests.support.reading import read

#: relative tolerance of lengths and areas; degrees in Shapefile and KML have fewer digits
_KEPT = 1e-6


@cache
def _given() -> dict[str, gpd.GeoDataFrame]:
    """Return every layer, and overlaps from a check."""
    frames = dict(store().frames)
    shapes = [
        shapely.box(120, 36.8, 120.01, 36.81),
        shapely.LineString([(120, 36.8), (120.1, 36.9)]),
        shapely.GeometryCollection(
            [
                shapely.box(120.1, 36.8, 120.11, 36.81),
                shapely.LineString([(120, 36.7), (120, 36.8)]),
            ]
        ),
        shapely.MultiPoint([(120, 36.8), (120.1, 36.9)]),
    ]
    ids = [f"overlap-{number}" for number in range(len(shapes))]
    shapes = gpd.GeoDataFrame({"id": ids, "subject": "甲"}, geometry=shapes, crs=4326)
    return {**frames, "overlaps": shapes}


def _measured(frame: gpd.GeoDataFrame) -> dict[tuple[str, int], tuple[float, float]]:
    """Return id and dimension → length and area of a feature's parts of this dimension."""
    drawn = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(4549)
    parts, owner = shapely.get_parts(drawn.geometry.to_numpy(), return_index=True)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, own = shapely.get_parts(parts, return_index=True)
        owner = owner[own]
    keys = [drawn["id"].to_numpy()[owner], shapely.get_dimensions(parts)]
    sizes = {"length": shapely.length(parts), "area": shapely.area(parts)}
    sums = pd.DataFrame(sizes).groupby(keys).sum()
    return {
        (str(name), int(dimension)): (float(length), float(area))
        for (name, dimension), length, area in sums.itertuples()
    }


def _assert_same(found: gpd.GeoDataFrame, wanted: gpd.GeoDataFrame) -> None:
    own, other = _measured(found), _measured(wanted)
    assert own.keys() == other.keys(), own.keys() ^ other.keys()
    different = {
        key: (own[key], other[key])
        for key in other
        if own[key] != pytest.approx(other[key], rel=_KEPT, abs=1)
    }
    assert not different


def _groups(form: str) -> dict[str, list[str]]:
    """Return the layers of each file in a format; most have several, the last ones one layer."""
    groups: dict[str, list[str]] = {}
    offered = FORMATS[form].offered
    whole = [system for system in offered if system != "gcj02"]
    for number, layer in enumerate(store().frames):
        groups.setdefault(whole[number % len(whole)], []).append(layer)
    return {
        **{f"{system} {len(layers)}": layers for system, layers in groups.items()},
        f"{offered[-1]} energy": ["energy"],  # GCJ-02 where it is offered, as its shift is slow
        f"{whole[0]} overlaps": ["overlaps"],
    }


def _comes_back(form: str) -> None:
    for name, layers in _groups(form).items():
        system = name.split()[0]
        frames = {layer: _given()[layer] for layer in layers}
        made = export(frames, form, system, store=store(), lang="zh")
        drawing = read_planners_file(f"平度{made.suffix}", made.content, answered(system))
        assert drawing.frame is not None, name
        _assert_same(drawing.frame, pd.concat(frames.values()))


def test_the_atlas_reads_back_all_its_own_exports():
    forms = [form for form in FORMATS if form != "xlsx"]  # which holds no shapes
    assert failures(_comes_back, forms) == {}


def test_several_layers_in_one_file_are_read_back_as_the_page_reads_them():
    frames = {name: store().frames[name] for name in ("energy", "water-projects", "rivers")}
    for form in ("gpkg", "shp", "geojson", "kml", "dxf", "csv"):
        system = "cm120" if form == "dxf" else "wgs84"
        made = export(frames, form, system, store=store(), lang="en")
        drawing = read(f"a{made.suffix}", made.content, answered(system))
        _assert_same(drawing.frame, pd.concat(frames.values()))
