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


def _measured(frame: gpd.GeoDataFrame) -> dict[int, tuple[int, float, float]]:
    """Return dimension → number of shapes, their length and area."""
    drawn = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].to_crs(4549)
    found: dict[int, tuple[int, float, float]] = {}
    for dimension in (0, 1, 2):
        parts = [
            [p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == dimension]
            for shape in drawn.geometry
        ]
        flat = [part for own in parts for part in shapely.get_parts(own)]
        count = sum(bool(own) for own in parts)
        if count:
            found[dimension] = (
                *(count, sum(part.length for part in flat)),
                sum(part.area for part in flat),
            )
    return found


def _comes_back(layer: str, form: str) -> None:
    frames = {layer: _given()[layer]}
    offered = [key for key in FORMATS[form].offered if key != "gcj02" or layer == "energy"]
    system = offered[len(layer) % len(offered)] if layer != "energy" else offered[-1]
    made = export(frames, form, system, store=store(), lang="zh")
    drawing = read_planners_file(f"平度{made.suffix}", made.content, answered(system))
    assert drawing.frame is not None
    found, wanted = _measured(drawing.frame), _measured(frames[layer])
    assert found.keys() == wanted.keys(), (found, wanted)
    for dimension, (count, length, area) in wanted.items():
        assert found[dimension][0] == count, (dimension, found, wanted)
        assert found[dimension][1:] == pytest.approx((length, area), rel=_KEPT, abs=1)


def test_the_atlas_reads_back_all_its_own_exports():
    forms = [form for form in FORMATS if form != "xlsx"]  # which holds no shapes
    assert not failures(_comes_back, _given(), forms)


def test_several_layers_in_one_file_are_read_back():
    frames = {name: store().frames[name] for name in ("energy", "water-projects", "rivers")}
    wanted = _measured(pd.concat(frames.values()))
    for form in ("gpkg", "shp", "geojson", "kml", "dxf", "csv"):
        system = "cm120" if form == "dxf" else "wgs84"
        made = export(frames, form, system, store=store(), lang="en")
        drawing = read(f"a{made.suffix}", made.content, answered(system))
        found = _measured(drawing.frame)
        for dimension, (count, *sizes) in wanted.items():
            assert found[dimension][0] == count, form
            assert found[dimension][1:] == pytest.approx(sizes, rel=_KEPT, abs=1), form
