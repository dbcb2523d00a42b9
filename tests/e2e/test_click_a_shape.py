"""Selection by a click on a shape, a row or a list: all parts agree, always on the last click."""

from __future__ import annotations

import random
from itertools import pairwise

import shapely
from playwright.sync_api import expect
from shapely.geometry import Point, shape

from tests.e2e.driver import Reader, names, near
from tests.support.project import built

METRO = "tp-metro-14"
#: messages from Python arrive 300 ms late, in order
SLOW_LINE = """
window.WebSocket = class extends WebSocket {
  addEventListener(type, act, ...rest) {
    const late = event => {
      eyes.traffic.held++;
      setTimeout(() => { eyes.traffic.held--; act.call(this, event); }, 300);
    };
    super.addEventListener(type, type === 'message' ? late : act, ...rest);
  }
  set onmessage(act) { this.addEventListener('message', act); }
};
"""
#: layers whose features can be clicked
CLICKABLE = (
    "transport-projects",
    "transport-network",
    "industrial-districts",
    "industrial-parks",
    "ecological-redlines",
    "spatial-structure",
    "rivers",
    "reservoirs",
    "townships",
)
RANKS = {
    "Point": 0,
    "LineString": 1,
    "MultiLineString": 1,
    "Polygon": 2,
    "MultiPolygon": 2,
}


def test_pointing_names_a_shape_and_a_click_opens_its_card(reader: Reader) -> None:
    reader.open("transport")
    spot = reader.spot(METRO)
    assert spot
    quiet = reader.messages
    reader.page.mouse.move(700, 40)
    assert reader.js("eyes.marks") == 0
    reader.page.mouse.move(spot["x"] + 60, spot["y"] + 40)
    reader.page.mouse.move(spot["x"], spot["y"], steps=4)
    tip = reader.page.locator(".atlas-tip")
    expect(tip.last).to_contain_text("地铁14号线")
    expect(tip.last).to_contain_text("研究")
    reader.eventually(lambda: reader.js("eyes.marks") > 0, True)
    reader.page.mouse.move(700, 40)
    expect(tip).to_have_count(0)
    reader.eventually(lambda: reader.js("eyes.marks"), 0)
    reader.never_told(quiet)
    # A click opens the card and marks the row.
    reader.click_shape(METRO)
    reader.eventually(reader.selection, reader.agreed(METRO))
    card = reader.page.locator(".atlas-card")
    expect(card.locator("h3")).to_have_text(names("transport-projects")[METRO])
    quote = {
        f["properties"]["id"]: f["properties"]["plan_quote"] for f in built("transport-projects")
    }
    expect(card.locator("blockquote").first).to_contain_text(quote[METRO])
    for word in ("交通", "研究", "示意", "南村镇"):
        expect(card).to_contain_text(word)
    # Its row is in view, and the shape is highlighted on the map.
    assert reader.js("eyes.marks") > 0
    expect(reader.row(METRO)).to_be_in_viewport()
    # Closing the card clears the selection everywhere.
    card.locator(".close").click()
    reader.eventually(reader.selection, reader.agreed(None))
    # So does a click beside all shapes.
    reader.row(METRO).click()
    reader.eventually(reader.selection, reader.agreed(METRO))
    reader.settle()
    reader.rest_of_map()
    point = reader.js("eyes.emptySpot")
    reader.page.mouse.click(point["x"], point["y"])
    reader.eventually(reader.selection, reader.agreed(None))
    # What is chosen on the map is in view already, however small it is: the map does not move.
    points = [
        f for f in built("transport-projects") if (f["geometry"] or {}).get("type") == "Point"
    ]
    view, small = reader.rest_of_map(), points[0]["properties"]["id"]
    reader.js("eyes.select", small)
    reader.eventually(reader.selection, reader.agreed(small))
    assert reader.rest_of_map() == view


def test_a_click_on_a_row_moves_the_map_and_opens_the_card(reader: Reader) -> None:
    reader.open("transport")
    # Somewhere else first: the row's place is out of view.
    reader.js("eyes.setView", [36.97, 119.6, 13])
    project = "tp-road-s217"
    assert reader.spot(project) is None
    reader.row(project).click()
    reader.eventually(reader.selection, reader.agreed(project))
    reader.rest_of_map()
    assert reader.js("eyes.inView", project)
    # By keyboard as well.
    other = next(row for row in reader.rows if row != project)
    reader.row(other).focus()
    reader.page.keyboard.press("Enter")
    reader.eventually(reader.selection, reader.agreed(other))


