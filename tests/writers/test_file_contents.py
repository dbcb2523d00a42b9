"""Contents of exported files: colours, metadata, headings, notes."""

from __future__ import annotations

import csv
import io
import sqlite3
from pathlib import Path

import ezdxf
import openpyxl
import pyogrio

from atlas.writers.dxf_writer import APPLICATION, nearest_aci
from atlas.writers.export import FORMATS, export, file_name
from atlas.writers.feature_table import KINDS
from tests.support.exports import (
    SYSTEMS,
    dxf_drawing,
    each_system,
    layers,
    layers_in,
    made,
    written,
)
from tests.support.project import store


def test_a_dxf_is_in_metres_with_the_colours_of_the_map() -> None:
    drawing = dxf_drawing()
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
    assert book.sheetnames == ["Transport projects", "Milestones", "Notes", "Codes"]
    heads = next(book["Transport projects"].iter_rows(max_row=1, values_only=True))
    assert not [head for head in heads if any("\u3400" <= sign <= "\u9fff" for sign in head)]
