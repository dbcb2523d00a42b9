"""Filtering by the bar and by the map: counts, table and map agree, also for empty results."""

from __future__ import annotations

from functools import cache
from typing import Any

import shapely
from playwright.sync_api import expect
from pyproj import Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from tests.e2e.driver import NewReader, Reader, near
from tests.support.project import built

NANCUN = "370283105"
#: minimum length of a line in a town in metres, or minimum share of its length in the city
LINE_M, LINE_SHARE = 200, 0.1


@cache
def _metres() -> Transformer:
    return Transformer.from_crs("EPSG:4326", "EPSG:4549", always_xy=True)


def in_metres(geometry: dict[str, Any]) -> BaseGeometry:
    return shapely.transform(shape(geometry), _metres().transform, interleaved=False)


@cache
def towns() -> dict[str, BaseGeometry]:
    return {f["properties"]["code"]: in_metres(f["geometry"]) for f in built("townships")}


@cache
def city() -> BaseGeometry:
    return shapely.union_all(list(towns().values()))


def lies_in(feature: dict[str, Any], code: str) -> bool:
    """Return whether a geometry lies in a town, computed independently from its coordinates."""
    if feature["geometry"] is None:
        return False
    geometry, town = in_metres(feature["geometry"]), towns()[code]
    if geometry.geom_type == "Point":
        return town.covers(geometry)
    if "Polygon" in geometry.geom_type:
        part = geometry.intersection(town).area
        return part >= 0.01 * geometry.area or part >= 0.1 * town.area
    least = min(LINE_M, LINE_SHARE * geometry.intersection(city()).length)
    return geometry.intersection(town).length >= least > 0


def touching(layer: str, code: str) -> set[str]:
    """Return ids of a layer's features whose record names a town or whose geometry lies in it."""
    return {
        f["properties"]["id"]
        for f in built(layer)
        if code in f["properties"]["towns"] or lies_in(f, code)
    }


def test_nancun_on_transport_shows_exactly_its_projects(reader: Reader) -> None:
    wanted = touching("transport-projects", NANCUN)
    placed = {f["properties"]["id"] for f in built("transport-projects") if f["geometry"]}
    assert 4 < len(wanted) < len(built("transport-projects"))

    reader.open("transport")
    everything, before = set(reader.rows), reader.view
    assert everything == {f["properties"]["id"] for f in built("transport-projects")}
    reader.choose("towns", "南村镇")
    reader.eventually(lambda: set(reader.rows), wanted)
    reader.eventually(lambda: reader.shown("transport-projects"), wanted)
    assert reader.drawn("transport-projects") == wanted & placed
    reader.eventually(lambda: reader.query, {"town": NANCUN})
    expect(reader.page.locator(".atlas-count")).to_contain_text(str(len(wanted)))
    # Only the projects are filtered; the network remains.
    assert reader.shown("transport-network") == {
        f["properties"]["id"] for f in built("transport-network")
    }

    # The map has gone to the town: all of it in view, filling a good part of it.
    zoom, *_ = reader.rest_of_map(left=before)
    assert zoom > before[0]
    town = reader.js("eyes.townInView", NANCUN)
    assert town["whole"] and town["share"] > 0.5

    # A second press lets the whole city back in.
    reader.choose("towns", "南村镇")
    reader.eventually(lambda: set(reader.rows), everything)
    reader.eventually(reader.rest_of_map, near(before))


def test_two_towns_show_the_features_of_either_and_a_status_filters_alike(reader: Reader) -> None:
    reader.open("transport", lang="en")
    wanted = touching("transport-projects", NANCUN) | touching("transport-projects", "370283122")
    reader.choose("towns", "Nancun Town")
    reader.choose("towns", "Jiudian Town")
    reader.eventually(lambda: set(reader.rows), wanted)
    reader.eventually(lambda: reader.shown("transport-projects"), wanted)
    reader.eventually(lambda: reader.query, {"town": f"{NANCUN},370283122", "lang": "en"})
    reader.eventually(lambda: reader.pressed("towns"), ["Nancun Town", "Jiudian Town"])
    reader.close_popover()
    # The bar clears the filter and keeps the language.
    clear = reader.page.locator(".atlas-filterbar").get_by_text("Clear filter")
    clear.click()
    reader.eventually(lambda: reader.query, {"lang": "en"})
    reader.eventually(lambda: reader.state["towns"], [])
    reader.eventually(lambda: len(reader.rows), len(built("transport-projects")))
    expect(clear).to_be_hidden()
    # A status filters table, map and count alike.
    wanted = {
        f["properties"]["id"]
        for f in built("transport-projects")
        if f["properties"]["status"] == "built"
    }
    reader.choose("statuses", "Built")
    reader.eventually(lambda: set(reader.rows), wanted)
    reader.eventually(lambda: reader.shown("transport-projects"), wanted)
    reader.eventually(lambda: reader.query, {"status": "built", "lang": "en"})
    expect(reader.page.locator(".atlas-count")).to_contain_text(str(len(wanted)))


