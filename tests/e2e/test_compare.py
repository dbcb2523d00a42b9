"""Two maps side by side with one view: the plan of 2021, and the status by 2026."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from atlas.core.paths import GEODATA
from tests.e2e.boxes import overlapping
from tests.e2e.driver import NewReader, Reader, near
from tests.support.project import built

HIGHWAY = "tp-exp-mingcun-dongjiakou"  # planned in 2021, built by 2026
SIDE = "eyes.atlas().compare.side"
TITLES = (".atlas-second .compare-title", ".compare-title.now")


def compare(reader: Reader, page: str = "transport", **query: str) -> Reader:
    reader.open(page, **query)
    reader.page.locator(".control-compare").click()
    expect(reader.page.locator(TITLES[1])).to_be_visible()
    return reader


def views(reader: Reader) -> list[list[float]]:
    """Zoom, latitude and longitude of both maps."""
    return reader.js(
        f"[eyes.atlas().map, {SIDE}.map].map(map => [map, map.getCenter()])"
        ".map(([map, {lat, lng}]) => [map.getZoom(), lat, lng])"
    )


def agree(reader: Reader) -> bool:
    """Return whether both centres agree to half a pixel, since Leaflet draws at whole pixels."""
    one, two = views(reader)
    return two == pytest.approx(one, abs=0.5 * 360 / 256 / 2 ** one[0])


def together(reader: Reader, left: tuple[float, float, float] | None = None) -> Any:
    """Return the view of the one map, once both maps have moved and come to rest."""
    view = reader.rest_of_map(left)
    reader.eventually(lambda: views(reader)[1] == near(tuple(views(reader)[0])), True)
    assert agree(reader)
    return view


def dashes(reader: Reader, where: str) -> list[str]:
    """The dashes with which a map draws the highway: ``""`` for a stroke without."""
    return reader.js(
        f"{where}.find('{HIGHWAY}').paths.map(p => p._path.getAttribute('stroke-dasharray') ?? '')"
    )


def shown(reader: Reader, layer: str) -> list[str]:
    """Ids of a layer's features on the other map."""
    return reader.js(f"{SIDE}.layers.get('{layer}').features.filter(f => f.shown).map(f => f.id)")


def changed(*layers: str) -> tuple[set[str], set[str], set[str]]:
    """Return ids of changed features, of unconfirmed ones, and of undrawn ones among both."""
    found = [f for layer in layers for f in built(layer)]
    differ = [
        f
        for f in found
        if f["properties"]["status"]
        and f["properties"]["status_in_plan"]
        and f["properties"]["status"] != f["properties"]["status_in_plan"]
    ]
    unsure = {f["properties"]["id"] for f in differ if f["properties"]["status"] == "unconfirmed"}
    known = {f["properties"]["id"] for f in differ} - unsure
    return known, unsure, {f["properties"]["id"] for f in differ if f["geometry"] is None}


def part(reader: Reader, which: str) -> Any:
    """Bounds of the one map (``now``) or of the other (``plan``)."""
    selector = {"now": ".atlas-frame > .atlas-canvas", "plan": ".atlas-second > .atlas-canvas"}
    box = reader.page.locator(selector[which]).bounding_box()
    assert box
    return box


def test_the_plan_stands_left_and_the_state_by_2026_right(reader: Reader) -> None:
    reader.open("transport")
    reader.js("eyes.mark()")
    nodes = "[eyes.atlas().frame, eyes.atlas().canvas, eyes.atlas().map.getPane('mapPane')]"
    reader.js(f"window.before = {nodes}")
    quiet = reader.messages
    reader.page.locator(".control-compare").click()
    expect(reader.page.locator(TITLES[0])).to_contain_text("规划时（2021，按原文）")
    expect(reader.page.locator(TITLES[1])).to_contain_text("最近所知")
    left, right = part(reader, "plan"), part(reader, "now")
    assert left["x"] + left["width"] == pytest.approx(right["x"], abs=1)
    assert left["width"] == pytest.approx(right["width"], abs=1)
    # The plan draws a dashed line, 2026 a solid one.
    assert any(dashes(reader, SIDE))
    assert not any(dashes(reader, "eyes.atlas()"))
    # The one map is unchanged, and Python received nothing.
    assert reader.js(f"{nodes}.every((node, i) => node === before[i])")
    reader.never_told(quiet)
    for root in (".atlas-frame > .atlas-canvas", ".atlas-second"):
        assert reader.page.locator(f"{root} .atlas-label").count() > 10
    assert overlapping(reader, *TITLES, ".atlas-second .legend-button") == []


