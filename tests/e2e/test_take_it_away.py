"""Plates, town profiles and the data page."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from atlas.plan.plates import Plate, plates
from tests.e2e.driver import Reader

NANCUN, XINHE = "370283105", "370283116"


def visit(reader: Reader, address: str) -> None:
    """Open a page without a table and wait until it is shown."""
    reader.visit(address, ".atlas-leaf")


def assert_plate_in_view(reader: Reader, plate: Plate) -> None:
    """The whole plate is drawn and in view, and its layers are ticked in the legend."""
    expect(reader.page.locator(".atlas-title")).to_have_text(plate.title.zh)
    reader.settle()
    reader.rest_of_map()
    for layer in {token.split("/")[0] for token in plate.show}:
        reader.eventually(lambda layer=layer: bool(reader.drawn(layer)), True)
    west, south, east, north = plate.bounds
    assert reader.js("eyes.sees", [west, south, east, north])
    for token in plate.show:
        row = reader.page.locator(f".atlas-legend input[value='{token}']")
        if row.count():
            expect(row).to_be_checked()
            assert not row.evaluate("node => Boolean(node.closest('.legend-more'))"), token


def test_a_plate_is_one_click_away_and_keeps_the_map(reader: Reader) -> None:
    visit(reader, "plates")
    reader.js("eyes.mark")
    for key, plate in plates().items():
        reader.page.locator(".atlas-plates").get_by_role("link", name=plate.title.zh).click()
        reader.eventually(lambda: reader.query, {"plate": key})
        assert_plate_in_view(reader, plate)
    assert reader.js("eyes.same")


def test_a_clause_of_a_plate_leads_into_the_text(reader: Reader) -> None:
    visit(reader, "plates?plate=fig3")
    assert_plate_in_view(reader, plates()["fig3"])
    reader.page.locator(".st-key-plate .link").first.click()
    reader.eventually(lambda: reader.path, "reader")
    expect(reader.page.locator(".reader-text p.here")).to_contain_text("南部新城区")


def test_two_chosen_towns_are_shown_side_by_side(reader: Reader) -> None:
    visit(reader, f"towns?town={NANCUN},{XINHE}")
    heads = reader.page.locator(".atlas-leaf .heads td")
    assert [head for head in heads.all_inner_texts() if head] == ["南村镇", "新河镇"]
    assert reader.page.locator(".atlas-leaf section").first.locator("tr").count() >= 6


def test_a_town_is_chosen_from_the_list_and_its_profile_downloaded(reader: Reader) -> None:
    reader.visit("towns", ".town-list")
    reader.page.locator(".town-row", has_text="云山镇").click()
    reader.eventually(lambda: reader.query.get("town"), "370283124")
    reader.page.locator(".town-page .planners").click()
    with reader.page.expect_download() as waiting:
        reader.page.get_by_role("link", name="下载云山镇概况（PDF）").click()
    assert waiting.value.suggested_filename == "云山镇概况.pdf"
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")


def test_a_click_on_towns_puts_two_side_by_side(reader: Reader) -> None:
    reader.visit("towns", ".town-list")
    reader.rest_of_map()
    town = reader.spot("town-dianzi")
    assert town
    reader.page.mouse.click(town["x"], town["y"])
    reader.eventually(lambda: reader.query, {"town": "370283119"})
    expect(reader.page.locator(".town-page h1")).to_have_text("店子镇")
    reader.rest_of_map()
    other = reader.spot("town-dazeshan")
    reader.page.mouse.click(other["x"], other["y"])
    reader.eventually(lambda: reader.query, {"town": "370283119,370283120"})
    heads = reader.page.locator(".st-key-profile .heads td:not(.corner)")
    expect(heads).to_have_text(["店子镇", "大泽山镇"])


def test_a_plate_shows_its_whole_topic_despite_a_town_filter(reader: Reader) -> None:
    visit(reader, "plates?town=370283119&status=built")
    assert reader.state["towns"] == []
    assert_plate_in_view(reader, plates()["fig1"])
    assert reader.drawn("openness")
    # The filter still applies on the other pages.
    reader.go_to("transport")
    assert reader.query == {"town": "370283119", "status": "built"}


def test_a_plate_prints_its_title_its_map_and_its_legend_only(fresh_reader: Reader) -> None:
    reader = fresh_reader
    visit(reader, "plates?plate=fig2")
    reader.page.emulate_media(media="print")
    reader.js("dispatchEvent(new Event('beforeprint'))")
    legend = ".atlas-printed-legend"  # below the map
    for seen in (".atlas-title", ".atlas-canvas", legend, ".atlas-north", ".atlas-caption"):
        expect(reader.page.locator(seen)).to_be_visible()
    for hidden in (".atlas-pages", ".atlas-filterbar", ".atlas-controls", ".atlas-plates"):
        expect(reader.page.locator(hidden)).to_be_hidden()


def test_symbols_in_a_town_s_tray_do_not_overlap(reader: Reader) -> None:
    """No two symbols of a town's tray overlap at any zoom."""
    reader.visit(f"towns?town={NANCUN}", ".town-page")
    reader.rest_of_map()
    for _ in range(2):
        boxes = reader.js("eyes.symbols", ".leaflet-trays-pane .atlas-point")
        assert len(boxes) >= 10
        for i, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[:i]:
                apart = (
                    left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]
                )
                assert apart, (boxes[i], other)
        reader.page.locator(".control-out").click()
        reader.rest_of_map()
