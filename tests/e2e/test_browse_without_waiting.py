"""Browsing waits neither for Streamlit nor for the server, and Python still knows the address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.driver import NewReader, Reader
from tests.support.project import built
from tests.support.server import Server

NANCUN = "370283105"
STREAMLIT = "**/static/js/index.*.js"
#: layout shifts without the reader's doing
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""


def in_town() -> set[str]:
    features = built("transport-projects")
    return {f["properties"]["id"] for f in features if NANCUN in f["properties"]["towns"]}


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_page_is_used_before_streamlit_runs_and_loses_nothing(
    new_reader: NewReader, phone: bool
) -> None:
    reader = new_reader(fresh=True, phone=phone)
    held: list[Route] = []
    reader.page.add_init_script(SHIFTS)
    # Playwright marks a handler, which a method of a list does not allow
    reader.page.route(STREAMLIT, lambda route: held.append(route))  # noqa: PLW0108
    reader.page.goto(f"{reader.server.url}/transport")
    reader.page.wait_for_selector(".atlas-frame[data-ready=true]")
    assert reader.js("window.shifted") <= 0.01
    reader.choose("towns", "南村镇")
    reader.eventually(lambda: in_town() <= set(reader.rows), True)
    reader.close_popover()
    chosen = reader.rows[0]
    reader.row(chosen).click()
    expect(reader.page.locator(".atlas-card")).to_have_attribute("data-id", chosen)
    reader.page.locator(".atlas-language").click()
    expect(reader.page.locator(".atlas-pages .here")).to_have_text("Transport")
    assert reader.js("eyes.traffic.messages") == 0
    assert held, "Streamlit was not asked for"
    reader.rest_of_map()
    reader.js("window.shifted = 0")
    for route in held:
        route.continue_()
    reader.settle()
    assert reader.query == {"town": NANCUN, "id": chosen, "lang": "en"}
    assert reader.cards == [chosen]
    reader.eventually(lambda: "Transport" in reader.page.title(), True)
    assert reader.js("window.shifted") <= 0.01


def test_filtering_selecting_sorting_and_going_back_send_nothing(reader: Reader) -> None:
    reader.open("transport")
    everything = reader.rows
    before, asked = reader.messages, []
    reader.page.wait_for_load_state("networkidle")
    # a closer view asks for the layers that show there only
    reader.page.on(
        "request",
        lambda request: asked.append(request.url) if "/layers/" not in request.url else None,
    )
    reader.choose("towns", "南村镇")
    reader.eventually(lambda: len(reader.rows) < len(everything), True)
    few = reader.rows
    reader.close_popover()
    reader.row(few[1]).click()
    reader.eventually(reader.selection, reader.agreed(few[1]))
    reader.page.locator(".atlas-table th button").first.click()
    reader.switch("transport-projects/metro").click()
    reader.eventually(lambda: "off" in reader.query, True)
    for _ in range(3):
        reader.page.go_back()
    reader.eventually(lambda: reader.query, {})
    reader.eventually(lambda: sorted(reader.rows), sorted(everything))
    reader.eventually(reader.selection, reader.agreed(None))
    reader.never_told(before)
    assert asked == []


def test_a_page_s_own_part_follows_the_filter_without_being_asked(reader: Reader) -> None:
    reader.visit("data", ".st-key-takeaway a")
    link = reader.page.locator(".st-key-takeaway a")
    reader.page.locator(
        ".st-key-data_format [data-baseweb=select], .st-key-data_format input"
    ).first.click()
    reader.page.get_by_role("option", name="DXF").click()
    reader.eventually(lambda: "format=dxf" in (link.get_attribute("href") or ""), True)
    reader.choose("towns", "南村镇")  # Python is told, and keeps what its own inputs have
    reader.eventually(
        lambda: parse_qs(urlsplit(link.get_attribute("href") or "").query).get("town"), [NANCUN]
    )
    assert "format=dxf" in (link.get_attribute("href") or "")
    reader.close_popover()
    reader.page.go_back()
    reader.eventually(lambda: "town=" in (link.get_attribute("href") or ""), False)
    assert "format=dxf" in (link.get_attribute("href") or "")


def test_a_choice_made_while_python_answers_is_not_undone(reader: Reader) -> None:
    reader.visit("workbench", ".st-key-task_tool_spot, [data-testid=stButtonGroup]")
    reader.page.locator("[data-testid=stButtonGroup] button").nth(
        1
    ).click()  # Python writes the tool
    reader.js("eyes.pressSwitches", ["transport-projects"])  # in the same moment
    reader.eventually(lambda: reader.query, {"tool": "draw", "off": "transport-projects"})
    reader.settle()
    assert reader.query == {"tool": "draw", "off": "transport-projects"}
    assert reader.state["tool"] == "draw"


def test_if_the_data_do_not_come_the_page_says_so(fresh_reader: Reader, server: Server) -> None:
    reader = fresh_reader
    reader.expected += ["filter.json", "Failed to fetch", "ERR_FAILED"]
    reader.page.route("**/filter.json", lambda route: route.abort())
    reader.page.goto(server.url)
    expect(reader.page.locator(".atlas-failed")).to_be_visible()
