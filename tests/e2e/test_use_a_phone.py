"""The atlas on a phone: map first, filters and card within reach, no sideways scrolling."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.boxes import overlapping
from tests.e2e.driver import PAGES, NewReader, Reader


@pytest.fixture
def phone(new_reader: NewReader) -> Reader:
    return new_reader(phone=True)


def test_a_page_fits_a_phone_with_the_map_first(phone: Reader, subtests: pytest.Subtests) -> None:
    phone.open("overview")
    for page in PAGES:
        with subtests.test(page):
            if page != "overview":
                phone.go_to(page)
                phone.js("scrollTo(0, 0)")
            box = phone.page.locator(".atlas-canvas").bounding_box()
            assert box and box["width"] == pytest.approx(390, abs=2)
            assert box["y"] <= 150 and box["height"] > 300
            panel = phone.page.locator(".atlas-table, .atlas-lead").first.bounding_box()
            assert panel and panel["y"] >= box["y"] + box["height"] - 2
            assert phone.drawn("townships") and phone.drawn("city-boundary")
            # Nothing overflows sideways.
            sizes = phone.js("eyes.sizes", ["html", "body", ".atlas-page", ".stApp"])
            assert all(inner <= outer + 1 for inner, outer in sizes), sizes
            assert phone.js("eyes.outOfReach") == []
            # Buttons are large enough for fingers.
            for button in phone.page.locator(".atlas-controls button:visible").all():
                size = button.bounding_box()
                assert size and min(size["width"], size["height"]) >= 43.9


def test_legend_map_list_and_filter_work_by_touch(phone: Reader) -> None:
    phone.open("transport")
    # The legend starts collapsed and expands.
    button = phone.page.locator(".atlas-legend button").first
    assert button.get_attribute("aria-expanded") == "false"
    button.tap()
    phone.switch("transport-projects/metro").tap()
    phone.eventually(lambda: phone.query, {"off": "transport-projects/metro"})
    assert "tp-metro-14" not in phone.drawn("transport-projects")
    phone.switch("transport-projects/metro").tap()
    phone.eventually(lambda: phone.query, {})
    button.tap()
    expect(button).to_have_attribute("aria-expanded", "false")
    phone.settle()
    phone.js("scrollTo(0, 0)")
    # A tap on a line opens a card within reach.
    spot = phone.spot("tp-metro-14")
    assert spot
    # Taps are inexact: some pixels beside the line still count.
    phone.page.touchscreen.tap(spot["x"] + 6, spot["y"])
    phone.eventually(lambda: phone.cards, ["tp-metro-14"])
    card = phone.page.locator(".atlas-card")
    card.locator("h3").scroll_into_view_if_needed()
    expect(card.locator("h3")).to_be_in_viewport()
    box = card.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 391
    card.locator(".close").tap()
    phone.eventually(lambda: phone.cards, [])
    phone.settle()
    # A tapped row brings map and card into view.
    row = phone.row("tp-road-s220")
    row.scroll_into_view_if_needed()
    row.tap()
    phone.eventually(phone.selection, phone.agreed("tp-road-s220"))
    expect(phone.page.locator(".atlas-canvas")).to_be_in_viewport(ratio=0.5)
    # A town is chosen by touch.
    everything = len(phone.rows)
    body = phone.popover("towns")
    body.get_by_role("button", name="南村镇", exact=True).tap()
    phone.eventually(lambda: phone.query.get("town"), "370283105")
    phone.eventually(lambda: 0 < len(phone.rows) < everything, True)
    box = body.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 391


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


def in_view(phone: Reader, selector: str) -> bool:
    """Return whether the top of an element is on the screen."""
    box = phone.page.locator(selector).first.bounding_box()
    return box is not None and -5 <= box["y"] < 700


def test_a_clause_of_a_card_comes_into_view(phone: Reader) -> None:
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


#: elements of header and filter bar that must not overlap
HEADER = (
    *(".atlas-brand b", ".atlas-language", ".atlas-search input", ".atlas-all-pages"),
    *(".atlas-filter-button", ".atlas-filterbar > .atlas-count"),
)
#: a desktop window at 200% zoom, and the smallest phone
SMALL: dict[str, dict[str, Any]] = {
    "683x384": {"viewport": {"width": 683, "height": 384}, "device_scale_factor": 2},
    "320x640": {"phone": True, "viewport": {"width": 320, "height": 640}},
}
SIZES: dict[str, dict[str, Any]] = {"390x844": {"phone": True}, **SMALL}


def seen_together(phone: Reader, identifier: str) -> str:
    """Return which part of a selected feature is off the screen: map, position on it, or card."""
    height = phone.js("innerHeight")
    frame = phone.page.locator(".atlas-canvas").first.bounding_box()
    card = phone.page.locator(f".atlas-card[data-id='{identifier}'] h3").bounding_box()
    assert frame
    if not -2 <= frame["y"] <= frame["y"] + frame["height"] <= height + 2:
        return f"the map is at {frame}"
    if not card or card["y"] + card["height"] > height:
        return f"the card is at {card}"
    # A part of it that neither legend nor buttons cover.
    return "" if phone.spot(identifier) else "nothing of it is seen on the map"


@pytest.mark.parametrize("size", SIZES)
def test_a_found_or_chosen_feature_comes_into_view(size: str, new_reader: NewReader) -> None:
    phone, park, road = new_reader(**SIZES[size]), "park-general-aviation", "tp-road-x096"
    phone.open("industry", q="通航")
    expect(phone.page.locator(".st-key-found h2").first).to_be_in_viewport()
    phone.page.locator(f".st-key-found [data-focus='item:{park}']").click()
    phone.eventually(lambda: phone.cards, [park])
    phone.rest_of_map()
    phone.eventually(lambda: seen_together(phone, park), "")
    # From the list, with the legend expanded over the map.
    phone.open("transport")
    phone.page.locator(".atlas-legend .legend-button").click()
    phone.row(road).scroll_into_view_if_needed()
    phone.row(road).click()
    phone.eventually(lambda: phone.cards, [road])
    phone.rest_of_map()
    phone.eventually(lambda: seen_together(phone, road), "")
    # Closing the card leads back to the row.
    phone.page.locator(".atlas-card .close").click()
    phone.eventually(lambda: phone.cards, [])
    expect(phone.row(road)).to_be_in_viewport()


@pytest.mark.parametrize("size", SMALL)
def test_on_a_small_screen_no_controls_overlap(size: str, new_reader: NewReader) -> None:
    small = new_reader(**SMALL[size])
    small.open("transport", lang="en", town="370283105", status="planned")
    for lang in ("en", None):
        if not lang:
            small.page.locator(".atlas-language").click()
            small.eventually(lambda: small.query.get("lang"), None)
            small.settle()
            small.js("scrollTo(0, 0)")
        assert overlapping(small, *HEADER) == []
        assert small.js("eyes.outOfReach") == []
        frame = small.page.locator(".atlas-frame").bounding_box()
        tools = small.page.locator(".atlas-controls").bounding_box()
        assert frame and tools
        assert tools["y"] + tools["height"] < frame["y"] + frame["height"]
        # The map is visible: all of it, and high enough to use.
        assert frame["height"] >= 250
        assert frame["y"] + frame["height"] <= small.js("innerHeight")
        assert tools["width"] * tools["height"] < 0.12 * frame["width"] * frame["height"]
        # The open legend leaves more than half of it, and closes by a large button.
        small.page.locator(".legend-button").click()
        legend, shut = small.page.locator(".legend-body"), small.page.locator(".legend-close")
        box, cross = legend.bounding_box(), shut.bounding_box()
        assert box and cross and min(cross["width"], cross["height"]) >= 44
        assert box["height"] <= 0.45 * frame["height"]
        assert overlapping(small, ".legend-body") == []
        shut.click()
        expect(legend).to_be_hidden()
        # The tools' list lies within the map.
        small.page.locator(".control-tools").click()
        box = small.page.locator(".atlas-tools").bounding_box()
        assert box and box["x"] >= 0 and box["y"] >= frame["y"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
        small.page.keyboard.press("Escape")
        expect(small.page.locator(".atlas-tools")).to_be_hidden()


@pytest.mark.parametrize("size", SIZES)
def test_a_list_on_the_map_avoids_the_buttons(size: str, new_reader: NewReader) -> None:
    phone, popup = new_reader(**SIZES[size]), ".leaflet-popup-content-wrapper"
    phone.open("structure")
    phone.js("eyes.setView", [36.75, 119.85, 12])
    tools = phone.page.locator(".atlas-controls").bounding_box()
    assert tools
    # Beside the buttons, where the list would lie under them.
    phone.page.mouse.click(tools["x"] - 8, tools["y"] + tools["height"] - 12)
    expect(phone.page.locator(".atlas-chooser")).to_be_visible()
    phone.rest_of_map()
    phone.eventually(lambda: covered_by_buttons(phone, popup), [])
    expect(phone.page.get_by_role("button", name="关闭", exact=True)).to_be_visible()


def covered_by_buttons(phone: Reader, selector: str) -> list[tuple[str, str]]:
    """Return the pair of an element and the buttons if they overlap."""
    pairs = overlapping(phone, selector)
    return [pair for pair in pairs if selector in pair and ".atlas-controls" in pair]


def test_filters_are_in_a_drawer_and_what_is_chosen_beside_its_button(phone: Reader) -> None:
    phone.open("industry")
    button, drawer = (
        phone.page.locator(".atlas-filter-button"),
        phone.page.locator(".atlas-filters"),
    )
    count = phone.page.locator(".atlas-filterbar > .atlas-count")
    expect(count).to_have_text(f"{len(phone.rows)} 项")
    button.tap()
    expect(drawer).to_be_visible()
    # All choices are in it, and the keyboard does not reach the page behind it.
    for choice in ("towns", "themes", "statuses", "industries"):
        expect(drawer.locator(f".choice-{choice} .pill").first).to_be_visible()
    for _ in range(3):
        phone.page.keyboard.press("Shift+Tab")
        assert phone.js("document.activeElement.matches('body, .atlas-filters, .atlas-filters *')")
    phone.choose("towns", "南村镇")
    phone.choose("statuses", "规划")
    phone.eventually(lambda: phone.query, {"town": "370283105", "status": "planned"})
    n = len(phone.rows)
    done = drawer.locator(".done")
    expect(done).to_have_text(f"看 {n} 项")
    done.tap()
    expect(drawer).to_be_hidden()
    expect(button).to_have_text("筛选2")
    expect(count).to_have_text(f"{n} 项")
    # A choice is taken back beside the button.
    phone.page.get_by_role("button", name="取消“规划”").tap()
    phone.eventually(lambda: phone.query, {"town": "370283105"})
    expect(button).to_have_text("筛选1")
    # Esc closes the drawer, and so does a tap beside it.
    button.focus()
    for close in (
        lambda: phone.page.keyboard.press("Escape"),
        lambda: phone.page.touchscreen.tap(195, 20),
    ):
        phone.page.keyboard.press("Enter")
        expect(drawer).to_be_visible()
        close()
        expect(drawer).to_be_hidden()
        expect(button).to_be_focused()


def test_all_pages_and_the_offline_map_are_two_taps_away(phone: Reader) -> None:
    phone.open("transport")
    names = phone.page.locator(".atlas-pages a").all_inner_texts()
    phone.page.locator(".atlas-all-pages").tap()
    menu = phone.page.locator(".atlas-page-menu")
    expect(menu.locator("li a")).to_have_text(names)
    expect(menu.locator("[aria-current=page]")).to_have_text("交通项目")
    offline = menu.locator(".offline")
    expect(offline).to_contain_text("MB")
    with phone.page.expect_download() as coming:
        offline.tap()
    assert coming.value.suggested_filename.endswith(".html")
    size = coming.value.path().stat().st_size / 1e6
    expect(offline).to_contain_text(f"{size:.1f} MB")
    phone.page.locator(".atlas-all-pages").tap()
    menu.get_by_role("link", name="生态红线").tap()
    phone.eventually(lambda: phone.path, "ecology")
    expect(menu).to_be_hidden()


def drag(phone: Reader, start: tuple[float, float], by: float) -> None:
    """Move a finger up or down, and let it rest before it leaves the screen."""
    touch = phone.page.context.new_cdp_session(phone.page)
    x, y = start

    def send(kind: str, *places: float) -> None:
        points = [{"x": x, "y": place} for place in places]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", y)
    for share in (0.25, 0.5, 0.75, 1):
        send("touchMove", y + by * share)
    phone.js("eyes.pause", 250)
    send("touchMove", y + by)
    send("touchEnd")


def test_the_card_is_pulled_up_over_the_map_and_gives_the_list_its_place_back(
    phone: Reader,
) -> None:
    road = "tp-road-s220"
    phone.open("transport")
    phone.row(road).scroll_into_view_if_needed()
    place = phone.js("scrollY")
    assert place > 300
    phone.row(road).tap()
    phone.eventually(lambda: phone.cards, [road])
    phone.rest_of_map()
    phone.eventually(lambda: seen_together(phone, road), "")
    box, handle = phone.page.locator(".atlas-cardbox"), phone.page.locator(".pull-handle")

    def pulled() -> str | None:
        return box.get_attribute("data-pulled")

    def height() -> float:
        found = box.bounding_box()
        assert found
        return found["height"]

    assert pulled() == "peek"
    expect(box.locator("h3")).to_be_in_viewport()
    expect(box.locator(".chip").first).to_be_in_viewport()
    low = height()
    # A finger pulls it to half of the screen; the shape is still seen above it.
    grip = handle.bounding_box()
    assert grip
    drag(phone, (195, grip["y"] + 15), low - 430)
    phone.eventually(pulled, "half")
    phone.eventually(lambda: height() == pytest.approx(422, abs=2), True)
    phone.rest_of_map()
    phone.eventually(lambda: seen_together(phone, road), "")
    # Its content scrolls.
    phone.js("document.querySelector('.atlas-card').scrollTo(0, 150)")
    assert phone.js("document.querySelector('.atlas-card').scrollTop") > 50
    expect(box.locator(".close")).to_be_in_viewport(ratio=1)
    # The button does the same, and says so.
    handle.focus()
    expect(handle).to_have_attribute("aria-expanded", "true")
    phone.page.keyboard.press("ArrowUp")
    phone.eventually(pulled, "full")
    phone.page.keyboard.press("Enter")
    phone.eventually(pulled, "peek")
    expect(handle).to_have_attribute("aria-expanded", "false")
    handle.tap()
    phone.eventually(pulled, "half")
    # × closes it, and the list is where it was.
    box.locator(".close").tap()
    phone.eventually(lambda: phone.cards, [])
    phone.eventually(lambda: abs(phone.js("scrollY") - place) < 3, True)
    # So does Back; and a finger throws the card away.
    phone.row(road).tap()
    phone.eventually(lambda: phone.cards, [road])
    phone.page.go_back()
    phone.eventually(lambda: phone.cards, [])
    phone.eventually(lambda: abs(phone.js("scrollY") - place) < 3, True)
    phone.row(road).tap()
    phone.eventually(lambda: phone.cards, [road])
    phone.eventually(lambda: height() == pytest.approx(low, abs=2), True)
    grip = handle.bounding_box()
    assert grip
    drag(phone, (195, grip["y"] + 15), low - 30)
    phone.eventually(lambda: phone.cards, [])
    expect(phone.row(road)).to_be_in_viewport()
