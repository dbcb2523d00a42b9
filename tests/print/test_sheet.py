"""The printed sheet: paper, scale, legend, labels, graticule, locator."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyproj import Proj

from atlas.core.model import vocabulary
from atlas.print.map.map_text import width_of
from atlas.print.map.north_and_scale import bar_length, north_of
from atlas.print.map.subject import Subject
from atlas.print.map.trays import centre_box
from atlas.print.map.window import Box, round_scale, scale_text
from atlas.print.sheet.graticule import degrees_text, step, ticks
from atlas.print.sheet.locator import locator_window
from atlas.print.sheet.page_layout import MARGIN, SIZES, lay_out, window
from atlas.print.sheet.render import Plan, draw, plan, sheet
from atlas.spatial.arrowheads import arrowheads
from atlas.spatial.crs import from_wgs84, systems, to_degrees, to_metres
from atlas.store.query import BASE_THEME
from tests.support.project import store
from tests.support.sheets import (
    NANCUN,
    TODAY,
    everything,
    labels_of,
    legend_of,
    pdf,
    subject,
    text_of,
    trays_of,
    words_of,
)

MM = 72 / 25.4


# ---- paper ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("page", "size"), [("structure", "A3"), ("structure", "A4")])
def test_the_paper_is_exact(page, size):
    box = pdf(page, size).pages[0].mediabox
    short, long = SIZES[size]
    assert float(box.width) / MM == pytest.approx(long, abs=0.02)
    assert float(box.height) / MM == pytest.approx(short, abs=0.02)


@pytest.mark.parametrize(("size", "dots"), [("A4", (3508, 2480)), ("A3", (4961, 3508))])
def test_a_picture_has_300_dots_an_inch(size, dots):
    picture = Image.open(io.BytesIO(sheet(subject("structure"), size, "png", TODAY)))
    assert picture.size == dots
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert picture.text["Title"] == "平度市空间布局图"
    # it is a map, not an empty page
    colours = picture.convert("RGB").resize((200, 140)).getcolors(maxcolors=30_000)
    assert len(colours) > 500


def test_a_tall_extent_gives_portrait_paper():
    # on A4, legend and notes take so much space that landscape gives the same scale
    for page, size in (("structure", "A3"), ("transport", "A3")):
        tall = replace(subject(page), bounds=(119.95, 36.45, 120.1, 37.05))
        planned = plan(tall, size, TODAY)
        assert (planned.layout.width, planned.layout.height) == SIZES[size]
        assert not planned.layout.landscape
    assert plan(subject("transport"), "A4", TODAY).layout.landscape


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("landscape", [True, False])
def test_the_parts_of_a_layout_lie_within_the_frame_side_by_side(size, landscape):
    layout = lay_out(size, landscape)
    parts = [layout.title, layout.map, *layout.panels]
    for part in parts:
        assert part.left >= MARGIN and part.bottom >= MARGIN
        assert part.right <= layout.width - MARGIN and part.top <= layout.height - MARGIN
    assert not any(one.meets(other) for one, other in combinations(parts, 2))


# ---- scale ---------------------------------------------------------------------------------------

degrees = st.tuples(
    st.floats(118.5, 120.5), st.floats(36.0, 37.2), st.floats(0.01, 1.2), st.floats(0.01, 0.9)
).map(lambda t: (t[0], t[1], t[0] + t[2], t[1] + t[3]))


@given(bounds=degrees, size=st.sampled_from(["A4", "A3"]), landscape=st.booleans())
def test_the_extent_fits_at_a_true_round_scale(bounds, size, landscape):
    layout = lay_out(size, landscape)
    view = window(layout, bounds)
    corners = shapely.MultiPoint([bounds[:2], bounds[2:], (bounds[0], bounds[3])])
    ground, paper = to_metres(corners), view.place(to_metres(corners))
    assert view.area.buffer(1e-6).covers(paper)
    # distance on paper times scale is distance on the ground
    for (a, b), (c, d) in zip(
        combinations(ground.geoms, 2), combinations(paper.geoms, 2), strict=True
    ):
        assert c.distance(d) / 1000 * view.scale == pytest.approx(a.distance(b), rel=1e-9)
    # no larger round scale would fit
    assert round_scale(view.scale) == view.scale
    smaller = view.scale * 0.99 / 1000
    w, s, e, n = to_metres(shapely.segmentize(shapely.box(*bounds), 0.05)).bounds
    if view.scale > 5000:
        before = max(k for k in map(round_scale, range(5000, view.scale, 500)) if k < view.scale)
        fits = (e - w) <= layout.map.width * before / 1000
        assert not (fits and (n - s) <= layout.map.height * before / 1000), smaller


def test_a_drawn_millimetre_is_a_millimetre_on_paper():
    about = subject("structure")
    drawing = draw(plan(about, "A3", TODAY), about)
    head = drawing.svg().partition(">")[0]
    assert 'width="420.0mm" height="297.0mm" viewBox="0 0 420.0 297.0"' in head
    # the sheet's page has that size: test_the_paper_is_exact


def test_the_scale_is_printed_with_a_bar_of_round_length():
    planned = plan(subject("structure"), "A3", TODAY)
    assert planned.window.scale == 300_000
    assert scale_text(planned.window.scale).replace(" ", "") in text_of(pdf("structure", "A3"))
    assert bar_length(300_000, 40) == 10
    assert bar_length(50_000, 62) == 2
    assert round_scale(61_000) == 75_000
    assert round_scale(260_000) == 300_000


def test_the_map_uses_the_projection_named_on_the_sheet():
    """Compare with PROJ by another path: the coordinate systems of planners' files."""
    view = plan(subject("structure"), "A3", TODAY).window
    place = np.array([[119.95, 36.78]])
    [metres] = from_wgs84(place, "cm120")
    paper = view.place(to_metres(shapely.Point(place[0])))
    assert systems()["cm120"].epsg == 4549
    wanted = (metres - view.middle) * 1000 / view.scale + view.box.middle
    assert [paper.x, paper.y] == pytest.approx(list(wanted), abs=1e-6)


