"""Overlaps compared with independent computations: shared edges, long edges, consistent figures.

The zones are those of ``data/ecological-redlines-2026-11.geojson``, to which the results in
``data/planners-files`` refer.
"""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from atlas.analysis.land_extract import extract
from atlas.analysis.overlap import check, chosen, zones
from atlas.analysis.town_profile import profile
from atlas.readers.file_reader import read_planners_file
from atlas.spatial.crs import from_wgs84, in_pieces, shapes_to_wgs84
from atlas.spatial.measurement import plane_area
from atlas.store.store import Store
from tests.support.project import store
from tests.support.squares import raw

DATA = Path(__file__).parents[1] / "data"
CASES = DATA / "planners-files"
ANSWERS = json.loads((CASES / "answers.json").read_text("utf-8"))
RED_LINES = "ecological-redlines"


@cache
def frozen() -> Store:
    """Return the store with the red lines for which the expected results were computed."""
    frame = gpd.read_file(DATA / "ecological-redlines-2026-11.geojson")
    assert set(frame["id"]) == set(store().frames[RED_LINES]["id"])
    own = store().frames[RED_LINES]
    there = frame.set_index("id").geometry.reindex(own["id"]).to_numpy()
    changed = own.set_geometry(gpd.GeoSeries(there, index=own.index, crs=4326))
    return replace(store(), frames={**store().frames, RED_LINES: changed})


def overlap_ha(frame: gpd.GeoDataFrame, zone: str) -> tuple[float, float]:
    """Return the overlap of a frame with a zone in EPSG:4549 and on the ellipsoid, in hectares."""
    [pair] = check(frame, zones(frozen(), [zone])).pairs.to_dict("records")
    assert pair["relation"] == "overlap"
    return round(pair["area_ha"], 4), round(pair["area_ha_ellipsoid"], 4)


# ---- the cases -----------------------------------------------------------------------------------


def test_the_parcel_at_yunshan_has_the_known_overlap():
    frame = gpd.read_file(CASES / "readme.zip").assign(name="P")
    assert frame.crs is not None
    assert frame.crs.is_projected
    assert overlap_ha(frame, "eco-yunshan") == (23.8302, 23.8300)


def test_the_parcel_across_the_river_overlaps_though_its_corners_do_not():
    with (CASES / "corners_across.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))[1:]
    # X is northing
    corners = [(float(east), float(north)) for _, north, east in rows]
    parcel = gpd.GeoDataFrame({"name": ["a"]}, geometry=[Polygon(corners)], crs=4549)
    # the zone's edges are straight in degrees, which adds half a square metre in the plane
    wanted = (21.6287, 21.6286)
    assert overlap_ha(parcel, ANSWERS["corners_across.csv"]["zone"]) == wanted
    points = gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapely.points(corners), crs=4549)
    assert check(points, zones(frozen(), ["eco-river-dagu"])).of("overlap").empty


def test_parcels_that_share_an_edge_with_a_zone_touch_it():
    drawing = read_planners_file("a.geojson", (CASES / "shared_edge.geojson").read_bytes())
    report = check(drawing.frame, zones(frozen(), ["eco-river-beijiaolai"]))
    assert set(report.pairs["relation"]) == {"touching"}
    assert len(report.pairs) == len(drawing.frame)
    assert (report.pairs["area_ha"] * 10_000 < 1e-3).all()
    assert report.pairs["difference_ppm"].isna().all()
    assert report.verdict != "conflict"


# ---- shared edges --------------------------------------------------------------------------------

#: azimuth of an edge, in degrees
courses = st.floats(0, 360)
#: positions of vertices along an edge
nodes = st.lists(st.floats(0.001, 0.999), max_size=30)


def neighbours(start: np.ndarray, end: np.ndarray, one: list[float], other: list[float]) -> tuple:
    """Return two areas on either side of an edge, each with its own vertices on it."""
    across = np.array([start[1] - end[1], end[0] - start[0]]) / 40
    sides = []
    for side, shares in ((across, one), (-across, other)):
        edge = [start + (end - start) * share for share in (0, *sorted(shares), 1)]
        sides.append(Polygon([*edge, end + side, start + side]))
    return tuple(sides)


def placed(shape: Polygon, epsg: int) -> gpd.GeoDataFrame:
    """Return a shape as read from a planner's file in a system."""
    name = f"urn:ogc:def:crs:EPSG::{epsg}"
    file = json.loads(gpd.GeoSeries([shape]).to_json(drop_id=True))
    file["crs"] = {"type": "name", "properties": {"name": name}}
    frame = read_planners_file("a.geojson", json.dumps(file).encode()).frame
    assert frame is not None
    return frame


