"""Export of frames that are not layers, and refused exports."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import affinity

from atlas.writers.export import FORMATS, ExportError, export
from tests.support.project import store


def strange() -> gpd.GeoDataFrame:
    """Return a frame as a check might give it: another CRS, collections, odd columns, formulas."""
    square = shapely.box(0, 0, 1000, 1000)
    mixed = shapely.GeometryCollection([square, shapely.LineString([(0, 0), (5, 5)])])
    return gpd.GeoDataFrame(
        {
            "项目名称": ["=1+1", "甲", None],
            "fid": [1, 2, 3],
            "面积（公顷）": [100.0, float("nan"), -3.5],
            "kinds": [["a", "b"], [], None],
            "when": pd.to_datetime(["2026-01-01", None, None]),
        },
        geometry=[
            affinity.translate(mixed, 480_000, 4_070_000),
            None,
            shapely.Point(481_000, 4_071_000),
        ],
        crs="EPSG:4549",
        index=[7, 7, 9],
    )


@pytest.mark.parametrize("form", FORMATS)
def test_any_frame_can_be_exported(tmp_path: Path, form: str) -> None:
    heads = {"kinds": "类型"}
    for system in FORMATS[form].offered:
        file = export(
            {"check": strange()},
            form,
            system,
            store=store(),
            lang="zh",
            titles={"check": "检查结果"},
            heads=heads,
        )
        path = tmp_path / f"{system}{file.suffix}"
        path.write_bytes(file.content)
        if form == "gpkg":
            names = set(pyogrio.list_layers(path)[:, 0])
            assert names >= {f"检查结果_{end}" for end in ("面", "线", "点", "未上图")}
            areas = pyogrio.read_dataframe(path, layer="检查结果_面")
            assert list(areas["项目名称"]) == ["=1+1"]
            assert list(areas["kinds"]) == ["a;b"]
        if form == "xlsx":
            cell = openpyxl.load_workbook(path)["检查结果"]["A2"]
            assert (cell.value, cell.data_type) == ("=1+1", "s")
        if form == "csv":
            first = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))[1]
            assert first[0] == "'=1+1"


def test_an_empty_export_is_refused() -> None:
    empty = {"rivers": store().frames["rivers"].iloc[:0]}
    with pytest.raises(ExportError, match="没有可下载的要素"):
        export(empty, "gpkg", "wgs84", store=store(), lang="zh")


@pytest.mark.parametrize(
    ("form", "system", "said"),
    [
        ("exe", "wgs84", "Unknown format"),
        ("gpkg", "bd09", "GeoPackage is not available in that"),
        ("dxf", "wgs84", "expected one of cm120"),
        ("dxf", "gcj02", "expected one of cm120"),
        ("geojson", "cm120", "expected one of wgs84"),
        ("kml", "<script>", "expected one of wgs84"),
    ],
)
def test_an_unsupported_format_or_system_is_refused(form: str, system: str, said: str) -> None:
    with pytest.raises(ExportError, match=said):
        export(store().frames, form, system, store=store(), lang="en")
