"""Switching layers and categories in the legend: first in the browser, then everywhere."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.driver import Reader
from tests.support.project import built


def roads(kind: str) -> set[str]:
    return {
        f["properties"]["id"]
        for f in built("transport-projects")
        if f["properties"]["kind"] == kind
    }


def test_hiding_a_category_is_immediate_and_updates_everything(reader: Reader) -> None:
    reader.open("transport")
    everything = set(reader.rows)
    token = "transport-projects/provincial_road"
    reader.switch(token).wait_for()
    found = reader.js("eyes.switchAndLook", token)
    assert found["seen"] == 0 and found["checked"] is False
    assert found["messages"] <= 1
    reader.eventually(lambda: set(reader.rows), everything - roads("provincial_road"))
    reader.eventually(lambda: reader.query, {"off": token})
    assert reader.drawn("transport-projects") & roads("provincial_road") == set()

    found = reader.js("eyes.switchAndLook", token)
    assert found["seen"] > 0 and found["checked"] is True
    reader.eventually(lambda: set(reader.rows), everything)
    reader.eventually(lambda: reader.query, {})

    # It is fast too: on a busy machine, at least one try must be.
    for _ in range(10):
        reader.settle()
        found = reader.js("eyes.switchAndLook", token)
        if found["ms"] < 50 and found["painted"] < 120 and found["messages"] == 0:
            break
    assert found["ms"] < 50 and found["painted"] < 120, found
    assert found["messages"] == 0, "Python was asked before the map had painted"
    if not found["checked"]:
        reader.js("eyes.switchAndLook", token)
    reader.eventually(lambda: (set(reader.rows), reader.query), (everything, {}))


def test_a_whole_layer_can_be_hidden_and_shown(reader: Reader) -> None:
    reader.open("overview")
    everything = reader.rows
    layer = {f["properties"]["id"] for f in built("transport-projects")}
    assert layer & set(everything)
    reader.switch("transport-projects").click()
    reader.eventually(lambda: reader.rows, [row for row in everything if row not in layer])
    assert reader.drawn("transport-projects") == set()
    reader.eventually(lambda: reader.query, {"off": "transport-projects"})
    # Its categories are off with it; switching one on shows the layer again.
    assert not reader.switch("transport-projects/metro").is_checked()
    reader.switch("transport-projects").click()
    reader.eventually(lambda: reader.rows, everything)
    assert reader.switch("transport-projects/metro").is_checked()
    reader.eventually(lambda: reader.query, {})


def with_a_place(layer: str) -> list[str]:
    """Ids of the features of a layer that have a geometry."""
    return [feature["id"] for feature in built(layer) if feature["geometry"]]


def test_an_initially_hidden_layer_can_be_shown(reader: Reader) -> None:
    reader.open("transport")
    assert reader.drawn("reservoirs") == set()
    reader.switch("reservoirs").click()
    reader.eventually(lambda: reader.query, {"on": "reservoirs"})
    assert len(reader.drawn("reservoirs")) == len(with_a_place("reservoirs"))
    # A link carries it, and so does a page switch.
    reader.page.reload()
    reader.wait_until_drawn()
    assert len(reader.drawn("reservoirs")) == len(with_a_place("reservoirs"))
    reader.go_to("industry")
    reader.eventually(lambda: reader.query, {"on": "reservoirs"})
    assert len(reader.drawn("reservoirs")) == len(with_a_place("reservoirs"))


def test_the_legend_collapses_and_rapid_switches_all_take_effect(reader: Reader) -> None:
    reader.open("transport")
    body = reader.page.locator(".atlas-legend input").first
    reader.switch("transport-projects").scroll_into_view_if_needed()
    button = reader.page.locator(".atlas-legend button").first
    expect(button).to_have_attribute("aria-expanded", "true")
    button.click()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(body).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")
    everything = set(reader.rows)
    kinds = ["provincial_road", "national_road", "county_road", "metro"]
    tokens = [f"transport-projects/{kind}" for kind in kinds]
    for token in tokens:
        reader.switch(token)
    reader.js("eyes.pressSwitches", tokens)
    gone = set().union(*map(roads, kinds))
    reader.eventually(lambda: set(reader.rows), everything - gone)
    reader.eventually(lambda: reader.query, {"off": ",".join(sorted(tokens))})
    assert reader.shown("transport-projects") == everything - gone


def test_the_legend_has_a_symbol_for_everything_drawn(reader: Reader) -> None:
    reader.open("overview")
    for page in ("overview", "ecology"):
        if page != "overview":
            reader.go_to(page)
        assert reader.js("eyes.unexplained") == [], page
        assert reader.js("eyes.withoutSymbol") == [], page