@pytest.mark.parametrize("lon", [119.6, 120.0, 120.4])
def test_the_arrow_points_to_true_north(lon):
    """It differs from grid north by the meridian convergence from PROJ."""
    planned = window(lay_out("A4", landscape=True), (lon - 0.1, 36.7, lon + 0.1, 36.9))
    wanted = Proj("EPSG:4549").get_factors(lon, 36.8).meridian_convergence
    assert north_of(planned) == pytest.approx(wanted, abs=0.002)
    assert round(wanted, 3) == pytest.approx(0.599 * (lon - 120), abs=0.01)


# ---- legend --------------------------------------------------------------------------------------


def drawn_categories(about: Subject, planned: Plan) -> set[str]:
    """Return the categories in the window, computed from the layers."""
    seen = set()
    zoom = planned.window.zoom(planned.layout.pixel)
    for name, ordinals in about.selection.layers.items():
        if zoom < store().catalogue[name].min_zoom:
            continue
        frame = store().frames[name]
        if ordinals is not None:
            frame = frame.iloc[ordinals]
        frame = frame[frame.geometry.notna()]
        frame = frame[frame.intersects(planned.window.degrees)]
        seen |= {f"{name}/{kind}" for kind in frame["kind"]}
    off = about.selection.hidden
    return {t for t in seen if t not in off and t.split("/")[0] not in off} - {"land/land"}


@pytest.mark.parametrize(
    ("page", "chosen"),
    [
        ("structure", {}),
        ("transport", {"statuses": ("built",)}),
        ("transport", {"towns": (NANCUN,)}),
        ("ecology", {"off": frozenset({"rivers", "ecological-redlines/wetland"})}),
        ("industry", {"themes": ("transport",), "statuses": ("planned", "sought")}),
        ("overview", {"on": frozenset({"energy"})}),
    ],
)
def test_the_legend_has_exactly_the_drawn_categories(page, chosen):
    about = subject(page, **chosen)
    planned = plan(about, "A3", TODAY)
    wanted = drawn_categories(about, planned)
    edges = {t for t in wanted if t.split("/")[0] in ("townships", "neighbours", "city-boundary")}
    assert len(wanted) > 5
    # ground counts only if its edge is on the map
    assert wanted - edges <= legend_of(planned) <= wanted


