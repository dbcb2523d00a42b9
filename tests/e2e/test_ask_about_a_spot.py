"""The workbench: the location report by click and by coordinates."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import NewReader, Reader


def visit(reader: Reader, query: str = "") -> None:
    reader.visit(f"workbench{query}", ".st-key-spot_entry")


def enter(reader: Reader, text: str) -> None:
    box = reader.page.locator(".st-key-spot_coordinates input")
    box.fill(text)
    box.press("Enter")


def test_a_click_shows_the_location_report(reader: Reader, new_reader: NewReader) -> None:
    visit(reader)
    box = reader.page.locator(".atlas-canvas").bounding_box()
    assert box
    reader.page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
    panel = reader.page.locator(".st-key-here")
    expect(panel).to_contain_text("最近的")
    expect(panel).to_contain_text("CGCS2000")
    expect(reader.page.locator(".atlas-pin")).to_have_count(1)
    reader.settle()
    lon, lat = map(float, reader.query["at"].split(","))
    spot = reader.js("eyes.pointOf", [lat, lon])
    assert abs(spot["x"] - box["x"] - box["width"] * 0.6) < 2
    assert abs(spot["y"] - box["y"] - box["height"] * 0.5) < 2
    # The URL alone reproduces it.
    told = panel.inner_text()
    other = new_reader()
    visit(other, f"?at={reader.query['at']}")
    expect(other.page.locator(".atlas-pin")).to_have_count(1)
    assert other.page.locator(".st-key-here").inner_text() == told


def test_coordinates_are_refused_or_find_their_system_and_their_town(reader: Reader) -> None:
    visit(reader)
    enter(reader, "平度")
    expect(reader.page.locator(".atlas-problem")).to_contain_text("没有读出")
    enter(reader, "2.35, 48.85")
    expect(reader.page.locator(".atlas-problem")).to_contain_text("不在平度附近")
    assert "at" not in reader.query
    expect(reader.page.locator(".atlas-pin")).to_have_count(0)
    # In metres, and northing first.
    enter(reader, "X=4046000 Y=40502500")
    panel = reader.page.locator(".st-key-here")
    expect(panel).to_contain_text("南村镇")
    said = reader.page.locator(".atlas-side .atlas-hint-line")
    expect(said).to_contain_text("40")
    expect(said).to_contain_text("对调")
    expect(reader.page.locator(".atlas-pin")).to_be_visible()
    panel.locator(".link", has_text="两翼：南村").first.click()
    expect(reader.page.locator(".atlas-card h3")).to_have_text("两翼：南村")
    expect(panel).to_contain_text("南村镇")


def test_back_returns_to_the_spot_before(reader: Reader) -> None:
    visit(reader, "?at=119.950000,36.780000")
    town = reader.page.locator(".st-key-here section").first.locator(".link")
    expect(town).to_have_text("东阁街道")
    enter(reader, "120.03, 36.55")
    expect(town).to_have_text("南村镇")
    reader.eventually(lambda: reader.query.get("at"), "120.030000,36.550000")
    reader.settle()
    reader.js("history.back()")
    expect(town).to_have_text("东阁街道")
    # The entered text no longer matches the report.
    expect(reader.page.locator(".st-key-spot_coordinates input")).to_have_value("")
    expect(reader.page.locator(".atlas-side .atlas-hint-line")).to_have_count(0)
