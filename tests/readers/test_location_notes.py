"""What is said of shapes that lie elsewhere, nowhere, or in a system that is only proposed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Geod
from shapely.geometry import LineString, Point

from atlas.readers.georeferencing import Placed, place, plausible
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Raw
from atlas.spatial.crs import WGS84, from_wgs84

DEGREES = CRS.from_epsg(4326)
METRES = CRS.from_epsg(4549)
#: near the middle of the city
LON, LAT = 119.95, 36.78
AREA = (119.2, 36.2, 120.7, 37.35)
IN_METRES = from_wgs84(np.array([[LON, LAT]]), "cm120")[0]


def raw(
    *shapes: shapely.Geometry, crs: CRS | None = None, names: tuple[str, ...] = (), **others: Any
) -> Raw:
    table = pd.DataFrame({"name": list(names)} if names else {}, index=range(len(shapes)))
    return Raw("a.zip", table, np.array(shapes, dtype=object), crs, **others)


def put(*shapes: shapely.Geometry, **others: Any) -> Placed:
    return place(raw(*shapes, **others), Answers(), AREA)


# ---- proposed systems ----------------------------------------------------------------------------


def previewed(points: np.ndarray) -> dict[str, tuple[float, float]]:
    """Return where each proposed system puts the middle of some points."""
    found = place(raw(LineString(points)), Answers(), AREA)
    assert found.shapes is None and found.question is not None
    places = {}
    for option in found.question.options:
        match = re.fullmatch(r"(\d+\.\d{4})°E, (\d+\.\d{4})°N", str(option.preview))
        assert match, option.preview
        places[option.value] = (float(match[1]), float(match[2]))
    return places


@pytest.mark.parametrize("times", [1, 3000])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_proposal_says_where_it_puts_the_middle(times: int, swapped: bool) -> None:
    points = np.repeat([IN_METRES, IN_METRES + 200], times, axis=0)
    middle = IN_METRES + 100
    [(name, (lon, lat))] = previewed(points[:, ::-1] if swapped else points).items()
    assert name == ("cm120/swapped" if swapped else "cm120")
    back = from_wgs84(np.array([[lon, lat]]), "cm120")[0]
    assert np.hypot(*(back - middle)) < 10  # four decimals


def test_impossible_degrees_do_not_move_the_middle_of_a_proposal() -> None:
    points = np.array([[LON, LAT]] * 3 + [[LON, 400.0]] * 2 + [[500.0, LAT]] * 2)
    for lon, lat in previewed(points).values():
        assert abs(lon - LON) < 0.05 and abs(lat - LAT) < 0.05


@pytest.mark.parametrize(("inside", "asked"), [(1, False), (2, True)])
def test_another_system_is_proposed_if_it_fits_more_than_half(inside: int, asked: bool) -> None:
    # CM 117E puts them a hundred kilometres and more west of the area
    points = [Point(IN_METRES)] * inside + [Point(IN_METRES - [900_000, 0])]
    found = put(*points, crs=CRS.from_epsg(4548))
    assert (found.question is not None) is asked
    if found.question:
        assert [option.value for option in found.question.options] == ["cm120"]


def test_few_of_many_points_in_the_area_are_enough_for_a_proposal() -> None:
    points = np.full((5000, 2), 10.0)
    points[1777] = IN_METRES
    assert [(one.system, one.swapped) for one in plausible(points, AREA)] == [("cm120", False)]
    assert plausible(np.full((5000, 2), 10.0), AREA) == []


@pytest.mark.parametrize("swapped", [False, True])
def test_the_order_of_an_answered_system_follows_the_place(swapped: bool) -> None:
    point = Point(LAT, LON) if swapped else Point(LON, LAT)
    found = place(raw(point), Answers(system=WGS84), AREA)
    assert found.shapes is not None
    assert shapely.get_coordinates(found.shapes) == pytest.approx(np.array([[LON, LAT]]))
    assert ("planners.swapped" in [note.key for note in found.notes]) is swapped


def test_north_first_is_recognised_far_from_the_area_too() -> None:
    found = place(raw(Point(30.0, 104.0)), Answers(system=WGS84), AREA)  # Chengdu
    assert found.shapes is not None
    assert shapely.get_coordinates(found.shapes) == pytest.approx(np.array([[104.0, 30.0]]))


# ---- shapes elsewhere and nowhere ----------------------------------------------------------------


def test_a_shape_that_is_nowhere_is_left_out_and_named() -> None:
    shapes = [Point(LON, LAT), LineString([(0, 1), (2, 3)]), Point(LON, LAT + 0.1), Point(0, 5)]
    found = put(*shapes, crs=DEGREES, names=("甲", "图框", "乙", ""))
    assert found.left_out == (1, 3)
    assert found.shapes is not None
    assert [shape is None for shape in found.shapes] == [False, True, False, True]
    [note] = [note for note in found.notes if note.key == "planners.nowhere_left_out"]
    assert note.values == {"count": 2, "features": "2 (图框), 4", "file": "a.zip", "sample": "0, 1"}


def test_a_shape_that_is_partly_nowhere_is_an_error_with_its_wrong_point() -> None:
    wrong = LineString([(LON, LAT), (LON, LAT + 0.1), (7.5, 8.5)])
    with pytest.raises(ReaderError) as caught:
        put(Point(LON, LAT), wrong, crs=DEGREES)
    assert caught.value.note.key == "planners.some_nowhere"
    assert caught.value.note.values["features"] == "2"
    assert caught.value.note.values["sample"] == "7.5, 8.5"


def test_a_shape_in_another_system_is_an_error_not_left_out() -> None:
    with pytest.raises(ReaderError) as caught:
        put(Point(LON, LAT), Point(IN_METRES), Point(LON, LAT + 0.1), crs=DEGREES)
    assert caught.value.note.key == "planners.some_nowhere"
    assert caught.value.note.values["features"] == "2"


def test_shapes_beside_the_area_are_counted_with_the_longest_distance() -> None:
    west, _, _, north = AREA
    geod = Geod(ellps="WGS84")
    near = geod.fwd(west, 36.8, 270, 12_300)[:2]
    far = geod.fwd(LON, north, 0, 45_100)[:2]
    crossing = LineString([(LON, LAT), near, (LON, LAT)])
    found = put(Point(LON, LAT), crossing, Point(far), crs=DEGREES)
    [note] = [note for note in found.notes if note.key == "planners.elsewhere"]
    assert note.values == {"file": "a.zip", "count": 2, "km": 46}


# ---- names of systems ----------------------------------------------------------------------------


def test_a_system_without_a_name_is_named_by_projection_and_datum() -> None:
    crs = CRS.from_proj4("+proj=tmerc +lon_0=120 +x_0=500000 +ellps=GRS80 +units=m")
    found = put(Point(IN_METRES), crs=crs)
    [note] = found.notes
    assert note.key == "planners.stated"
    name = str(note.values["system"])
    assert name.startswith("Transverse Mercator, 120, 1, 500000")
    assert "GRS 1980" in name


@pytest.mark.parametrize("axis", [6_378_140.0, 6_378_245.0])
def test_an_old_system_is_known_by_its_ellipsoid_alone(axis: float) -> None:
    crs = CRS.from_proj4(f"+proj=tmerc +lon_0=120 +x_0=500000 +a={axis} +rf=298.257 +units=m")
    with pytest.raises(ReaderError) as caught:
        put(Point(IN_METRES), crs=crs)
    assert caught.value.note.key == "planners.old_system"
