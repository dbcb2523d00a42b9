"""Exports: every layer survives a round trip in every format and system."""

from __future__ import annotations

import csv
import io
import json
import math
import sqlite3
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import ezdxf
import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from atlas import wording
from atlas.spatial.crs import systems, to_wgs84
from atlas.writers.dbf_names import shortened
from atlas.writers.dxf_writer import APPLICATION, nearest_aci
from atlas.writers.export import FORMATS, OFFERED, export, file_name
from atlas.writers.feature_table import KINDS, FeatureTable, feature_tables, in_system
from tests.support.machine import needs_shifts
from tests.support.project import store

SYSTEMS = [key for key in OFFERED if key in systems()]
#: in degrees, and in metres
NEAR = {"cm120": 1e-3}
Rows = dict[str, tuple[dict[str, Any], BaseGeometry | None]]

#: all layers in these systems; in the others, which differ only in numbers, some layers suffice
WHOLE, SOME = ("wgs84", "cm120"), ("transport-projects", "industrial-parks", "reservoirs")

each_system = pytest.mark.parametrize("system", SYSTEMS)


@cache
def layers() -> dict[str, FeatureTable]:
    """Return layer → content prepared for export."""
    return {content.key: content for content in feature_tables(store(), store().frames, "zh")}


def layers_in(system: str) -> dict[str, FeatureTable]:
    return {key: one for key, one in layers().items() if system in WHOLE or key in SOME}


@cache
def placed(layer: str, system: str) -> gpd.GeoDataFrame:
    """Return a layer in a coordinate system."""
    return in_system(layers()[layer].frame, system)


@cache
def made(form: str, system: str) -> Any:
    """Return the whole atlas, or some layers, as a file."""
    frames = {layer: store().frames[layer] for layer in layers_in(system)}
    return export(frames, form, system, store=store(), lang="zh")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("files")


def written(folder: Path, form: str, system: str) -> Path:
    """Return the path of the file, or of the unpacked zip."""
    file = made(form, system)
    path = folder / f"{form}-{system}{file.suffix}"
    if not path.exists():
        path.write_bytes(file.content)
    if file.suffix != ".zip":
        return path
    inside = folder / f"{form}-{system}"
    if not inside.exists():
        with zipfile.ZipFile(path) as archive:
            archive.extractall(inside)
    return inside


def is_nothing(value: object) -> bool:
    return value is None or value == "" or (not isinstance(value, str) and bool(pd.isna(value)))


def same(found: Any, wanted: Any) -> bool:
    if is_nothing(wanted) or is_nothing(found):
        return is_nothing(wanted) and is_nothing(found)
    if isinstance(wanted, str):
        return str(found) == wanted
    return math.isclose(float(found), float(wanted), rel_tol=1e-9)


def assert_same_rows(found: Rows, layer: str, system: str, near: float | None = None) -> None:
    frame = placed(layer, system)
    assert set(found) == set(frame["id"])
    for row, wanted in zip(layers()[layer].table.to_dict("records"), frame.geometry, strict=True):
        values, shape = found[row["id"]]
        different = {name for name in row if not same(values.get(name), row[name])}
        assert not different, (row["id"], {n: (values.get(n), row[n]) for n in different})
        assert_same_shape(shape, wanted, near or NEAR.get(system, 1e-6))


def assert_same_shape(found: BaseGeometry | None, wanted: BaseGeometry | None, near: float) -> None:
    if wanted is None:
        assert found is None
        return
    assert found is not None
    found, wanted = (
        shapely.multipoints(shapely.get_coordinates(s)) if "Point" in s.geom_type else s.normalize()
        for s in (found, wanted)
    )
    assert shapely.hausdorff_distance(found, wanted) <= near
    if "Polygon" in wanted.geom_type:
        assert found.is_valid
        assert found.area == pytest.approx(wanted.area, rel=1e-5)


def of_frame(frame: pd.DataFrame) -> Rows:
    shapes = frame.geometry if isinstance(frame, gpd.GeoDataFrame) else [None] * len(frame)
    table = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    return {
        row["id"]: (row, shape) for row, shape in zip(table.to_dict("records"), shapes, strict=True)
    }


# ---- round trips ---------------------------------------------------------------------------------


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
    for entity in _drawing().modelspace():
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


@cache
def _drawing() -> ezdxf.document.Drawing:
    return ezdxf.read(io.StringIO(made("dxf", "cm120").content.decode("utf-8")))


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


# ---- what the files are --------------------------------------------------------------------------


