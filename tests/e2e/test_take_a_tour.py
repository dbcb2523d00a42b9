"""Guided tours: step by step on desk and phone, by link, by Back and by arrow keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from atlas.core.paths import Paths
from atlas.tours.tour_files import read_tours
from tests.e2e.driver import NewReader, Reader
from tests.support.project import change, copy_of_the_data, store
from tests.support.server import Server

HEADING = ".tour-body h1"
#: highlighted features of the open step whose points in its view lie outside the free part of the
#: map, that are not drawn, or that are dimmed
OUT_OF_SIGHT = """() => {
  const {atlas} = document.querySelector('.atlas-frame');
  const {spotlight, home} = atlas.state;
  const box = atlas.canvas.getBoundingClientRect();
  const controls = document.querySelector('.atlas-controls').getBoundingClientRect();
  const view = atlas.L.latLngBounds(home).pad(0.001);
  return spotlight.filter(id => {
    const f = atlas.find(id);
    if (!f.geometry) return false;
    if (!f.shown || f.paths.some(path => (path._path ?? path._icon).classList.contains('dimmed')))
      return true;
    const {points, lines, polygons} = f.shape;
    const places = [...points, ...lines.flat(), ...polygons.flat(2)];
    const seen = places.map(p => atlas.map.unproject(p, 0)).filter(at => view.contains(at));
    return !seen.length || seen.some(at => {
      const {x, y} = atlas.map.latLngToContainerPoint(at);
      return x < 0 || y < 0 || x > controls.left - box.left || y > box.height;
    });
  });
}"""


@pytest.fixture
def phone(new_reader: NewReader) -> Reader:
    return new_reader(phone=True)


def steps_of(tour: str, lang: str = "zh") -> list[str]:
    return [step.heading.in_(lang) for step in read_tours(store()).usable[tour].step]


def step(reader: Reader, tour: str, number: int, **query: str) -> Reader:
    asked = "&".join(f"{k}={v}" for k, v in {"tour": tour, "step": number, **query}.items())
    return reader.visit(f"tours?{asked}", panel=HEADING)


def test_a_reader_on_a_phone_walks_a_tour_to_its_end_and_back(phone: Reader) -> None:
    phone.open("overview", town="370283116")
    phone.page.locator(".atlas-tourlinks a", has_text="平度的高铁时代").tap()
    heading = phone.page.locator(HEADING)
    headings = steps_of("hsr")
    before = phone.messages
    for number, text in enumerate(headings, 1):
        expect(heading).to_have_text(text)
        expect(phone.page.locator(".tour-place")).to_contain_text(f"{number} / {len(headings)}")
        assert phone.query == {"town": "370283116", "tour": "hsr", "step": str(number)}
        if number < len(headings):
            phone.page.get_by_role("button", name="下一步").tap()
    phone.never_told(before)  # steps need no server
    phone.page.go_back()
    expect(heading).to_have_text(headings[-2])
    phone.page.reload()
    phone.wait_until_drawn(HEADING)
    expect(heading).to_have_text(headings[-2])
    phone.page.go_back()
    expect(heading).to_have_text(headings[-3])
    phone.page.get_by_role("link", name="退出导览").tap()
    expect(phone.page.locator(".tour-list li")).to_have_count(4)
    phone.go_to("transport")
    assert phone.query == {"town": "370283116"}  # the reader's own filter


def test_the_link_of_a_step_opens_it_in_the_other_language(reader: Reader) -> None:
    step(reader, "hsr", 4)
    reader.page.locator(".atlas-language").click()
    expect(reader.page.locator(HEADING)).to_have_text(steps_of("hsr", "en")[3])
    assert reader.query == {"tour": "hsr", "step": "4", "lang": "en"}
    expect(reader.page).to_have_title(
        f"{steps_of('hsr', 'en')[3]} · Pingdu in the high-speed age · Pingdu Planning Atlas"
    )
    reader.page.get_by_role("link", name="Explore on the page Transport").click()
    reader.eventually(lambda: reader.path, "transport")
    assert reader.query == {"lang": "en"}


def test_arrow_keys_walk_and_the_filter_of_a_step_goes_along(reader: Reader) -> None:
    step(reader, "green", 4)
    reader.page.keyboard.press("ArrowRight")
    expect(reader.page.locator(HEADING)).to_have_text(steps_of("green")[4])
    reader.page.keyboard.press("ArrowLeft")
    reader.page.keyboard.press("ArrowRight")
    reader.eventually(lambda: reader.query["step"], "5")
    # a feature of the step opens its card; the step's text is back when it closes
    reader.page.locator(".tour-features button").first.click()
    reader.eventually(lambda: reader.cards, ["eco-river-xiaogu"])
    expect(reader.page.locator(HEADING)).to_be_hidden()
    reader.page.locator(".atlas-card .close").click()
    expect(reader.page.locator(HEADING)).to_be_visible()
    # a switch of the legend leads out of the tour, to the same map
    reader.page.locator(".legend-button").click()
    reader.switch("ecological-redlines/river_corridor").click()
    reader.eventually(lambda: reader.path, "ecology")
    assert reader.query == {"theme": "water", "off": "ecological-redlines/river_corridor"}
    reader.page.go_back()
    expect(reader.page.locator(HEADING)).to_have_text(steps_of("green")[4])


SIZES = {"desk": (1366, 768), "phone": (390, 844), "small": (320, 640), "side": (844, 390)}


@pytest.mark.parametrize("screen", SIZES)
@pytest.mark.parametrize("tour", ["structure", "hsr", "parks", "green"])
def test_a_step_shows_its_features_beside_its_text_at_every_size(
    new_reader: NewReader, tour: str, screen: str, subtests: pytest.Subtests
) -> None:
    width, height = SIZES[screen]
    size = {"viewport": {"width": width, "height": height}}
    reader = new_reader(**size) if screen == "desk" else new_reader(phone=True, **size)
    headings = steps_of(tour)
    step(reader, tour, 1)
    for number, text in enumerate(headings, 1):
        with subtests.test(step=number):
            expect(reader.page.locator(HEADING)).to_have_text(text)
            reader.rest_of_map()
            reader.eventually(lambda: reader.js(OUT_OF_SIGHT), [])
            map_box, text_box = (
                reader.page.locator(one).bounding_box() for one in (".atlas-canvas", ".atlas-tour")
            )
            assert map_box and text_box
            assert map_box["height"] >= 0.4 * height
            assert not _meet(map_box, text_box)
            assert text_box["y"] + text_box["height"] <= height + 1
            for button in reader.page.locator(".tour-turn").all():
                found = button.bounding_box()
                assert found and min(found["width"], found["height"]) >= 44
        if number < len(headings):
            reader.page.locator(".tour-turn.next").click()


def _meet(a: Any, b: Any) -> bool:
    return (
        a["x"] < b["x"] + b["width"] - 1
        and b["x"] < a["x"] + a["width"] - 1
        and a["y"] < b["y"] + b["height"] - 1
        and b["y"] < a["y"] + a["height"] - 1
    )


def test_a_new_tour_needs_no_code_and_a_faulty_one_is_named(
    serve: Callable[..., Server], new_reader: NewReader, tmp_path: Path
) -> None:
    root = copy_of_the_data(tmp_path)
    tours = Paths.at(root).tours
    shutil.copy(tours / "hsr.toml", tours / "rail.toml")
    change(tours / "rail.toml", "平度的高铁时代", "坐火车")
    change(tours / "green.toml", '"eco-wetland-zehe"', '"eco-nothing"')
    reader = new_reader(server=serve(root))
    reader.visit("tours", panel=".tour-list")
    links = reader.page.locator(".tour-list b")
    expect(links).to_have_text(["一心两翼多区", "平度的高铁时代", "坐火车", "四区八园"])
    problem = reader.page.locator(".atlas-problem")
    expect(problem).to_contain_text("geodata/tours/green.toml: step 6: features")
    links.filter(has_text="坐火车").click()
    expect(reader.page.locator(HEADING)).to_have_text(steps_of("hsr")[0])
    reader.eventually(lambda: reader.js(OUT_OF_SIGHT), [])
