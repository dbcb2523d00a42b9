"""Drawing on the map by mouse, touch and keyboard, and the messages to Python."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.boxes import overlapping
from tests.e2e.driver import NewReader, Reader

Place = tuple[float, float]
TRIANGLE = ((0.45, 0.3), (0.7, 0.4), (0.55, 0.6))
#: records the choices that the map passes on
LISTEN = """(() => {
  const atlas = eyes.atlas();
  const {tell} = atlas;
  window.told = [];
  atlas.tell = change => { told.push(change); tell(change); };
})()"""
SHAPE = "polygon:119.9,36.8;120,36.8;120,36.9"
CORNERS = [[119.9, 36.8], [120.0, 36.8], [120.0, 36.9], [119.9, 36.8]]


def visit(reader: Reader) -> Reader:
    """Open the workbench and record the map's messages to Python."""
    reader.visit("workbench", ".st-key-spot_entry")
    expect(reader.page.locator(".atlas-shapes button")).to_have_text(["画面", "画线"])
    reader.js(LISTEN)
    return reader


def click(reader: Reader, *places: Place) -> None:
    for place in places:
        reader.page.mouse.click(*reader.pixel(place))


def begin(reader: Reader, what: str) -> None:
    reader.page.locator(".atlas-shapes button", has_text=what).click()
    expect(reader.page.locator(".atlas-bar")).to_be_visible()


def shapes(reader: Reader) -> list[str]:
    """Return the shapes sent to Python."""
    return reader.js("told.filter(change => 'shape' in change).map(change => change.shape)")


def vertices(shape: str) -> list[list[float]]:
    return [
        [float(degrees) for degrees in pair.split(",")]
        for pair in shape[shape.index(":") + 1 :].split(";")
    ]


def ended(reader: Reader, count: int = 1) -> str:
    reader.eventually(lambda: len(shapes(reader)), count)
    expect(reader.page.locator(".atlas-bar")).to_have_count(0)
    return shapes(reader)[-1]


def test_an_area_is_drawn_where_one_clicks(reader: Reader) -> None:
    visit(reader)
    begin(reader, "画面")
    wanted = [reader.js("eyes.placeAt", list(reader.pixel(place))) for place in TRIANGLE]
    click(reader, *TRIANGLE, TRIANGLE[0])
    shape = ended(reader)
    assert shape.startswith("polygon:")
    span = reader.js("eyes.pixel")[0]
    for (lon, lat), (wanted_lat, wanted_lon) in zip(vertices(shape), wanted, strict=True):
        assert abs(lon - wanted_lon) < span
        assert abs(lat - wanted_lat) < span
    # None of these clicks chose a spot or opened a card.
    assert "at" not in reader.query
    assert reader.js("eyes.cards()") == []


def test_a_double_click_ends_a_line_and_does_not_zoom(reader: Reader) -> None:
    visit(reader)
    view = reader.view
    begin(reader, "画线")
    click(reader, *TRIANGLE[:2])
    reader.page.mouse.dblclick(*reader.pixel(TRIANGLE[2]))
    shape = ended(reader)
    assert shape.startswith("line:")
    assert len(vertices(shape)) == 3
    reader.settle()
    assert reader.rest_of_map() == view
    # Afterwards a double click zooms as before.
    reader.wait_until_the_map_answers()
    reader.page.mouse.dblclick(*reader.pixel((0.5, 0.75)))
    assert reader.rest_of_map(left=view)[0] > view[0]


def test_points_can_be_dragged_and_undone(reader: Reader) -> None:
    visit(reader)
    begin(reader, "画线")
    click(reader, *TRIANGLE)
    reader.page.keyboard.press("Backspace")
    expect(reader.page.locator(".draw-point")).to_have_count(2)
    reader.page.mouse.move(*reader.pixel(TRIANGLE[0]))
    reader.page.mouse.down()
    reader.page.mouse.move(*reader.pixel((0.4, 0.7)), steps=5)
    reader.page.mouse.up()
    expect(reader.page.locator(".draw-point")).to_have_count(2)
    wanted = reader.js("eyes.placeAt", list(reader.pixel((0.4, 0.7))))
    reader.page.keyboard.press("Enter")
    lon, lat = vertices(ended(reader))[0]
    span = reader.js("eyes.pixel")[0]
    assert [lat, lon] == pytest.approx(wanted, abs=2 * span)


