"""Measuring on the map: results agree with pyproj, and stay in the browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from pyproj import Geod

from tests.e2e.boxes import overlapping
from tests.e2e.driver import NewReader, Reader

GEOD = Geod(ellps="WGS84")
LINE = ((0.4, 0.3), (0.6, 0.35), (0.65, 0.55))


def measure(reader: Reader, what: str, *places: tuple[float, float]) -> list[list[float]]:
    """Choose a tool and click places; return their longitude and latitude."""
    reader.page.locator(".control-measure").click()
    reader.page.get_by_role("button", name=what, exact=True).click()
    expect(reader.page.locator(".atlas-bar .hint")).to_be_visible()
    found = []
    for place in places:
        x, y = (round(value) for value in reader.pixel(place))
        reader.page.mouse.click(x, y)
        lat, lon = reader.js("eyes.placeAt", [x, y])
        found.append([lon, lat])
    return found


def figures(text: str) -> dict[str, float]:
    """Return unit → figure; thousands are separated by thin spaces, in English by commas."""
    plain = text.replace("\u2009", "").replace(",", "")
    return {unit: float(n) for n, unit in re.findall(r"([\d.]+) ([^\d\s·=]+)", plain)}


# ---- the tools -----------------------------------------------------------------------------------


def test_a_length_is_shown_while_drawing_and_an_area_replaces_it(
    reader: Reader,
) -> None:
    reader.open("overview")
    quiet = reader.messages
    line = measure(reader, "量距", *LINE)
    x, y = reader.pixel((0.5, 0.6))
    reader.page.mouse.move(x, y)
    said = reader.page.locator(".atlas-bar .said b")
    expect(said).to_contain_text("本段")
    lat, lon = reader.js("eyes.placeAt", [x, y])
    loose = [*line, [lon, lat]]
    reader.eventually(
        lambda: figures(said.inner_text().split("·")[1])["千米"],
        pytest.approx(GEOD.line_length(*zip(*loose, strict=True)) / 1000, abs=0.06),
    )
    reader.page.keyboard.press("Enter")
    expect(said).to_contain_text("全长")
    wanted = GEOD.line_length(*zip(*line, strict=True)) / 1000
    assert figures(said.inner_text())["千米"] == pytest.approx(wanted, abs=0.06)
    expect(reader.page.locator(".measure-label")).to_have_count(2)
    # Nothing was sent to Python, and the result stays while the map moves.
    view = reader.view
    reader.drag_map(-80, 30)
    reader.rest_of_map(left=view)
    reader.never_told(quiet)
    expect(said).to_contain_text("全长")
    # An area replaces it, in hectares, square kilometres and mu.
    ring = measure(reader, "量面积", *LINE)
    expect(reader.page.locator(".atlas-bar")).to_have_count(1)
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".atlas-bar .said")).to_contain_text("公顷")
    told = figures(reader.page.locator(".atlas-bar .said").inner_text())
    area, perimeter = (abs(n) for n in GEOD.polygon_area_perimeter(*zip(*ring, strict=True)))
    assert overlapping(reader, ".atlas-bar", ".legend-body") == []
    assert told["公顷"] == pytest.approx(area / 1e4, rel=1e-3)
    assert told["平方千米"] == pytest.approx(area / 1e6, rel=1e-3)
    assert told["亩"] == pytest.approx(area / 1e4 * 15, rel=1e-3)
    assert told["千米"] == pytest.approx(perimeter / 1000, rel=2e-3)
    reader.page.get_by_role("button", name="清除", exact=True).click()
    gone = reader.page.locator(".atlas-bar, .measure-label, .leaflet-draw-pane path")
    expect(gone).to_have_count(0)
    # Escape cancels a measurement.
    reader.wait_until_the_map_answers()
    measure(reader, "量距", LINE[0])
    reader.page.keyboard.press("Escape")
    expect(gone).to_have_count(0)


def test_measuring_clicks_select_nothing(reader: Reader) -> None:
    reader.open("transport")
    spot = reader.spot("tp-metro-14")
    assert spot
    measure(reader, "量距", LINE[0])
    reader.page.mouse.click(spot["x"], spot["y"])
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".atlas-bar .said")).to_contain_text("全长")
    assert reader.cards == []
    assert "id" not in reader.query
    # After measuring, clicks select again.
    reader.wait_until_the_map_answers()
    reader.page.mouse.click(spot["x"], spot["y"])
    reader.eventually(lambda: reader.cards, ["tp-metro-14"])


def test_a_length_is_measured_with_the_keyboard_alone(reader: Reader) -> None:
    reader.open("overview")
    keyboard = reader.page.keyboard
    reader.control("measure").focus()
    keyboard.press("Enter")
    reader.page.get_by_role("button", name="量距", exact=True).focus()
    keyboard.press("Enter")
    expect(reader.page.locator(".atlas-bar .hint")).to_contain_text("空格键")
    first = reader.view
    keyboard.press(" ")
    keyboard.press("ArrowRight")
    second = reader.rest_of_map(left=first)
    keyboard.press(" ")
    keyboard.press("Enter")
    said = reader.page.locator(".atlas-bar .said")
    expect(said).to_have_text(re.compile(r"^全长 [\d.]+ 千米$"))
    wanted = GEOD.line_length([first[2], second[2]], [first[1], second[1]]) / 1000
    assert figures(said.inner_text())["千米"] == pytest.approx(wanted, abs=0.06)


def test_the_value_is_copied_and_shown_in_english(new_reader: NewReader) -> None:
    reader = new_reader(permissions=["clipboard-read", "clipboard-write"])
    reader.open("overview", lang="en")
    measure(reader, "Distance", *LINE)
    reader.page.keyboard.press("Enter")
    said = reader.page.locator(".atlas-bar .said").inner_text()
    assert re.fullmatch(r"Total [\d.,]+ km", said)
    reader.page.get_by_role("button", name="Copy").click()
    expect(reader.page.get_by_role("button", name="Copied")).to_be_visible()
    assert reader.js("navigator.clipboard.readText()") == said


def test_measuring_works_on_a_phone(new_reader: NewReader) -> None:
    phone = new_reader(phone=True)
    phone.open("overview")
    phone.control("measure").tap()
    phone.page.get_by_role("button", name="量距").tap()
    expect(phone.page.locator(".atlas-bar .hint")).to_be_visible()
    for count, (x, y) in enumerate(LINE, start=1):
        phone.page.touchscreen.tap(*phone.pixel((x, y - 0.1)))
        expect(phone.page.locator(".draw-point")).to_have_count(count)
    assert overlapping(phone, ".atlas-bar") == []
    phone.page.touchscreen.tap(*phone.pixel((LINE[-1][0], LINE[-1][1] - 0.1)))
    expect(phone.page.locator(".atlas-bar .said")).to_have_text(re.compile(r"^全长 [\d.]+ 千米$"))
    assert phone.js("eyes.outOfReach") == []
