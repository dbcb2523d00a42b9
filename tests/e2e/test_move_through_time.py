"""The timeline: the plan at the end of a year, on map, list, counts and address alike."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.boxes import overlapping
from tests.e2e.driver import NewReader, Reader

MINGDONG, WEIYAN, LAIQING = "tp-exp-mingcun-dongjiakou", "tp-hsr-weiyan", "tp-exp-laizhou-qingdao"
#: id → status with which the map draws it
DRAWN = """
ids => ids.map(id => document.querySelector('.atlas-frame').atlas.find(id).properties.status)
"""


def to(reader: Reader, year: int) -> None:
    """Move the slider to a year by keys."""
    slider = reader.page.locator(".atlas-timeline input")
    slider.focus()
    reader.page.keyboard.press("Home")
    for _ in range(year - 2020):
        reader.page.keyboard.press("ArrowRight")


def test_the_slider_shows_what_was_open_at_the_end_of_2023_and_its_link_brings_it_back(
    reader: Reader, new_reader: NewReader
) -> None:
    reader.open("transport")
    sent = reader.messages
    reader.control("time").click()
    to(reader, 2023)
    reader.eventually(lambda: reader.js(DRAWN, [MINGDONG, WEIYAN]), ["built", "under_construction"])
    assert reader.query == {"year": "2023"}
    expect(reader.row(MINGDONG)).to_contain_text("已建成")
    expect(reader.row(WEIYAN)).to_contain_text("在建")
    expect(reader.page.locator(".atlas-states")).to_contain_text("2023 年底")
    expect(reader.page.locator(".atlas-timeline")).to_contain_text("2023 年底")
    assert reader.messages == sent, "the server was asked"
    link = reader.page.url
    reader.page.go_back()
    reader.eventually(lambda: reader.query, {})
    reader.eventually(lambda: reader.js(DRAWN, [WEIYAN]), ["built"])

    other = new_reader()
    other.page.goto(link)
    expect(other.page.locator(".atlas-timeline")).to_contain_text("2023 年底")
    other.eventually(lambda: other.js(DRAWN, [MINGDONG, WEIYAN]), ["built", "under_construction"])


def test_a_resident_sees_on_a_phone_what_is_only_promised_and_returns_to_today(
    new_reader: NewReader,
) -> None:
    reader = new_reader(phone=True)
    reader.open("transport", lang="en")
    reader.control("time").click()
    bar = reader.page.locator(".atlas-timeline")
    expect(bar).to_contain_text("Today")
    to(reader, 2029)
    expect(bar).to_contain_text("End of 2029")
    expect(bar).to_contain_text("newest promise")
    reader.eventually(lambda: reader.js(DRAWN, [LAIQING]), ["built"])
    assert overlapping(reader, ".atlas-timeline") == []
    bar.get_by_label("Back to today").click()
    expect(bar).to_be_hidden()
    reader.eventually(lambda: reader.js(DRAWN, [LAIQING]), ["planned"])
    assert "year" not in reader.query


def test_what_was_planned_later_is_not_there_yet_and_playing_moves_on(reader: Reader) -> None:
    reader.open("transport", year="2020")
    expect(reader.page.locator(".atlas-timeline")).to_contain_text("2020 年底")
    assert WEIYAN in reader.rows
    assert LAIQING not in reader.rows
    reader.page.locator(".atlas-timeline .play").click()
    reader.eventually(lambda: LAIQING in reader.rows, True)
    reader.page.locator(".atlas-timeline .play").click()
    stood = reader.query["year"]
    assert stood > "2020"


def test_an_open_legend_stays_on_a_narrow_map_beside_the_timeline(reader: Reader) -> None:
    reader.visit("evaluation?year=2024")
    expect(reader.page.locator(".atlas-timeline")).to_contain_text("2024 年底")
    legend = reader.page.locator(".atlas-frame > .atlas-legend")
    if "folded" in (legend.get_attribute("class") or ""):
        legend.locator(".legend-button").click()
    frame, body = (
        reader.page.locator(where).bounding_box() for where in (".atlas-frame", ".legend-body")
    )
    assert frame and body
    assert body["y"] > frame["y"]
    assert overlapping(reader, ".atlas-timeline") == []
