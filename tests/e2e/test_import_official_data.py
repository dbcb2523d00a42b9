"""The page of official data: exists only if enabled; a preview writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import expect

from tests.e2e.driver import NewReader
from tests.support.planners import geopackage
from tests.support.server import Server

RESERVE = "大泽山省级自然保护区"


@pytest.fixture
def importing(
    serve: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Server, Path]:
    monkeypatch.setenv("ATLAS_IMPORT", "1")
    (tmp_path / "private").mkdir()
    monkeypatch.setenv("ATLAS_PRIVATE", str(tmp_path / "private"))
    return serve(), tmp_path / "private"


def test_the_import_page_exists_only_if_enabled(server: Server) -> None:
    status, _, _ = server.get("/official", accept="text/html")
    assert status == 404


def test_an_official_vector_is_previewed_imported_and_removed(
    importing: tuple[Server, Path], new_reader: NewReader
) -> None:
    server, folder = importing
    reader = new_reader(server=server)
    panel = reader.page.locator(".atlas-side")
    reader.visit("official", ".st-key-import_acts button")
    expect(panel).to_contain_text("还没有导入数据")
    frame = gpd.GeoDataFrame(
        {"MC": [RESERVE]}, geometry=[shapely.box(119.97, 36.9, 120.08, 37.0)], crs=4326
    )
    box = reader.page.locator(".st-key-import_file input[type='file']")
    box.wait_for(state="attached")
    content = geopackage(frame.to_crs(4549), "STBHHX")
    file = {"name": "红线.gpkg", "mimeType": "application/octet-stream", "buffer": content}
    box.set_input_files(files=[file])
    source = reader.page.locator(".st-key-import_source input")
    source.fill("三区三线划定成果")
    source.press("Enter")
    reader.page.locator(".st-key-import_preview button").click()
    expect(panel.locator(".atlas-notes")).to_contain_text(f"“{RESERVE}”由“{RESERVE}”替换")
    assert not list(folder.rglob("*.geojson"))
    reader.page.locator(".st-key-import_go button").click()
    expect(panel.locator(".atlas-problem")).to_contain_text("已写入")
    [written] = folder.rglob("*.geojson")
    assert RESERVE in written.read_text(encoding="utf-8")
    reader.page.reload()
    expect(panel).to_contain_text("替换 1 项")
    panel.locator("[class*='st-key-import_remove_'] button").click()
    expect(panel).to_contain_text("还没有导入数据")
    assert not list(folder.rglob("*.geojson"))