def as_zone(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    known = {"id": "z", "group": "reserves", "accuracy_m": 0.0, "conflict": True}
    return frame.assign(**known, unchecked=None)


def assert_touching(subject: gpd.GeoDataFrame, zone: gpd.GeoDataFrame) -> None:
    report = check(subject, as_zone(zone))
    assert report.pairs["relation"].tolist() == ["touching"]
    assert report.pairs["area_ha"].iloc[0] * 10_000 <= 1
    assert report.verdict == "clear"


@settings(max_examples=40, deadline=None)
@given(courses, nodes, nodes)
@example(0.0, [], [k / 300 for k in range(1, 300)])
def test_an_edge_shared_in_degrees_only_touches(course, one, other):
    half = 0.25 * np.array([np.cos(np.radians(course)), np.sin(np.radians(course))])
    middle = np.array([119.95, 36.78])
    first, second = neighbours(middle - half, middle + half, one, other)  # some 50 km
    assert_touching(raw(first), raw(second))


@pytest.mark.parametrize("epsg", [4549, 4548, 4528, 32650])
@settings(max_examples=10, deadline=None)
@given(courses, nodes, nodes)
@example(0.0, [], [k / 3000 for k in range(1, 3000)])
@example(180.0, [k / 3000 for k in range(1, 3000)], [])
@example(0.0, [0.5], [1 / 3])
def test_an_edge_shared_in_a_plane_only_touches(epsg, course, one, other):
    [middle] = gpd.GeoSeries.from_xy([119.95], [36.78], crs=4326).to_crs(epsg)
    half = 25_000 * np.array([np.cos(np.radians(course)), np.sin(np.radians(course))])
    centre = np.array([middle.x, middle.y])
    first, second = neighbours(centre - half, centre + half, one, other)
    assert_touching(placed(first, epsg), placed(second, epsg))


def test_a_strip_of_a_centimetre_is_an_overlap_and_a_millimetre_is_not():
    zone = raw(shapely.box(120, 36.7, 120.1, 36.8))
    degree = 1 / 111_000  # of latitude, a metre
    for metres, relation in ((0.001, "touching"), (0.05, "overlap")):
        above = raw(shapely.box(120, 36.8 - metres * degree, 120.1, 36.9))
        pairs = check(above, as_zone(zone)).pairs
        assert pairs["area_ha"].iloc[0] * 10_000 == pytest.approx(8_930 * metres, rel=0.02)
        assert pairs["relation"].tolist() == [relation]
    own = raw(shapely.box(120, 36.75, 120.000001, 36.750001))  # 0.01 m², but all of it
    assert check(own, as_zone(zone)).pairs["relation"].tolist() == ["overlap"]


# ---- long edges ----------------------------------------------------------------------------------

corners = st.lists(
    st.tuples(st.floats(119.6, 120.3), st.floats(36.4, 37.1)), min_size=3, max_size=3
)


def by_chords(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape (degrees) in EPSG:4549, with chords of at most 5 m."""
    fine = shapely.segmentize(shape, 0.00005)
    return shapely.transform(fine, lambda points: from_wgs84(points, "cm120"))


@settings(max_examples=15, deadline=None)
@given(corners, corners)
def test_overlaps_of_long_edges_equal_those_of_short_chords(first, second):
    one, other = Polygon(first), Polygon(second)
    if one.area < 1e-3 or other.area < 1e-3 or one.intersection(other).area < 1e-4:
        return
    [pair] = check(raw(one), as_zone(raw(other))).pairs.to_dict("records")
    wanted = by_chords(one).intersection(by_chords(other)).area
    assert pair["area_ha"] * 10_000 == pytest.approx(wanted, abs=0.1)


def test_an_edge_is_straight_in_the_system_of_its_file():
    # 50 km from west to east in metres: straight in degrees, the edge would be 37 m off
    square = shapely.box(470_000, 4_060_000, 520_000, 4_110_000)
    report = check(placed(square, 4549), as_zone(raw(shapely.box(119, 36, 121, 38))))
    assert report.pairs["area_ha"].iloc[0] == pytest.approx(square.area / 1e4, abs=1e-4)
    direct = gpd.GeoDataFrame({"name": ["a"]}, geometry=[square], crs=4549)
    assert check(direct, as_zone(direct)).pairs["area_ha"].iloc[0] == pytest.approx(
        square.area / 1e4, abs=1e-4
    )


def test_densifying_edges_does_not_change_shapes():
    bow = Polygon([(0, 0), (900, 900), (900, 0), (0, 900)])
    ring = shapely.box(0, 0, 90, 90).difference(shapely.box(9, 9, 20, 20))
    parts = [
        *(None, Polygon(), shapely.Point(1, 2), LineString([(0, 0), (900, 0)]), bow),
        *(
            shapely.MultiPolygon([ring, bow]),
            shapely.GeometryCollection([shapely.Point(0, 0), bow]),
        ),
        # shapes without extent are left for the repair
        *(LineString([(1, 1), (1, 1)]), Polygon([(1, 1)] * 4)),
    ]
    shapes = np.array([*parts, None], dtype=object)[:-1]
    found = in_pieces(shapes, 25)
    assert shapely.get_type_id(found).tolist() == shapely.get_type_id(shapes).tolist()
    assert shapely.length(found) == pytest.approx(shapely.length(shapes), nan_ok=True)
    assert shapely.area(found) == pytest.approx(shapely.area(shapes), abs=1e-6, nan_ok=True)
    assert not found[4].is_valid
    # a vertex at 0, 0 adds no more points than others
    wild = np.array([LineString([(0, 0), (4e7, 4e6)]), LineString([(5e5, 4e6), (5.5e5, 4e6)])])
    assert shapely.get_num_coordinates(shapes_to_wgs84(wild, "cm120")).tolist() == [40_001, 2_001]


# ---- one figure everywhere -----------------------------------------------------------------------


@settings(max_examples=6, deadline=None)
@given(corners)
@example([(119.7, 36.5), (120.27, 36.55), (120.1, 37.0)])
def test_extract_and_check_give_the_same_figures(points):
    shape = Polygon(points)
    if shape.area < 1e-6:
        return
    report = check(raw(shape), zones(frozen(), [RED_LINES]))
    made = extract(frozen(), shape)
    found = {
        finding.feature: finding.overlap.size
        for topic in made.topics
        if topic.layer == RED_LINES
        for finding in topic.findings
        if finding.overlap and finding.overlap.shape == "area" and finding.overlap.size
    }
    pairs = report.pairs[report.pairs["area_ha"] > 0]
    checked = dict(
        zip(report.zones["id"].to_numpy()[pairs["zone"]], pairs["area_ha_ellipsoid"], strict=True)
    )
    assert found == pytest.approx(checked, rel=1e-12)
    assert made.subject.size == pytest.approx(
        report.subjects["area_ha_ellipsoid"].iloc[0], rel=1e-12
    )


def test_a_line_has_the_same_length_in_extract_check_and_town_profile():
    name = "tp-metro-14"
    subject = chosen(store(), [name])
    report = check(subject, zones(store(), ["towns"]))
    found = {part.town: part.size for part in extract(store(), name).parts if part.town}
    towns = {
        store().records[report.zones["id"].iloc[pair["zone"]]]["code"]: pair["length_m_ellipsoid"]
        for pair in report.pairs.to_dict("records")
        if pair["length_m"] >= 1
    }
    assert found == pytest.approx({code: metres / 1000 for code, metres in towns.items()})
    for code, metres in towns.items():
        lengths = {line.feature: line.km for line in profile(store(), code).lines}
        if name in lengths:
            assert lengths[name] == pytest.approx(metres / 1000, rel=1e-12)


def test_a_zone_has_the_same_share_of_a_town_in_check_and_profile():
    report = check(chosen(store(), ["eco-dazeshan-reserve"]), zones(store(), ["towns"]))
    for pair in report.pairs.to_dict("records"):
        code = store().records[report.zones["id"].iloc[pair["zone"]]]["code"]
        for zone in profile(store(), code).zones:
            if zone.feature == "eco-dazeshan-reserve":
                assert zone.ha == pytest.approx(pair["area_ha_ellipsoid"], rel=1e-12)
                assert zone.share == pytest.approx(pair["share_zone"], rel=1e-12)


@given(corners)
def test_the_area_in_the_plane_does_not_depend_on_winding_or_start(points):
    shape = Polygon(points)
    turned = Polygon([*points[1:], points[0]]).reverse()
    one, other = plane_area(np.array([shape, turned]))
    assert one == pytest.approx(other, abs=1e-3)
