import pytest
from shapely.affinity import translate
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from atlas.spatial import derived_fields
from atlas.spatial.crs import to_degrees, to_metres

# two towns of 10 km × 10 km side by side, in metres of EPSG:4549
WEST, EAST = (
    box(490_000, 4_070_000, 500_000, 4_080_000),
    box(500_000, 4_070_000, 510_000, 4_080_000),
)
CITY = to_degrees(box(490_000, 4_070_000, 510_000, 4_080_000))


@pytest.fixture(scope="module")
def towns() -> derived_fields.Towns:
    return derived_fields.Towns({"2": to_degrees(EAST), "1": to_degrees(WEST)})


def line(*points: tuple[float, float]) -> LineString:
    return to_degrees(LineString([(500_000 + x, 4_075_000 + y) for x, y in points]))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(-5000, 0), (5000, 0)], ["1", "2"]),
        # it extends 150 m into the other town: an artefact of a generalised boundary
        ([(-5000, 0), (150, 0)], ["1"]),
        ([(-5000, 0), (250, 0)], ["1", "2"]),
        # short, but a tenth of it is in the other town
        ([(-500, 0), (60, 0)], ["1", "2"]),
        # along the boundary it lies in both
        ([(0, -3000), (0, 3000)], ["1", "2"]),
        # far outside
        ([(20_000, 0), (30_000, 0)], []),
        # long outside, 300 m inside
        ([(9700, 0), (90_000, 0)], ["2"]),
    ],
)
def test_towns_of_a_line(towns, points, expected):
    assert towns.of(line(*points)) == expected


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (box(-2000, -2000, 2000, 2000), ["1", "2"]),
        (box(-3000, -2000, 20, 2000), ["1"]),
        (box(-3000, -2000, 100, 2000), ["1", "2"]),
        # the town is a small part of a large shape, but all of it lies inside
        (box(-2_000_000, -9000, 10_000, 9000), ["1", "2"]),
        (box(-20_000, -9000, -10_000, 9000), []),
    ],
)
def test_towns_of_an_area(towns, shape, expected):
    assert towns.of(to_degrees(translate(shape, 500_000, 4_075_000))) == expected


def test_towns_of_a_point_and_of_nothing(towns):
    assert towns.of(to_degrees(Point(505_000, 4_075_000))) == ["2"]
    assert towns.of(to_degrees(Point(600_000, 4_075_000))) == []
    assert towns.of(None) == []


def test_sizes_of_a_line_inside_and_outside():
    assert derived_fields.sizes(line((5000, 0), (15_000, 0)), CITY) == {
        "length_km_drawn": pytest.approx(10, abs=0.01),
        "length_km_drawn_in_city": pytest.approx(5, abs=0.01),
        "area_ha_drawn": None,
    }


def test_sizes_of_an_area_a_point_and_nothing():
    area = to_degrees(box(500_000, 4_075_000, 501_000, 4_076_000))
    assert derived_fields.sizes(area, CITY) == {
        "length_km_drawn": None,
        "length_km_drawn_in_city": None,
        "area_ha_drawn": pytest.approx(100, abs=0.1),
    }
    for shape in (Point(120, 36.8), None):
        assert set(derived_fields.sizes(shape, CITY).values()) == {None}


def test_the_label_sits_in_the_widest_part():
    # a dumb-bell: a small square, a thin bar, a large square
    small, bar, large = (
        box(0, 0, 1000, 1000),
        box(1000, 490, 9000, 510),
        box(9000, -2000, 14_000, 3000),
    )
    shape = translate(small.union(bar).union(large), 500_000, 4_075_000)
    point = to_metres(Point(derived_fields.label_point(to_degrees(shape))))
    assert point.distance(Point(511_500, 4_075_500)) < 50


def test_the_label_of_several_parts_sits_in_one_of_them():
    shape = to_degrees(
        translate(MultiPolygon([box(0, 0, 10, 10), box(500, 0, 900, 400)]), 5e5, 4e6)
    )
    assert shape.covers(Point(derived_fields.label_point(shape)))


@pytest.mark.parametrize("shape", [None, Point(120, 36), LineString([(120, 36), (121, 36)])])
def test_only_areas_have_a_label_point(shape):
    assert derived_fields.label_point(shape) is None


def test_the_nearest_node_and_its_distance_from_the_edge():
    near, far = to_degrees(Point(503_000, 4_070_500)), to_degrees(Point(520_000, 4_070_500))
    nearest = derived_fields.Nearest("hsr_station", [("far", far, 3000), ("near", near, 3000)])
    park = to_degrees(box(500_000, 4_070_000, 501_000, 4_071_000))
    assert nearest.to(park) == ("near", pytest.approx(2000, abs=0.1))
    assert nearest.to(to_degrees(box(502_000, 4_070_000, 504_000, 4_071_000))) == ("near", 0.0)
    assert nearest.to(None) is None
    # ± 5 km: the root of 3² + 4²
    fields = {"near_station": "near", "near_station_km_min": 0.0, "near_station_km_max": 7.0}
    assert nearest.fields(translate(park, -0.00001), 4000) == {**fields, "near_station_km_max": 8.0}
    assert nearest.fields(translate(park, 0.00001), 4000) == fields
    nothing = dict.fromkeys(fields)
    assert nearest.fields(None, None) == nothing
    assert derived_fields.Nearest("hsr_station", []).fields(park, 4000) == nothing


def test_of_two_equally_near_nodes_the_first_id_wins():
    spot = Polygon(to_degrees(box(500_000, 4_070_000, 501_000, 4_071_000)).exterior)
    twin = to_degrees(Point(503_000, 4_070_500))
    nodes = [("b", twin, 100), ("a", twin, 100)]
    assert derived_fields.Nearest("airport", nodes).to(spot) == ("a", pytest.approx(2000, abs=0.1))
