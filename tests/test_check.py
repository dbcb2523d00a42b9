"""What overlaps what: exact on squares whose size is known, true of any shapes."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon

from atlas.analysis.check import CheckError, Report, StoppedError, check, overlap
from atlas.analysis.check.measure import degrees, ellipsoid_area, ellipsoid_length, metres
from atlas.crs import to_degrees
from atlas.store import load

STORE = load()
GEOD = Geod(a=6378137, rf=298.257222101)
#: a corner in the city, in metres of EPSG:4549
X, Y = 480_000.0, 4_070_000.0


def box(x: float, y: float, width: float, height: float | None = None) -> Polygon:
    """A rectangle, metres from the corner; in EPSG:4549."""
    return shapely.box(X + x, Y + y, X + x + width, Y + y + (width if height is None else height))


def at(*points: tuple[float, float]) -> list[tuple[float, float]]:
    return [(X + x, Y + y) for x, y in points]


def subjects(*shapes: shapely.Geometry, **columns: list) -> gpd.GeoDataFrame:
    names = [f"s{number}" for number in range(len(shapes))]
    there = [shape if shape is None else to_degrees(shape) for shape in shapes]
    return gpd.GeoDataFrame({"name": names, **columns}, geometry=there, crs="EPSG:4326")


def ground(
    *shapes: shapely.Geometry | None,
    accuracy: float = 0.0,
    conflict: bool = True,
    group: str = "reserves",
) -> gpd.GeoDataFrame:
    frame = subjects(*shapes)
    frame = frame.rename(columns={"name": "id"})
    return frame.assign(
        group=group,
        accuracy_m=accuracy,
        conflict=conflict,
        unchecked=[None if shape else "undrawn" for shape in shapes],
    )


def only(report: Report) -> dict:
    """The one pair of a report."""
    assert len(report.pairs) == 1
    return report.pairs.iloc[0].to_dict()


# ---- areas ---------------------------------------------------------------------------------------


def test_a_square_half_in_a_zone_is_measured_exactly():
    report = check(subjects(box(0, 0, 100)), ground(box(50, 0, 100)))
    pair = only(report)
    assert (report.verdict, pair["relation"]) == ("conflict", "overlap")
    assert pair["area_ha"] == pytest.approx(0.5, abs=1e-9)
    assert pair["share_subject"] == pytest.approx(0.5, abs=1e-7)
    assert pair["share_zone"] == pytest.approx(0.5, abs=1e-7)
    # 20 km from the meridian the plane stretches areas by x²/R²
    assert pair["difference_ppm"] == pytest.approx((19_900 / 6_371_000) ** 2 * 1e6, rel=0.02)
    assert pair["area_ha_ellipsoid"] == pytest.approx(0.5 / (1 + pair["difference_ppm"] / 1e6))
    [drawn] = metres(np.array([pair["geometry"]]))
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
    assert report.pairs.empty
    near = check(touching, ground(box(0, 0, 100), accuracy=50))
    assert near.verdict == "possible"
    assert near.pairs["relation"].tolist() == ["near", "near"]
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
def test_what_is_small_beside_both_shapes_is_a_sliver(shape, relation):
    big = box(0, -500, 1000)
    shape = shape if relation == "overlap" else box(-200 + 0.5, 0, 200, 200)
    report = check(subjects(shape), ground(big))
    assert only(report)["relation"] == relation
    assert report.verdict == ("conflict" if relation == "overlap" else "clear")
    assert bool(report.totals) is (relation == "overlap")


def test_the_threshold_of_slivers_is_chosen():
    shape, zone = subjects(box(-195, 0, 200)), ground(box(0, -500, 1000))
    assert check(shape, zone).verdict == "conflict"  # 1,000 m²
    assert check(shape, zone, sliver_m2=1001, sliver_m=0).verdict == "conflict"  # 2.5 % of it
    wide = subjects(box(-999, 0, 1000))
    assert check(wide, zone).verdict == "conflict"
    report = check(wide, zone, sliver_m2=1001)
    assert (report.verdict, only(report)["relation"]) == ("clear", "sliver")
    assert report.settings.sliver_m2 == 1001


def test_a_sliver_of_a_zone_that_is_not_known_well_is_not_excluded():
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


def test_a_line_that_ends_at_a_zone_or_nicks_it_is_no_conflict():
    zone = ground(box(0, 0, 100))
    assert check(subjects(LineString(at((-100, 50), (0, 0)))), zone).pairs.empty
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
    [(0, 0, "clear"), (99, 0, "clear"), (101, 0, "possible"), (60, 60, "possible")],
)
def test_what_is_within_the_accuracy_of_both_is_not_excluded(zone_m, own_m, verdict):
    report = check(
        subjects(box(0, 0, 10)), ground(box(110, 0, 10), accuracy=zone_m), accuracy_m=[own_m]
    )
    assert report.verdict == verdict
    if verdict == "possible":
        pair = only(report)
        assert pair["distance_m"] == pytest.approx(100)
        assert (pair["relation"], pair["geometry"]) == ("near", None)


def test_what_is_only_told_is_never_a_conflict():
    report = check(
        subjects(box(0, 0, 100)), ground(box(-10, -10, 500), accuracy=100, conflict=False)
    )
    assert report.verdict == "clear"
    assert only(report)["relation"] == "overlap"
    assert report.totals == ()
    assert len(report.of("overlap", conflict=False)) == 1
    assert report.of("overlap").empty


def test_what_is_not_drawn_is_compared_with_nothing():
    report = check(subjects(box(0, 0, 100)), ground(None, box(50, 0, 100), accuracy=5000))
    assert report.pairs["zone"].tolist() == [1]


# ---- buffers -------------------------------------------------------------------------------------


def test_a_buffer_widens_areas_and_leaves_lines_and_points_as_they_are():
    point = check(subjects(Point(at((0, 0))[0])), ground(box(-500, -500, 1000)), 100)
    assert only(point)["area_ha"] == pytest.approx(math.pi, rel=5e-4)
    assert only(point)["points"] == 1
    line = check(subjects(LineString(at((-200, 120), (200, 120)))), ground(box(-50, 0, 100)), 50)
    assert only(line)["area_ha"] == pytest.approx(0.3)
    assert only(line)["length_m"] == 0
    shape = check(subjects(box(-140, 0, 100)), ground(box(0, -500, 1000)), 50)
    assert only(shape)["area_ha"] == pytest.approx(
        0.1 + 2 * (50**2 * math.acos(0.8) - 40 * 30) / 2 / 1e4, rel=1e-3
    )
    assert shape.subjects["area_ha"].iloc[0] == pytest.approx(1 + 2 + math.pi / 4, rel=1e-3)


@given(st.floats(0, 400), st.floats(0, 400), st.floats(5, 200), st.floats(0, 300))
def test_a_wider_buffer_overlaps_no_less(x, width, height, more):
    shape, zone = subjects(box(x, 0, width + 1, height)), ground(box(-90, -90, 100), accuracy=20)
    order = ["clear", "possible", "conflict"]
    seen = [check(shape, zone, wide) for wide in (0, more, more * 2)]
    areas = [report.pairs["area_ha"].sum() for report in seen]
    assert areas[0] <= areas[1] + 1e-6
    assert areas[1] <= areas[2] + 1e-6
    ranks = [order.index(report.verdict) for report in seen]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("value", [-1, math.nan, math.inf])
def test_a_distance_that_is_none_is_refused(value):
    shape, zone = subjects(box(0, 0, 1)), ground(box(0, 0, 1))
    for asked in ({"buffer_m": value}, {"sliver_m2": value}, {"sliver_m": value}):
        with pytest.raises(CheckError, match="zero or more"):
            check(shape, zone, **asked)


# ---- true of any shapes --------------------------------------------------------------------------

spots = st.tuples(st.floats(-40_000, 60_000), st.floats(-20_000, 30_000))
stars = st.lists(st.floats(20, 400), min_size=3, max_size=9)


def star(centre: tuple[float, float], rays: list[float]) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, len(rays), endpoint=False)
    x, y = centre
    return Polygon(at(*zip(x + np.cos(angles) * rays, y + np.sin(angles) * rays, strict=True)))


@given(spots, stars, stars)
def test_an_overlap_is_no_more_than_either_shape(centre, rays, others):
    report = check(subjects(star(centre, rays)), ground(star(centre, others)))
    pair = only(report)
    for share in (pair["share_subject"], pair["share_zone"]):
        assert 0 < share <= 1 + 1e-9
    assert pair["area_ha"] <= report.subjects["area_ha"].iloc[0] + 1e-9


@given(spots, stars)
def test_the_parts_of_a_partition_add_up(centre, rays):
    x, y = centre
    tiles = [box(x - 600 + i * 300, y - 600 + j * 300, 300) for i in range(4) for j in range(4)]
    report = check(subjects(star(centre, rays)), ground(*tiles), sliver_m2=0)
    for figure in ("area_ha", "area_ha_ellipsoid"):
        whole = report.subjects[figure].iloc[0]
        assert report.pairs[figure].sum() == pytest.approx(whole, rel=1e-7)
        assert getattr(report.totals[-1], figure) == pytest.approx(whole, rel=1e-7)


@given(spots, stars)
def test_the_ellipsoid_is_that_of_geodesics(centre, rays):
    shape = to_degrees(star(centre, rays))
    area, around = GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))
    assert ellipsoid_area(np.array([shape]))[0] == pytest.approx(abs(area), rel=1e-6)
    assert ellipsoid_length(np.array([shape.exterior]))[0] == pytest.approx(around, rel=1e-12)


def test_the_areas_of_the_layers_are_those_of_geodesics():
    for layer in ("townships", "ecological-redlines"):
        shapes = np.array([shape for shape in STORE.frames[layer].geometry if shape is not None])
        wanted = [
            abs(GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0]) for shape in shapes
        ]
        np.testing.assert_allclose(ellipsoid_area(shapes), wanted, rtol=1e-6)


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
    apart = check(shapes, zones.assign(group=["reserves", "towns"]))
    assert [total.area_ha for total in apart.totals] == pytest.approx([1, 1, 1.5])


# ---- what is refused, what does not crash --------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        (None, "no shape"),
        (Polygon(), "no shape"),
        (Polygon(at((0, 0), (100, 100), (100, 0), (0, 100))), "invalid"),
    ],
)
def test_a_shape_that_cannot_be_checked_is_named(shape, said):
    with pytest.raises(CheckError, match=f"feature 2, s1: .*{said}") as raised:
        check(subjects(box(0, 0, 1), shape), ground(box(0, 0, 1)))
    assert "第 2 个要素“s1”" in raised.value.text("zh")


def test_nothing_to_check_is_said():
    with pytest.raises(CheckError, match="nothing to check"):
        check(subjects(), ground(box(0, 0, 1)))


def raw(*shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    names = [f"s{number}" for number in range(len(shapes))]
    return gpd.GeoDataFrame({"name": names}, geometry=list(shapes), crs="EPSG:4326")


@pytest.mark.parametrize(
    "shape", [Point(-60, -36), Point(180, 90), shapely.box(-120, 30, -119, 31)]
)
def test_what_is_far_off_is_clear_and_said_to_be_far(shape):
    report = check(raw(shape), ground(box(0, 0, 100), accuracy=9000), 100)
    assert (report.verdict, report.subjects["far"].tolist()) == ("clear", [True])


@pytest.mark.parametrize(
    "shape", [shapely.box(-180, -90, 180, 90), LineString([(120, 36), (20, 30)])]
)
def test_what_reaches_round_the_world_is_refused(shape):
    with pytest.raises(CheckError, match="beyond what the projection can measure"):
        check(raw(shape), ground(box(0, 0, 100)))


@pytest.mark.parametrize("x", [math.inf, math.nan])
def test_what_is_no_number_is_refused(x):
    with pytest.raises(CheckError, match="feature 1, s0"):
        check(raw(Point(x, 36)), ground(box(0, 0, 100)))


def test_columns_of_the_file_do_not_matter():
    shapes = [box(0, 0, 100), box(500, 0, 10)]
    own = {"subject": [9, 9], "zone": [9, 9], "area_ha": ["?", "?"], "accuracy_m": [1e9, 1e9]}
    plain, odd = (
        check(frame, ground(box(50, 0, 100), accuracy=5))
        for frame in (subjects(*shapes), subjects(*shapes, **own))
    )
    assert plain.pairs.equals(odd.pairs)
    assert plain.subjects.equals(odd.subjects)


# ---- progress and stop ---------------------------------------------------------------------------


def test_chunks_change_nothing_and_progress_is_told(monkeypatch):
    shapes = subjects(*(box(30 * n, 0, 40) for n in range(10)), LineString(at((0, 0), (200, 9))))
    zones = ground(box(50, 0, 100), box(120, 20, 300), accuracy=30)
    whole = check(shapes, zones)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(overlap, "CHUNK", 4)
    parts = check(shapes, zones, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 11), (8, 11), (11, 11)]
    assert parts.pairs.equals(whole.pairs)
    assert parts.totals == whole.totals


def test_a_check_is_stopped(monkeypatch):
    monkeypatch.setattr(overlap, "CHUNK", 1)
    told: list[int] = []
    with pytest.raises(StoppedError):
        check(
            subjects(*(box(n, 0, 40) for n in range(5))),
            ground(box(50, 0, 100)),
            progress=lambda done, total: told.append(done),
            stop=lambda: len(told) == 2,
        )
    assert told == [1, 2]


def test_degrees_and_metres_lead_back():
    shapes = np.array([box(0, 0, 1000), LineString(at((0, 0), (1, 1))), None], dtype=object)
    again = metres(degrees(shapes))
    assert again[2] is None
    assert all(a.equals_exact(b, 1e-6) for a, b in zip(again[:2], shapes[:2], strict=True))
