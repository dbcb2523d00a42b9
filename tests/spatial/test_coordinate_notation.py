"""Coordinates as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.spatial.coordinate_notation import MAX_LENGTH, CoordinateError, read_coordinates


@pytest.mark.parametrize(
    "text",
    [
        "119.95, 36.78",
        "119.95 36.78",
        "（119.95，36.78）",
        "119.95；36.78",
        "经度：119.95，纬度：36.78",
        "lon=119.95 lat=36.78",
        "36.78N, 119.95E",
        "E119.95 N36.78",
        "36°46′48″N 119°57′00″E",
        "N36°46'48\" E119°57'",
        "东经119度57分，北纬36度46分48秒",
        "北纬36度46.8分 东经119.95度",
    ],
)
def test_many_ways_to_write_one_place(text):
    assert read_coordinates(text) == pytest.approx((119.95, 36.78))


def test_metres_stay_in_their_order():
    assert read_coordinates("X=4071234.5 Y=40500123.4") == (4071234.5, 40500123.4)
    assert read_coordinates("40500123.4\t4071234.5") == (40500123.4, 4071234.5)


@pytest.mark.parametrize(
    "text",
    [
        *["", "119.95", "1,2,3", "南村镇", "119.95N, 36.78N", "119,95; 36,78", "<b>1</b> 2"],
        *["1e5 2e5", "36.78 " + " " * MAX_LENGTH + "119.95", "-119.95, 36.78"],
    ],
)
def test_text_without_a_coordinate_pair_is_refused(text):
    with pytest.raises(CoordinateError):
        read_coordinates(text)


@given(st.text(max_size=2 * MAX_LENGTH))
def test_any_text_is_parsed_or_refused(text):
    try:
        found = read_coordinates(text)
    except CoordinateError:
        return
    assert all(isinstance(value, float) for value in found)


@given(st.floats(0, 180), st.floats(0, 90))
def test_written_coordinates_are_read_back(lon, lat):
    assert read_coordinates(f"{lon:.6f}, {lat:.6f}") == pytest.approx((lon, lat), abs=1e-6)