def test_the_map_moves_while_drawing_and_escape_cancels_it(reader: Reader) -> None:
    visit(reader)
    begin(reader, "画面")
    click(reader, TRIANGLE[0])
    view = reader.view
    reader.drag_map(-120, 60)
    moved = reader.rest_of_map(left=view)
    reader.page.mouse.wheel(0, -200)
    assert reader.rest_of_map(left=moved)[0] > view[0]
    expect(reader.page.locator(".draw-point")).to_have_count(1)
    click(reader, *TRIANGLE[1:])
    reader.page.keyboard.press("Escape")
    expect(reader.page.locator(".atlas-bar, .draw-point")).to_have_count(0)
    assert shapes(reader) == []
    # Another page ends a drawing as well.
    begin(reader, "画面")
    click(reader, TRIANGLE[0])
    reader.go_to("transport")
    expect(reader.page.locator(".atlas-bar, .draw-point, .atlas-shapes button")).to_have_count(0)


def test_an_area_with_crossing_edges_cannot_be_finished(reader: Reader) -> None:
    visit(reader)
    begin(reader, "画面")
    click(reader, (0.45, 0.3), (0.7, 0.6), (0.7, 0.3), (0.45, 0.6))
    expect(reader.page.locator(".atlas-bar .hint")).to_contain_text("边线相交")
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_role("button", name="完成")).to_be_disabled()
    assert shapes(reader) == []
    reader.page.get_by_role("button", name="撤销一点").click()
    reader.page.get_by_role("button", name="完成").click()
    assert len(vertices(ended(reader))) == 3


def test_drawing_works_by_keyboard_alone(reader: Reader) -> None:
    visit(reader)
    reader.page.locator(".atlas-shapes button", has_text="画线").focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".atlas-bar")).to_be_visible()
    reader.page.keyboard.press(" ")
    first = reader.view
    reader.page.keyboard.press("ArrowRight")
    second = reader.rest_of_map(left=first)
    reader.page.keyboard.press(" ")
    reader.page.keyboard.press("Enter")
    found = vertices(ended(reader))
    for (lon, lat), (_, wanted_lat, wanted_lon) in zip(found, (first, second), strict=True):
        assert [lat, lon] == pytest.approx([wanted_lat, wanted_lon], abs=1e-5)


def test_a_planner_draws_an_area_with_the_keyboard_alone(reader: Reader) -> None:
    visit(reader)
    keyboard, hint = reader.page.keyboard, reader.page.locator(".atlas-bar .hint")
    reader.page.locator(".atlas-shapes button", has_text="画面").focus()
    keyboard.press("Enter")
    expect(hint).to_contain_text("方向键移动地图，空格键")
    views = [reader.view]
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        keyboard.press(" ")
        keyboard.press(key)
        views.append(reader.rest_of_map(left=views[-1]))
    keyboard.press(" ")
    expect(reader.page.locator(".draw-point")).to_have_count(4)
    expect(hint).to_contain_text("退格键撤销")
    keyboard.press("Backspace")
    expect(reader.page.locator(".draw-point")).to_have_count(3)
    keyboard.press("Enter")
    corners = vertices(ended(reader))
    for (lon, lat), (_, wanted_lat, wanted_lon) in zip(corners, views[:3], strict=True):
        assert [lat, lon] == pytest.approx([wanted_lat, wanted_lon], abs=1e-5)
    # Whoever draws with the mouse sees its hint, until they use the keyboard, and again after.
    begin(reader, "画面")
    expect(hint).to_have_text("在图上点出范围的各个角点")
    keyboard.press("ArrowRight")
    expect(hint).to_contain_text("空格键")
    click(reader, TRIANGLE[0])
    expect(hint).to_contain_text("双击")


