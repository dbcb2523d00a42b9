"""The location report: certainty never exceeds the accuracy, and nothing near is missing."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from atlas.analysis.location_report import LEAST_M, TARGETS, THERE, Spots
from atlas.core.messages import LANGUAGES
from atlas.spatial.coordinate_notation import SUGGESTED, read_spot
from atlas.spatial.crs import from_wgs84, systems, to_degrees, to_metres, to_plane
from atlas.spatial.distance_band import band
from atlas.store.store import GROUND
from atlas.wording.location_text import TOLD, location_panel
from tests.support.project import store

AREA = (119.0, 36.0, 121.0, 37.5)
RESERVE = "eco-dazeshan-reserve"
spots = st.tuples(st.floats(119.4, 120.4), st.floats(36.3, 37.2))


@cache
def all_spots() -> Spots:
    return Spots(store())


@cache
def shapes() -> dict[str, shapely.Geometry]:
    """Return feature → shape in metres."""
    return {
        name: to_plane(shape)
        for frame in store().frames.values()
        for name, shape in zip(frame["id"], frame.geometry, strict=True)
        if shape is not None
    }


@cache
def placed(name: str) -> bool:
    """Return whether a feature has a location of its own, and is neither ground nor a direction."""
    record = store().records[name]
    category = store().catalogue[record["layer"]].category(record["kind"])
    drawn = name in shapes() and record["precision"] != "town"
    return drawn and record["layer"] not in GROUND and not category.direction


@given(spots)
def test_the_location_report_is_as_certain_as_the_shapes(spot):
    here, point = all_spots().at(*spot), to_metres(Point(spot))
    found = {find.feature: find for find in here.finds}
    assert len(found) == len(here.finds)
    for name, record in store().records.items():
        if not placed(name):
            relation = found[name].relation if name in found else None
            assert relation in (None, "town"), name
            continue
        accuracy, shape = float(record["accuracy_m"] or 0), shapes()[name]
        away = shape.distance(point)
        if name not in found:
            assert away > max(accuracy, LEAST_M), name
            continue
        assert found[name].distance_m == pytest.approx(away)
        if found[name].relation == "may_cover":
            assert away <= accuracy
            assert away > 0 or shape.boundary.distance(point) <= accuracy
        elif accuracy > LEAST_M:  # sure: even were the edge so far off
            assert shape.contains(point) and shape.boundary.distance(point) > accuracy


@given(spots)
def test_the_town_is_the_one_that_holds_the_spot(spot):
    code, point = all_spots().at(*spot).town, to_metres(Point(spot))
    holding = [c for c, t in store().towns.items() if shapes()[t["id"]].intersects(point)]
    assert code in (holding or [None])


@given(spots)
def test_the_nearest_feature_of_a_kind_is_the_nearest(spot):
    point = to_metres(Point(spot))
    here = all_spots().at(*spot)
    assert [near.target for near in here.near] == list(TARGETS)
    for near in here.near:
        metres = min(
            shapes()[name].distance(point)
            for name, record in store().records.items()
            if placed(name) and record["status"] in THERE
            for layer, kind in TARGETS[near.target]
            if record["layer"] == layer and kind in (None, record["kind"])
        )
        assert near.band == band(metres, store().records[near.feature]["accuracy_m"])
        assert shapes()[near.feature].distance(point) == pytest.approx(metres)


def test_the_reserve_covers_its_centre_and_may_cover_its_edge():
    shape = shapes()[RESERVE]
    accuracy = store().records[RESERVE]["accuracy_m"]
    middle = to_degrees(Point(shapely.get_coordinates(shapely.maximum_inscribed_circle(shape))[0]))
    wanted = "covers" if shapely.maximum_inscribed_circle(shape).length > accuracy else "may_cover"
    finds = {f.feature: f.relation for f in all_spots().at(middle.x, middle.y).finds}
    assert finds[RESERVE] == wanted
    edge = to_degrees(shape.boundary.interpolate(0.3, normalized=True))
    finds = {f.feature: f.relation for f in all_spots().at(edge.x, edge.y).finds}
    assert finds[RESERVE] == "may_cover"


def test_outside_the_area_there_is_no_report():
    here = all_spots().at(121.9, 35.2)
    assert (here.town, here.finds, here.clauses) == (None, (), ())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_panel_lists_the_spot_in_each_system_with_links(lang):
    spot = (120.03, 36.55)
    here = all_spots().at(*spot)
    told = location_panel(store(), spot, here, lang)
    items = [i for s in told["sections"] for r in s["rows"] for cell in r["cells"] for i in cell]
    assert {i["select"] for i in items if "select" in i} == {
        *(find.feature for find in here.finds),
        *(near.feature for near in here.near),
    }
    assert [i["read"] for i in items if "read" in i] == list(here.clauses)
    texts = [i["text"] for i in items]
    for system in TOLD:
        [(x, y)] = from_wgs84(np.array([spot]), system)
        figures = f"{x:.1f}, {y:.1f}" if abs(x) > 180 else f"{x:.6f}, {y:.6f}"
        assert figures in texts


# ---- entered coordinates ------------------------------------------------------------------------


@pytest.mark.parametrize("system", systems())
def test_entered_coordinates_are_read_in_the_chosen_system(system):
    spot = (119.95, 36.78)
    [(x, y)] = from_wgs84(np.array([spot]), system)
    reading = read_spot(f"{x:.7f}, {y:.7f}", system, AREA)
    assert reading.system == system
    assert reading.spot == pytest.approx(spot, abs=1e-6)
    swapped = read_spot(f"X={y:.7f} Y={x:.7f}", system, AREA)
    assert swapped.swapped
    assert swapped.spot == pytest.approx(spot, abs=1e-6)


def test_metres_identify_their_system_and_degrees_do_not():
    metres = read_spot("40495537.1, 4071923.2", SUGGESTED, AREA)
    assert (metres.system, metres.others) == ("zone40", ())
    degrees = read_spot("119.95, 36.78", SUGGESTED, AREA)
    assert degrees.system == "wgs84"
    # CGCS2000 would put it at the same spot
    assert set(degrees.others) == {"gcj02", "bd09"}


def test_coordinates_elsewhere_are_refused():
    assert read_spot("2.35, 48.85", SUGGESTED, AREA).spot is None
    assert read_spot("119.95, 36.78", "zone40", AREA).spot is None
