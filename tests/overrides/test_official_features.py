"""Official data in place of schematic areas, and their use in the atlas."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from pypdf import PdfReader
from pyproj import Geod
from shapely.geometry import MultiPolygon

from atlas.analysis.land_extract import extract
from atlas.analysis.location_report import Spots
from atlas.analysis.overlap.zone_groups import zones
from atlas.layers.symbology import style
from atlas.overrides.importer import source_id
from atlas.print.map.subject import subject_of
from atlas.print.sheet.render import sheet as draw_sheet
from atlas.spatial.measurement import area_ha
from atlas.store.query import Filter
from atlas.store.store import load
from atlas.webmap.assets import build_assets
from atlas.webmap.folium_map import map_script
from atlas.wording.check_text import precision_sentence
from atlas.wording.data_text import data_panel
from atlas.wording.extract_text import finding_lines, source_numbers
from atlas.wording.feature_card import card
from atlas.wording.override_text import official_lead
from tests.support.bureau import (
    FOREST,
    LAYER,
    PATCHES,
    RESERVE,
    SAID,
    TITLE,
    as_gpkg,
    as_shp_zip,
    redlines,
    run,
)
from tests.support.project import store as plain
from tests.support.sheets import text_of

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
        r["id"] for r in plain().records.values() if r["layer"] == LAYER and r["id"] != RESERVE
    }
    assert any(note.endswith("lies outside the city and was left out.") for note in told["notes"])
    assert any("HXMC" in note and "please check" in note for note in told["notes"]), "only likely"
    assert any("MJ" in note and "m2" in note for note in told["notes"]), "its unit, by the shapes"

    store = load()
    assert store.refused == ()
    record, ours = store.records[RESERVE], plain().records[RESERVE]
    assert record["precision"] == "official"
    assert record["accuracy_m"] == 10, "1:10 000 where nothing else is said"
    drawn = store.frames[LAYER].set_index("id").geometry[RESERVE]
    assert drawn.symmetric_difference(MultiPolygon(PATCHES)).area < 1e-8
    stated = sum(area_ha(shape) for shape in PATCHES)
    assert record["area_ha_published"] == pytest.approx(stated, abs=0.1)
    assert record["area_ha_drawn"] == pytest.approx(stated, abs=0.2)
    for kept in ("name_zh", "name_en", "kind", "role", "status", "plan_clause", "plan_quote"):
        assert record[kept] == ours[kept]
    assert store.links[RESERVE] == plain().links[RESERVE] != []
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
    sheet = json.dumps(data_panel(store, [LAYER], Filter(), "zh"), ensure_ascii=False)
    assert "官方 2" in sheet
    assert TITLE in sheet
    lead = official_lead(store, "ecology", "zh") or ""
    assert "2 处为官方矢量" in lead
    assert f"{TITLE}（2024-05 成果）" in lead
    assert official_lead(store, "transport", "zh") is None
    assert official_lead(plain(), "ecology", "zh") is None
    urls = {layer: f"/{layer}" for layer in store.catalogue}
    script = map_script(store, urls, {})
    assert '"precision.official"' in script
    assert '"precision.official"' not in map_script(plain(), urls, {})
    category = store.category(store.records[RESERVE])
    crisp = style(category, "area", "built", "surveyed")
    assert style(category, "area", "built", "official") == crisp
    assert style(category, "area", "built", "schematic") != crisp


def test_the_location_report_uses_the_accuracy_of_the_official_edge(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    spots = Spots(load())
    _, south, east, north = PATCHES[0].bounds
    degree = 1 / geod_metres(east, (south + north) / 2)
    for metres, relation in ((-15, "covers"), (-5, "may_cover"), (5, "may_cover"), (15, None)):
        here = spots.at(east + metres * degree, (south + north) / 2)
        found = {find.feature: find.relation for find in here.finds}
        assert found.get(RESERVE) == relation, metres


def test_a_check_uses_and_names_the_official_shapes(tmp_path, private):
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


def test_an_extract_and_a_sheet_use_the_official_shapes(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    store = load()
    made = extract(store, PATCHES[0].buffer(-0.001))
    [found] = [f for topic in made.topics for f in topic.findings if f.feature == RESERVE]
    assert found.relation == "covers"
    assert found.overlap is not None and found.overlap.of_subject == pytest.approx(1)
    numbers = source_numbers(store, [found])
    told = "".join(
        f"{label}{text}"
        for label, text in finding_lines(store, found, numbers, "zh", date(2026, 11, 30))
    )
    assert "官方" in told and "示意" not in told
    paper = draw_sheet(subject_of(store, "ecology", Filter(), "zh"), "A4", "pdf")
    said = text_of(PdfReader(io.BytesIO(paper)))
    assert "官方2项" in said
    assert TITLE in said


def geod_metres(lon: float, lat: float) -> float:
    """Return metres per degree of longitude."""
    return Geod(ellps="WGS84").inv(lon, lat, lon + 1e-3, lat)[2] * 1e3


def test_removal_restores_the_original_bytes(tmp_path, private):
    before = build_assets(plain(), "/atlas")
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


def test_a_second_import_of_a_source_replaces_the_first(tmp_path, private):
    run(str(as_gpkg(tmp_path, redlines())), *SAID)
    renamed = redlines(HXMC=["云山保护地", "云山保护地", "云山保护地", "x"])
    run(str(as_gpkg(tmp_path, renamed)), *SAID)
    store = load()
    assert store.records[RESERVE] == plain().records[RESERVE]
    assert store.records["eco-yunshan"]["precision"] == "official"
    assert len(list(private.glob("*/*.geojson"))) == 1


def test_a_dry_run_writes_nothing(tmp_path, private):
    code, out, _ = run(str(as_gpkg(tmp_path, redlines())), *SAID, "--dry-run")
    assert code == 0
    assert f"{RESERVE}: replaced by" in out
    assert out.endswith("nothing written (--dry-run)\n")
    assert list(private.glob("[!.]*")) == []


def test_a_whole_file_can_replace_one_feature_even_without_a_location(tmp_path, private):
    file = str(as_gpkg(tmp_path, redlines()))
    assert plain().records["eco-redline"]["id"] not in plain().drawn
    assert run(file, *SAID, "--replace", "eco-redline=*", "--accuracy", "2.5")[0] == 0
    store = load()
    assert "eco-redline" in store.drawn
    assert store.records["eco-redline"]["accuracy_m"] == 2.5
    assert store.records[RESERVE] == plain().records[RESERVE]
    assert store.links["eco-redline"] == plain().links["eco-redline"]