def test_a_row_without_a_place_opens_its_card_and_shows_its_town(reader: Reader) -> None:
    reader.open("transport")
    reader.drag_map(-120, 60)
    before = reader.rest_of_map()
    # City-wide: the map does not move.
    reader.row("tp-rural-roads").click()
    reader.eventually(reader.selection, reader.agreed("tp-rural-roads"))
    expect(reader.page.locator(".atlas-card")).to_contain_text("位置没有公布")
    reader.settle()
    assert reader.rest_of_map() == near(before)
    # Located only by town: the town is shown, and nothing is drawn by guess.
    project = "tp-road-s218-nancun"
    reader.row(project).click()
    reader.eventually(reader.selection, reader.agreed(project))
    reader.rest_of_map()
    assert reader.js("eyes.townInView", "370283105")["whole"]
    assert project not in reader.drawn("transport-projects")


def test_a_click_where_several_shapes_lie_lists_them_smallest_first_and_the_township_last(
    reader: Reader,
) -> None:
    reader.open("overview")
    layers = [name for name in CLICKABLE if reader.drawn(name)]
    features = {
        f["properties"]["id"]: (shape(f["geometry"]), f["properties"])
        for layer in layers
        for f in built(layer)
        if f["geometry"] and f["properties"]["id"] in reader.drawn(layer)
    }
    dice, tried = random.Random(14), 0
    pixel = reader.js("eyes.pixel")

    def pixels(geometry: shapely.Geometry, lon: float, lat: float) -> float:
        """Return the screen distance of a shape from a place."""
        scaled = shapely.transform(geometry, lambda p: (p - [lon, lat]) / pixel)
        return scaled.distance(Point(0, 0))

    while tried < 5:
        lat, lon = dice.uniform(36.55, 36.95), dice.uniform(119.75, 120.2)
        client = reader.js("eyes.pointOf", [lat, lon])
        if not client:
            continue
        if reader.js("eyes.named", client):
            continue
        # The pointer is at a whole pixel.
        lat, lon = reader.js("eyes.placeAt", [client["x"], client["y"]])
        distance = {i: pixels(g, lon, lat) for i, (g, _) in features.items()}
        areas = {i for i, (g, _) in features.items() if "Polygon" in g.geom_type}
        edges = [pixels(features[i][0].boundary, lon, lat) for i in areas]
        # Clear cases only: well on or well off every line and edge.
        if any(3 < distance[i] < 14 for i in set(features) - areas) or min(edges) < 3:
            continue
        under = [i for i in features if distance[i] <= 3]
        if len(under) < 3:
            continue
        tried += 1

        reader.page.mouse.click(client["x"], client["y"])
        names = reader.page.locator(".atlas-chooser .name")
        expect(names.first).to_be_visible()
        by_name = {features[i][1]["name_zh"]: i for i in under}
        listed = [by_name.get(name, name) for name in names.all_inner_texts()]
        assert sorted(listed) == sorted(under)
        # Points before lines before areas, the smaller area first (equal ones in any order).
        assert [features[i][1]["layer"] for i in listed].index("townships") == len(listed) - 1
        shapes = [features[i][0] for i in listed[:-1]]
        ranks = [RANKS[shape.geom_type] for shape in shapes]
        assert ranks == sorted(ranks)
        sizes = [shape.area for shape in shapes]
        assert all(a <= b * 1.02 for a, b in pairwise(sizes)), list(zip(listed, sizes, strict=True))
        reader.eventually(lambda: reader.selection()["map"], listed[0])
        # Choose the last of the list: the township.
        names.last.click()
        in_table = features[listed[-1]][1]["layer"] != "townships"
        reader.eventually(reader.selection, reader.agreed(listed[-1], listed=in_table))
        expect(reader.page.locator(".atlas-chooser")).to_have_count(0)


