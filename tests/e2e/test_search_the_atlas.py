"""The search box on every page: to projects, places and clauses."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Reader

CHINESE = re.compile(r"[\u3400-\u9fff]")


def search(reader: Reader, words: str) -> None:
    """Enter words into the search box."""
    box = reader.page.locator(".atlas-search input")
    box.fill(words)
    box.press("Enter")
    reader.page.wait_for_selector(".st-key-found .atlas-leaf")
    reader.settle()


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
