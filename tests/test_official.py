"""A bureau's own vector in the place of schematic areas: standard fields, mappings, provenance."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from pyproj import Geod
from shapely.geometry import MultiPolygon, Point, box
from typer.testing import CliRunner

from atlas.analysis.check.against import zones
from atlas.analysis.here import Spots
from atlas.cli import app
from atlas.crs import area_ha
from atlas.mapping.assets import build_assets
from atlas.mapping.onemap import map_script
from atlas.official.mapping import standard
from atlas.official.run import source_id
from atlas.paths import ROOT
from atlas.present.cards import card
from atlas.present.check import precision_sentence
from atlas.present.data import data_sheet
from atlas.present.official import official_lead
from atlas.private import PROJECT
from atlas.query import Filter
from atlas.store import load
from atlas.symbology import style
from atlas.validate import validate

OURS = load(private=False)
LAYER = "ecological-redlines"
RESERVE = "eco-dazeshan-reserve"
TITLE = "平度市“三区三线”划定成果"
SAID = ("--layer", LAYER, "--source", TITLE, "--date", "2024-05")
#: two patches of the reserve, one of a red line without a name of ours, one outside the city
PATCHES = [box(119.98, 36.90, 120.03, 36.95), box(120.04, 36.96, 120.06, 36.98)]
FOREST = box(119.80, 36.70, 119.82, 36.72)
ELSEWHERE = box(119.25, 37.2, 119.26, 37.21)


def redlines(**columns: list[Any]) -> gpd.GeoDataFrame:
    """A table as the standard has it, in CGCS2000 degrees; ``columns`` replace or add some."""
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
    """A Shapefile in metres of the 3-degree zone, its texts in GBK, as bureaus hand them out."""
    inner = folder / "shp"
    inner.mkdir()
    frame.to_crs("EPSG:4549").to_file(inner / "STBHHX.shp", encoding="gbk")
    with zipfile.ZipFile(folder / "STBHHX.zip", "w") as archive:
        for part in sorted(inner.iterdir()):
            archive.write(part, part.name)
    return folder / "STBHHX.zip"


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bureau"
    monkeypatch.setenv("ATLAS_PRIVATE", str(folder))
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def failing(*arguments: str) -> str:
    code, _, err = run(*arguments)
    assert code == 2
    return err


# ---- in the place of ours ------------------------------------------------------------------------


@pytest.mark.parametrize("write", [as_gpkg, as_shp_zip])
def test_standard_fields_need_no_mapping(
    tmp_path: Path, private: Path, write: Callable[[Path, gpd.GeoDataFrame], Path]
) -> None:
    code, out, _ = run(str(write(tmp_path, redlines())), *SAID, "--format", "json")
    assert code == 0
    told = json.loads(out)
    assert told["replaced"] == {RESERVE: ["山东平度大泽山省级自然保护区"]}
    assert told["added"] == ["大泽山水源涵养"]
    assert set(told["kept"]) == {
        r["id"] for r in OURS.records.values() if r["layer"] == LAYER and r["id"] != RESERVE
    }
    assert any("outside the city, left out: 1" in note for note in told["notes"])
    assert any("HXMC" in note and "please check" in note for note in told["notes"]), "only likely"
    assert any("MJ" in note and "m2" in note for note in told["notes"]), "its unit, by the shapes"

    store = load()
    assert store.refused == ()
    record, ours = store.records[RESERVE], OURS.records[RESERVE]
    assert record["precision"] == "official"
    assert record["accuracy_m"] == 10, "1:10 000 where nothing else is said"
    drawn = store.frames[LAYER].set_index("id").geometry[RESERVE]
    assert drawn.symmetric_difference(MultiPolygon(PATCHES)).area < 1e-8
    stated = sum(area_ha(shape) for shape in PATCHES)
    assert record["area_ha_published"] == pytest.approx(stated, abs=0.1)
    assert record["area_ha_drawn"] == pytest.approx(stated, abs=0.2)
    for kept in ("name_zh", "name_en", "kind", "role", "status", "plan_clause", "plan_quote"):
        assert record[kept] == ours[kept]
    assert store.links[RESERVE] == OURS.links[RESERVE] != []
    assert record["sources"] == [source_id(TITLE), "gov-dazeshan-2017", "plan-2021"]
    assert "核心区；一般控制区" in record["note_zh"]

    new = store.records[f"{source_id(TITLE)}-1"]
    assert (new["role"], new["kind"], new["name_zh"]) == ("official", "redline", "大泽山水源涵养")
    assert new["plan_clause"] is None
    assert new["towns"] == new["towns_drawn"] != []
    assert [r["precision"] for r in store.records.values()].count("official") == 2


def test_card_map_and_data_page_say_official_source_and_date(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID, "--source-en", "Three Lines of Pingdu")
    store = load()
    for name in (RESERVE, f"{source_id(TITLE)}-1"):
        for lang, words in (
            ("zh", ("官方", TITLE, "2024-05", "±10 米")),
            ("en", ("Official", "Three Lines of Pingdu", "2024-05", "±10 m")),
        ):
            shown = card(store, name, lang)
            assert shown["notes"][0]["tone"] == "official"
            assert all(word in shown["notes"][0]["text"] for word in words)
            told = json.dumps(shown, ensure_ascii=False)
            assert "示意" not in told
            assert "chematic" not in told
    sheet = json.dumps(data_sheet(store, [LAYER], Filter(), "zh"), ensure_ascii=False)
    assert "官方 2" in sheet
    assert TITLE in sheet
    lead = official_lead(store, "ecology", "zh") or ""
    assert "2 处为官方矢量" in lead
    assert f"{TITLE}（2024-05 成果）" in lead
    assert official_lead(store, "transport", "zh") is official_lead(OURS, "ecology", "zh") is None
    urls = {layer: f"/{layer}" for layer in store.catalogue}
    script = map_script(store, urls, {})
    assert '"precision.official"' in script
    assert '"precision.official"' not in map_script(OURS, urls, {})
    category = store.category(store.records[RESERVE])
    crisp = style(category, "area", "built", "surveyed")
    assert style(category, "area", "built", "official") == crisp
    assert style(category, "area", "built", "schematic") != crisp


def test_what_is_here_is_as_sure_as_the_official_edge(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    spots = Spots(load())
    _, south, east, north = PATCHES[0].bounds
    degree = 1 / geod_metres(east, (south + north) / 2)
    for metres, relation in ((-15, "covers"), (-5, "may_cover"), (5, "may_cover"), (15, None)):
        here = spots.at(east + metres * degree, (south + north) / 2)
        found = {find.feature: find.relation for find in here.finds}
        assert found.get(RESERVE) == relation, metres


def test_a_check_compares_with_the_official_shapes_and_says_so(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    store, new = load(), f"{source_id(TITLE)}-1"
    against = zones(store).set_index("id")
    for name, shape in ((RESERVE, MultiPolygon(PATCHES)), (new, FOREST)):
        assert against.loc[name, "precision"] == "official"
        assert against.loc[name, "conflict"]
        assert against.geometry[name].symmetric_difference(shape).area < 1e-8
        told = precision_sentence(store, name, "zh")
        assert "官方成果" in told
        assert f"{TITLE}（2024-05 成果）" in told
        assert "示意" not in told


def geod_metres(lon: float, lat: float) -> float:
    """Metres to a degree of longitude."""
    return Geod(ellps="WGS84").inv(lon, lat, lon + 1e-3, lat)[2] * 1e3


def test_removal_brings_back_the_very_bytes(tmp_path, private):
    before = build_assets(OURS, "/atlas")
    file = str(as_gpkg(tmp_path, redlines()))
    assert run(file, *SAID)[0] == 0
    assert build_assets(load(), "/atlas").layers[LAYER] != before.layers[LAYER]
    code, out, _ = run("--list", "--format", "json")
    assert code == 0
    [listed] = json.loads(out)
    assert listed["replaced"] == [RESERVE]
    assert listed["added"] == 1
    assert listed["features"] == 4
    assert listed["source"]["title_zh"] == TITLE
    assert (listed["file"], len(listed["sha256"])) == ("STBHHX.gpkg", 64)
    assert "4490" in listed["system"] or "China Geodetic" in listed["system"]
    assert run("--remove", LAYER, "--source", "another")[0] == 1
    assert run("--remove", LAYER, "--source", TITLE)[0] == 0
    assert build_assets(load(), "/atlas").files == before.files
    assert run("--list")[1] == "atlas import: 0 datasets\n"


def test_a_second_import_of_a_source_takes_the_place_of_the_first(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    renamed = redlines(HXMC=["云山保护地", "云山保护地", "云山保护地", "x"])
    run(str(as_gpkg(tmp_path, renamed)), *SAID)
    store = load()
    assert store.records[RESERVE] == OURS.records[RESERVE]
    assert store.records["eco-yunshan"]["precision"] == "official"
    assert len(list(private.glob("*/*.geojson"))) == 1


def test_a_dry_run_writes_nothing(tmp_path, private):
    code, out, _ = run(str(as_gpkg(tmp_path, redlines())), *SAID, "--dry-run")
    assert code == 0
    assert f"{RESERVE}: replaced by" in out
    assert out.endswith("nothing written (--dry-run)\n")
    assert not private.exists()


def test_all_of_a_file_can_be_said_to_be_one_feature_even_one_without_a_place(tmp_path, private):
    file = str(as_gpkg(tmp_path, redlines()))
    assert OURS.records["eco-redline"]["id"] not in OURS.drawn
    assert run(file, *SAID, "--replace", "eco-redline=*", "--accuracy", "2.5")[0] == 0
    store = load()
    assert "eco-redline" in store.drawn
    assert store.records["eco-redline"]["accuracy_m"] == 2.5
    assert store.records[RESERVE] == OURS.records[RESERVE]
    assert store.links["eco-redline"] == OURS.links["eco-redline"]


# ---- a mapping of one's own ----------------------------------------------------------------------

MAPPING = """
name = "名称"
area_unit = "mu"

