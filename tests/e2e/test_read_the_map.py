"""Reading the map on a desktop: labels, symbols, arrowheads and legend do not overlap."""

from __future__ import annotations

from itertools import combinations

import pytest
import shapely
from playwright.sync_api import expect
from shapely.geometry import Point, shape

from tests.e2e.driver import NewReader, Reader, names
from tests.support.project import built

#: the subdistrict with the most symbols in its tray
FENGTAI = "370283004"
PROJECTS = "hsr dedicated_line metro expressway national_road provincial_road county_road bus_hub"
NETWORK = "hsr railway expressway national_road provincial_road hsr_station"
BOX = (
    "node => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom] }"
)
#: client boxes of visible elements
BOXES = f"""selector => [...document.querySelectorAll(selector)]
  .filter(node => node.checkVisibility({{visibilityProperty: true}})).map({BOX})"""
#: the client box of a layer's features
EXTENT = """layer => {
  const {map, L, layers, canvas} = eyes.atlas(), box = canvas.getBoundingClientRect();
  const all = layers.get(layer).features.map(f => L.geoJSON(f.geometry).getBounds());
  const b = all.reduce((one, other) => one.extend(other), L.latLngBounds([]));
  const [nw, se] = [b.getNorthWest(), b.getSouthEast()].map(at => map.latLngToContainerPoint(at));
  return [box.left + nw.x, box.top + nw.y, box.left + se.x, box.top + se.y] }"""
#: the position of a visible symbol of a feature
SYMBOL = """id => {
  const boxes = eyes.atlas().find(id).paths.map(path => path._icon.getBoundingClientRect());
  const places = boxes.map(b => [b.x + b.width / 2, b.y + b.height / 2]);
  return places.find(at => document.elementFromPoint(...at)?.closest('.atlas-canvas')) }"""


def boxes(reader: Reader, selector: str) -> list[list[float]]:
    """Return left, top, right and bottom of the visible elements."""
    found: list[list[float]] = reader.js(BOXES, selector)
    return found


def meet(one: list[float], other: list[float], slack: float = 1.0) -> bool:
    """Return whether two boxes overlap by more than ``slack`` px."""
    return (
        one[0] + slack < other[2]
        and other[0] + slack < one[2]
        and one[1] + slack < other[3]
        and other[1] + slack < one[3]
    )


def crossing(area: str, kind: str) -> Point:
    """Return a place in an area of the structure, on a line of the network, far from links."""
    structure = {f["properties"]["id"]: shape(f["geometry"]) for f in built("spatial-structure")}
    others = [s for n, s in structure.items() if n.startswith(("ss-link", "ss-core-"))]
    points = [s for s in structure.values() if s.geom_type.endswith("Point")]
    lines = [
        shape(f["geometry"]) for f in built("transport-network") if f["properties"]["kind"] == kind
    ]
    near = shapely.union_all([*others, *points]).buffer(0.015)
    seen = shapely.union_all(lines).intersection(structure[area].buffer(-0.008)).difference(near)
    longest = max(shapely.get_parts(seen), key=lambda part: part.length)
    return longest.interpolate(0.5, normalized=True)


def test_a_click_opens_the_page_s_own_theme_and_lists_the_township_last(reader: Reader) -> None:
    """A railway or an expressway crosses the area, but on this page the area is selected."""
    reader.open("structure")
    towns = {f["properties"]["name_zh"]: shape(f["geometry"]) for f in built("townships")}
    for area, kind, word in (
        ("ss-area-south", "railway", "普速铁路"),
        ("ss-wing-nancun", "expressway", "高速公路"),
    ):
        place = crossing(area, kind)
        spot = reader.js("eyes.pointOf", [place.y, place.x])
        assert spot, f"something lies over {area}"
        reader.page.mouse.click(spot["x"], spot["y"])
        reader.eventually(reader.selection, reader.agreed(area))
        listed = reader.page.locator(".atlas-chooser .row > button:first-child")
        expect(listed.first).to_have_attribute("data-id", area)
        [town] = [name for name, outline in towns.items() if outline.contains(place)]
        expect(listed.last.locator(".name")).to_have_text(town)
        assert word in reader.page.locator(".atlas-chooser .kind").all_inner_texts()[1:-1]
        reader.js("eyes.closePopup()")