def test_drawing_works_by_touch(new_reader: NewReader) -> None:
    phone = visit(new_reader(phone=True))
    phone.page.locator(".atlas-shapes button", has_text="画面").tap()
    expect(phone.page.locator(".atlas-bar")).to_be_visible()
    for count, (x, y) in enumerate(TRIANGLE, start=1):
        phone.page.touchscreen.tap(*phone.pixel((x, y - 0.1)))
        expect(phone.page.locator(".draw-point")).to_have_count(count)
    assert overlapping(phone, ".atlas-bar", ".atlas-shapes") == []
    phone.page.get_by_role("button", name="完成").tap()
    assert len(vertices(ended(phone))) == 3


def find(reader: Reader, **shape: Any) -> None:
    """Show a check's result on the map as Python does."""
    reader.js(
        "shape => { const a = eyes.atlas(); a.shapes.showFound({asks: a.state.asks, ...shape}); }",
        shape,
    )


def test_a_shape_in_a_link_is_drawn_and_zoomed_to_and_its_overlaps_are_hatched(
    reader: Reader,
) -> None:
    reader.visit(f"workbench?tool=draw&shape={SHAPE}", ".st-key-task_options")
    reader.js(LISTEN)
    paths = reader.page.locator(".leaflet-drawn-pane path")
    # two strokes of the outline; edge and hatch of what Python finds in it
    expect(paths).to_have_count(4)
    assert reader.rest_of_map()[0] > 11
    assert reader.js("eyes.sees", [119.9, 36.8, 120.0, 36.9])
    fills = [path.get_attribute("fill") or "" for path in paths.all()]
    assert sum(fill.startswith("url(#hatch") for fill in fills) == 1
    # It does not intercept clicks on the map.
    point = reader.js("eyes.pointOf", [36.82, 119.98])
    reader.page.mouse.click(point["x"], point["y"])
    reader.eventually(lambda: "at" in reader.query, True)
    # The reader clears it.
    reader.page.go_back()
    expect(paths).to_have_count(4)
    reader.page.locator(".atlas-shapes button", has_text="清除").click()
    expect(paths).to_have_count(0)
    reader.eventually(lambda: shapes(reader), [""])
    reader.settle()
    # A line can be a subject as well.
    line = {"type": "LineString", "coordinates": CORNERS[:3]}
    collection = {"type": "GeometryCollection", "geometries": [line]}
    find(reader, subject=line, overlaps=collection)
    expect(paths).to_have_count(4)


@pytest.mark.parametrize("phone", [False, True])
def test_drawing_controls_fit_beside_two_maps(new_reader: NewReader, phone: bool) -> None:
    reader = new_reader(phone=phone)
    reader.visit("workbench?lang=en", ".st-key-spot_entry")
    for lang in ("en", None):
        if not lang:
            reader.page.keyboard.press("Escape")
            reader.control("compare").click()
            reader.page.locator(".atlas-language").click()
            reader.eventually(lambda: reader.query.get("lang"), None)
            reader.settle()
        reader.js("change => eyes.atlas().choose(change)", {"shape": SHAPE, "tool": "draw"})
        expect(reader.page.locator(".atlas-shapes button")).to_have_count(3)
        assert overlapping(reader, ".atlas-shapes") == [], lang
        reader.control("compare").click()
        titles = (".atlas-second .compare-title", ".compare-title.now")
        expect(reader.page.locator(titles[1])).to_be_visible()
        reader.page.locator(".atlas-shapes button").first.click()
        expect(reader.page.locator(".atlas-bar")).to_be_visible()
        parts = (*titles, ".atlas-shapes", ".atlas-bar")
        # the frame grows on a phone
        reader.eventually(lambda parts=parts: overlapping(reader, *parts), [])