def test_ground_without_a_visible_edge_is_not_in_the_legend():
    inside = replace(subject("structure"), bounds=(119.97, 36.75, 119.99, 36.765))
    tokens = legend_of(plan(inside, "A4", TODAY))
    assert not {t.split("/")[0] for t in tokens} & {"land", "neighbours", "city-boundary"}
    assert "spatial-structure/core" in tokens or "spatial-structure/core_part" in tokens


def test_dashes_softness_and_trays_are_explained_if_they_occur():
    words = words_of(plan(subject("transport"), "A3", TODAY))
    assert {"规划", "争取中", "大致位置（边线模糊）", "框内：只知所在镇街"} <= set(words)
    built = words_of(plan(subject("transport", statuses=("built",)), "A3", TODAY))
    assert not {"规划", "争取中", "研究中"} & set(built)


def test_what_has_no_name_is_not_named_even_when_selected():
    about = replace(subject("ecology"), selected="res-jiudian-unnamed")
    planned = plan(about, "A3", TODAY)
    assert "res-jiudian-unnamed" in {one.id for one in planned.content}
    assert "res-jiudian-unnamed" not in {label.drawn.id for label in labels_of(about, planned)}


def test_the_selected_feature_is_marked_and_named():
    about = replace(subject("transport"), selected="tp-metro-14")
    planned = plan(about, "A4", TODAY)
    assert any(word.startswith("选中：") and "14" in word for word in words_of(planned))
    labels = labels_of(about, planned)
    assert any(label.drawn.id == "tp-metro-14" for label in labels)


def test_the_page_s_theme_comes_first_and_the_base_last():
    groups = plan(subject("ecology"), "A3", TODAY).groups
    heads = [group[0].text for group in groups]
    assert heads[0] == "生态红线与保护地"
    assert heads.index(vocabulary().theme[BASE_THEME].text.zh) == len(heads) - 2


@pytest.mark.parametrize("size", SIZES)
def test_the_longest_legend_is_legible(size):
    planned = plan(replace(subject("structure"), selection=everything()), size, TODAY)
    assert len(legend_of(planned)) > 70
    assert planned.legend.size >= 1.76  # 5 points
    box = planned.panels.legend
    for row in planned.legend.rows:
        assert box.bottom <= row.middle <= box.top
        for line in row.lines:
            assert row.left + width_of(line, planned.legend.size) <= box.right


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("page", ["structure", "transport", "industry", "fig1"])
def test_no_name_lies_over_another_or_leaves_the_map(page, lang):
    about = subject(page, lang)
    planned = plan(about, "A3", TODAY)
    labels = labels_of(about, planned)
    boxes = [label.box for label in labels]
    boxes += [tray.box(planned.layout.pixel) for tray in trays_of(about, planned)]
    assert len(labels) > 15
    assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
    room = planned.window.box
    for label in labels:
        assert room.left < label.box.left and label.box.right < room.right
        assert room.bottom < label.box.bottom and label.box.top < room.top
        # the measured width is that of the text
        assert width_of(label.text, label.size) < label.box.width


def test_every_town_is_named():
    about = subject("structure")
    named = {label.drawn.id for label in labels_of(about, plan(about, "A3", TODAY))}
    assert set(store().frames["townships"]["id"]) <= named


def test_trays_do_not_overlap():
    crowd = replace(subject("structure"), selection=everything())
    planned = plan(crowd, "A3", TODAY)
    boxes = [tray.box(planned.layout.pixel) for tray in trays_of(crowd, planned)]
    assert len(boxes) > 12
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))


@pytest.mark.parametrize("size", SIZES)
def test_trays_avoid_the_city_centre_and_located_symbols(size):
    about = subject("structure")
    planned = plan(about, size, TODAY)
    centre = centre_box(about.store, planned.window)
    crowded = max(trays_of(about, planned), key=lambda tray: len(tray.signs))
    assert len(crowded.signs) > 4
    centre_on_paper = shapely.box(centre.left, centre.bottom, centre.right, centre.top)
    for tray in trays_of(about, planned):
        box = tray.box(planned.layout.pixel)
        ground = shapely.box(box.left, box.bottom, box.right, box.top)
        assert ground.intersection(centre_on_paper).area <= 0.02 * centre_on_paper.area
        for one in planned.content:
            if one.look["shape"] == "point" and not one.by_town:
                assert not ground.intersects(one.shape), one.id