def test_the_first_map_does_not_wait_for_the_comparison(fresh_reader: Reader) -> None:
    reader = fresh_reader
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    reader.open("overview")
    assert "main.js" in asked
    later = {f"{name}.js" for name in ("draw", "drawn", "geodesy", "measure", "compare", "side")}
    assert not later & set(asked)
    reader.page.locator(".control-compare").click()
    expect(reader.page.locator(TITLES[0])).to_be_visible()
    assert "compare.js" in asked


def test_changed_and_unconfirmed_features_are_counted(reader: Reader) -> None:
    compare(reader)
    known, unsure, undrawn = changed("transport-projects")
    title = reader.page.locator(TITLES[1])
    expect(title.locator(".changed")).to_have_text(f"{len(known)} 项状态有变化")
    expect(title.locator(".unsure")).to_have_count(min(1, len(unsure)))
    expect(title).to_contain_text(f"其中 {len(undrawn)} 项位置没有公布")
    glow = reader.page.locator(".atlas-frame > .atlas-canvas .leaflet-glow-pane path")
    colours = [path.get_attribute("stroke") for path in glow.all()]
    assert colours.count("#c51b8a") == len(known - undrawn)
    assert colours.count("#5f6b76") == len(unsure - undrawn)
    assert reader.page.locator(".atlas-second .leaflet-glow-pane path").count() == 0
    a_click_on_the_plan_opens_the_card(reader)
    # Only what shows is counted.
    reader.js("eyes.pressSwitches", ["transport-projects/expressway"])
    roads = {
        f["properties"]["id"]
        for f in built("transport-projects")
        if f["properties"]["kind"] == "expressway"
    }
    expect(title.locator(".changed")).to_have_text(f"{len(known - roads)} 项状态有变化")


def test_features_whose_status_is_to_be_confirmed_are_counted_apart(reader: Reader) -> None:
    compare(reader, "industry")
    _, unsure, _ = changed("industrial-parks", "industrial-districts", "industry-projects")
    expect(reader.page.locator(f"{TITLES[1]} .unsure")).to_have_text(f"{len(unsure)} 项待核实")


def test_both_maps_keep_one_view(reader: Reader) -> None:
    compare(reader)
    start = together(reader)
    for which in ("now", "plan"):
        box = part(reader, which)
        x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5
        before = together(reader)
        reader.page.mouse.move(x, y)
        reader.page.mouse.down()
        reader.page.mouse.move(x - 70, y + 40, steps=6)
        assert agree(reader)
        reader.let_go()
        moved = together(reader, left=before)
        reader.page.mouse.wheel(0, -300)
        assert together(reader, left=moved)[0] > moved[0]
    far = together(reader)
    reader.page.locator(".control-home").click()
    reader.page.locator(".control-out").click()
    assert together(reader, left=far)[0] < start[0] + 1
    the_pointer_has_its_cross_on_the_other_map(reader)


FOLLOWED = f"""async () => {{
  const atlas = eyes.atlas(), side = {SIDE}, far = [];
  const at = (map, canvas, id) => {{
    const path = map.find(id).paths.find(p => p._path)._path.getBoundingClientRect();
    const box = canvas.getBoundingClientRect();
    return [path.x - box.x, path.y - box.y, path.width];
  }};
  for (let i = 0; i < 40; i++) {{
    await new Promise(next => requestAnimationFrame(next));
    const a = at(atlas, atlas.canvas, 'city-pingdu'), b = at(side, side.canvas, 'city-pingdu');
    far.push(Math.max(...a.map((n, j) => Math.abs(n - b[j]))));
  }}
  return Math.max(...far);
}}"""