def test_a_dxf_is_in_metres_with_the_colours_of_the_map() -> None:
    drawing = _drawing()
    assert (drawing.dxfversion, drawing.output_encoding) == ("AC1024", "utf-8")
    assert drawing.units == ezdxf.units.M
    assert not drawing.audit().errors
    layer = drawing.layers.get("既有交通网_高速铁路")
    assert layer.rgb == (0x8B, 0x1A, 0x2B)
    assert (nearest_aci("#ff0000"), nearest_aci("#333333")) == (1, 7)
    railway = drawing.layers.get("既有交通网_普速铁路")
    assert (railway.color, railway.rgb) == (7, None)
    texts = {e.dxf.text for e in drawing.modelspace() if e.dxftype() == "TEXT"}
    assert {"平度站", "南村镇"} <= texts
    dashed = [e for e in drawing.modelspace().query("LWPOLYLINE") if "ATLAS_" in e.dxf.linetype]
    assert dashed
    assert drawing.modelspace().query("HATCH")
    shapes = {
        name: shape
        for frame in store().frames.values()
        for name, shape in zip(frame["id"], frame.geometry, strict=True)
    }
    for entity in drawing.modelspace().query("LWPOLYLINE"):
        shape = shapes[entity.get_xdata(APPLICATION)[0].value]
        assert entity.closed is ("Polygon" in shape.geom_type)


@each_system
def test_a_zip_of_shapefiles_matches_its_documentation(folder: Path, system: str) -> None:
    path = written(folder, "shp", system)
    names = {p.name for p in path.iterdir()}
    for content in layers_in(system).values():
        stem = content.key.replace("-", "_")
        kinds = [kind for kind in KINDS if len(content.of_kind(kind))]
        suffixes = [".shp", ".shx", ".dbf", ".cpg", *([".prj"] if system != "gcj02" else [])]
        wanted = {f"{stem}_{kind}{suffix}" for kind in kinds for suffix in suffixes}
        if content.undrawn.any():
            wanted |= {f"{stem}_undrawn.dbf", f"{stem}_undrawn.cpg"}
        assert wanted <= names
        names -= wanted
    assert names == {"字段说明.csv", "截断的文字.csv", "说明.txt"}
    told = (path / "说明.txt").read_text("utf-8-sig")
    assert ("EPSG:4549" in told) is (system == "cm120")
    assert ("GCJ-02" in told) is (system == "gcj02")


def test_the_list_of_truncated_texts_is_exact(folder: Path) -> None:
    path = written(folder, "shp", "wgs84") / "截断的文字.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = {(r["图层"], r["字段名"]): int(r["截断的要素数"]) for r in csv.DictReader(file)}
    wanted: dict[tuple[str, str], int] = {}
    for record in store().records.values():
        for name, value in record.items():
            text = ";".join(map(str, value)) if isinstance(value, list) else value
            if isinstance(text, str) and len(text.encode()) > 254:
                key = (layers()[record["layer"]].title, name)
                wanted[key] = wanted.get(key, 0) + 1
    assert told == wanted
    assert wanted
    notes = [note for note in made("shp", "wgs84").notes if "254" in note]
    assert len(notes) == len(wanted)


def test_undrawn_features_are_mentioned_in_the_notes() -> None:
    undrawn = len(store().records) - len(store().drawn)
    for form in FORMATS:
        system = FORMATS[form].offered[0]
        assert any(f"{undrawn} 项" in note for note in made(form, system).notes), form


def test_notes_explain_the_coordinate_system() -> None:
    told = {key: " ".join(made("gpkg", key).notes) for key in SYSTEMS}
    assert "度为单位" in told["wgs84"] and "度为单位" in told["cgcs2000"]
    assert "度为单位" not in told["cm120"]
    if "gcj02" in told:
        assert "没有 EPSG 编号" in told["gcj02"]
        assert "GCJ02" in file_name("河流", "gcj02", ".gpkg", "zh")


def test_a_geopackage_has_metadata_and_column_titles(folder: Path) -> None:
    path = written(folder, "gpkg", "cm120")
    info = pyogrio.read_info(path, layer="交通项目_线")
    assert "ODbL" in " ".join((info["layer_metadata"] or info["dataset_metadata"]).values())
    with sqlite3.connect(path) as database:
        heads = dict(
            database.execute(
                "SELECT column_name, name FROM gpkg_data_columns WHERE table_name = '交通项目_线'"
            ).fetchall()
        )
        listed = dict(database.execute("SELECT table_name, data_type FROM gpkg_contents"))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert heads == dict(layers()["transport-projects"].heads)
    assert listed["layer_styles"] == "attributes"
    assert listed["交通项目_未上图"] == "attributes"


def test_an_excel_workbook_lists_sources_terms_and_codes(folder: Path) -> None:
    book = openpyxl.load_workbook(written(folder, "xlsx", "cm120"))
    assert book.sheetnames[-2:] == ["说明", "代码"]
    notes = {row[0]: row[1] for row in book["说明"].iter_rows(min_row=2, values_only=True)}
    assert "EPSG:4549" in notes["坐标系"]
    assert "ODbL" in notes["许可"]
    assert any(str(key).startswith("来源：交通项目") for key in notes)
    codes = {row[1]: row[2] for row in book["代码"].iter_rows(min_row=2, values_only=True)}
    assert codes["under_construction"] == "在建"
    assert codes["hsr"] == "高速铁路"


def test_english_files_have_english_headings() -> None:
    frames = {"transport-projects": store().frames["transport-projects"]}
    file = export(frames, "xlsx", "cm120", store=store(), lang="en")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["Transport projects", "Notes", "Codes"]
    heads = next(book["Transport projects"].iter_rows(max_row=1, values_only=True))
    assert not [head for head in heads if any("\u3400" <= sign <= "\u9fff" for sign in head)]
