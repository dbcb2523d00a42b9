"""A resident with a phone: the map first, filters and card within reach, no sideways scrolling."""

from __future__ import annotations

import pytest
from conftest import NewReader
from driver import PAGES, Reader
from playwright.sync_api import expect


@pytest.fixture
def phone(new_reader: NewReader) -> Reader:
    return new_reader(phone=True)


def test_a_page_fits_a_phone_with_the_map_first(phone: Reader, subtests: pytest.Subtests) -> None:
    for page in PAGES:
        with subtests.test(page):
            phone.open(page)
            box = phone.page.locator(".atlas-canvas").bounding_box()
            assert box and box["width"] == pytest.approx(390, abs=2)
            assert box["y"] < 200 and box["height"] > 300
            panel = phone.page.locator(".atlas-table, .atlas-lead").first.bounding_box()
            assert panel and panel["y"] >= box["y"] + box["height"] - 2
            assert phone.drawn("townships") and phone.drawn("city-boundary")
            # Nothing sticks out sideways.
            sizes = phone.js("eyes.sizes", ["html", "body", "[data-testid=stMain]", ".stApp"])
            assert all(inner <= outer + 1 for inner, outer in sizes), sizes
            assert phone.js("eyes.outOfReach") == []
            # Small screen, big fingers.
            for button in phone.page.locator(".atlas-controls button").all():
                size = button.bounding_box()
                assert size and min(size["width"], size["height"]) >= 36


def test_a_town_is_chosen_with_a_thumb(phone: Reader) -> None:
    phone.open("transport")
    everything = len(phone.rows)
    phone.page.locator(".st-key-filter_towns_box button").first.tap()
    pill = phone.page.locator("[data-testid=stPopoverBody]").get_by_role(
        "button", name="南村镇", exact=True
    )
    pill.tap()
    phone.eventually(lambda: phone.query.get("town"), "370283105")
    phone.eventually(lambda: 0 < len(phone.rows) < everything, True)
    box = phone.page.locator("[data-testid=stPopoverBody]").bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 391


def test_a_tap_on_a_line_opens_a_card_within_reach(phone: Reader) -> None:
    phone.open("transport")
    spot = phone.spot("tp-metro-14")
    assert spot
    # A thumb is not exact: some pixels beside the line still count.
    phone.page.touchscreen.tap(spot["x"] + 6, spot["y"])
    phone.eventually(lambda: phone.cards, ["tp-metro-14"])
    card = phone.page.locator(".atlas-card")
    card.locator("h3").scroll_into_view_if_needed()
    expect(card.locator("h3")).to_be_in_viewport()
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 391
    card.locator(".close").tap()
    phone.eventually(lambda: phone.cards, [])


def test_a_tapped_row_brings_map_and_card_into_view(phone: Reader) -> None:
    phone.open("transport")
    row = phone.row("tp-road-s220")
    row.scroll_into_view_if_needed()
    row.tap()
    phone.eventually(phone.selection, phone.agreed("tp-road-s220"))
    expect(phone.page.locator(".atlas-canvas")).to_be_in_viewport(ratio=0.5)


def test_the_map_is_moved_and_zoomed_with_fingers(phone: Reader) -> None:
    phone.open("overview")
    view, quiet = phone.view, phone.messages
    touch = phone.page.context.new_cdp_session(phone.page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        touch.send(
            "Input.dispatchTouchEvent",
            {
                "type": kind,
                "touchPoints": [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)],
            },
        )

    send("touchStart", (160, 350), (230, 350))
    for spread in (10, 25, 40, 60):
        send("touchMove", (160 - spread, 350), (230 + spread, 350))
    send("touchEnd")
    assert phone.rest_of_map(left=view)[0] > view[0]
    phone.never_told(quiet)


def test_the_legend_starts_folded_and_unfolds(phone: Reader) -> None:
    phone.open("transport")
    button = phone.page.locator(".atlas-legend button").first
    assert button.get_attribute("aria-expanded") == "false"
    button.tap()
    phone.switch("transport-projects/metro").tap()
    phone.eventually(lambda: phone.query, {"off": "transport-projects/metro"})
    assert "tp-metro-14" not in phone.drawn("transport-projects")


def in_view(phone: Reader, selector: str) -> bool:
    """Whether the top of an element stands on the screen."""
    box = phone.page.locator(selector).first.bounding_box()
    return box is not None and -5 <= box["y"] < 700


def test_a_clause_comes_into_view(phone: Reader) -> None:
    phone.visit("reader?clause=5.4.1-1", ".reader-text p.here")
    phone.eventually(lambda: in_view(phone, ".reader-text p.here"), True)
    phone.open("transport", id="tp-hsr-qingdao-pingdu-laizhou")
    phone.page.locator(".atlas-card blockquote .link").first.tap()
    phone.eventually(lambda: phone.path, "reader")
    phone.eventually(lambda: in_view(phone, ".reader-text p.here"), True)


def test_a_finger_draws_a_box(phone: Reader) -> None:
    phone.visit("reader?clause=5.4.1-1", ".reader-text p.here")
    phone.eventually(lambda: in_view(phone, ".reader-text p.here"), True)
    phone.page.get_by_role("button", name="在图上框选").tap()
    phone.eventually(lambda: in_view(phone, ".atlas-canvas"), True)
    box = phone.page.locator(".atlas-canvas").bounding_box()
    assert box
    touch = phone.page.context.new_cdp_session(phone.page)
    for kind, share in (("Start", 0.3), ("Move", 0.4), ("Move", 0.5), ("End", None)):
        place = share and {"x": box["x"] + box["width"] * share, "y": 100 + 400 * share}
        points = [place] if place else []
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    expect(phone.page.locator(".reader-head .count")).to_contain_text("框内要素")
    phone.eventually(lambda: in_view(phone, ".reader-head"), True)
    expect(phone.page.locator(".atlas-hint.shown")).to_have_count(0)
