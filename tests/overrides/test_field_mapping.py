"""Mappings of a bureau's fields, and questions to the planner."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from atlas.overrides.field_mapping import standard
from atlas.overrides.importer import source_id
from atlas.store.store import load
from tests.support.bureau import LAYER, RESERVE, SAID, TITLE, as_gpkg, failing, redlines, run
from tests.support.project import store as plain

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
def test_an_invalid_mapping_is_reported_and_nothing_is_written(tmp_path, private, text, words):
    file = str(as_gpkg(tmp_path, redlines()))
    err = failing(file, *SAID, *mapping(tmp_path, text))
    for word in words:
        assert word in err
    assert list(private.glob("[!.]*")) == []


def test_missing_answers_are_asked_for(tmp_path, private, monkeypatch):
    frame = redlines(HXMC=["a", "b", "c", "d"])
    unknown = frame.to_file(tmp_path / "new.gpkg", layer="x") or str(tmp_path / "new.gpkg")
    assert "--kind" in failing(unknown, *SAID)
    assert run(unknown, *SAID, "--kind", "wetland")[0] == 0
    assert "needs --layer" in failing(unknown, "--layer", LAYER)
    assert "2024-13" in failing(unknown, *SAID[:4], "--date", "2024-13")
    assert "300" in failing(unknown, *SAID, "--accuracy", "900")
    assert "ID=NAME" in failing(unknown, *SAID, "--replace", "eco-yunshan")
    assert "transport-network" in failing(unknown, "--layer", "nope", *SAID[2:])
    assert "LineString" in failing(
        unknown, "--layer", "transport-network", *SAID[2:], "--kind", "expressway"
    )
    points = frame.set_geometry([Point(120, 36.8)] * 4)
    points.to_file(tmp_path / "points.gpkg")
    assert "Polygon" in failing(str(tmp_path / "points.gpkg"), *SAID, "--kind", "redline")
    frame.iloc[3:].to_file(tmp_path / "off.gpkg")
    assert "No shape" in failing(str(tmp_path / "off.gpkg"), *SAID)
    monkeypatch.delenv("ATLAS_PRIVATE")
    assert "ATLAS_PRIVATE" in failing(unknown, *SAID)


def test_an_area_field_that_fits_no_unit_is_left_out(tmp_path, private):
    file = as_gpkg(tmp_path, redlines(MJ=[5.0, 5.0, 5.0, 5.0]))
    _, out, _ = run(str(file), *SAID)
    assert "none of the units m²" in out
    assert load().records[RESERVE]["area_ha_published"] == 9783.0


def test_standard_field_codes_have_a_certainty():
    known = standard()
    asked = {*known.name, *known.note, *known.area}
    assert asked <= set(known.field)
    assert {code for code in known.field if not known.field[code].certain} == {"HXMC", "GZMC"}
    for table in known.table.values():
        if table.layer:
            assert table.kind in plain().catalogue[table.layer].kinds