[kind]
field = "类型"
values = { "饮用水" = "water_source" }
default = "redline"

[fields]
area_ha_published = "亩数"
control_zh = "管控"

[replace]
eco-water-yinfu = "尹府水源地"
"""


def own_fields() -> gpd.GeoDataFrame:
    return redlines(
        HXMC=[], MJ=[], BZ=[],
        名称=["尹府水源地", "尹府水源地", "某饮用水源", "x"],
        类型=["饮用水", "饮用水", "饮用水", "x"],
        亩数=[150, 150, 30, 1],
        管控=["一级", "二级", None, None],
    )  # fmt: skip


def mapping(folder: Path, text: str = MAPPING) -> tuple[str, str]:
    (folder / "map.toml").write_text(text, encoding="utf-8")
    return "--mapping", str(folder / "map.toml")


def test_a_mapping_names_fields_categories_and_what_is_replaced(tmp_path, private):
    file = str(as_gpkg(tmp_path, own_fields()))
    assert run(file, *SAID, *mapping(tmp_path))[0] == 0
    store = load()
    yinfu, new = store.records["eco-water-yinfu"], store.records[f"{source_id(TITLE)}-1"]
    assert yinfu["precision"] == "official"
    assert yinfu["area_ha_published"] == 20
    assert yinfu["control_zh"] == "一级；二级"
    assert (new["kind"], new["area_ha_published"]) == ("water_source", 2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name = ", ("map.toml", "TOML")),
        ("nome = 'HXMC'", ("map.toml", "nome", "expected one of name")),
        ("area_unit = 'acre'", ("map.toml", "area_unit")),
        ("replace = { eco-yunshan = [] }", ("map.toml", "replace.eco-yunshan")),
        ("name = 'NOM'", ("STBHHX.gpkg", "name", "NOM", "BSM", "HXMC")),
        ("[fields]\nheight = 'MJ'", (LAYER, "height", "area_ha_published")),
        ("[fields]\ncontrol_zh = 'GK'", ("fields.control_zh", "GK", "HXMC")),
        ("[kind]\ndefault = 'lake'", (LAYER, "lake", "redline")),
        ("[kind]\nfield = 'XZQMC'\nvalues = { x = 'lake' }", (LAYER, "lake")),
        ("[fields]\narea_ha_published = 'XZQMC'", ("feature 1", "XZQMC", "number", "平度市")),
        ("replace = { eco-nowhere = '大泽山水源涵养' }", ("eco-nowhere", RESERVE)),
        ("replace = { eco-yunshan = '昆嵛山' }", ("昆嵛山", "大泽山水源涵养")),
    ],
)
def test_a_mapping_that_does_not_fit_is_told_and_writes_nothing(tmp_path, private, text, words):
    file = str(as_gpkg(tmp_path, redlines()))
    err = failing(file, *SAID, *mapping(tmp_path, text))
    for word in words:
        assert word in err
    assert not private.exists()


def test_what_the_planner_must_still_say_is_asked(tmp_path, private, monkeypatch):
    frame = redlines(HXMC=["a", "b", "c", "d"])
    unknown = frame.to_file(tmp_path / "new.gpkg", layer="x") or str(tmp_path / "new.gpkg")
    assert "--kind" in failing(unknown, *SAID)
    assert run(unknown, *SAID, "--kind", "wetland")[0] == 0
    assert "needs --layer" in failing(unknown, "--layer", LAYER)
    assert "2024-13" in failing(unknown, *SAID[:4], "--date", "2024-13")
    assert "300" in failing(unknown, *SAID, "--accuracy", "900")
    assert "ID=NAME" in failing(unknown, *SAID, "--replace", "eco-yunshan")
    assert "transport-network" in failing(unknown, "--layer", "nope", *SAID[2:])
    assert "LineString" in failing(unknown, "--layer", "rivers", *SAID[2:])
    points = frame.set_geometry([Point(120, 36.8)] * 4)
    points.to_file(tmp_path / "points.gpkg")
    assert "Polygon" in failing(str(tmp_path / "points.gpkg"), *SAID, "--kind", "redline")
    frame.iloc[3:].to_file(tmp_path / "off.gpkg")
    assert "No shape" in failing(str(tmp_path / "off.gpkg"), *SAID)
    monkeypatch.delenv("ATLAS_PRIVATE")
    assert "ATLAS_PRIVATE" in failing(unknown, *SAID)


def test_an_area_that_agrees_with_the_shapes_in_no_unit_is_left_out(tmp_path, private):
    file = as_gpkg(tmp_path, redlines(MJ=[5.0, 5.0, 5.0, 5.0]))
    _, out, _ = run(str(file), *SAID)
    assert "none of m²" in out
    assert load().records[RESERVE]["area_ha_published"] == 9783.0


def test_the_standard_is_marked_by_how_sure_it_is():
    known = standard()
    asked = {*known.name, *known.note, *known.area}
    assert asked <= set(known.field)
    assert {code for code in known.field if not known.field[code].certain} == {"HXMC", "GZMC"}
    for table in known.table.values():
        if table.layer:
            assert table.kind in OURS.catalogue[table.layer].kinds


# ---- the private folder --------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [ROOT / "private", PROJECT / "x", ROOT])
def test_a_folder_inside_the_project_is_refused(tmp_path, monkeypatch, inside):
    monkeypatch.setenv("ATLAS_PRIVATE", str(inside))
    err = failing(str(as_gpkg(tmp_path, redlines())), *SAID)
    assert str(inside) in err
    store = load()
    assert str(inside) in store.refused[0].text("zh")
    assert store.records == OURS.records
    assert not (inside / LAYER).exists()


def test_a_link_that_leads_into_the_project_is_refused_too(tmp_path, monkeypatch):
    (tmp_path / "outside").symlink_to(PROJECT)
    monkeypatch.setenv("ATLAS_PRIVATE", str(tmp_path / "outside" / "private"))
    assert "inside the project" in failing("--list")


def spoil(folder: Path, change: Callable[[dict[str, Any]], object], suffix: str) -> None:
    [path] = folder.glob(f"{LAYER}/*{suffix}")
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def put(**properties: Any) -> Callable[[dict[str, Any]], object]:
    return lambda content: content["features"][0]["properties"].update(properties)


@pytest.mark.parametrize(
    ("suffix", "change", "words"),
    [
        (".geojson", put(kind="lake"), (RESERVE, "kind", "'lake'")),
        (".geojson", put(area_ha_published="many"), (RESERVE, "area_ha_published")),
        (".geojson", put(layer="rivers"), (RESERVE, "layer", "rivers")),
        (".geojson", put(id="river-ze"), ("river-ze", "rivers.geojson")),
        (".geojson", lambda c: c["features"][0].update(geometry=None), (RESERVE, "geometry")),
        (".geojson", lambda c: c.update(type="x"), ("FeatureCollection",)),
        (".json", lambda c: c["source"].update(date="May"), ("source.date",)),
        (".json", lambda c: c.update(layer="rivers"), ("source.id", "rivers")),
        (".json", lambda c: c.pop("sha256"), ("sha256",)),
    ],
)  # fmt: skip
def test_a_broken_file_is_named_and_ours_is_used(tmp_path, private, suffix, change, words):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    spoil(private, change, suffix)
    store = load()
    [note] = store.refused
    for lang in ("zh", "en"):
        for word in (LAYER, source_id(TITLE), *words):
            assert word in note.text(lang)
    assert store.broken == {}
    assert store.records == OURS.records
    assert store.overlaid == frozenset()


def test_shapes_without_their_provenance_or_of_no_layer_are_refused(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    shutil.copytree(private / LAYER, private / "no-such-layer")
    [path] = private.glob(f"{LAYER}/*.json")
    path.unlink()
    assert len(load().refused) == 2
    assert load().records == OURS.records


def test_the_project_s_own_checks_and_reports_know_nothing_of_it(tmp_path, private):
    report = CliRunner().invoke(app, ["coverage"]).stdout
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    assert validate() == []
    assert CliRunner().invoke(app, ["coverage"]).stdout == report
