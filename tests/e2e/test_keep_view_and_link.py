"""State of the view: kept by filters and page switches, in links, and with Back."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.e2e.driver import NewReader, Reader, near

METRO = "tp-metro-14"


def facts(reader: Reader) -> dict[str, Any]:
    """Return everything that a link must reproduce."""
    state = reader.state
    return {
        "path": reader.path,
        "query": reader.query,
        "rows": reader.rows,
        "selection": reader.selection(),
        "view": reader.rest_of_map(),
        "hidden": state["hidden"],
        "towns": state["towns"],
        "drawn": {layer: sorted(reader.drawn(layer)) for layer in state["layers"]},
    }


def fragment(reader: Reader) -> tuple[float, ...]:
    """Return the view that the address names."""
    return tuple(map(float, reader.page.url.split("#map=")[1].split("/")))


def same(facts: dict[str, Any]) -> dict[str, Any]:
    """Return these facts with an approximate view."""
    return {**facts, "view": near(facts["view"])}


def test_view_and_filter_stay_through_pages(reader: Reader) -> None:
    reader.open("transport", town="370283105")
    reader.page.mouse.move(560, 420)
    first = reader.view
    reader.page.mouse.wheel(0, -330)
    near_by = reader.rest_of_map(left=first)
    reader.drag_map(-130, 70)
    view = near(reader.rest_of_map(left=near_by))
    assert reader.view[0] > 10
    reader.choose("statuses", "规划")
    known = {"town": "370283105", "status": "planned"}
    reader.eventually(lambda: reader.query, known)
    reader.choose("themes", "生态")
    known |= {"theme": "ecology"}
    reader.eventually(lambda: reader.query, known)
    reader.close_popover()
    reader.switch("rivers").click()
    known |= {"off": "rivers"}
    reader.eventually(lambda: reader.query, known)
    reader.settle()
    assert reader.rest_of_map() == view
    for page in ("ecology", "overview", "structure", "industry", "transport"):
        reader.go_to(page)
        assert reader.rest_of_map() == view, page
        assert {name: reader.query.get(name) for name in ("town", "status")} == {
            "town": "370283105",
            "status": "planned",
        }, page
        assert reader.state["towns"] == ["370283105"], page
        reader.eventually(lambda: reader.pressed("towns"), ["南村镇"])
        reader.close_popover()
    reader.settle()
    reader.eventually(lambda: fragment(reader) == view, True)


def test_a_copied_link_opens_the_same_in_a_fresh_browser(new_reader: NewReader) -> None:
    reader = new_reader(fresh=True)
    reader.open("transport", lang="en")
    reader.choose("towns", "Nancun Town")
    reader.eventually(lambda: reader.state["towns"], ["370283105"])
    reader.choose("themes", "Ecology")
    reader.eventually(lambda: "ecological-redlines" in reader.state["layers"], True)
    reader.close_popover()
    reader.switch("transport-network/national_road").click()
    reader.row(METRO).click()
    reader.eventually(lambda: reader.cards, [METRO])
    before = reader.rest_of_map()
    reader.page.locator(".control-in").click()
    near_by = reader.rest_of_map(left=before)
    reader.drag_map(40, -90)
    reader.rest_of_map(left=near_by)
    reader.settle()
    wanted = facts(reader)
    assert wanted["query"] == {
        "town": "370283105",
        "theme": "ecology",
        "off": "transport-network/national_road",
        "id": METRO,
        "lang": "en",
    }
    other = new_reader(fresh=True)
    other.visit(reader.page.url)
    assert facts(other) == same(wanted)
    # Reloading gives the same, too.
    other.page.reload()
    other.wait_until_drawn()
    assert facts(other) == same(wanted)


def test_a_link_without_a_view_shows_what_it_names(new_reader: NewReader) -> None:
    reader = new_reader()
    reader.open("transport", id="tp-road-s217")
    assert reader.rest_of_map()[0] > 10.5
    assert reader.spot("tp-road-s217")
    assert reader.selection() == reader.agreed("tp-road-s217")


def test_a_broken_view_in_a_link_is_ignored(reader: Reader) -> None:
    home = reader.open("transport").view
    # tests/js/view.test.js has more of them
    for broken in ("map=99/0/0", "map=x/<script>/1"):
        reader.page.goto("about:blank")
        reader.open("transport", fragment=broken)
        reader.eventually(lambda: reader.view == near(home), True)


def back(page: Page) -> None:
    page.evaluate("history.back()")


def test_back_undoes_one_step_at_a_time(reader: Reader) -> None:
    reader.open("transport")
    steps = [facts(reader)]

    def step() -> None:
        reader.settle()
        steps.append(facts(reader))

    reader.choose("statuses", "规划")
    reader.eventually(lambda: reader.query, {"status": "planned"})
    reader.close_popover()
    step()
    reader.row("tp-road-s220").click()
    reader.eventually(lambda: reader.cards, ["tp-road-s220"])
    step()
    reader.switch("transport-projects/national_road").click()
    reader.eventually(lambda: reader.query.get("off"), "transport-projects/national_road")
    step()
    reader.go_to("ecology")
    step()
    reader.choose("towns", "云山镇")
    reader.eventually(lambda: reader.state["towns"], ["370283124"])
    reader.close_popover()
    step()
    for wanted in reversed(steps[:-1]):
        back(reader.page)
        reader.eventually(lambda: reader.query, wanted["query"])
        reader.eventually(lambda: reader.path, wanted["path"])
        reader.settle()
        found = facts(reader)
        assert found == same(wanted)
    # And Forward does each again.
    reader.page.evaluate("history.forward()")
    reader.eventually(lambda: reader.query, steps[1]["query"])
    reader.eventually(lambda: reader.path, steps[1]["path"])
    reader.settle()
    assert facts(reader) == same(steps[1])


def test_back_undoes_choices_on_the_map(reader: Reader) -> None:
    reader.open("transport")
    first, second, third = [row for row in reader.rows if reader.spot(row)][:3]
    for identifier in (first, second, third):
        reader.click_shape(identifier)
        reader.eventually(reader.selection, reader.agreed(identifier))
        reader.settle()
    for identifier in (second, first, None):
        back(reader.page)
        reader.eventually(reader.selection, reader.agreed(identifier))
        reader.settle()
        assert reader.selection() == reader.agreed(identifier)