def test_a_theme_is_added_to_the_page_s_own(reader: Reader) -> None:
    reader.open("transport", town=NANCUN)
    projects = touching("transport-projects", NANCUN)
    zones = touching("ecological-redlines", NANCUN)
    assert set(reader.rows) == projects and not reader.drawn("ecological-redlines")
    reader.choose("themes", "生态")
    reader.eventually(lambda: set(reader.rows), projects | zones)
    reader.eventually(lambda: reader.shown("ecological-redlines"), zones)
    assert reader.shown("transport-projects") == projects
    reader.eventually(lambda: reader.query, {"town": NANCUN, "theme": "ecology"})


def test_a_town_is_chosen_on_the_map(reader: Reader) -> None:
    reader.open("industry")
    spot = reader.js("eyes.spotInTown", ["industrial-districts", NANCUN])
    assert spot, "no district of 南村镇 in view"
    reader.page.mouse.click(spot["x"], spot["y"])
    chooser = reader.page.locator(".atlas-chooser")
    expect(chooser).to_be_visible()
    chooser.get_by_role("button", name="只看").click()
    wanted = touching("industrial-parks", NANCUN) | touching("industrial-districts", NANCUN)
    reader.eventually(lambda: set(reader.rows), wanted)
    reader.eventually(lambda: reader.query.get("town"), NANCUN)
    assert reader.shown("industrial-parks") == touching("industrial-parks", NANCUN)
    reader.eventually(lambda: reader.pressed("towns"), ["南村镇"])
    reader.close_popover()
    expect(chooser).to_have_count(0)


def test_a_town_with_nothing_in_it_is_chosen_on_the_map_too(reader: Reader) -> None:
    """If only a town is under the pointer, the map still offers to filter by it."""
    reader.open("transport")
    spot = reader.js("eyes.bareSpot")
    assert spot, "no bare ground in view"
    reader.page.mouse.click(spot["x"], spot["y"])
    reader.settle()
    reader.page.get_by_role("button", name="只看").first.click()
    reader.eventually(lambda: reader.query.get("town"), spot["code"])
    reader.eventually(lambda: set(reader.rows), touching("transport-projects", spot["code"]))


def test_a_town_is_chosen_on_the_card(reader: Reader) -> None:
    reader.open("transport", id="tp-metro-14")
    reader.page.locator(".atlas-card").get_by_role("button", name="南村镇").click()
    reader.eventually(lambda: set(reader.rows), touching("transport-projects", NANCUN))
    reader.eventually(lambda: reader.query, {"town": NANCUN, "id": "tp-metro-14"})


def test_an_empty_result_offers_to_clear_the_filter(reader: Reader) -> None:
    here = [f["properties"] for f in built("transport-projects")]
    code, status = next(
        (town, "under_construction")
        for town in towns()
        if not any(p["status"] == "under_construction" and town in p["towns"] for p in here)
    )
    reader.open("transport", town=code, status=status)
    empty = reader.page.locator(".atlas-empty")
    expect(empty).to_contain_text("没有符合条件的项目或地方")
    assert reader.rows == [] and reader.shown("transport-projects") == set()
    clear = reader.page.locator(".atlas-side").get_by_text("清除筛选")
    clear.click()
    reader.eventually(lambda: len(reader.rows), len(here))
    expect(empty).to_have_count(0)
    reader.eventually(lambda: reader.query, {})
    assert reader.path == "transport"
    reader.eventually(lambda: len(reader.shown("transport-projects")), len(here))


def test_a_filter_undone_elsewhere_stays_undone(reader: Reader) -> None:
    """The bar's widgets must not restore a filter that a link, the map or Back has removed."""
    reader.open("transport")
    everything = set(reader.rows)
    reader.choose("towns", "南村镇")
    reader.eventually(lambda: reader.state["towns"], [NANCUN])
    reader.close_popover()
    reader.js("eyes.pickTown", "370283116")
    wanted = touching("transport-projects", "370283116")
    reader.eventually(lambda: set(reader.rows), wanted)
    for identifier in reader.rows[:3]:
        reader.row(identifier).click()
        reader.eventually(lambda: reader.query.get("id"), identifier)
        reader.settle()
        assert reader.query.get("town") == "370283116"
    reader.page.locator(".atlas-filterbar").get_by_text("清除筛选").click()
    reader.eventually(lambda: set(reader.rows), everything)
    for identifier in reader.rows[:3]:
        reader.row(identifier).click()
        reader.eventually(lambda: reader.query, {"id": identifier})
        reader.settle()
        assert reader.query == {"id": identifier}
    reader.eventually(lambda: reader.pressed("towns"), [])


def test_a_flight_to_a_town_ends_where_a_jump_would(new_reader: NewReader) -> None:
    calm, lively = new_reader(), new_reader(reduced_motion="no-preference")
    for reader in (calm, lively):
        reader.open("transport")
        reader.choose("towns", "南村镇")
        reader.eventually(lambda r=reader: r.state["towns"], [NANCUN])
    assert lively.rest_of_map() == near(calm.rest_of_map())
