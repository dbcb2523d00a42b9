"""Official red lines made for the tests, and the command that imports them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely import segmentize
from shapely.geometry import box
from typer.testing import CliRunner

from atlas.cli.main import app
from atlas.spatial.measurement import area_ha

LAYER = "ecological-redlines"
RESERVE = "eco-dazeshan-reserve"
TITLE = "平度市“三区三线”划定成果"
SAID = ("--layer", LAYER, "--source", TITLE, "--date", "2024-05")
#: two patches of the reserve, one of an unknown red line, one outside the city,
#: with edges so short that they are straight in every system
PATCHES = [
    segmentize(box(119.98, 36.90, 120.03, 36.95), 0.001),
    segmentize(box(120.04, 36.96, 120.06, 36.98), 0.001),
]
FOREST = box(119.80, 36.70, 119.82, 36.72)
ELSEWHERE = box(119.25, 37.2, 119.26, 37.21)


def redlines(**columns: list[Any]) -> gpd.GeoDataFrame:
    """Return a table in the standard's schema, in CGCS2000 degrees; ``columns`` replace or add."""
    shapes = [*PATCHES, FOREST, ELSEWHERE]
    own: dict[str, list[Any]] = {
        "BSM": [1, 2, 3, 4],
        "YSDM": ["2003010100"] * 4,
        "XZQDM": ["370283"] * 4,
        "XZQMC": ["平度市"] * 4,
        "HXMC": ["山东平度大泽山省级自然保护区"] * 2 + ["大泽山水源涵养", "莱州湾"],
        "MJ": [round(area_ha(shape) * 10_000, 2) for shape in shapes],
        "BZ": ["核心区", "一般控制区", None, None],
    }
    own |= columns
    kept = {name: values for name, values in own.items() if values}
    return gpd.GeoDataFrame(kept, geometry=shapes, crs="EPSG:4490")


def as_gpkg(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    frame.to_file(folder / "STBHHX.gpkg", layer="STBHHX")
    return folder / "STBHHX.gpkg"


def as_shp_zip(folder: Path, frame: gpd.GeoDataFrame) -> Path:
    """Write a zipped Shapefile in metres of the 3-degree zone, with texts in GBK, as bureaus do."""
    inner = folder / "shp"
    inner.mkdir()
    frame.to_crs("EPSG:4549").to_file(inner / "STBHHX.shp", encoding="gbk")
    with zipfile.ZipFile(folder / "STBHHX.zip", "w") as archive:
        for part in sorted(inner.iterdir()):
            archive.write(part, part.name)
    return folder / "STBHHX.zip"


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def failing(*arguments: str) -> str:
    code, _, err = run(*arguments)
    assert code == 2
    return err