def test_a_feature_named_on_a_card_is_chosen_from_it(reader: Reader) -> None:
    reader.open("industry")
    nodes = {f["properties"]["id"] for f in built("transport-network")}
    park = next(
        f["properties"]["id"]
        for f in built("industrial-parks")
        if nodes & {v for v in f["properties"].values() if isinstance(v, str)}
    )
    reader.row(park).click()
    reader.eventually(lambda: reader.cards, [park])
    link = reader.page.locator(".atlas-card .link").first
    name = link.inner_text()
    link.click()
    expect(reader.page.locator(".atlas-card h3")).to_have_text(name)
    reader.settle()
    found = reader.selection()
    assert found["map"] == found["url"] == found["card"][0] != park


def test_a_filter_and_a_shape_chosen_at_once_both_count(fresh_reader: Reader) -> None:
    """On a slow connection, the second choice is sent before the first one's URL has returned."""
    reader = fresh_reader
    reader.page.add_init_script(SLOW_LINE)
    reader.open("transport")
    everything = len(reader.rows)
    for first in ("pill", "shape"):
        reader.popover("statuses")
        reader.js("eyes.chooseTwo", [first, 150, METRO])
        reader.eventually(lambda: reader.query, {"status": "built", "id": METRO})
        reader.settle()
        assert reader.query == {"status": "built", "id": METRO}
        assert reader.selection() == reader.agreed(METRO, listed=False)
        assert len(reader.rows) < everything
        # Back undoes them one by one even then. The order is undefined: a busy server receives
        # both at once, and Streamlit does not say which was first.
        reader.js("history.back()")
        reader.eventually(lambda: len(reader.query), 1)
        reader.settle()
        assert reader.query in ({"status": "built"}, {"id": METRO})
        reader.js("history.back()")
        reader.eventually(lambda: reader.query, {})
        reader.settle()


def test_sixty_clicks_while_filters_change_end_on_the_last(reader: Reader) -> None:
    """Shapes clicked by mouse, rows, scripted choices, 15 to 90 ms apart, pills pressed between."""
    reader.open("transport")
    dice = random.Random(2026)
    ids = sorted(reader.rows)
    shapes = [spot for spot in map(reader.spot, ids) if spot]
    pills = ["南村镇", "旧店镇", "云山镇"]
    for turn in range(60):
        if turn % 10 == 4:
            reader.choose("towns", pills[turn // 20])  # each pressed twice in the end
        elif turn % 5 == 1:
            reader.close_popover()
            spot = dice.choice(shapes)
            reader.page.mouse.click(spot["x"], spot["y"])
        elif turn % 5 == 2:
            reader.js("eyes.clickRow", dice.randrange(100))
        else:
            reader.js("eyes.select", dice.choice(ids))
        reader.page.wait_for_timeout(dice.randrange(15, 90))  # the pace of the clicks
    last = METRO if reader.state["selected"] != METRO else "tp-road-s220"
    reader.js("eyes.select", last)
    reader.eventually(lambda: reader.query.get("id"), last)
    reader.settle()
    # Pressed choices, URL and map have the same filter.
    assert reader.query.get("town", "") == ",".join(sorted(reader.state["towns"]))
    if reader.state["towns"]:
        reader.page.locator(".atlas-filterbar").get_by_text("清除筛选").click()
        reader.eventually(lambda: reader.state["towns"], [])
        reader.settle()
    assert reader.selection() == reader.agreed(last)
    assert sorted(reader.rows) == ids
    assert sorted(reader.shown("transport-projects")) == ids


def test_many_rapid_choices_end_on_the_last(reader: Reader) -> None:
    """One per frame, while the filter changes eight times."""
    reader.open("transport")
    ids = sorted(reader.rows)
    body = reader.popover("statuses")
    last = reader.js("eyes.hurry", ids)
    expect(body).to_be_visible()
    reader.eventually(lambda: reader.js("window.hurried"), True)
    reader.eventually(lambda: reader.query.get("id"), last)
    reader.settle()
    # Eight presses of one pill leave it as it was.
    assert reader.query == {"id": last}
    assert reader.pressed("statuses") == []
    assert reader.selection() == reader.agreed(last)
    assert sorted(reader.rows) == ids


def test_a_click_on_a_town_s_name_opens_the_town(reader: Reader) -> None:
    reader.open("overview")
    label = reader.page.locator(".atlas-label.town", has_text="店子镇")
    expect(label).to_be_visible()
    box = label.bounding_box()
    assert box
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.eventually(lambda: reader.cards, ["town-dianzi"])