def test_the_core_and_its_five_parts_are_named_at_first_sight(reader: Reader) -> None:
    reader.open("structure", lang="en")
    shown = reader.page.locator(".atlas-label:is(.kind-core, .kind-core_part)")
    for lang in ("en", "zh"):
        wanted = {
            f["properties"][f"name_{lang}"]
            for f in built("spatial-structure")
            if f["properties"]["kind"] in ("core", "core_part")
        }
        assert len(wanted) == 6
        # a name may be broken into two lines
        space = " " if lang == "en" else ""
        reader.eventually(
            lambda space=space: {text.replace("\n", space) for text in shown.all_inner_texts()},
            wanted,
        )
        if lang == "en":
            reader.page.locator(".atlas-language").click()


def test_no_name_lies_over_another_a_symbol_or_under_the_legend(
    reader: Reader, subtests: pytest.Subtests
) -> None:
    view = reader.open("overview").rest_of_map()
    for page in ("overview", "structure", "industry", "transport"):
        with subtests.test(page):
            if page != "overview":
                reader.go_to(page)
                reader.page.locator(".control-home").click()
                reader.rest_of_map(left=view)
            for _ in range(3):
                view = reader.rest_of_map()
                labels = boxes(reader, ".atlas-label")
                assert len(labels) > 20
                over = [(a, b) for a, b in combinations(labels, 2) if meet(a, b)]
                assert over == []
                others = boxes(reader, ".legend-body, .atlas-controls, .atlas-tray, .atlas-count")
                assert [(a, b) for a in labels for b in others if meet(a, b)] == []
                reader.page.locator(".control-in").click()
                view = reader.rest_of_map(left=view)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_lies_under_the_title_of_a_plate(new_reader: NewReader, lang: str) -> None:
    reader = new_reader(phone=True, viewport={"width": 320, "height": 640})
    reader.visit(f"plates?plate=fig1&lang={lang}", panel=".atlas-plates")
    reader.rest_of_map()
    [title] = boxes(reader, ".atlas-title")
    labels = boxes(reader, ".atlas-label")
    assert len(labels) > 10
    assert [label for label in labels if meet(label, title)] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_part_of_the_core_has_its_name_nearer_to_another_part(
    new_reader: NewReader, lang: str
) -> None:
    reader = new_reader(phone=True)
    reader.open("structure", lang=lang).rest_of_map()
    strangers = """() => {
      const {labels, map} = eyes.atlas();
      const parts = labels.areas.filter(f => f.properties.kind === 'core_part');
      const shown = [...labels.shown.values()].filter(({f}) => parts.includes(f));
      const far = ({shape: {box: [w, n, e, s]}}, {x, y}) =>
        Math.hypot((w + e) / 2 - x, (n + s) / 2 - y);
      const nearest = at => parts.toSorted((a, b) => far(a, at) - far(b, at))[0];
      const middle = ({w, n, e, s}) =>
        map.project(map.layerPointToLatLng([(w + e) / 2, (n + s) / 2]), 0);
      return [shown.length,
        shown.filter(({f, box}) => nearest(middle(box)) !== f).map(({text}) => text)];
    }"""
    count, found = reader.js(strangers)
    assert count >= 3
    assert found == []


def test_directions_have_arrowheads_on_map_and_legend(reader: Reader) -> None:
    def heads(layer: str) -> dict[str, list[bool]]:
        found: dict[str, list[bool]] = reader.js(
            """layer => Object.fromEntries(eyes.atlas().layers.get(layer).features
                 .filter(f => f.style?.shape === 'line' && f.shown)
                 .map(f => [f.id, ['start', 'end'].map(end => {
                   const said = f.paths.at(-1)._path.getAttribute(`marker-${end}`);
                   return Boolean(said && document.querySelector(said.slice(4, -1))); })]))""",
            layer,
        )
        return found

    reader.open("structure")
    links = heads("spatial-structure")
    assert len(links) == 5 and all(head == [False, True] for head in links.values())
    swatch = "eyes.atlas().legend.body.querySelector(`[value='${token}']`).parentElement"
    marked = f"token => Boolean({swatch}.querySelector('line[marker-end]'))"
    assert reader.js(marked, "spatial-structure/link")
    assert not reader.js(marked, "transport-network/expressway")

    reader.visit("plates?plate=fig1", panel=".atlas-plates")
    kinds = {f["properties"]["id"]: f["properties"]["kind"] for f in built("openness")}
    found = heads("openness")
    assert len(found) > 15
    for name, head in found.items():
        assert head == [kinds[name] == "cooperation", True], name
    assert reader.js(marked, "openness/corridor")