def test_both_maps_move_together_during_a_flight(new_reader: NewReader) -> None:
    reader = compare(new_reader(reduced_motion="no-preference"))
    together(reader)
    for button in ("in", "out", "in", "home"):
        reader.page.locator(f".control-{button}").click()
        assert reader.js(FOLLOWED) < 2, button
        together(reader)
    reader.row(HIGHWAY).click()  # a flight
    assert reader.js(FOLLOWED) < 2
    together(reader)


def test_each_side_has_its_own_layers_and_a_link_brings_them_back(
    reader: Reader, new_reader: NewReader
) -> None:
    compare(reader)
    side = reader.page.locator(".atlas-second")
    side.locator(".legend-button").click()
    side.locator("input[value='transport-projects/metro']").uncheck()
    reader.eventually(lambda: "tp-metro-14" in shown(reader, "transport-projects"), False)
    assert "tp-metro-14" in reader.drawn("transport-projects")
    reader.eventually(lambda: reader.page.url.count("-transport-projects/metro"), 1)
    side.locator("input[value=studied]").uncheck()
    side.locator("input[value=sought]").uncheck()
    kept = shown(reader, "transport-projects")
    assert kept
    reader.switch("transport-network/national_road")
    main = "eyes.atlas().legend.root.querySelector(\"input[value='rivers']\")"
    reader.js(f"{main}.click()")
    reader.eventually(lambda: reader.drawn("rivers"), set())
    assert shown(reader, "rivers")
    reader.eventually(
        lambda: "off=rivers" in reader.page.url and "+rivers" in reader.page.url, True
    )
    other = new_reader()
    other.visit(reader.page.url)
    expect(other.page.locator(TITLES[0])).to_be_visible()
    other.eventually(lambda: shown(other, "transport-projects"), kept)
    other.eventually(lambda: bool(shown(other, "rivers")), True)
    assert other.drawn("rivers") == set()
    assert together(other) == near(together(reader))
    # The other date, with the same layers: any two sets of layers can be compared.
    other.page.get_by_role("button", name="换成最近所知").click()
    expect(other.page.locator(TITLES[0])).to_contain_text("最近所知")
    assert not any(dashes(other, SIDE))
    other.eventually(lambda: "compare=now" in other.page.url, True)


STRANGE = ("", "nonsense,-,!,+", "now,-nowhere,+no/kind,!nobody,!__proto__,,-")


def test_a_strange_comparison_link_opens_its_known_parts(
    reader: Reader, subtests: pytest.Subtests
) -> None:
    for said in STRANGE:
        with subtests.test(said):
            reader.page.goto("about:blank")
            reader.open("transport", fragment=f"map=10/36.8/119.9&compare={said}")
            expect(reader.page.locator(TITLES[0])).to_be_visible()
            assert together(reader) == near((10, 36.8, 119.9))
            assert reader.drawn("transport-projects")
            time = "now" if said.startswith("now") else "plan"
            reader.eventually(lambda: re.search(r"compare=(.*)", reader.page.url)[1], time)


#: a position on the other map with nothing else near a line
ALONE = f"""id => {{
  const side = {SIDE}, {{map, canvas}} = side, box = canvas.getBoundingClientRect();
  const reach = 20 / 2 ** map.getZoom();
  const others = [...side.layers.values()].filter(layer => layer.definition.interactive)
    .flatMap(layer => layer.features)
    .filter(f => f.shown && f.shape && f.style.shape !== 'area' && f.id !== id);
  for (const p of side.find(id).shape.lines.flat()) {{
    const q = map.latLngToContainerPoint(map.unproject(p, 0));
    const clear = q.x > 60 && q.y > 90 && q.x < box.width - 20 && q.y < box.height - 60;
    if (clear && !others.some(f => f.shape.hit(p, reach))) return [box.x + q.x, box.y + q.y];
  }}
  return null;
}}"""


