"""The atlas on a phone held sideways: the panel beside a low map."""

from __future__ import annotations

from playwright.sync_api import ViewportSize, expect

from tests.e2e.boxes import overlapping
from tests.e2e.driver import NewReader, Reader


def test_map_pages_and_card_have_the_low_screen(new_reader: NewReader) -> None:
    phone = new_reader(phone=True, viewport={"width": 844, "height": 390})
    phone.open("overview")
    # The legend is folded, its button whole, and nothing lies over it.
    button = phone.page.locator(".legend-button")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(button).to_be_in_viewport(ratio=1)
    assert overlapping(phone) == []
    # All pages are behind the button beside those that have room.
    names = phone.page.locator(".atlas-pages a").all_inner_texts()
    phone.page.locator(".atlas-all-pages").tap()
    menu = phone.page.locator(".atlas-page-menu")
    expect(menu.locator("li a")).to_have_text(names)
    menu.get_by_role("link", name="交通项目").tap()
    phone.wait_until_drawn()
    # The card is as long as it is; the panel scrolls it, and no box within the panel.
    phone.row("tp-metro-14").tap()
    phone.eventually(lambda: phone.cards, ["tp-metro-14"])
    box = phone.page.locator(".atlas-cardbox")
    content, seen = box.evaluate("node => [node.scrollHeight, node.clientHeight]")
    assert seen >= content - 1 and seen > 390


def check_narrow_only(reader: Reader, selector: str, narrow: ViewportSize) -> None:
    """Assert that something shows on a narrow screen only, also when the screen's width changes."""
    wide = reader.page.viewport_size
    assert wide
    node = reader.page.locator(selector)
    expect(node).to_be_hidden()
    reader.page.set_viewport_size(narrow)
    expect(node).to_be_visible()
    reader.page.set_viewport_size(wide)
    expect(node).to_be_hidden()


def test_a_header_with_room_for_all_pages_has_no_button_for_more(new_reader: NewReader) -> None:
    reader = new_reader(fresh=True, viewport={"width": 1440, "height": 900})
    reader.open("overview")
    check_narrow_only(reader, ".atlas-all-pages", {"width": 1024, "height": 768})


def test_turning_the_screen_arranges_the_page_even_if_the_browser_does_not_report_it(
    fresh_reader: Reader,
) -> None:
    fresh_reader.page.add_init_script("MediaQueryList.prototype.addEventListener = () => {};")
    fresh_reader.open("overview")
    check_narrow_only(fresh_reader, ".atlas-filter-button", {"width": 390, "height": 844})
