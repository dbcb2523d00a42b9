"""The menu of downloads of the map's view."""

from __future__ import annotations

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from tests.e2e.driver import NewReader, Reader


def menu(reader: Reader) -> Locator:
    reader.control("take").click()
    links = reader.page.locator(".atlas-take a")
    expect(links.first).to_be_visible()
    return links


def asked(link: Locator) -> dict[str, str]:
    """Return the query of a link in the menu."""
    address = urlsplit(link.get_attribute("href") or "")
    assert address.path.endswith(("/download/sheet", "/download/atlas.html"))
    return {name: value for name, [value] in parse_qs(address.query).items()}


def test_the_menu_offers_the_view_as_sheets(reader: Reader) -> None:
    reader.open("transport", status="built")
    links = menu(reader)
    *sheets, page = links.all()
    assert "format" not in asked(page)
    offered = [(asked(link)["format"], asked(link)["size"]) for link in sheets]
    assert offered == [("pdf", "A4"), ("pdf", "A3"), ("png", "A4"), ("png", "A3")]
    expect(links.first).to_have_text("图幅 PDF，A4")
    wanted = asked(links.first)
    assert (wanted["page"], wanted["status"]) == ("transport", "built")


def test_the_sheet_link_has_the_whole_city_or_the_visible_part(reader: Reader) -> None:
    reader.open("structure")
    west, south, east, north = map(float, asked(menu(reader).first)["bbox"].split(","))
    assert (west, south) == pytest.approx((119.507, 36.454), abs=0.002)
    assert (east, north) == pytest.approx((120.344, 37.064), abs=0.002)
    reader.page.keyboard.press("Escape")
    reader.js("eyes.setView", [36.7, 120.0, 13])
    reader.rest_of_map()
    seen = reader.js("eyes.atlas().map.getBounds().toBBoxString().split(',').map(Number)")
    told = [float(side) for side in asked(menu(reader).first)["bbox"].split(",")]
    assert told == pytest.approx(seen, abs=1e-5)


def test_a_sheet_is_downloaded_and_the_page_unchanged(reader: Reader) -> None:
    reader.open("transport", id="tp-metro-14")
    before = (reader.page.url, reader.view, reader.selection())
    reader.js("eyes.mark")
    links = menu(reader)
    with reader.page.expect_download() as coming:
        links.first.click()
        expect(reader.page.locator(".atlas-taking")).to_contain_text("正在制作")
    assert coming.value.suggested_filename == "平度市交通项目布局图 A4.pdf"
    text = PdfReader(io.BytesIO(coming.value.path().read_bytes())).pages[0].extract_text()
    assert "选中" in text and "审图号" in text
    expect(reader.page.locator(".atlas-take")).to_be_hidden()
    assert (reader.page.url, reader.view, reader.selection()) == before
    assert reader.js("eyes.same")


def test_keyboard_and_mouse_open_and_close_the_menu(reader: Reader) -> None:
    reader.open("structure")
    button, box = reader.page.locator(".control-take"), reader.page.locator(".atlas-take")
    expect(box).to_be_hidden()
    button.focus()
    reader.page.keyboard.press("Enter")
    expect(box.locator("a").first).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "true")
    reader.page.keyboard.press("Tab")
    expect(box.locator("a").nth(1)).to_be_focused()
    reader.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    # Only one menu of the map is open.
    take, base = reader.page.locator(".atlas-take"), reader.page.locator(".atlas-basemaps")
    menu(reader)
    reader.page.locator(".control-base").click()
    expect(take).to_be_hidden()
    expect(base).to_be_visible()
    reader.page.locator(".control-take").click()
    expect(take).to_be_visible()
    expect(base).to_be_hidden()
    reader.page.locator(".atlas-canvas").click(position={"x": 430, "y": 620})
    expect(take).to_be_hidden()


def test_the_menu_fits_a_phone_and_is_in_english(new_reader: NewReader) -> None:
    reader = new_reader(phone=True)
    reader.open("structure", lang="en")
    links = menu(reader)
    expect(links.first).to_have_text("Sheet as PDF, A4")
    assert asked(links.first)["lang"] == "en"
    frame = reader.page.locator(".atlas-frame").bounding_box()
    box = reader.page.locator(".atlas-take").bounding_box()
    assert frame and box
    assert box["x"] >= frame["x"] and box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    for link in links.all():
        size = link.bounding_box()
        assert size and size["height"] >= 36  # a finger's breadth
