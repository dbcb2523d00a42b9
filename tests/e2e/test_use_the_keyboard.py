"""Keyboard use: the focus follows the reader's actions, and returns."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import Reader

FOCUS = """() => {
  const at = document.activeElement, card = at.closest('.atlas-card');
  return (card ? `card ${card.dataset.id} ` : '') + (at.dataset.focus ?? at.tagName);
}"""


def focus(reader: Reader) -> str:
    """Return the focused element: a name of ``panels/focus.js``, in a card after its feature."""
    return str(reader.js(FOCUS))


def within(reader: Reader, selector: str) -> bool:
    """Return whether the focus is in an element."""
    return bool(reader.js("s => Boolean(document.activeElement.closest(s))", selector))


def tab_to(reader: Reader, wanted: str) -> None:
    """Press Tab until an element matching a selector has the focus."""
    for _ in range(40):
        reader.page.keyboard.press("Tab")
        if reader.js("s => document.activeElement.matches(s)", wanted):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_rows_columns_legend_and_menu_keep_or_regain_the_focus(reader: Reader) -> None:
    reader.open("transport")
    keyboard = reader.page.keyboard
    for opening in ("Enter", "Space"):
        reader.row("tp-road-s220").focus()
        keyboard.press(opening)
        reader.eventually(lambda: focus(reader), "card tp-road-s220 title")
        # Python's reply redraws table and card.
        reader.settle()
        assert focus(reader) == "card tp-road-s220 title"
        keyboard.press("Escape")
        reader.eventually(reader.selection, reader.agreed(None))
        reader.settle()
        assert focus(reader) == "row:tp-road-s220"
    # Tab moves through the card; its close button returns the focus as well.
    keyboard.press("Enter")
    reader.eventually(lambda: focus(reader), "card tp-road-s220 title")
    keyboard.press("Shift+Tab")
    assert focus(reader) == "card tp-road-s220 close"
    keyboard.press("Enter")
    reader.eventually(lambda: reader.cards, [])
    reader.settle()
    assert focus(reader) == "row:tp-road-s220"
    # A sorted column keeps it.
    reader.page.locator(".atlas-table th button").nth(1).focus()
    keyboard.press("Enter")
    expect(reader.page.locator(".atlas-table th").nth(1)).to_have_attribute(
        "aria-sort", "ascending"
    )
    assert focus(reader) == "column:1"
    # Esc closes legend and menu and focuses their buttons.
    reader.switch("transport-projects/metro").focus()
    keyboard.press("Escape")
    button = reader.page.locator(".atlas-frame > .atlas-legend .legend-button")
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-expanded", "false")
    reader.page.locator(".control-base").focus()
    keyboard.press("Enter")
    expect(reader.page.locator(".atlas-basemaps")).to_be_visible()
    keyboard.press("Escape")
    expect(reader.page.locator(".atlas-basemaps")).to_be_hidden()
    expect(reader.page.locator(".control-base")).to_be_focused()


def test_the_focus_moves_into_search_results_and_back(reader: Reader) -> None:
    reader.open("industry")
    tab_to(reader, ".atlas-search input")
    reader.page.keyboard.type("海信")
    reader.page.keyboard.press("Enter")
    reader.eventually(lambda: within(reader, ".st-key-found"), True)
    reader.settle()
    tab_to(reader, ".st-key-found [data-focus='item:park-hisense']")
    reader.page.keyboard.press("Enter")
    reader.eventually(lambda: focus(reader), "card park-hisense title")
    reader.page.keyboard.press("Escape")
    reader.eventually(lambda: reader.cards, [])
    reader.settle()
    assert focus(reader) == "item:park-hisense"
    # Esc again closes the results and focuses the box.
    reader.page.keyboard.press("Escape")
    expect(reader.page.locator(".st-key-found")).to_have_count(0)
    reader.eventually(lambda: within(reader, ".atlas-search"), True)


def test_another_page_and_language_leave_the_focus_in_the_header(reader: Reader) -> None:
    reader.open("overview")
    tab_to(reader, ".atlas-pages .page-transport")
    reader.page.keyboard.press("Enter")
    here = reader.page.locator(".atlas-pages .page-transport.here")
    expect(here).to_be_focused()
    reader.settle()
    tab_to(reader, ".atlas-language")
    reader.page.keyboard.press("Enter")
    reader.eventually(lambda: reader.query.get("lang"), "en")
    reader.settle()
    expect(reader.page.locator(".atlas-language")).to_be_focused()


def test_links_skip_to_text_list_map_and_search(reader: Reader) -> None:
    reader.open("transport")
    page, keyboard = reader.page, reader.page.keyboard

    def skip(text: str) -> None:
        link = page.get_by_role("link", name=text)
        page.locator(".atlas-skip").first.focus()
        while not link.evaluate("node => node === document.activeElement"):
            assert within(reader, ".atlas-skips"), f"no link {text}"
            keyboard.press("Tab")
        expect(link).to_be_in_viewport()
        keyboard.press("Enter")

    skip("跳到正文")
    assert reader.js("document.activeElement.matches('.atlas-side')")
    keyboard.press("Tab")
    assert focus(reader) == "column:0"
    skip("跳到列表")
    assert focus(reader) == f"row:{reader.rows[0]}"
    skip("跳到搜索")
    assert within(reader, ".atlas-search")
    skip("跳到地图")
    before = reader.rest_of_map()
    keyboard.press("ArrowRight")
    assert reader.rest_of_map(left=before)[2] > before[2]
