"""The overlap check: exact on squares of known size, and properties of any shapes."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point

from atlas.analysis.overlap import check
from atlas.spatial.crs import to_metres
from tests.support.squares import at, box, ground, only, subjects

# ---- areas ---------------------------------------------------------------------------------------


def test_a_square_half_in_a_zone_is_measured_exactly():
    report = check(subjects(box(0, 0, 100)), ground(box(50, 0, 100)))
    pair = only(report)
    assert (report.verdict, pair["relation"]) == ("conflict", "overlap")
    assert pair["area_ha"] == pytest.approx(0.5, abs=1e-9)
    assert pair["share_subject"] == pytest.approx(0.5, abs=1e-7)
    assert pair["share_zone"] == pytest.approx(0.5, abs=1e-7)
    # 20 km from the central meridian, the plane enlarges areas by x²/R²
    assert pair["difference_ppm"] == pytest.approx((19_900 / 6_371_000) ** 2 * 1e6, rel=0.02)
    assert pair["area_ha_ellipsoid"] == pytest.approx(0.5 / (1 + pair["difference_ppm"] / 1e6))
    [drawn] = to_metres(np.array([pair["geometry"]]))
    assert drawn.symmetric_difference(box(50, 0, 50, 100)).area < 1e-3
    assert report.subjects["area_ha"].tolist() == pytest.approx([1.0])


def test_a_hole_and_the_parts_of_a_zone_count():
    ring = box(0, 0, 300).difference(box(100, 100, 100))
    zone = MultiPolygon([ring, box(500, 0, 100)])
    inside, across, second = box(120, 120, 50), box(50, 100, 100), box(520, 20, 50)
    report = check(subjects(inside, across, second), ground(zone))
    assert report.subjects["verdict"].tolist() == ["clear", "conflict", "conflict"]
    assert report.pairs["area_ha"].tolist() == pytest.approx([0.5, 0.25])


def test_shapes_that_touch_have_no_area_in_common():
    touching = subjects(box(-100, 0, 100), box(100, 100, 50))
    report = check(touching, ground(box(0, 0, 100)))
    assert report.verdict == "clear"
    assert report.pairs["relation"].tolist() == ["touching", "touching"]
    assert report.pairs["area_ha"].tolist() == pytest.approx([0, 0], abs=1e-8)
    near = check(touching, ground(box(0, 0, 100), accuracy=50))
    assert near.verdict == "possible"
    assert near.pairs["relation"].tolist() == ["touching", "touching"]
    assert near.pairs["distance_m"].tolist() == pytest.approx([0, 0], abs=1e-6)


@pytest.mark.parametrize(
    ("shape", "relation"),
    [
        (box(-99, 0, 100, 100), "sliver"),  # 100 m² of a hectare and of the zone: 1 %, just
        (box(-99.5, 0, 100, 100), "sliver"),
        (box(-97, 0, 100, 100), "overlap"),  # 300 m²
        (box(-5, 0, 10, 10), "overlap"),  # 50 m², half of the shape
    ],
)
def test_an_overlap_small_relative_to_both_shapes_is_a_sliver(shape, relation):
    big = box(0, -500, 1000)
    shape = shape if relation == "overlap" else box(-200 + 0.5, 0, 200, 200)
    report = check(subjects(shape), ground(big))
    assert only(report)["relation"] == relation
    assert report.verdict == ("conflict" if relation == "overlap" else "clear")
    assert bool(report.totals) is (relation == "overlap")


def test_the_sliver_threshold_is_configurable():
    shape, zone = subjects(box(-195, 0, 200)), ground(box(0, -500, 1000))
    assert check(shape, zone).verdict == "conflict"  # 1,000 m²
    assert check(shape, zone, sliver_m2=1001, sliver_m=0).verdict == "conflict"  # 2.5 % of it
    wide = subjects(box(-999, 0, 1000))
    assert check(wide, zone).verdict == "conflict"
    report = check(wide, zone, sliver_m2=1001)
    assert (report.verdict, only(report)["relation"]) == ("clear", "sliver")
    assert report.settings.sliver_m2 == 1001


def test_a_sliver_of_an_inaccurate_zone_cannot_be_excluded():
    report = check(subjects(box(-199.9, 0, 200)), ground(box(0, -500, 1000), accuracy=3000))
    assert (report.verdict, only(report)["relation"]) == ("possible", "sliver")


# ---- lines and points ----------------------------------------------------------------------------


def test_a_line_is_measured_inside_a_zone():
    line = LineString(at((-100, 50), (300, 50)))
    report = check(subjects(line), ground(box(0, 0, 100)))
    pair = only(report)
    assert pair["length_m"] == pytest.approx(100, abs=1e-6)
    assert pair["length_m_ellipsoid"] == pytest.approx(100 / (1 + pair["difference_ppm"] / 1e6))
    assert pair["share_subject"] == pytest.approx(0.25)
    assert math.isnan(pair["share_zone"])
    assert (pair["area_ha"], pair["points"]) == (0, 0)


def test_a_line_that_turns_back_or_crosses_itself_counts_once():
    there_and_back = LineString(at((-100, 50), (300, 50), (-100, 50)))
    pair = only(check(subjects(there_and_back), ground(box(0, 0, 100))))
    assert pair["length_m"] == pytest.approx(100, abs=1e-6)
    assert pair["share_subject"] == pytest.approx(0.25)


def test_a_line_that_ends_at_or_just_touches_a_zone_is_no_conflict():
    zone = ground(box(0, 0, 100))
    ending = check(subjects(LineString(at((-100, 50), (0, 0)))), zone)
    assert (only(ending)["relation"], ending.verdict) == ("touching", "clear")
    nicking = subjects(LineString(at((-995, 0), (5, 5), (1005, 0))))
    shaved = ground(box(0, -95, 100))  # 5 m below the line's bend
    assert check(nicking, shaved).pairs["relation"].tolist() == ["overlap"]
    short = subjects(LineString(at((-1000, 50), (4, 50))))
    report = check(short, zone)
    assert (only(report)["relation"], report.verdict) == ("sliver", "clear")
    assert only(check(short, zone, sliver_m=3))["relation"] == "overlap"


def test_points_are_counted():
    points = MultiPoint(at((10, 10), (20, 20), (20, 20), (500, 0)))
    report = check(
        subjects(points, Point(at((0, 0))[0]), Point(at((-1, 0))[0])), ground(box(0, 0, 100))
    )
    assert report.pairs["points"].tolist() == [2, 1]
    assert report.pairs["share_subject"].tolist() == pytest.approx([2 / 3, 1])
    assert report.subjects["verdict"].tolist() == ["conflict", "conflict", "clear"]
    assert report.totals[-1].points == 3


def test_a_mixed_shape_is_measured_kind_by_kind():
    parts = [box(50, 0, 100), LineString(at((-50, 20), (20, 20))), Point(at((5, 5))[0])]
    nested = shapely.GeometryCollection([parts[0], shapely.GeometryCollection(parts[1:])])
    pair = only(check(subjects(nested), ground(box(0, 0, 100))))
    assert pair["area_ha"] == pytest.approx(0.5)
    assert pair["length_m"] == pytest.approx(20)
    assert pair["points"] == 1
    kinds = {part.geom_type for part in pair["geometry"].geoms}
    assert kinds == {"Polygon", "LineString", "Point"}


def test_zones_may_be_lines_and_points():
    river = LineString(at((-100, 50), (400, 50)))
    well = MultiPoint(at((10, 10), (900, 900)))
    crossing = LineString(at((200, 0), (200, 100)))
    report = check(subjects(box(0, 0, 100), crossing), ground(river, well))
    area_river, area_well, line_river = report.pairs.to_dict("records")
    assert area_river["length_m"] == pytest.approx(100)
    assert area_river["share_zone"] == pytest.approx(0.2)
    assert (area_well["points"], area_well["share_zone"]) == (1, 0.5)
    assert (line_river["points"], line_river["relation"]) == (1, "overlap")
    along = check(
        subjects(LineString(at((0, 50), (50, 50)))),
        ground(LineString(at((0, 50), (50, 50), (90, 9)))),
    )
    assert only(along)["length_m"] == pytest.approx(50)
    assert only(along)["points"] == 0


# ---- how sure it is ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone_m", "own_m", "verdict"),
    [
        (0, 0, "clear"),
        (99, 0, "clear"),
        (101, 0, "possible"),
        (60, 79, "clear"),
        (60, 81, "possible"),
    ],
)
def test_a_zone_within_the_accuracy_of_both_cannot_be_excluded(zone_m, own_m, verdict):
    report = check(
        subjects(box(0, 0, 10)), ground(box(110, 0, 10), accuracy=zone_m), accuracy_m=[own_m]
    )
    assert report.verdict == verdict
    if verdict == "possible":
        pair = only(report)
        assert pair["distance_m"] == pytest.approx(100)
        assert (pair["relation"], pair["geometry"]) == ("near", None)


def test_informational_zones_never_conflict():
    report = check(
        subjects(box(0, 0, 100)), ground(box(-10, -10, 500), accuracy=100, conflict=False)
    )
    assert report.verdict == "clear"
    assert only(report)["relation"] == "overlap"
    assert report.totals == ()
    assert len(report.of("overlap", conflict=False)) == 1
    assert report.of("overlap").empty


def test_undrawn_zones_are_not_compared():
    report = check(subjects(box(0, 0, 100)), ground(None, box(50, 0, 100), accuracy=5000))
    assert report.pairs["zone"].tolist() == [1]


# ---- totals --------------------------------------------------------------------------------------


def test_overlaps_count_once_in_a_total():
    zones = ground(box(0, 0, 100), box(50, 0, 100))
    shapes = subjects(box(0, 0, 200), box(0, 0, 75, 200), LineString(at((-5, 5), (200, 5))))
    report = check(shapes, zones.assign(group=["reserves", "reserves"]))
    [group, whole] = report.totals
    assert (group.group, whole.group) == ("reserves", "")
    assert group.area_ha == whole.area_ha == pytest.approx(1.5)
    assert group.length_m == pytest.approx(150)
    assert (group.subjects, group.zones) == (3, 2)
    assert [total.area_ha for total in report.zone_totals.values()] == pytest.approx([1, 1])
    assert list(report.zone_totals) == ["s0", "s1"]
    apart = check(shapes, zones.assign(group=["reserves", "towns"]))
    assert [total.area_ha for total in apart.totals] == pytest.approx([1, 1, 1.5])


def test_the_map_draws_the_compared_shapes():
    zones = ground(box(0, 0, 100), box(50, 0, 100))
    own = box(40, 0, 200, 50)
    plain = check(subjects(own), zones)
    # the union of both zones, in the subject
    wanted = own.intersection(box(0, 0, 150, 100))
    assert to_metres(plain.common).symmetric_difference(wanted).area < 0.01
    assert plain.widened is None
    wide = check(subjects(own), zones, 10)
    inside = shapely.Polygon(to_metres(wide.widened))
    assert inside.symmetric_difference(own.buffer(10)).area < 0.001 * own.buffer(10).area
    assert check(subjects(box(900, 900, 10)), zones).common is None