@pytest.mark.parametrize(("size", "lang"), [("A3", "zh"), ("A4", "zh"), ("A4", "en")])
def test_the_core_and_its_parts_are_named(size, lang):
    about = subject("structure", lang)
    named = {label.drawn.id for label in labels_of(about, plan(about, size, TODAY))}
    frame = store().frames["spatial-structure"]
    assert set(frame.loc[frame["kind"].isin(["core", "core_part"]), "id"]) <= named


@pytest.mark.parametrize(
    ("page", "size", "lang"),
    [
        *(("overview", "A4", "en"), ("workbench", "A3", "en"), ("fig1", "A4", "en")),
        *(("fig1", "A3", "zh"), ("fig4", "A4", "zh"), ("structure", "A4", "zh")),
    ],
)
def test_the_name_of_an_area_is_not_nearer_to_another_of_its_kind(page, size, lang):
    about = subject(page, lang)
    areas = [
        (label.drawn, shapely.Point(label.box.middle), label.text)
        for label in labels_of(about, plan(about, size, TODAY))
        if label.drawn.look["shape"] == "area"
    ]
    assert len(areas) > 15
    assert not [
        text
        for one, at, text in areas
        for other, *_ in areas
        if (other.layer, other.category) == (one.layer, one.category)
        and other.shape.distance(at) < one.shape.distance(at)
    ]


def test_no_name_lies_over_an_arrowhead():
    about = subject("fig1")
    planned = plan(about, "A3", TODAY)
    pixel = planned.layout.pixel
    heads = [
        Box.round(head)
        for one in planned.content
        if one.layer.id == "openness" and one.look["shape"] == "line"
        for head in arrowheads(one.shape, one.look["arrow"], pixel)
    ]
    assert len(heads) > 15
    labels = labels_of(about, planned)
    assert not [(h, one.text) for h in heads for one in labels if one.box.meets(h)]


def test_the_sheet_s_legend_is_in_order_of_rank():
    listed = [
        entry.token.split("/")[1]
        for group in plan(subject("transport"), "A3", TODAY).groups
        for entry in group
        if entry.token.startswith("transport-projects/")
    ]
    ranked = ["hsr", "metro", "expressway", "national_road", "provincial_road", "county_road"]
    assert [kind for kind in listed if kind in (*ranked, "bus_hub")] == [*ranked, "bus_hub"]


# ---- graticule and locator -----------------------------------------------------------------------


def test_graticule_labels_are_correct():
    view = plan(subject("structure"), "A3", TODAY).window
    found = ticks(view)
    assert {tick.side for tick in found} == {"top", "bottom", "left", "right"}
    for tick in found:
        metres = (np.array([tick.x, tick.y]) - view.box.middle) * view.scale / 1000 + view.middle
        place = to_degrees(shapely.Point(metres))
        told = place.x if tick.side in ("top", "bottom") else place.y
        assert told * 3600 == pytest.approx(tick.seconds, abs=0.5)
    assert step(view) == 600


@pytest.mark.parametrize(
    ("seconds", "text"), [(431_400, "119°50′"), (432_000, "120°00′"), (431_430, "119°50′30″")]
)
def test_degrees_are_written_with_minutes(seconds, text):
    assert degrees_text(seconds) == text


def test_the_locator_shows_the_city_and_the_map_extent():
    for bounds in ((119.9, 36.7, 120.0, 36.8), (118.6, 35.5, 121.7, 37.9)):
        about = replace(subject("structure"), bounds=bounds)
        planned = plan(about, "A4", TODAY)
        view = locator_window(about, planned.window, planned.panels.locator)
        city = to_metres(shapely.union_all(store().frames["city-boundary"].geometry.values))
        assert shapely.box(*view.bounds).covers(city)
        assert shapely.box(*view.bounds).buffer(1).covers(shapely.box(*planned.window.bounds))
