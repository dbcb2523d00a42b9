"""Matching of OpenStreetMap lines: names, numbers, carriageways, distances."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import LineString

from atlas.overrides import osm_match
from atlas.overrides.road_names import names_of, plain, refs_of

# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("荣乌高速公路", "荣乌高速"),
        ("青岛市平度市 大泽山省级自然保护区", "大泽山省级自然保护区"),
        ("Ｓ２１９　灰里线", "s219灰里线"),
        ("平度", "平度"),
    ],
)
def test_names_are_compared_ignoring_spelling_variants(one, other):
    assert plain(one) == plain(other) != ""


def test_a_feature_matches_by_its_name_and_by_bracketed_names():
    found = names_of("新董高速（新潍高速、明董高速）")
    assert found == {plain(name) for name in ("新董高速", "新潍高速", "明董高速")}
    assert names_of("S219灰里线") == {plain("灰里线")}
    assert names_of("G308文石路") == {plain("文石路")}


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("G18;G1511", {"G18", "G1511"}),
        ("S 218", {"S218"}),
        (None, set()),
        ("Ｇ２０１１", {"G2011"}),
    ],
)
def test_numbers_of_roads(text, refs):
    assert refs_of(text) == refs


# ---- one carriageway -----------------------------------------------------------------------------


def test_one_of_two_carriageways_is_kept_and_a_separate_route_too():
    east = LineString([(0, 0), (20_000, 0)])
    west = LineString([(20_000, 20), (5_000, 20), (0, 5_000)])
    found = osm_match.single(shapely.union_all([east, west]))
    assert found.length == pytest.approx(20_000 + 5_000 * 2**0.5, rel=0.02)
    assert found.distance(shapely.Point(10_000, 10)) == 10


def test_lines_that_only_meet_stay_whole():
    lines = [
        LineString([(0, 0), (9_000, 0)]),
        LineString([(9_000, 0), (9_300, 0)]),
        LineString([(9_300, 0), (9_400, 900)]),
        LineString([(9_300, 0), (20_000, 0)]),
    ]
    found = osm_match.single(shapely.union_all(lines))
    assert found.length == pytest.approx(sum(line.length for line in lines))


def test_the_offset_is_measured_along_the_atlas_s_line():
    ours, theirs = LineString([(0, 0), (1_000, 0)]), LineString([(-50_000, 300), (50_000, 300)])
    assert osm_match.off(ours, theirs) == pytest.approx((300, 300))
    assert osm_match.off(ours, LineString([(0, 0), (1_000, 400)]))[1] == pytest.approx(
        371.39, abs=0.01
    )
