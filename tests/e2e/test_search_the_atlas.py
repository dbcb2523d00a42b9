"""The search box on every page: to projects, places and clauses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.driver import NewReader, Reader

CHINESE = re.compile(r"[\u3400-\u9fff]")


def search(reader: Reader, words: str) -> None:
    """Enter words into the search box."""
    box = reader.page.locator(".atlas-search input")
    box.fill(words)
    box.press("Enter")
    reader.page.wait_for_selector(".st-key-found .atlas-leaf")
    reader.settle()


def suggest(reader: Reader, words: str) -> Locator:
    """Type into the search box and return the suggestions, of which the last is “all results”."""
    reader.page.locator(".atlas-search input").press_sequentially(words)
    options = reader.page.locator(".atlas-suggestions [role=option]")
    expect(options.last).to_be_visible()
    return options


def test_a_resident_asks_on_a_phone_when_the_motorway_comes(new_reader: NewReader) -> None:
    phone = new_reader(phone=True)
    phone.open("overview")
    phone.page.locator(".atlas-search input").tap()
    options = suggest(phone, "旧店 高速")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("高速公路 · 旧店镇")
    expect(options.first.locator(".chip")).to_have_text("规划 · 2025-10")
    for option in options.all():
        box = option.bounding_box()
        assert box and box["height"] >= 44 and box["x"] >= 0 and box["x"] + box["width"] <= 390
    options.first.tap()  # the second tap
    phone.eventually(lambda: phone.cards, ["tp-exp-laizhou-qingdao"])
    phone.eventually(phone.selection, phone.agreed("tp-exp-laizhou-qingdao"))
    expect(phone.page.locator(".atlas-suggestions")).to_be_hidden()
    expect(phone.page.locator(".atlas-card .chip").first).to_be_in_viewport()
    expect(phone.page.locator(".atlas-card .chip").first).to_have_text("规划 · 2025-10")
    expect(phone.page.locator(".atlas-canvas")).to_be_in_viewport(ratio=0.5)
    phone.settle()
    assert phone.spot("tp-exp-laizhou-qingdao")


def test_a_found_thing_is_brought_into_view_on_a_phone(new_reader: NewReader) -> None:
    phone = new_reader(phone=True, viewport={"width": 320, "height": 640})  # the card is below it
    phone.open("ecology", town="370283116")  # it shows no metro
    phone.page.locator(".atlas-search input").tap()
    suggest(phone, "地铁").first.tap()
    phone.eventually(lambda: (phone.path, phone.query), ("transport", {"id": "tp-metro-14"}))
    card = phone.page.locator(".atlas-card")
    expect(card.locator("h3")).to_contain_text("地铁14号线")
    expect(card.locator(".chip").first).to_have_text("研究中 · 2024")
    expect(card.locator(".chip").first).to_be_in_viewport()
    # once more, from the top of the page
    phone.settle()
    phone.js("scrollTo(0, 0)")
    phone.page.locator(".atlas-search input").tap()
    suggest(phone, "地铁").first.tap()
    expect(card.locator(".chip").first).to_be_in_viewport()


def test_the_keyboard_alone_finds_a_project(reader: Reader) -> None:
    reader.open("overview", lang="en")
    box = reader.page.get_by_role("combobox", name="Search")
    box.focus()
    options = suggest(reader, "sewage")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert not CHINESE.search(reader.page.locator(".atlas-suggestions").inner_text())
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("sewage")
    box.press("s")
    box.press("Backspace")
    wanted = options.nth(1).locator("b").inner_text()
    box.press("ArrowDown")
    box.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    expect(reader.page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    # Water has no page of its own: the overview shows it.
    title = reader.page.locator(".atlas-card h3")
    expect(title).to_have_text(wanted)
    expect(title).to_be_focused()
    reader.eventually(lambda: (reader.path, reader.query["theme"]), ("", "water"))
    title.press("Escape")
    expect(box).to_be_focused()


def test_a_suggested_town_becomes_the_filter(reader: Reader) -> None:
    reader.open("transport")
    suggest(reader, "nancun").first.click()
    reader.eventually(lambda: (reader.path, reader.query), ("transport", {"town": "370283105"}))


def test_all_results_open_from_the_list(reader: Reader) -> None:
    reader.open("overview")
    suggest(reader, "葡萄").last.click()
    reader.eventually(lambda: reader.query, {"q": "葡萄"})
    expect(reader.page.locator(".st-key-found")).to_contain_text("规划条款")
    expect(reader.page.locator(".atlas-suggestions")).to_be_hidden()


def test_the_results_take_the_place_of_the_page_until_they_are_closed(
    new_reader: NewReader,
) -> None:
    phone = new_reader(phone=True)
    phone.open("overview")
    search(phone, "修路")
    head, found = phone.page.locator(".atlas-results"), phone.page.locator(".st-key-found")
    number = found.locator("li").count()
    assert number > 20
    expect(head.locator("h1")).to_have_text(f"“修路”的搜索结果{number}")
    phone.eventually(lambda: abs((head.bounding_box() or {"y": 99})["y"]) < 2, True)
    first = found.locator("li").first
    expect(first).to_contain_text("省道 · 南村镇、蓼兰镇")
    expect(first.locator(".chip")).to_have_text("已建成 · 2022-12")
    page = phone.page.locator(".atlas-introduction, .atlas-table")
    for part in page.all():
        expect(part).to_be_hidden()
    # no box to scroll in: the list is as high as its rows
    assert phone.js("document.querySelector('.atlas-own').scrollHeight") <= phone.js(
        "document.querySelector('.atlas-own').clientHeight"
    )
    head.get_by_role("button", name="收起").tap()
    for part in page.all():
        expect(part).to_be_visible()
    expect(head).to_be_hidden()


def test_hisense_leads_to_its_parks_and_to_the_clauses_that_name_it(reader: Reader) -> None:
    reader.open("transport")
    search(reader, "海信")
    found = reader.page.locator(".st-key-found")
    expect(found).to_contain_text("项目与地点")
    expect(found).to_contain_text("规划条款")
    expect(found.locator("mark").first).to_have_text("海信")
    found.locator(".link", has_text="海信（山东）家电产业园").click()
    reader.eventually(lambda: reader.cards, ["park-hisense"])
    reader.eventually(lambda: reader.query.get("id"), "park-hisense")
    reader.settle()
    assert "q" not in reader.query
    assert "park-hisense" in reader.drawn("industrial-parks")
    # On the parks page, close enough to be visible.
    assert reader.path == "industry"
    assert reader.rest_of_map()[0] > 11


def test_a_result_on_the_current_page_opens_there(reader: Reader) -> None:
    reader.open("industry", lang="en", status="built")
    search(reader, "hisense")
    found = reader.page.locator(".st-key-found")
    expect(found.locator("h2 small").first).to_have_text(str(found.locator("li").count()))
    assert not CHINESE.search(found.inner_text())
    found.locator(".link", has_text="Hisense (Shandong) Appliance Park").click()
    reader.eventually(lambda: reader.cards, ["park-hisense"])
    expected = {"lang": "en", "status": "built", "q": "hisense", "id": "park-hisense"}
    reader.eventually(lambda: (reader.path, reader.query), ("industry", expected))


def test_search_switches_on_a_hidden_layer(reader: Reader) -> None:
    reader.open("transport")
    search(reader, "南部新城区")
    reader.page.locator(".st-key-found section .link").first.click()
    reader.eventually(lambda: reader.path, "structure")
    reader.settle()
    identifier = reader.query["id"]
    assert identifier in reader.drawn("spatial-structure")


def test_a_found_clause_opens_in_the_text(reader: Reader) -> None:
    reader.open("overview")
    search(reader, "海信")
    reader.page.locator(".st-key-found section").last.locator(".link").first.click()
    reader.eventually(lambda: reader.path, "reader")
    expect(reader.page.locator(".reader-text p.here")).to_contain_text("海信")


def test_a_found_town_becomes_the_filter(reader: Reader) -> None:
    reader.open("ecology")
    for words in ("nancun", "南村", "nc"):
        search(reader, words)
        link = reader.page.locator(".st-key-found .link", has_text="南村镇").first
        expect(link).to_be_visible()
    link.click()
    reader.eventually(lambda: reader.query.get("town"), "370283105")


def test_a_search_is_in_the_url_and_can_be_closed(reader: Reader) -> None:
    reader.open("overview", q="葡萄")
    expect(reader.page.locator(".st-key-found")).to_contain_text("大泽山葡萄")
    expect(reader.page.locator(".atlas-search input")).to_have_value("葡萄")
    reader.page.get_by_role("button", name="收起").click()
    reader.eventually(lambda: reader.query.get("q"), None)
    expect(reader.page.locator(".st-key-found")).to_have_count(0)


def test_empty_results_are_reported_and_no_markup_runs(
    reader: Reader, subtests: pytest.Subtests
) -> None:
    reader.open("overview")
    for words in ("<img src=x onerror=alert(1)>", "${alert(1)}", "`", "</script>"):
        with subtests.test(words):
            search(reader, words)
            expect(reader.page.locator(".st-key-found .note")).to_contain_text(words)