def test_symbols_over_the_centre_collapse_into_a_count(reader: Reader) -> None:
    reader.open("structure")
    [town] = [
        f["properties"]["name_zh"] for f in built("townships") if f["properties"]["code"] == FENGTAI
    ]
    here = {
        f["properties"]["id"]
        for f in built("spatial-structure")
        if f["properties"]["precision"] == "town" and FENGTAI in f["properties"]["towns"]
    }
    count = reader.page.locator(f".atlas-count button[aria-label^='{town}']")
    expect(count).to_have_text(str(len(here)))
    # No tray overlaps another tray, a town's name or a station.
    trays = boxes(reader, ".atlas-tray, .atlas-count")
    assert [(a, b) for a, b in combinations(trays, 2) if meet(a, b)] == []
    stations = boxes(reader, ".leaflet-transport-network-pane .atlas-point")
    assert [a for a in trays for b in stations if meet(a, b, slack=6)] == []

    # By keyboard: open, leave, open, choose.
    count.focus()
    reader.page.keyboard.press("Enter")
    listed = reader.page.locator(".atlas-chooser .row > button")
    expect(listed).to_have_count(len(here))
    assert {one.get_attribute("data-id") for one in listed.all()} == here
    expect(listed.first).to_be_focused()
    reader.page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    expect(count).to_be_focused()
    assert reader.selection() == reader.agreed(None)
    reader.page.keyboard.press("Enter")
    expect(listed.first).to_be_focused()
    reader.page.keyboard.press("Tab")
    chosen = listed.nth(1).get_attribute("data-id")
    reader.page.keyboard.press("Enter")
    reader.eventually(reader.selection, reader.agreed(chosen))
    expect(reader.page.locator(".atlas-card h3")).to_have_text(names("spatial-structure")[chosen])

    # At a closer zoom, the symbols are side by side and clickable one by one.
    reader.js("eyes.setView", [36.745, 120.0, 12])
    expect(count).to_have_count(0)
    other = next(name for name in sorted(here) if name != chosen)
    marker = reader.js(SYMBOL, other)
    reader.page.mouse.click(*marker)
    reader.eventually(reader.selection, reader.agreed(other))


def test_the_legend_is_in_order_of_rank_and_never_covers_the_city(reader: Reader) -> None:
    def beside() -> None:
        """Assert that the whole city is in view and uncovered."""
        [frame] = boxes(reader, ".atlas-frame > .atlas-canvas")
        city = reader.js(EXTENT, "city-boundary")
        assert frame[0] <= city[0] and city[2] <= frame[2], "the city is not in view"
        assert frame[1] <= city[1] and city[3] <= frame[3], "the city is not in view"
        for cover in boxes(reader, ".atlas-frame > .atlas-legend .legend-body, .atlas-controls"):
            assert not meet(city, cover), "something lies over the city"

    def settled() -> None:
        reader.rest_of_map()
        beside()

    reader.open("industry", lang="en")  # its words are longer
    settled()
    # The legend grows; another page has a longer one; a card opens.
    reader.js("eyes.unfoldAll()")
    reader.rest_of_map()
    settled()
    for page in ("structure", "transport", "overview", "ecology"):
        reader.go_to(page)
        settled()
        if page == "transport":
            in_order_of_rank(reader)
    reader.row(reader.rows[0]).click()
    reader.eventually(lambda: bool(reader.cards), True)
    settled()
    # Collapsed and expanded.
    button = reader.page.locator(".atlas-frame > .atlas-legend .legend-button")
    button.click()
    button.click()
    settled()
    # The other language.
    reader.page.locator(".atlas-language").click()
    reader.eventually(lambda: reader.query.get("lang"), None)
    reader.settle()
    settled()


def in_order_of_rank(reader: Reader) -> None:
    tokens = reader.js(
        "[...document.querySelectorAll('.atlas-legend input')].map(one => one.value)"
    )
    for layer, ranked in (("transport-projects", PROJECTS), ("transport-network", NETWORK)):
        kinds = ranked.split()
        listed = [token.split("/")[1] for token in tokens if token.startswith(f"{layer}/")]
        assert [kind for kind in listed if kind in kinds] == kinds


def test_the_trunk_roads_show_from_zoom_11_and_are_not_clickable(reader: Reader) -> None:
    reader.open("overview", fragment="map=10.5/36.78/119.95")
    assert reader.drawn("trunk-roads") == set()
    reader.js("eyes.setView", [36.78, 119.95, 11])
    reader.eventually(lambda: bool(reader.drawn("trunk-roads")), True)
    roads = "eyes.atlas().layers.get('trunk-roads').features"
    assert reader.js(f"{roads}.some(f => f.paths.some(p => p.options.interactive))") is False
    reader.js("eyes.atlas().map.setZoom(10)")
    reader.eventually(lambda: reader.drawn("trunk-roads"), set())
