import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box

from atlas.core.paths import GEODATA, SOURCES
from atlas.layers.layer_files import read_layer
from atlas.spatial import construction
from atlas.spatial.crs import to_metres

# metres in a square of 100 km, on a grid so that points are apart or the same
metres = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(
    lambda p: (p[0] * 100.0, p[1] * 100.0)
)
paths = st.lists(metres, min_size=3, max_size=8, unique=True)


@given(paths)
def test_a_smooth_line_passes_its_control_points(points):
    smooth = construction.smooth_line(LineString(points))
    curve = shapely.get_coordinates(smooth)
    assert len(curve) == (len(points) - 1) * construction.STEPS + 1
    assert np.allclose(curve[:: construction.STEPS], points, atol=1e-6)


def test_a_smooth_line_has_no_sharp_corner_at_its_points():
    zigzag = LineString([(0, 0), (1000, 800), (2500, 300), (3000, 1500), (6000, 1000)])
    curve = shapely.get_coordinates(construction.smooth_line(zigzag, steps=200))
    at = np.arange(200, len(curve) - 1, 200)
    before, after = curve[at] - curve[at - 1], curve[at + 1] - curve[at]
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    assert ((before * after).sum(axis=1) / lengths > 0.99).all()


def test_a_straight_line_stays_straight():
    smooth = construction.smooth_line(LineString([(0, 0), (1, 1), (3, 3), (10, 10)]))
    assert smooth.hausdorff_distance(LineString([(0, 0), (10, 10)])) < 1e-9
    assert construction.smooth_line(LineString([(0, 0), (5, 0)])).coords[:] == [(0, 0), (5, 0)]


def test_repeated_points_do_no_harm():
    smooth = construction.smooth_line(LineString([(0, 0), (0, 0), (10, 0), (10, 0), (20, 5)]))
    assert np.isfinite(shapely.get_coordinates(smooth)).all()


def test_a_smooth_area_passes_its_corners_and_keeps_its_holes():
    corners = [(0, 0), (1000, 0), (1200, 800), (300, 1100)]
    hole = [(400, 300), (700, 300), (600, 600)]
    smooth = construction.smooth_area(Polygon(corners, [hole]))
    assert smooth.is_valid
    assert len(smooth.interiors) == 1
    for corner in corners:
        assert smooth.exterior.distance(Point(corner)) < 1e-9
    for corner in hole:
        assert smooth.interiors[0].distance(Point(corner)) < 1e-9
    assert len(smooth.exterior.coords) == 4 * construction.STEPS + 1


def test_a_smooth_area_of_several_parts():
    parts = MultiPolygon([box(0, 0, 10, 10), box(100, 100, 110, 120)])
    assert len(construction.polygons(construction.smooth_area(parts))) == 2


def test_an_area_too_jagged_to_smooth_is_an_error():
    needle = Polygon([(0, 0), (1000, 0), (1000, 1), (500, 0.5), (1000, 500), (0, 1)])
    with pytest.raises(ValueError, match="smoothed outline is not valid"):
        construction.smooth_area(needle)


@given(paths, metres, metres)
def test_a_cut_line_runs_from_place_to_place(points, one, other):
    line, start, end = LineString(points), Point(one), Point(other)
    assume(line.project(start) != line.project(end))
    cut = construction.cut_line(line, start, end)
    for place, tip in ((start, cut.coords[0]), (end, cut.coords[-1])):
        assert place.distance(Point(tip)) == pytest.approx(place.distance(line), abs=1e-6)
    assert cut.length == pytest.approx(abs(line.project(start) - line.project(end)), abs=1e-6)
    assert cut.hausdorff_distance(cut.intersection(line.buffer(1e-6))) < 1e-3


def test_without_places_the_line_is_not_cut():
    line = LineString([(0, 0), (10, 0), (20, 0)])
    assert construction.cut_line(line, Point(5, 3), None).coords[:] == [(5, 0), (10, 0), (20, 0)]
    assert construction.cut_line(line, None, Point(5, 3)).coords[:] == [(0, 0), (5, 0)]


def test_two_places_at_one_point_of_the_line_are_an_error():
    with pytest.raises(ValueError, match="different points of the line"):
        construction.cut_line(LineString([(0, 0), (10, 0)]), Point(5, 1), Point(5, 9))


@given(metres, metres)
def test_a_link_joins_its_places_in_a_gentle_curve(one, other):
    assume(one != other)
    link = construction.link_curve(Point(one), Point(other))
    chord = LineString([one, other])
    assert link.coords[0] == pytest.approx(one)
    assert link.coords[-1] == pytest.approx(other)
    assert link.hausdorff_distance(chord) == pytest.approx(construction.BOW * chord.length)
    assert link.length < 1.05 * chord.length


def test_a_corridor_has_its_total_width():
    band = construction.corridor(LineString([(0, 0), (10_000, 0)]), 600)
    assert band.bounds[1] == pytest.approx(-300)
    assert band.bounds[3] == pytest.approx(300)
    assert not band.covers(Point(0, 301))


def test_clipping_follows_the_boundary():
    # the boundary bends: its corners become corners of the shape
    boundary = Polygon([(0, 0), (10, 0), (10, 5), (8, 6), (10, 7), (10, 10), (0, 10)])
    clipped = construction.clip(box(5, 2, 20, 9), boundary)
    assert (8.0, 6.0) in clipped.exterior.coords
    assert boundary.covers(clipped)


def test_clipping_leaves_slivers_out_and_keeps_parts():
    comb = MultiPolygon([box(0, 0, 10, 100), box(20, 0, 30, 100), box(40, 0, 40.1, 100)])
    parts = construction.clip(box(-5, 10, 50, 90), comb)
    assert [round(part.area) for part in construction.polygons(parts)] == [800, 800]
    line = construction.clip(LineString([(-5, 50), (50, 50)]), comb)
    assert isinstance(line, MultiLineString)
    assert [part.length for part in line.geoms] == [10, 10]


