"""Ways and their bounds: worked by hand on a few straight lines."""

from __future__ import annotations

import pytest
import shapely

from atlas.network.access_table import Parts
from atlas.network.road_graph import Joint, road_graph
from atlas.network.speeds import MOTORWAY, speeds
from atlas.network.ways import Ways, minutes_band
from atlas.spatial.crs import to_metres
from tests.network.roads import at, place, road

#: a road 20 km long, and a motorway that crosses it 5 km from its west and 1 km from its east end
LONG = road("primary", (-10_000, 0), (10_000, 0))
LOOP = road(MOTORWAY, (-5_000, -4_000), (-5_000, 6_000), (9_000, 6_000), (9_000, -4_000))


def ways(*places, exits=()):
    known = road_graph([LONG, LOOP], exits=exits)
    return Ways(known, road_graph([LONG, LOOP], every_crossing=True), speeds(), places)


def test_a_way_is_link_network_and_link():
    site, target = place("site", -8_000, 400), place("target", 6_000, -100)
    way = ways(site, target).to_nearest(site, [target])
    assert way.parts == Parts(link_km=0.5, network_km=14.0, straight_km=0.0)
    assert way.exact and way.to == "target" and way.leaves is None
    # low: 0.5 + 14 × 0.98 - 0.071 = 14.15; high: 0.5 × 1.44 + 14 × 1.09 + 0.071 = 16.05
    assert way.km == (14.1, 16.1)
    # low: links at 30 × 1.33 km/h, 14 km × 0.98 at 50 × 1.25, less 71 m of link;
    # high: links × 1.44 at 30 × 0.67, 14 km × 1.09 at 50 × 0.75, and 71 m of link × 1.44
    low = 0.5 / 39.9 * 60 + 13.72 / 62.5 * 60 - 0.0707 / 39.9 * 60
    high = 0.72 / 20.1 * 60 + 15.26 / 37.5 * 60 + 0.0707 * 1.44 / 20.1 * 60
    assert way.minutes == (int(low), int(high) + 1)


def test_an_unknown_exit_lowers_the_lower_bound_of_time_only():
    site, target = place("site", -5_000, 100), place("target", 9_000, 100)
    closed = ways(site, target).to_nearest(site, [target])
    opened = ways(
        site, target, exits=[Joint("west", at(-5_000, 0), 300), Joint("east", at(9_000, 0), 300)]
    ).to_nearest(site, [target])
    assert closed.parts == opened.parts
    # 26 km of motorway at 120 km/h at most, less 71 m of link; 14 km of road would take 13 minutes
    least = 0.2 / 39.9 * 60 + 26 * 0.98 / 120 * 60 - 0.0707 / 39.9 * 60
    assert closed.minutes is not None and opened.minutes is not None
    assert closed.minutes[0] == opened.minutes[0] == int(least) == 12
    assert closed.minutes[1] is not None and closed.minutes[1] >= (opened.minutes[1] or 0)


@pytest.mark.parametrize(
    ("accuracy_m", "km", "minutes"),
    [(50, (14.1, 16.1), (13, 27)), (3_000, (11.0, 19.0), (5, 40)), (300, (13.0, 17.0), (10, 30))],
)
def test_bands_are_as_wide_as_the_accuracy_of_both_ends(accuracy_m, km, minutes):
    site, target = place("site", -8_000, 400, accuracy_m), place("target", 6_000, -100)
    way = ways(site, target).to_nearest(site, [target])
    assert (way.km, way.minutes) == (km, minutes)


def test_beyond_the_data_the_way_goes_on_in_a_straight_line():
    site, port = place("site", 8_000, 0), place("port", 30_000, 0)
    way = ways(site, port).to_nearest(site, [port])
    assert way.parts is not None and not way.exact
    assert way.parts.network_km == pytest.approx(2, abs=0.002)
    assert way.parts.straight_km == pytest.approx(20, abs=0.002)
    assert way.leaves == pytest.approx((at(10_000, 0).x, at(10_000, 0).y), abs=1e-5)
    assert way.km is not None and way.km[0] <= 22 <= (way.km[1] or 0)


