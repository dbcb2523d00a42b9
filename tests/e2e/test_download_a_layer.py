"""Downloads of layers: a plain link that changes nothing on the page, with its caveats."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.driver import Reader
from tests.support.project import built

NANCUN = "370283105"
LINK = ".st-key-takeaway .take"


def choose(reader: Reader, key: str, option: str) -> None:
    """Choose in one of the page's three lists."""
    open_list(reader, key)
    reader.page.get_by_role("option", name=option, exact=True).click()
    reader.settle()


def open_list(reader: Reader, key: str) -> None:
    """Open one of the page's lists; with a finger on a phone, where a mouse fails at times."""
    field = reader.page.locator(f".st-key-{key} [role=combobox], .st-key-{key} input").first
    if reader.js("matchMedia('(pointer: coarse)').matches"):
        field.tap()
    else:
        field.click()


FORMS = {
    "GeoPackage（QGIS 用）": b"SQLite format 3",
    "Shapefile（ArcGIS 用）": b"PK",
    "DXF（CAD 图）": b"  0\nSECTION",
}


def test_downloading_changes_nothing_on_the_page(reader: Reader) -> None:
    reader.visit(f"data?town={NANCUN}", ".atlas-leaf")
    for form, start in FORMS.items():
        choose(reader, "data_format", form)
        reader.js("eyes.mark")
        before = reader.page.evaluate_handle(
            "selector => [document.querySelector(selector), document.querySelector('.atlas-leaf')]",
            LINK,
        )
        address, messages = reader.page.url, reader.messages
        with reader.page.expect_download() as waiting:
            reader.page.locator(LINK).click()
        assert Path(waiting.value.path()).read_bytes().startswith(start), form
        assert waiting.value.suggested_filename.startswith("平度_当前地图所示_EPSG"), form
        reader.never_told(messages)  # the page did not run anew
        assert reader.page.url == address
        same = "([link, leaf]) => link.isConnected && leaf.isConnected"
        assert reader.page.evaluate(same, before), form
        assert reader.js("eyes.same"), form


def test_a_layer_comes_as_geojson_under_the_filter(reader: Reader) -> None:
    reader.visit(f"data?town={NANCUN}&theme=transport", ".atlas-leaf")
    choose(reader, "data_what", "交通项目")
    choose(reader, "data_format", "GeoJSON（网页）")
    with reader.page.expect_download() as waiting:
        reader.page.locator(LINK).click()
    found = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    facts = [feature["properties"] for feature in found["features"]]
    assert facts
    assert all(NANCUN in {*fact["towns"], *fact["towns_drawn"]} for fact in facts)
    assert {fact["layer"] for fact in facts} == {"transport-projects"}


def test_truncation_is_announced_before_the_download(reader: Reader) -> None:
    layer = built("water-projects")
    reader.visit("data?theme=water", ".atlas-leaf")
    choose(reader, "data_what", "水利与环卫项目")
    notes = reader.page.locator(".st-key-takeaway")
    expect(notes).not_to_contain_text("254")
    choose(reader, "data_format", "Shapefile（ArcGIS 用）")
    long = sum(len((f["properties"]["note_zh"] or "").encode()) > 254 for f in layer)
    expect(notes).to_contain_text(f"“说明”有 {long} 项超过 254 字节")


def test_only_the_format_s_systems_are_offered(new_reader) -> None:
    reader = new_reader(phone=True)
    reader.visit("data", ".atlas-leaf")
    choose(reader, "data_format", "DXF（CAD 图）")
    open_list(reader, "data_system")
    expect(reader.page.get_by_role("option")).to_have_count(1)
    expect(reader.page.get_by_role("option")).to_contain_text("120°E")
