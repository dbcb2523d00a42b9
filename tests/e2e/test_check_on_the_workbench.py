"""The workbench checks: a drawing, a feature, a planner's file, all transport projects."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import expect

from benchmarks.check import parcels
from tests.e2e.driver import Reader
from tests.support.machine import reads_proc
from tests.support.planners import METRES, PARCELS, geojson, shp_zip, swapped
from tests.support.project import store
from tests.support.server import Server
from tests.support.waiting import until

CHECK = ".st-key-check"
#: ms: twenty thousand parcels on a busy machine
LONG = 300_000
#: across the Dazeshan reserve
ACROSS = "polygon:119.95,36.9;120.05,36.9;120.05,37;119.95,37"


def visit(reader: Reader, query: str) -> None:
    reader.visit(f"workbench?{query}", ".atlas-side [data-testid='stButtonGroup']")


def upload(reader: Reader, name: str, content: bytes) -> None:
    box = reader.page.locator("[data-testid='stFileUploader'] input")
    box.wait_for(state="attached")
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    box.set_input_files(files=[file])


def tool(reader: Reader, name: str) -> None:
    """Choose a tool of the workbench."""
    reader.page.get_by_role("radio", name=name).or_(
        reader.page.get_by_role("button", name=name)
    ).first.click()


def overlap_drawn(reader: Reader) -> bool:
    return bool(reader.page.locator(".leaflet-drawn-pane path").count() > 2)


def test_a_drawing_is_checked_and_its_overlap_drawn(reader: Reader) -> None:
    visit(reader, f"tool=draw&shape={ACROSS}")
    panel = reader.page.locator(CHECK)
    expect(panel).to_contain_text("大泽山省级自然保护区")
    expect(panel).to_contain_text("示意")
    reader.eventually(lambda: overlap_drawn(reader), True)
    # A buffer widens it: it is in the URL, and Back removes it.
    entry = reader.page.locator(".st-key-task_options input").first
    entry.fill("500")
    entry.press("Enter")
    reader.eventually(lambda: reader.query.get("buffer"), "500")
    expect(panel).to_contain_text("500")
    reader.page.go_back()
    reader.eventually(lambda: reader.query.get("buffer"), None)
    # A drawing far from all zones is clear.
    reader.js("eyes.go", "/workbench?tool=draw&shape=line:119.70,36.62;119.705,36.622")
    expect(panel).to_contain_text("没有")
    expect(panel).not_to_contain_text("大泽山省级自然保护区")
    # A click on the map goes back to asking about a spot, and the drawing stays in the link.
    reader.settle()
    reader.page.mouse.click(*reader.pixel((0.6, 0.3)))
    expect(reader.page.locator(".st-key-here")).to_contain_text("最近的")
    reader.eventually(lambda: "tool" in reader.query, False)
    assert reader.query["shape"].startswith("line:")


def test_a_feature_is_chosen_by_its_name_and_all_projects_are_in_the_matrix(
    reader: Reader,
) -> None:
    visit(reader, "tool=feature")
    box = reader.page.locator(".atlas-side [data-testid='stSelectbox'] input").first
    box.fill("大泽山省级")
    box.press("Enter")
    reader.eventually(lambda: "id" in reader.query, True)
    expect(reader.page.locator(CHECK)).to_contain_text("大泽山省级自然保护区")
    reader.settle()
    tool(reader, "项目矩阵")
    matrix = reader.page.locator(".atlas-matrix")
    expect(matrix.locator("thead th").first).to_be_visible()
    zones, projects = matrix.locator("thead th").count(), matrix.locator("tbody tr").count()
    assert matrix.locator("tbody td").count() == (zones - 1) * projects
    expect(reader.page.locator(CHECK)).to_contain_text("结论")


def test_a_file_with_a_declared_system_is_checked_at_once(reader: Reader) -> None:
    visit(reader, "tool=file")
    upload(reader, "地块.geojson", geojson())
    expect(reader.page.locator(".atlas-notes", has_text="已读取 2 个图形")).to_have_count(1)
    expect(reader.page.locator(CHECK)).to_contain_text("明村地块")
    reader.settle()
    before = (reader.page.url, reader.page.locator(CHECK).inner_text())
    reader.js("eyes.mark")
    with reader.page.expect_download() as told:
        reader.page.get_by_role("link", name="结果 JSON").click()
    reader.settle()
    assert (reader.page.url, reader.page.locator(CHECK).inner_text()) == before
    assert reader.js("eyes.same")
    document = json.loads(told.value.path().read_text(encoding="utf-8"))
    assert {row["name"] for row in document["rows"]} == {"明村地块", "大泽山镇工业用地"}


def test_the_map_zooms_to_uploaded_shapes(reader: Reader) -> None:
    visit(reader, "tool=file")
    reader.settle()
    zoom, *_ = reader.view
    parcel = PARCELS.iloc[:1]
    upload(reader, "地块.geojson", geojson(parcel))
    expect(reader.page.locator(CHECK)).to_contain_text("明村地块")
    reader.eventually(lambda: reader.view[0] > zoom + 2, True)
    reader.settle()
    west, south, east, north = parcel.total_bounds
    _, lat, lon = reader.view
    assert abs(lat - (south + north) / 2) < 0.02
    assert abs(lon - (west + east) / 2) < 0.02
    # a reader who then looks elsewhere is not moved back by a wider buffer
    reader.page.locator(".control-out").click()
    reader.settle()
    left = reader.view
    entry = reader.page.locator(".st-key-task_options input").first
    entry.fill("100")
    entry.press("Enter")
    reader.eventually(lambda: reader.query.get("buffer"), "100")
    expect(reader.page.locator(CHECK)).to_contain_text("100")
    reader.settle()
    assert reader.view == left


def test_a_file_with_northing_first_is_asked_about_and_corrected(reader: Reader) -> None:
    visit(reader, "tool=file")
    upload(reader, "a.zip", shp_zip(swapped(METRES), "gbk"))
    asked = reader.page.locator(".atlas-side [data-testid='stRadio']")
    expect(asked).to_contain_text("119.96")
    expect(reader.page.locator(CHECK)).to_have_count(0)
    asked.get_by_text("北在前").click()
    expect(reader.page.locator(".atlas-notes", has_text="已对调")).to_have_count(1)
    expect(reader.page.locator(CHECK)).to_contain_text("明村地块")
    # The answer is kept.
    entry = reader.page.locator(".st-key-task_options input").first
    entry.fill("100")
    entry.press("Enter")
    reader.eventually(lambda: reader.query.get("buffer"), "100")
    expect(reader.page.locator(".atlas-notes", has_text="已对调")).to_have_count(1)


def test_an_unusable_file_is_explained_and_the_page_still_works(reader: Reader) -> None:
    visit(reader, "tool=file")
    upload(reader, "a.dwg", b"AC1027\0rest")
    expect(reader.page.locator(".atlas-side .atlas-problem")).to_contain_text("DXF")
    tool(reader, "项目矩阵")
    expect(reader.page.locator(".atlas-matrix")).to_be_visible()


@reads_proc
def test_a_large_check_shows_its_progress_and_ends_when_stopped_or_abandoned(
    fresh_reader: Reader, server: Server, tmp_path: Path
) -> None:
    reader, path = fresh_reader, tmp_path / "parcels.gpkg"
    parcels(store()).to_file(path)
    running = reader.page.locator(".st-key-task_running")
    again = reader.page.locator(".st-key-task_again button")

    def ended() -> bool:
        return until(lambda: not server.workers(), 3)

    visit(reader, "tool=file")
    upload(reader, path.name, path.read_bytes())
    expect(running).to_contain_text("20000", timeout=LONG)
    assert len(server.workers()) == 1
    reader.page.locator(".st-key-task_stop button").click()
    expect(again).to_be_visible(timeout=LONG)
    assert ended()
    expect(reader.page.locator(CHECK)).to_have_count(0)
    # Begun again and left for another tool.
    again.click()
    expect(running).to_contain_text("20000", timeout=LONG)
    assert len(server.workers()) == 1
    tool(reader, "查位置")
    expect(reader.page.locator(".st-key-spot_entry")).to_be_visible()
    expect(running).to_have_count(0)
    assert ended()
    # Begun anew and left by going away.
    visit(reader, "tool=file")
    upload(reader, path.name, path.read_bytes())
    expect(running).to_contain_text("20000", timeout=LONG)
    assert len(server.workers()) == 1
    reader.page.goto("about:blank")
    assert ended()
