"""Exports: every layer survives a round trip in every format and system."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from atlas import wording
from atlas.spatial.crs import systems, to_wgs84
from atlas.writers.dbf_names import shortened
from atlas.writers.dxf_writer import APPLICATION
from atlas.writers.feature_table import FeatureTable
from tests.support.exports import (
    NEAR,
    Rows,
    assert_same_rows,
    dxf_drawing,
    each_system,
    layers,
    layers_in,
    made,
    of_frame,
    same,
    written,
)
from tests.support.machine import needs_shifts
from tests.support.project import store


@each_system
def test_every_layer_comes_back_from_a_geopackage(
    folder: Path, system: str, subtests: pytest.Subtests
) -> None:
    path = written(folder, "gpkg", system)
    tables = pyogrio.list_layers(path)[:, 0]
    for layer, content in layers_in(system).items():
        with subtests.test(layer=layer):
            found: Rows = {}
            for name in tables:
                if name.rpartition("_")[0] != content.title:
                    continue
                frame = pyogrio.read_dataframe(path, layer=name)
                found |= of_frame(frame)
                if isinstance(frame, gpd.GeoDataFrame):
                    epsg = systems()[system].epsg
                    assert frame.crs.to_epsg() == epsg
                    assert epsg or frame.crs.name == "Undefined geographic SRS"
                    assert len({t.removeprefix("Multi") for t in frame.geom_type}) == 1
            assert_same_rows(found, layer, system)


@each_system
def test_every_layer_comes_back_from_shapefiles(
    folder: Path, system: str, subtests: pytest.Subtests
) -> None:
    path = written(folder, "shp", system)
    for layer in layers_in(system):
        with subtests.test(layer=layer):
            assert_comes_back_from_shapefiles(path, layer, system)


def assert_comes_back_from_shapefiles(path: Path, layer: str, system: str) -> None:
    content = layers()[layer]
    with (path / "字段说明.csv").open(encoding="utf-8-sig", newline="") as file:
        fields = [row for row in csv.DictReader(file) if row["图层"] == content.title]
    assert [row["字段名"] for row in fields] == content.columns
    longs = {row["短名"]: row["字段名"] for row in fields}
    found: Rows = {}
    for one in sorted(path.glob(f"{layer.replace('-', '_')}_*.dbf")):
        shp = one.with_suffix(".shp")
        assert shp.exists() is not one.stem.endswith("undrawn")
        frame = pyogrio.read_dataframe(shp if shp.exists() else one)
        found |= of_frame(frame.rename(columns=longs))
        assert one.with_suffix(".cpg").read_text() == "UTF-8"
        if shp.exists():
            prj = shp.with_suffix(".prj")
            assert prj.exists() is (systems()[system].epsg is not None)
            if system == "cm120":
                assert prj.read_text().startswith('PROJCS["CGCS2000_3_Degree_GK_CM_120E"')
    whole = content.table.map(lambda v: shortened(v).rstrip() if isinstance(v, str) else v)
    for row in whole.to_dict("records"):
        different = {n for n in row if not same(found[row["id"]][0][n], row[n])}
        assert not different, row["id"]
    shapes = {name: shape for name, (_, shape) in found.items()}
    rows = content.table.to_dict("records")
    assert_same_rows({r["id"]: (r, shapes[r["id"]]) for r in rows}, layer, system)


def test_every_layer_comes_back_from_geojson(subtests: pytest.Subtests) -> None:
    features = json.loads(made("geojson", "wgs84").content)["features"]
    for layer, content in layers().items():
        with subtests.test(layer=layer):
            own = [f for f in features if f["properties"]["layer"] == layer]
            assert [f["id"] for f in own] == list(store().frames[layer]["id"])
            for feature in own:
                record = store().records[feature["id"]]
                assert feature["properties"] == {**record, **feature["properties"]}
                lists = {k for k, v in record.items() if isinstance(v, list)}
                assert all(feature["properties"][name] == record[name] for name in lists)
            shapes = {f["id"]: f["geometry"] and shapely.geometry.shape(f["geometry"]) for f in own}
            rows = content.table.to_dict("records")
            assert_same_rows({r["id"]: (r, shapes[r["id"]]) for r in rows}, layer, "wgs84")


def test_every_layer_comes_back_from_kml(folder: Path, subtests: pytest.Subtests) -> None:
    path = written(folder, "kml", "wgs84")
    for layer, content in layers().items():
        with subtests.test(layer=layer):
            frame = pyogrio.read_dataframe(path, layer=content.title)
            assert list(frame["Name"]) == list(store().frames[layer]["name_zh"])
            assert frame.crs.to_epsg() == 4326
            assert_same_rows(of_frame(frame), layer, "wgs84")


@each_system
def test_every_layer_comes_back_from_csv(
    folder: Path, system: str, subtests: pytest.Subtests
) -> None:
    path = written(folder, "csv", system)
    for layer, content in layers_in(system).items():
        with subtests.test(layer=layer):
            assert_comes_back_from_csv(path / f"{content.title}.csv", layer, system)


def assert_comes_back_from_csv(path: Path, layer: str, system: str) -> None:
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    found = {}
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        wkt = row.pop("wkt")
        shape = shapely.from_wkt(wkt) if wkt else None
        place = [row.pop(name) for name in (("x", "y") if system == "cm120" else ("lon", "lat"))]
        assert all(place) is (shape is not None)
        if shape is not None:
            assert shape.distance(shapely.Point(map(float, place))) < 2 * NEAR.get(system, 1e-6)
        row["towns_unknown"] = row["towns_unknown"] == "True"
        found[row["id"]] = (row, shape)
    assert_same_rows(found, layer, system)


@each_system
def test_every_layer_s_table_comes_back_from_excel(
    folder: Path, system: str, subtests: pytest.Subtests
) -> None:
    book = openpyxl.load_workbook(written(folder, "xlsx", system))
    for layer, content in layers_in(system).items():
        with subtests.test(layer=layer):
            assert_comes_back_from_excel(book, content)


def assert_comes_back_from_excel(book: openpyxl.Workbook, content: FeatureTable) -> None:
    heads, *rows = book[content.title].iter_rows(values_only=True)
    assert list(heads[:-2]) == list(content.heads.values())
    assert len(set(heads)) == len(heads)
    assert book[content.title].freeze_panes is not None
    for row, values in zip(rows, content.table.to_dict("records"), strict=True):
        pairs = zip(row[:-2], values.values(), strict=True)
        assert all(same(found, wanted) for found, wanted in pairs)
        drawn = values["id"] in store().drawn
        assert (row[-1] is not None, row[-2] is not None) == (drawn, drawn)


def test_every_layer_comes_back_from_dxf(subtests: pytest.Subtests) -> None:
    rings: dict[str, dict[int, dict[int, Any]]] = {}
    for entity in dxf_drawing().modelspace():
        if entity.dxftype() not in ("LWPOLYLINE", "INSERT"):
            continue
        name, called, told, part, ring = (tag.value for tag in entity.get_xdata(APPLICATION))
        record = store().records[name]
        assert (called, told) == (record["name_zh"], wording.state(store(), record, "zh"))
        label = store().category(record).label.zh
        assert entity.dxf.layer == f"{layers()[record['layer']].title}_{label}"
        rings.setdefault(name, {}).setdefault(part, {})[ring] = entity
    drawn: dict[str, BaseGeometry] = {}
    for name, parts in rings.items():
        shapes = [_shape([own[place] for place in sorted(own)]) for own in parts.values()]
        drawn[name] = shapely.union_all(shapes) if len(shapes) > 1 else shapes[0]
    for layer, content in layers().items():
        with subtests.test(layer=layer):
            rows = content.table.to_dict("records")
            assert_same_rows({r["id"]: (r, drawn.get(r["id"])) for r in rows}, layer, "cm120")


def _shape(entities: list[Any]) -> BaseGeometry:
    first = entities[0]
    if first.dxftype() == "INSERT":
        return shapely.Point(first.dxf.insert.x, first.dxf.insert.y)
    rings = [list(entity.vertices()) for entity in entities]
    if not first.closed:
        return shapely.LineString(rings[0])
    return shapely.Polygon(rings[0], rings[1:])


@needs_shifts
def test_gcj_02_can_be_converted_back(folder: Path, subtests: pytest.Subtests) -> None:
    path = written(folder, "gpkg", "gcj02")
    for layer, content in layers_in("gcj02").items():
        with subtests.test(layer=layer):
            assert_leads_back_from_gcj_02(path, content)


def assert_leads_back_from_gcj_02(path: Path, content: FeatureTable) -> None:
    wanted = dict(zip(content.frame["id"], content.frame.geometry, strict=True))
    for name in pyogrio.list_layers(path)[:, 0]:
        if name.rpartition("_")[0] != content.title:
            continue
        frame = pyogrio.read_dataframe(path, layer=name)
        if not isinstance(frame, gpd.GeoDataFrame):
            continue
        back = shapely.transform(frame.geometry.to_numpy(), lambda p: to_wgs84(p, "gcj02"))
        for key, shape in zip(frame["id"], back, strict=True):
            a, b = shapely.get_coordinates(shape), shapely.get_coordinates(wanted[key])
            metres = (a - b) * [89_000, 111_320]
            assert np.abs(metres).max() < 0.1
            moved = shapely.get_coordinates(frame.geometry[frame["id"] == key]) - b
            assert (np.abs(moved * [89_000, 111_320]).max(axis=1) > 100).all()
