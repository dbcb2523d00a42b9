"""Two languages: the switch, leftovers of the other language, and Streamlit's own texts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import PAGES, Reader

HAN = re.compile(r"[\u3400-\u9fff]")
#: Latin words in the Chinese atlas: names, units, licences, road numbers
LATIN_ALLOWED = re.compile(
    r"OpenStreetMap|OpenMapTiles|MapTiler|GeoNames|ODbL|CC BY|Natural Earth|English|"
    r"\bkm\b|\bm\b|PPP|HK|Tianditu|"
    r"[GSX]\d+|Wikipedia|OSM|KB|Ma|Tang|Leaflet"
)


def chinese_left(reader: Reader) -> list[str]:
    """Return texts of the English atlas that contain Chinese."""
    return [t for t in reader.js("eyes.texts") if HAN.search(t)]


def test_the_switch_is_kept_in_the_url(reader: Reader) -> None:
    reader.open("transport", town="370283105", id="tp-metro-14")
    rows = reader.rows
    reader.page.locator(".atlas-language", has_text="English").click()
    reader.eventually(
        lambda: reader.query, {"town": "370283105", "id": "tp-metro-14", "lang": "en"}
    )
    reader.eventually(lambda: reader.js("document.documentElement.lang"), "en")
    reader.wait_until_drawn()
    assert reader.rows == rows
    expect(reader.page.locator(".atlas-card h3")).to_contain_text("Metro Line 14")
    # Quotes stay Chinese and are marked so.
    quote = reader.page.locator(".atlas-card blockquote p").first
    expect(quote).to_have_attribute("lang", "zh-CN")
    assert HAN.search(quote.inner_text())
    expect(reader.page).to_have_title(re.compile("Pingdu Planning Atlas"))
    reader.go_to("ecology")
    assert reader.query["lang"] == "en"
    reader.page.reload()
    reader.wait_until_drawn()
    assert reader.js("document.documentElement.lang") == "en"
    reader.page.locator(".atlas-language", has_text="中文").click()
    reader.eventually(lambda: reader.query, {"town": "370283105"})
    reader.eventually(lambda: reader.js("document.documentElement.lang"), "zh-CN")


def test_no_chinese_is_left_in_the_english_atlas(reader: Reader, subtests: pytest.Subtests) -> None:
    reader.open("overview", lang="en")
    for page in PAGES:
        with subtests.test(page):
            if page != "overview":
                reader.go_to(page)
            # Collapsed parts are checked too.
            reader.js("eyes.unfoldAll")
            assert chinese_left(reader) == []
            for which in ("towns", "themes", "statuses"):
                reader.popover(which)
                assert chinese_left(reader) == [], which
            reader.close_popover()
            # Cards of three listed features, drawn or not; lists of shapes.
            for identifier in reader.rows[:: max(1, len(reader.rows) // 3)]:
                reader.row(identifier).click()
                reader.eventually(lambda: reader.cards, [identifier])
                reader.js("eyes.unfoldAll")
                assert chinese_left(reader) == [], identifier


def test_empty_results_and_strange_links_are_in_english(reader: Reader) -> None:
    reader.open("transport", lang="en", town="370283120", status="under_construction", x="1")
    expect(reader.page.locator(".atlas-empty")).to_be_visible()
    expect(reader.page.locator(".atlas-problem")).to_be_visible()
    assert chinese_left(reader) == []


def test_streamlit_shows_no_english_in_the_chinese_atlas(reader: Reader) -> None:
    reader.open("overview")
    for page in ("overview", "transport"):
        if page != "overview":
            reader.go_to(page)
        for step in (None, "towns", "themes", "statuses"):
            if step:
                reader.popover(step)
            texts = [
                t
                for t in reader.js("eyes.texts")
                if re.search(r"[A-Za-z]{2,}", LATIN_ALLOWED.sub("", t))
            ]
            assert texts == [], (page, step)
        reader.close_popover()
        for part in ("stToolbar", "stHeader", "stStatusWidget", "stSidebar", "stElementToolbar"):
            assert reader.page.locator(f"[data-testid={part}]:visible").count() == 0, (page, part)


#: width of each space within the names on the map, in em
SPACES = """() => [...document.querySelectorAll(".atlas-label:not(.county)")].flatMap(label => {
  const text = label.firstChild, size = parseFloat(getComputedStyle(label).fontSize);
  return [...text.data.matchAll(/ /g)].map(({index}) => {
    const range = document.createRange();
    range.setStart(text, index);
    range.setEnd(text, index + 1);
    return range.getBoundingClientRect().width / size;
  });
})"""


def test_the_words_of_a_name_on_the_map_stand_apart(reader: Reader) -> None:
    reader.open("overview", lang="en")
    reader.eventually(lambda: len(reader.js(SPACES)) > 10, True)
    assert min(reader.js(SPACES)) > 0.3
