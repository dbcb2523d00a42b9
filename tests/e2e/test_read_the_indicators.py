"""Indicators in a browser: the whole width without a map, charts and holes that can be read."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import NewReader, Reader

PAGE = ".atlas-indicators table"


def test_an_indicator_and_its_hole_are_read_on_a_phone(new_reader: NewReader) -> None:
    phone = new_reader(phone=True)
    phone.open("transport")
    phone.js("eyes.mark")
    phone.page.locator(".atlas-pages a.page-indicators").tap()
    phone.page.wait_for_selector(PAGE)
    # no map, legend or button of it is to be seen or reached, and the panel begins below the bars
    for part in (".atlas-canvas", ".atlas-legend button", ".atlas-controls button"):
        expect(phone.page.locator(part).first).not_to_be_visible()
    phone.page.evaluate("scrollTo(0, 0)")
    lead = phone.page.locator(".atlas-lead").bounding_box()
    assert lead
    assert lead["y"] < 200
    sizes = phone.js("eyes.sizes", ["html", "body", ".atlas-page", ".stApp", ".atlas-indicators"])
    assert all(inner <= outer + 1 for inner, outer in sizes), sizes
    row = phone.page.locator(".atlas-indicators tbody tr", has_text="全员劳动生产率")
    chart = row.get_by_role("img")
    expect(chart).to_have_accessible_name(
        "全员劳动生产率（万元/人）：2020 年 13.9，目标 16.3，2025 年值未公布"
    )
    chart.scroll_into_view_if_needed()
    hole = chart.locator(".hole")
    expect(hole).to_have_text("2025 年值未公布")
    expect(hole).to_have_css("border-top-style", "dashed")
    # marks are where the figures are on the scale, and every text lies inside the screen
    scale = chart.locator(".scale").bounding_box()
    assert scale
    for mark, figure in (("base", 13.9), ("goal", 16.3)):
        box = chart.locator(f".scale .{mark}").bounding_box()
        assert box
        place = (box["x"] + box["width"] / 2 - scale["x"]) / scale["width"]
        assert abs(place - figure / 20) < 0.02, mark
    for text in chart.locator(".says, .least, .most, .hole").all():
        box = text.bounding_box()
        assert box, text
        assert box["x"] >= 0, text
        assert box["x"] + box["width"] <= 390, text
        assert text.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") >= 12
    # a clause opens in the plan's text, and the map comes back as it was
    row.get_by_role("link", name="指标表").tap()
    phone.eventually(lambda: phone.path, "reader")
    assert phone.query["clause"] == "table1"
    expect(phone.page.locator(".atlas-canvas")).to_be_visible()
    assert phone.js("eyes.same")


def test_the_page_has_the_whole_window_and_follows_themes(reader: Reader) -> None:
    reader.page.goto(f"{reader.server.url}/indicators")
    reader.page.wait_for_selector(PAGE)
    reader.settle()
    box = reader.page.locator(".atlas-side").bounding_box()
    width = reader.page.evaluate("innerWidth")
    assert box
    assert box["width"] == width
    expect(reader.page.locator(".atlas-canvas")).not_to_be_visible()
    # only the filter that the page follows is offered
    assert reader.page.locator(".atlas-choice").count() == 1
    reader.choose("themes", "数字平度")
    expect(reader.page.locator(".atlas-indicators caption:visible")).to_have_text(["数字平度"])
    # what is chosen here is shown on a page with a map
    reader.page.evaluate("document.querySelector('.atlas-page').page.select('tp-metro-14')")
    expect(reader.page.locator(".atlas-card")).to_contain_text("地铁14号线")
    expect(reader.page.locator(".atlas-canvas")).to_be_visible()
    assert reader.query["id"] == "tp-metro-14"