def test_a_line_cut_at_an_edge_that_it_touches_stays_one_line():
    # the line runs along the edge and into the area
    line = construction.clip(LineString([(0, 0), (5, 0), (5, 5), (5, 20)]), box(0, 0, 10, 10))
    assert isinstance(line, LineString)
    assert line.length == 15


@pytest.mark.parametrize(
    "shape", [Point(50, 50), LineString([(50, 50), (60, 60)]), box(50, 50, 60, 60)]
)
def test_clipping_to_nothing_is_an_error(shape):
    with pytest.raises(ValueError, match="nothing left"):
        construction.clip(shape, box(0, 0, 10, 10))


def test_a_point_within_stays():
    assert construction.clip(Point(5, 5), box(0, 0, 10, 10)) == Point(5, 5)


@given(paths)
def test_rounding_to_the_grid_is_valid_and_idempotent(points):
    area = Polygon([(119 + x / 1.7e5, 36 + y / 1.3e5) for x, y in points])
    assume(area.is_valid and area.area > 1e-4)
    once = construction.on_grid(area)
    assert once.is_valid
    assert np.array_equal(np.round(shapely.get_coordinates(once), 6), shapely.get_coordinates(once))
    assert construction.on_grid(once) is once
    assert once.hausdorff_distance(area) < 1e-5


def test_rounding_to_the_grid_keeps_a_coverage():
    town = Polygon([(119.93412, 36.87407), (119.9357, 36.87124), (119.93617, 36.86841)])
    assert construction.on_grid(town) is town


def test_rounding_to_the_grid_removes_repeated_points():
    line = construction.on_grid(LineString([(0, 0), (1e-8, 0), (1, 1 / 3)]))
    assert line.coords[:] == [(0, 0), (1, 0.333333)]


# ---- neighbours ----------------------------------------------------------------------------------

CITY = box(0, 0, 40_000, 40_000)
AROUND = {
    # a gap of 900 m, an overlap of 700 m, a jagged edge with both, and one that meets exactly
    "north": box(-20_000, 40_900, 60_000, 60_000),
    "east": box(39_300, 0, 60_000, 40_900),
    "south": Polygon(
        [
            (-20_000, -20_000),
            (60_000, -20_000),
            (60_000, 0),
            (30_000, -3500),
            (10_000, 2000),
            (-20_000, 0),
        ]
    ),
    "west": box(-20_000, 0, 0, 40_900),
    "far": box(70_000, 0, 90_000, 40_000),
}


def gap_around(city, shapes):
    return city.buffer(construction.MEET_M).difference(shapely.union_all([city, *shapes.values()]))


def test_neighbours_are_snapped_to_the_city_boundary():
    met = construction.meet(AROUND, CITY)
    assert set(met) == set(AROUND) - {"far"}
    assert gap_around(CITY, AROUND).area > 50e6
    assert gap_around(CITY, met).area < 1
    for name, shape in met.items():
        assert shape.is_valid, name
        assert shape.geom_type in ("Polygon", "MultiPolygon")
        assert shape.intersection(CITY).area < 1, name
        assert shape.boundary.intersection(CITY.boundary).length > 10_000, name
        # nothing is taken away but what lies over the city
        assert AROUND[name].difference(CITY).difference(shape).area < 1, name
        assert shape.difference(AROUND[name].buffer(construction.MEET_M * 2)).area < 1, name
    edge = shapely.union_all([shape.boundary.intersection(CITY.boundary) for shape in met.values()])
    assert edge.length == pytest.approx(CITY.boundary.length, abs=1)


def test_a_gap_is_given_to_the_nearest_neighbour_only():
    city, west, east = (
        box(0, 0, 10_000, 10_000),
        *(box(x, 10_400, x + 5000, 20_000) for x in (0, 5000)),
    )
    met = construction.meet({"west": west, "east": east}, city)
    assert met["west"].contains(Point(1000, 10_200))
    assert met["east"].contains(Point(9000, 10_200))
    assert not met["west"].contains(Point(9000, 10_200))
    assert met["west"].intersection(met["east"]).area < 1


def test_area_covered_by_other_neighbours_is_not_a_gap():
    city, near = box(0, 0, 10_000, 10_000), box(0, 12_000, 10_000, 20_000)
    between = box(0, 10_000, 10_000, 12_000)
    met = construction.meet({"near": near, "between": between}, city)
    assert met["near"].intersection(between).area < 1
    assert met["between"].contains(between)


def test_the_real_neighbours_meet_the_city():
    def shapes(path):
        frame = gpd.read_file(path)
        return dict(zip(frame["code"], map(to_metres, frame.geometry), strict=True))

    city = to_metres(read_layer(GEODATA / "city-boundary.geojson").geometry.iloc[0])
    known, built = shapes(SOURCES / "neighbours.geojson"), shapes(GEODATA / "neighbours.geojson")
    assert set(known) == set(built)
    assert gap_around(city, known).area > 40e6
    # the grid of the files is 0.1 m: on 300 km of edge that leaves hundreds of square metres
    assert sum(shape.intersection(city).area for shape in built.values()) < 1000
    assert gap_around(city, built).area < 100_000
    edge = shapely.union_all([shape.buffer(1) for shape in built.values()])
    met = city.boundary.intersection(edge).length / city.boundary.length
    assert met > 0.99
    for code, shape in known.items():
        if shape.distance(city) > construction.MEET_M:
            assert shape.symmetric_difference(built[code]).area < 1000, code
