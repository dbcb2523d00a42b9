"""The check of any shapes: invariants, refusals, progress."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, Polygon

from atlas.analysis.overlap import CheckError, check, overlap_check
from atlas.spatial.crs import to_degrees, to_metres
from atlas.spatial.measurement import ellipsoid_area, ellipsoid_length
from tests.support.project import store
from tests.support.squares import at, box, ground, only, raw, subjects

GEOD = Geod(a=6378137, rf=298.257222101)


# ---- buffers -------------------------------------------------------------------------------------


def test_a_buffer_widens_areas_but_not_measured_lines_and_points():
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


# three checks each, and the exact areas of buffers are tested above
@settings(max_examples=20)
@given(st.floats(0, 400), st.floats(0, 400), st.floats(5, 200), st.floats(0, 300))
@example(18.0, 8.0, 5.0, 2.220446049250313e-16)  # no width at all in metres of the plane
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
def test_an_invalid_distance_is_refused(value):
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


@settings(max_examples=20)
@given(spots, stars, stars)
def test_an_overlap_is_no_more_than_either_shape(centre, rays, others):
    report = check(subjects(star(centre, rays)), ground(star(centre, others)))
    pair = only(report)
    for share in (pair["share_subject"], pair["share_zone"]):
        assert 0 < share <= 1 + 1e-9
    assert pair["area_ha"] <= report.subjects["area_ha"].iloc[0] + 1e-9


@settings(max_examples=20)
@given(spots, stars)
def test_the_parts_of_a_partition_add_up(centre, rays):
    x, y = centre
    tiles = [box(x - 600 + i * 300, y - 600 + j * 300, 300) for i in range(4) for j in range(4)]
    report = check(subjects(star(centre, rays)), ground(*tiles), sliver_m2=0)
    for figure in ("area_ha", "area_ha_ellipsoid"):
        whole = report.subjects[figure].iloc[0]
        assert report.pairs[figure].sum() == pytest.approx(whole, rel=1e-9, abs=1e-8)
        assert getattr(report.totals[-1], figure) == pytest.approx(whole, rel=1e-9, abs=1e-8)


def geodesic(shape: shapely.Geometry) -> tuple[float, float]:
    """Return area and length by geodesics between dense vertices; edges straight in degrees."""
    fine = shapely.orient_polygons(shapely.segmentize(shape, 0.0002))
    area, around = GEOD.geometry_area_perimeter(fine)
    return abs(area), around


@given(spots, stars, st.sampled_from([1, 10, 100]))
def test_ellipsoidal_sizes_equal_those_of_geodesics(centre, rays, larger):
    shape = to_degrees(star(centre, [ray * larger for ray in rays]))  # up to 80 km wide
    area, around = geodesic(shape)
    # the area of a needle is below the precision of its coordinates
    assert ellipsoid_area(np.array([shape]))[0] == pytest.approx(area, rel=1e-8, abs=0.02)
    assert ellipsoid_length(np.array([shape.exterior]))[0] == pytest.approx(around, rel=1e-8)


def test_ellipsoidal_areas_of_the_layers_equal_those_of_geodesics():
    for layer in ("townships", "ecological-redlines"):
        shapes = np.array([shape for shape in store().frames[layer].geometry if shape is not None])
        wanted = [geodesic(shape)[0] for shape in shapes]
        np.testing.assert_allclose(ellipsoid_area(shapes), wanted, rtol=1e-8)


@pytest.mark.parametrize(
    ("width", "beyond", "relation"),
    [
        (5, 8, "overlap"),  # 180 m² and more of a shape of 25 m²
        (100, 49, "sliver"),  # 50 m² and less of a hectare
    ],
)
def test_a_sliver_is_small_relative_to_the_shape_before_its_buffer(
    width: float, beyond: float, relation: str
) -> None:
    buffer = 10.0 if width == 5 else 49.4
    report = check(
        subjects(box(0, 0, width)),
        ground(box(width + (buffer - 1 if width == 5 else beyond), -500, 1000)),
        buffer,
    )
    pair = only(report)
    assert 0 < pair["area_ha"] * 1e4 < 200
    assert pair["relation"] == relation


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


def test_an_empty_check_is_refused():
    with pytest.raises(CheckError, match="nothing to check"):
        check(subjects(), ground(box(0, 0, 1)))


@pytest.mark.parametrize(
    "shape",
    [
        Point(-60, -36),
        Point(180, 90),
        shapely.box(-120, 30, -119, 31),
        Point(89, 36),
        Point(151, 36),
        Point(120, 9),
        Point(120, 71),
    ],
)
def test_far_shapes_are_clear_and_reported_as_far(shape):
    report = check(raw(shape), ground(box(0, 0, 100), accuracy=9000), 100)
    assert (report.verdict, report.subjects["far"].tolist()) == ("clear", [True])


@pytest.mark.parametrize(
    "shape",
    [
        shapely.box(-180, -90, 180, 90),
        LineString([(120, 36), (20, 30)]),
        LineString([(120, 36), (151, 36)]),
        LineString([(120, 36), (120, 9)]),
        LineString([(120, 36), (120, 71)]),
    ],
)
def test_shapes_beyond_the_projection_are_refused(shape):
    with pytest.raises(CheckError, match="beyond the area that the projection can measure"):
        check(raw(shape), ground(box(0, 0, 100)))


@pytest.mark.parametrize("x", [math.inf, math.nan])
def test_coordinates_that_are_not_finite_are_refused(x):
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


def test_chunks_do_not_change_the_result_and_progress_is_reported(monkeypatch):
    shapes = subjects(*(box(30 * n, 0, 40) for n in range(10)), LineString(at((0, 0), (200, 9))))
    zones = ground(box(50, 0, 100), box(120, 20, 300), accuracy=30)
    whole = check(shapes, zones)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(overlap_check, "CHUNK", 4)
    parts = check(shapes, zones, progress=lambda done, total: told.append((done, total)))
    assert told == [(4, 11), (8, 11), (11, 11)]
    assert parts.pairs.equals(whole.pairs)
    assert parts.totals == whole.totals


def test_degrees_and_metres_lead_back():
    shapes = np.array([box(0, 0, 1000), LineString(at((0, 0), (1, 1))), None], dtype=object)
    again = to_metres(to_degrees(shapes))
    assert again[2] is None
    assert all(a.equals_exact(b, 1e-6) for a, b in zip(again[:2], shapes[:2], strict=True))
