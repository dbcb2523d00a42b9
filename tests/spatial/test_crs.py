"""Coordinate systems, lengths and areas, against independent implementations and known values."""

from __future__ import annotations

import math

import numpy as np
import prcoords
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry import LineString, Point, box

from atlas.spatial.crs import from_wgs84, proposals, systems, to_degrees, to_metres, to_wgs84
from atlas.spatial.measurement import area_ha, length_km

lons, lats = st.floats(119, 121), st.floats(36, 38)
each = pytest.mark.parametrize("system", systems())
#: around Pingdu, in degrees
AREA = (119.2, 36.2, 120.6, 37.3)
CENTRE = np.array([[119.95, 36.78]])


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Return the metres between two points in degrees, on the ellipsoid."""
    return abs(Geod(ellps="WGS84").inv(*a[0], *b[0])[2])


def gauss_kruger(lon: float, lat: float, central: float) -> tuple[float, float]:
    """Return easting and northing by the textbook series on CGCS2000's ellipsoid, to order six.

    Independent of PROJ; accurate to a millimetre within two degrees of the central meridian.
    """
    a, f = 6378137.0, 1 / 298.257222101
    e2 = 2 * f - f * f
    second = e2 / (1 - e2)
    phi, far = math.radians(lat), math.radians(lon - central)
    arc, steps = 0.0, 20_000
    for k in range(steps):  # the meridian's length by the midpoint rule
        at = phi * (k + 0.5) / steps
        arc += a * (1 - e2) / (1 - e2 * math.sin(at) ** 2) ** 1.5 * phi / steps
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, eta = math.tan(phi), second * math.cos(phi) ** 2
    m = far * math.cos(phi)
    north = arc + n * t * (
        m**2 / 2
        + (5 - t**2 + 9 * eta + 4 * eta**2) * m**4 / 24
        + (61 - 58 * t**2 + t**4) * m**6 / 720
    )
    east = n * (
        m
        + (1 - t**2 + eta) * m**3 / 6
        + (5 - 18 * t**2 + t**4 + 14 * eta - 58 * eta * t**2) * m**5 / 120
    )
    return 500_000 + east, north


@pytest.mark.parametrize(
    ("system", "central", "prefix"),
    [
        *[("cm117", 117, 0), ("cm120", 120, 0), ("cm123", 123, 0)],
        *[("zone39", 117, 39e6), ("zone40", 120, 40e6), ("zone41", 123, 41e6)],
    ],
)
def test_projected_metres_are_those_of_the_textbook(system, central, prefix):
    for lon, lat in ((central - 1.4, 36.3), (central + 0.2, 36.8), (central + 1.1, 37.2)):
        [found] = from_wgs84(np.array([[lon, lat]]), system)
        east, north = gauss_kruger(lon, lat, central)
        assert found == pytest.approx((prefix + east, north), abs=0.005)


@each
@given(lons, lats)
def test_a_round_trip_is_accurate_to_a_decimetre(system, lon, lat):
    point = np.array([[lon, lat]])
    assert apart(to_wgs84(from_wgs84(point, system), system), point) < 0.01


@given(lons, lats)
def test_the_shifts_are_those_of_an_independent_library(lon, lat):
    point, place = np.array([[lon, lat]]), prcoords.Coords(lat, lon)
    for system, other in (("gcj02", prcoords.wgs_gcj), ("bd09", prcoords.wgs_bd)):
        wanted = other(place)
        assert apart(from_wgs84(point, system), np.array([[wanted.lon, wanted.lat]])) < 0.01
        back = to_wgs84(np.array([[wanted.lon, wanted.lat]]), system)
        assert apart(back, point) < 0.1


def test_a_shift_is_some_hundred_metres():
    assert 100 < apart(from_wgs84(CENTRE, "gcj02"), CENTRE) < 1000
    assert 100 < apart(from_wgs84(CENTRE, "bd09"), CENTRE) < 2000


def test_invalid_longitudes_and_latitudes_are_not_shifted():
    assert np.isnan(to_wgs84(np.array([[500_000.0, 4_071_000.0]]), "gcj02")).all()


@each
@pytest.mark.parametrize("swapped", [False, True])
def test_the_system_of_coordinates_is_among_those_proposed(system, swapped):
    points = from_wgs84(np.array([[119.6, 36.6], [120.0, 36.8], [120.2, 36.5]]), system)
    found = proposals(points[:, ::-1] if swapped else points, AREA)
    assert (system, swapped, 1.0) in [(p.system, p.swapped, p.share) for p in found]
    assert [p.share for p in found] == sorted((p.share for p in found), reverse=True)


@pytest.mark.parametrize("system", ["cm117", "zone39", "cm120", "zone40", "cm123", "zone41"])
def test_metres_fit_one_system_only(system):
    points = from_wgs84(np.array([[119.6, 36.6], [120.2, 36.9]]), system)
    assert [(p.system, p.swapped) for p in proposals(points, AREA)] == [(system, False)]


def test_degrees_fit_four_systems_so_the_user_must_choose():
    found = proposals(CENTRE, AREA)
    assert {p.system for p in found} == {"wgs84", "cgcs2000", "gcj02", "bd09"}
    assert not any(p.swapped for p in found)


@each
def test_a_point_at_the_edge_of_the_area_counts_where_its_system_puts_it(system):
    west, south, _, north = AREA
    at_the_edge = [[west + step, (south + north) / 2] for step in np.linspace(-0.06, 0.06, 61)]
    points = from_wgs84(np.array(at_the_edge), system)
    [own] = [p for p in proposals(points, AREA, system) if not p.swapped]
    assert own.share == (to_wgs84(points, system)[:, 0] >= west).mean()
    assert 0.4 < own.share < 0.6


def test_no_system_is_proposed_for_places_elsewhere():
    assert proposals(np.array([[2.35, 48.85]]), AREA) == []
    assert proposals(np.array([[1e12, -1e12]]), AREA) == []


def test_the_central_meridian_is_120_east():
    moved = to_metres(Point(120, 36.8))
    assert moved.x == pytest.approx(500_000, abs=1e-6)
    # metres from the equator along the meridian: 36.8° at 111 km a degree
    assert moved.y == pytest.approx(36.8 * 110_900, rel=0.01)


@given(st.floats(118, 122), st.floats(35, 38))
def test_degrees_to_metres_and_back_is_the_identity(lon, lat):
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
