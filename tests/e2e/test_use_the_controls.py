"""Controls around the map: buttons, scale, north arrow, credit, online base maps."""

from __future__ import annotations

import base64
import math
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.driver import NewReader, Reader, near

#: WGS-84 → GCJ-02 as the packages eviltransform 0.1.1 and coord-convert 0.2.1 have it (lat, lon)
SHIFTED = {
    (36.7867, 119.9597): (36.786987, 119.964902),
    (36.45, 119.5): (36.450197, 119.505649),
    (36.45, 120.35): (36.450348, 120.355141),
    (37.05, 119.5): (37.050578, 119.505716),
    (37.05, 120.35): (37.05073, 120.355205),
    (36.5333, 120.0333): (36.533642, 120.038664),
    (34.8, 116.5): (34.799093, 116.505437),
    (39.2, 123.2): (39.201209, 123.205499),
}
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_controls_credits_and_a_correct_scale_bar_stand_around_the_map(reader: Reader) -> None:
    reader.open("overview")
    for part in (
        ".atlas-controls .control-in",
        ".atlas-controls .control-out",
        ".atlas-controls .control-home",
        ".atlas-controls .control-full",
        ".atlas-north",
        ".leaflet-control-scale-line",
        ".atlas-legend",
    ):
        expect(reader.page.locator(part), part).to_be_visible()
    expect(reader.page.locator(".atlas-north")).to_contain_text("北")
    expect(reader.page.locator(".leaflet-control-scale-line").first).to_have_text(
        re.compile(r"^\d+ (km|千米|公里)$")
    )
    credit = reader.page.locator(".leaflet-control-attribution")
    for word in ("OpenStreetMap", "ODbL", "OpenMapTiles", "GeoNames", "平政发〔2021〕12号"):
        expect(credit).to_contain_text(word)
    for button in reader.page.locator(".atlas-controls button").all():
        assert button.get_attribute("aria-label"), "a button without a name"
    said, real = reader.js("eyes.scaleBar")
    assert said == pytest.approx(real, rel=0.03)
    # Tianditu is offered only with a token.
    offered = reader.js(
        "[...document.querySelectorAll('.atlas-basemaps input')].map(input => input.value)"
    )
    assert set(offered) == {"", "osm", "gaode"}


def test_the_buttons_zoom_show_the_city_and_fill_the_screen(reader: Reader) -> None:
    home = reader.open("overview").rest_of_map()
    reader.page.locator(".control-in").click()
    closer = reader.rest_of_map(left=home)
    assert closer[0] > home[0]
    reader.page.locator(".control-out").click()
    assert reader.rest_of_map(left=closer)[0] == home[0]
    reader.js("eyes.setView", [36.6, 120.1, 14])
    assert reader.view != near(home)
    reader.page.locator(".control-home").click()
    reader.eventually(lambda: reader.view, near(home))
    assert reader.js("eyes.inView", "city-pingdu")
    # Full screen shows the map alone.
    reader.page.locator(".control-full").click()
    reader.eventually(
        lambda: reader.js("document.fullscreenElement?.contains(eyes.atlas().canvas) ?? false"),
        True,
    )
    sizes = "(({x, y}) => [x, y, innerWidth, innerHeight])(eyes.atlas().map.getSize())"
    reader.eventually(lambda: reader.js(f"(([x, y, w, h]) => x === w && y === h)({sizes})"), True)
    # Switches, filters and clicks still work there.
    reader.switch("rivers").click()
    reader.eventually(lambda: reader.drawn("rivers"), set())
    reader.page.locator(".control-full").click()
    reader.eventually(lambda: reader.js("document.fullscreenElement"), None)


def test_an_unreachable_base_map_falls_back_to_the_offline_one(reader: Reader) -> None:
    reader.expected += ["tile.openstreetmap.org", "ERR_NAME_NOT_RESOLVED"]
    reader.open("overview")
    assert reader.blocked == []
    reader.page.locator(".control-base").click()
    reader.page.locator(".atlas-basemaps input[value=osm]").click()
    expect(reader.page.locator(".atlas-notice")).to_contain_text("在线底图无法连接")
    expect(reader.page.locator(".atlas-basemaps input[value='']")).to_be_checked()
    assert reader.blocked and all("tile.openstreetmap.org" in url for url in reader.blocked)
    # Nothing more is requested, and the map is unchanged.
    asked, view = len(reader.blocked), reader.view
    reader.drag_map(-200, 40)
    reader.rest_of_map(left=view)
    assert len(reader.blocked) == asked
    assert reader.drawn("townships") and reader.drawn("land")
    # The base map is not in the link, so that others make no external requests.
    assert reader.query == {}


def tile_of(lat: float, lon: float, zoom: int) -> tuple[float, float]:
    """Web Mercator tile coordinates, with fractions."""
    n = 2**zoom
    x = (lon + 180) / 360 * n
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return x, y


def test_gaode_s_tiles_are_placed_correctly(new_reader: NewReader) -> None:
    """A place is at the same pixel on the map as on Gaode's own tile."""
    reader = new_reader(fresh=True)
    asked: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PIXEL, content_type="image/png")

    reader.page.route(re.compile(r"autonavi\.com"), tile)
    reader.open("overview")
    place = (36.7867, 119.9597)
    for zoom, centre in ((15, place), (14, (36.78, 119.97)), (12, (36.8, 119.9))):
        reader.js("eyes.setView", [*centre, zoom])
        if zoom == 15:
            assert reader.blocked == []
            reader.page.locator(".control-base").click()
            reader.page.locator(".atlas-basemaps input[value=gaode]").click()
        # Gaode shows the place in this tile at this fraction, by its GCJ-02 coordinates.
        x, y = tile_of(*SHIFTED[place], zoom)
        wanted = f"x={int(x)}&y={int(y)}&z={zoom}"
        offset = reader.js("eyes.tileOffset", [wanted, x % 1, y % 1, list(place)])
        assert offset, f"no tile {wanted} at zoom {zoom}: {asked[-3:]}"
        # The shift is computed for the view's centre and varies by about a pixel across it.
        assert math.hypot(*offset) < 3, (zoom, offset)
    # All tiles in view are loaded, without gaps at the edges.
    assert all(parse_qs(urlsplit(url).query)["style"] for url in asked)
    assert reader.js("eyes.gaps") == []
    # Only Gaode was requested outside this machine.
    reader.expected.append(r"autonavi\.com/")


def test_a_notice_about_a_feature_goes_with_it(reader: Reader) -> None:
    reader.open("transport")
    notice = reader.page.locator(".atlas-notice")
    reader.row("tp-street-luzhou").click()
    expect(notice).to_have_text("位置未公开，只知道在：同和街道")
    # Another feature is chosen.
    reader.row("tp-hsr-weiyan").click()
    reader.eventually(lambda: reader.cards, ["tp-hsr-weiyan"])
    assert notice.count() == 0
    # The card is closed.
    reader.row("tp-street-luzhou").click()
    expect(notice).to_have_count(1)
    reader.page.locator(".atlas-card .close").click()
    reader.eventually(lambda: reader.cards, [])
    assert notice.count() == 0
