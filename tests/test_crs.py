import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, box

from atlas.crs import area_ha, length_km, to_degrees, to_metres


def test_the_central_meridian_is_120_east():
    moved = to_metres(Point(120, 36.8))
    assert moved.x == pytest.approx(500_000, abs=1e-6)
    # metres from the equator along the meridian: 36.8° at 111 km a degree
    assert moved.y == pytest.approx(36.8 * 110_900, rel=0.01)


@given(st.floats(118, 122), st.floats(35, 38))
def test_there_and_back(lon, lat):
    back = to_degrees(to_metres(Point(lon, lat)))
    assert back.distance(Point(lon, lat)) < 1e-9


def test_length_along_the_meridian():
    # one minute of latitude is about one nautical mile
    assert length_km(LineString([(120, 36.8), (120, 36.8 + 1 / 60)])) == pytest.approx(
        1.85, abs=0.01
    )


def test_area_does_not_depend_on_winding():
    square = box(120, 36.8, 120.01, 36.81)
    assert area_ha(square) == pytest.approx(99, abs=1)
    assert area_ha(square.reverse()) == area_ha(square)