def test_two_places_nearer_to_each_other_than_to_a_road_need_none():
    site, target = place("site", 0, 3_000), place("target", 500, 3_000)
    way = ways(site, target).to_nearest(site, [target])
    assert way.parts == Parts(link_km=0.5, network_km=0, straight_km=0)


def test_the_nearest_target_is_chosen_and_a_missing_one_is_said():
    site, near, far = place("s", 0, 0), place("near", 900, 0), place("far", -5_000, 0)
    assert ways(site, near, far).to_nearest(site, [far, near]).to == "near"
    none = ways(site).to_nearest(site, [])
    assert (none.to, none.km, none.unknown) == (None, None, "no_target")


def test_times_are_rounded_outward():
    assert minutes_band(-2, 0.1, 3_000, 150) == (0, 5)
    assert minutes_band(7.2, 12.4, 99, 50) == (7, 13)


def test_a_new_road_shortens_the_way_that_it_cuts():
    """A bow of 30 km, then a chord of 10 km between its ends."""
    bow = road("primary", (0, 0), (0, 10_000), (10_000, 10_000), (10_000, 0))
    tails = [road("primary", (x, 0), (x + 900 * side, -900)) for x, side in ((0, -1), (10_000, 1))]
    chord = road("primary", (0, 0), (10_000, 0))
    site, target = place("site", 0, 0), place("target", 10_000, 0)
    found = []
    for roads in ([bow, *tails], [bow, *tails, chord]):
        graph = road_graph(roads)
        own = Ways(graph, road_graph(roads, every_crossing=True), speeds(), [site, target])
        found.append(own.to_any(site, [target]))
    then, now = found
    assert then.parts == Parts(link_km=0, network_km=30.0, straight_km=0)
    assert now.parts == Parts(link_km=0, network_km=10.0, straight_km=0)
    # 30 × 0.98 - 0.071 = 29.33, 30 × 1.09 + 0.071 = 32.77; 10 km are no less than the geodesic
    assert then.km == (29.3, 32.8)
    assert now.km == (9.9, 11.0)


def test_a_second_target_never_lengthens_the_bounds():
    site = place("site", -8_000, 0)
    near, far = place("near", 0, 900, 2_000), place("far", 1_000, 0, 50)
    own = ways(site, near, far)
    one, other = (own.to_nearest(site, [target]) for target in (near, far))
    both = own.to_any(site, [near, far])
    assert both.km == tuple(map(min, one.km, other.km))
    assert both.minutes == tuple(map(min, one.minutes, other.minutes))
    assert both.km not in (one.km, other.km), "each gives one of the bounds"
    assert own.to_any(site, []).unknown == "no_target"


def test_a_line_beyond_the_data_keeps_to_the_land():
    north = road("primary", (0, 0), (0, 5_000), (10_000, 5_000))
    site, target = place("site", 1_000, 100), place("target", 30_000, 0)
    graph = road_graph([north, road("primary", (0, 0), (10_000, 0))])
    # water east of the southern road; the land goes round it in the north
    west, south, east, coast = *at(12_000, -9_000).coords[0], *at(20_000, 2_000).coords[0]
    water = to_metres(shapely.box(west, south, east, coast))
    land = to_metres(target.point).buffer(60_000).difference(water)
    free = Ways(graph, graph, speeds(), [site, target]).to_any(site, [target])
    kept = Ways(graph, graph, speeds(), [site, target], land).to_any(site, [target])
    assert free.leaves == pytest.approx((at(10_000, 0).x, at(10_000, 0).y), abs=1e-5)
    assert kept.leaves == pytest.approx((at(10_000, 5_000).x, at(10_000, 5_000).y), abs=1e-5)
    assert kept.parts is not None and kept.parts.network_km == pytest.approx(16, abs=0.002)
    # the lower bound allows a bridge
    assert kept.km is not None and free.km is not None and kept.km[0] == free.km[0]
