"""A resident's town: which projects are there, and in what state? In two taps, on a phone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from atlas.analysis.town_agenda import town_agenda
from atlas.analysis.town_measures import scales
from atlas.web.browsing.town_data import town_data
from atlas.web.server.resources import store
from tests.e2e.driver import NewReader, Reader
from tests.support.papers import text_of_pages

JIUDIAN, XINHE = "370283122", "370283116"
LIST, TOWN = ".town-list", ".town-page"
FILL = """code => document.querySelector('.atlas-frame').atlas.layers.get('townships').features
  .find(f => f.properties.code === code).paths.find(path => path.options.fill).options.fillColor"""

#: id → state of the rows outside folds; heights of what can be seen
STATES = """() => Object.fromEntries([...document.querySelectorAll('.town-group .projects li')]
  .map(row => [row.dataset.id, row.querySelector('.state').innerText]))"""
HEIGHTS = """selector => [...document.querySelectorAll(selector)]
  .filter(node => node.checkVisibility()).map(node => node.getBoundingClientRect().height)"""


@cache
def data(lang: str) -> dict[str, Any]:
    return town_data(store(), lang)


@pytest.fixture
def phone(new_reader: NewReader) -> Reader:
    return new_reader(phone=True)


def states(reader: Reader) -> dict[str, str]:
    """Return id → state of the projects that the page of a town shows outside its folds."""
    found: dict[str, str] = reader.js(STATES)
    return found


def test_two_taps_from_the_overview_to_the_projects_of_my_town(phone: Reader) -> None:
    phone.open("overview")
    phone.page.locator(".door-citizen").get_by_role("link", name="看我的镇").tap()
    phone.page.locator(f".town-row[data-code='{JIUDIAN}']").tap()
    headline = phone.page.locator(".town-page .headline")
    expect(headline).to_be_in_viewport()
    town = next(one for one in data("zh")["towns"] if one["code"] == JIUDIAN)
    expect(headline).to_contain_text(town["headline"])
    rows = data("zh")["rows"]
    ids = town_agenda(store(), JIUDIAN).ids
    assert states(phone) == {one: rows[one]["state"] for one in ids}
    assert list(states(phone)) == list(ids)
    road = phone.page.locator("li[data-id='tp-exp-laizhou-qingdao'] .state")
    expect(road).to_contain_text("2026 年 12 月开工、2029 年 12 月建成")
    # every target is large enough for a finger
    assert min(phone.js(HEIGHTS, ".town-page button, .town-page a")) >= 44
    phone.page.locator(".project").first.tap()
    phone.eventually(lambda: phone.cards, [ids[0]])


def test_the_filter_bar_has_no_number_beside_that_of_the_page(reader: Reader) -> None:
    reader.visit("towns?town=370283122", panel=".town-page")
    expect(reader.page.locator(".atlas-filterbar > .atlas-count")).to_have_text("")


def test_a_town_on_the_map_opens_its_page(phone: Reader) -> None:
    phone.visit("towns?lang=en", LIST)
    heights = phone.js(HEIGHTS, ".town-row")
    assert len(heights) == 17
    assert min(heights) >= 56
    phone.js("scrollTo(0, 0)")
    spot = phone.js(
        """code => { const {map, layers} = document.querySelector('.atlas-frame').atlas;
        const f = layers.get('townships').features.find(f => f.properties.code === code);
        const {x, y} = map.latLngToContainerPoint([...f.properties.label_point].reverse());
        const box = map.getContainer().getBoundingClientRect();
        return [box.left + x + 14, box.top + y + 14]; }""",
        "370283108",
    )
    phone.page.touchscreen.tap(*spot)
    expect(phone.page.locator(".town-page h1")).to_have_text("Liaolan Town")
    phone.page.get_by_role("button", name="All towns").tap()
    expect(phone.page.locator(LIST)).to_be_visible()


def test_the_map_is_shaded_by_what_is_chosen_and_the_link_keeps_it(reader: Reader) -> None:
    reader.visit("towns", LIST)
    measures = {one["key"]: one for one in data("zh")["measures"]}
    before = reader.messages
    for key, query in (
        ("redline", {"shade": "redline"}),
        ("projects", {}),
        ("km", {"shade": "km"}),
    ):
        reader.page.locator(f".shades [data-key='{key}']").click()
        reader.eventually(lambda: reader.query, query)
        for code in (JIUDIAN, XINHE):
            colour = scales().colours[measures[key]["towns"][code]["place"]]
            reader.eventually(lambda code=code: reader.js(FILL, code), colour)
        legend = reader.page.locator(".atlas-legend .legend-outcomes")
        expect(legend).to_contain_text(measures[key]["title"])
        for one in measures[key]["classes"]:
            expect(legend).to_contain_text(one["text"])
        expect(legend).to_contain_text(store().today.isoformat())
        values = [one["value"] for one in measures[key]["towns"].values()]
        first = reader.page.locator(".town-row .value").first
        top = next(one for one in measures[key]["towns"].values() if one["value"] == max(values))
        expect(first).to_have_text(top["text"])
    reader.never_told(before)
    reader.page.reload()
    reader.wait_until_drawn(LIST)
    colour = scales().colours[measures["km"]["towns"][JIUDIAN]["place"]]
    reader.eventually(lambda: reader.js(FILL, JIUDIAN), colour)
    reader.page.locator(f".town-row[data-code='{JIUDIAN}']").click()
    expect(reader.page.locator(TOWN)).to_be_visible()
    reader.eventually(lambda: reader.js(FILL, XINHE) in scales().colours, False)


def test_my_town_is_one_tap_away_until_it_is_forgotten(phone: Reader) -> None:
    phone.visit(f"towns?town={JIUDIAN}", TOWN)
    phone.page.get_by_role("button", name="记为我的镇").tap()
    phone.open("overview")
    phone.page.get_by_role("link", name="我的镇：旧店镇").tap()
    expect(phone.page.locator(".town-page h1")).to_have_text("旧店镇")
    phone.page.get_by_role("button", name="全部镇街").tap()
    mine = phone.page.locator(".atlas-my-town")
    expect(mine).to_be_visible()
    mine.get_by_role("button", name="忘记").tap()
    expect(mine).to_have_count(0)
    phone.open("overview")
    expect(mine).to_have_count(0)


def test_a_theme_narrows_rows_and_map_at_once(reader: Reader) -> None:
    reader.visit(f"towns?town={JIUDIAN}&lang=en", TOWN)
    before = reader.messages
    reader.page.locator(".town-themes").get_by_role("button", name="Transport").click()
    records = store().records
    wanted = [
        one for one in town_agenda(store(), JIUDIAN).ids if records[one]["theme"] == "transport"
    ]
    reader.eventually(lambda: list(states(reader)), wanted)
    assert reader.query["theme"] == "transport"
    assert not reader.drawn("water-projects")
    expect(reader.page.locator(TOWN)).to_contain_text(f"{len(wanted)} of 19 shown")
    reader.never_told(before)


def test_planners_find_the_profile_below_and_two_towns_side_by_side(reader: Reader) -> None:
    reader.visit(f"towns?town={JIUDIAN}", TOWN)
    profile = reader.page.locator(".st-key-profile_files")
    reader.settle()
    expect(profile).to_be_hidden()
    reader.page.locator(".planners").click()
    expect(profile).to_be_visible()
    reader.visit(f"towns?town={JIUDIAN},{XINHE}", ".columns-2")
    expect(reader.page.locator(".atlas-towns")).to_be_hidden()


def test_a_copied_link_opens_the_card_without_the_filter(new_reader: NewReader) -> None:
    reader = new_reader(fresh=True, permissions=["clipboard-read", "clipboard-write"])
    reader.visit(f"towns?town={JIUDIAN}&theme=water&lang=en", TOWN)
    row = reader.page.locator(".projects li[data-id='wa-xiaogu']")
    row.get_by_role("button", name="Copy link").click()
    expect(row).to_contain_text("Copied")
    link = reader.js("navigator.clipboard.readText()")
    reader.visit(link)
    assert reader.query == {"theme": "water", "id": "wa-xiaogu", "lang": "en"}
    assert reader.cards == ["wa-xiaogu"]
    assert "wa-xiaogu" in reader.shown("water-projects")
    reader.page.locator(".atlas-card").get_by_role("button", name="Copy link").click()
    expect(reader.page.locator(".atlas-card .said")).to_have_text("Copied")
    assert reader.js("navigator.clipboard.readText()") == link


def test_the_list_of_a_town_is_printed_on_one_page(reader: Reader, tmp_path: Path) -> None:
    reader.visit(f"towns?town={JIUDIAN}", TOWN)
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="打印本镇项目单（一页）").click()
    assert download.value.suggested_filename == "旧店镇项目单.pdf"
    file = tmp_path / "list.pdf"
    download.value.save_as(file)
    [page] = text_of_pages(file.read_bytes())
    assert "2026年12月开工、2029年12月建成" in page
