"""The atlas on a phone held sideways: the panel beside a low map."""

from __future__ import annotations

from playwright.sync_api import expect

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


def test_a_header_with_room_for_all_pages_has_no_button_for_more(new_reader: NewReader) -> None:
    reader = new_reader(fresh=True, viewport={"width": 1440, "height": 900})
    reader.open("overview")
    more = reader.page.locator(".atlas-all-pages")
    expect(more).to_be_hidden()
    reader.page.set_viewport_size({"width": 1024, "height": 768})
    expect(more).to_be_visible()
    reader.page.set_viewport_size({"width": 1440, "height": 900})
    expect(more).to_be_hidden()


def test_turning_the_screen_arranges_the_page_even_if_the_browser_does_not_report_it(
    fresh_reader: Reader,
) -> None:
    reader = fresh_reader
    reader.page.add_init_script("MediaQueryList.prototype.addEventListener = () => {};")
    reader.open("overview")
    drawer = reader.page.locator(".atlas-filter-button")
    expect(drawer).to_be_hidden()
    reader.page.set_viewport_size({"width": 390, "height": 844})
    expect(drawer).to_be_visible()
    reader.page.set_viewport_size({"width": 1366, "height": 768})
    expect(drawer).to_be_hidden()