def a_click_on_the_plan_opens_the_card(reader: Reader) -> None:
    point = reader.js(ALONE, "tp-exp-laizhou-qingdao")
    reader.page.mouse.move(*point)
    tip = reader.page.locator(".atlas-second .atlas-tip")
    expect(tip).to_contain_text("争取")  # so the plan says; by 2026 it is planned
    reader.page.mouse.click(*point)
    reader.eventually(lambda: reader.cards, ["tp-exp-laizhou-qingdao"])
    expect(reader.page.locator(".atlas-second .leaflet-glow-pane path")).to_have_count(1)


def the_pointer_has_its_cross_on_the_other_map(reader: Reader) -> None:
    for here, there in (("now", ".atlas-second"), ("plan", ".atlas-frame > .atlas-canvas")):
        box, other = part(reader, here), part(reader, "plan" if here == "now" else "now")
        reader.page.mouse.move(box["x"] + 150, box["y"] + 250)
        cross = reader.page.locator(f"{there} .compare-cross")
        expect(cross).to_be_visible()
        found = cross.bounding_box()
        assert found
        assert found["x"] + found["width"] / 2 == pytest.approx(other["x"] + 150, abs=1.5)
        assert found["y"] + found["height"] / 2 == pytest.approx(other["y"] + 250, abs=1.5)
        expect(reader.page.locator(".compare-cross")).to_have_count(1)


def test_town_page_and_language_reach_both(reader: Reader) -> None:
    compare(reader, town="370283105")
    known = set(shown(reader, "transport-projects"))
    assert known == reader.shown("transport-projects")
    assert reader.page.locator(".atlas-second .leaflet-mask-pane path").count() == 3
    reader.go_to("structure")
    expect(reader.page.locator(TITLES[0])).to_be_visible()
    features_without_status_look_the_same(reader)
    reader.go_to("industry")
    expect(reader.page.locator(TITLES[0])).to_be_visible()
    reader.eventually(lambda: "compare=plan" in reader.page.url, True)
    reader.eventually(lambda: bool(shown(reader, "industrial-districts")), True)
    reader.page.locator(".atlas-language").click()
    expect(reader.page.locator(TITLES[0])).to_contain_text("As planned (2021)")
    expect(reader.page.locator(TITLES[1])).to_contain_text("Latest known (each dated)")


def features_without_status_look_the_same(reader: Reader) -> None:
    same = (
        f"[eyes.atlas(), {SIDE}].map(map => map.find('ss-wing-nancun').paths"
        ".map(p => p._path.getAttribute('stroke-dasharray')).join('|'))"
    )
    one, two = reader.js(same)
    assert one == two
    assert "ss-wing-nancun" not in changed(*(p.stem for p in GEODATA.glob("spatial-*.geojson")))[0]


def test_closing_the_comparison_restores_the_map(reader: Reader) -> None:
    reader.open("transport")
    view = reader.view
    button = reader.page.locator(".control-compare")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    reader.eventually(lambda: reader.view, near(view))
    assert (
        reader.page.locator(".atlas-frame > .atlas-legend").get_attribute("class") == "atlas-legend"
    )
    assert "compare" not in reader.page.url
    expect(reader.page.locator(TITLES[0])).to_be_hidden()
    assert reader.js("eyes.atlas().map.getSize().x") == reader.js("eyes.atlas().frame.clientWidth")
    assert reader.page.locator(".leaflet-glow-pane path").count() == 0
    # Again, with a layer switched meanwhile.
    button.click()
    expect(reader.page.locator(TITLES[0])).to_be_visible()
    together(reader)


def test_a_phone_stacks_the_two_maps(new_reader: NewReader) -> None:
    phone = new_reader(phone=True)
    phone.open("transport")
    phone.control("compare").tap()
    expect(phone.page.locator(TITLES[0])).to_be_visible()
    phone.eventually(lambda: part(phone, "plan")["height"] > 300, True)
    upper, lower = part(phone, "plan"), part(phone, "now")
    assert upper["y"] + upper["height"] == pytest.approx(lower["y"], abs=1)
    assert upper["height"] == pytest.approx(lower["height"], abs=1)
    assert upper["width"] == pytest.approx(390, abs=2)
    together(phone)
    assert overlapping(phone, *TITLES, ".atlas-second .legend-button") == []
    assert phone.js("eyes.outOfReach") == []
