"""Edges are cut into pieces that keep their course; shifted coordinates count by where they are."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from atlas.spatial import crs
from atlas.spatial.crs import between, in_pieces, proposals, shapes_to_wgs84, to_wgs84, within

PLACE = (40_500_000.0, 4_070_000.0)  # in zone 40, near the city
AREA = (119.2, 36.2, 120.7, 37.35)


def test_a_path_is_cut_into_equal_pieces_and_not_joined_to_the_next() -> None:
    points = np.array([[0, 0], [10, 0], [10, 5], [100, 100], [100, 103]], float)
    path = np.array([0, 0, 0, 1, 1])
    cut, of = between(points, path, 4.0)
    first = [[0, 0], [10 / 3, 0], [20 / 3, 0], [10, 0], [10, 2.5], [10, 5]]
    assert np.allclose(cut, [*first, [100, 100], [100, 103]])
    assert of.tolist() == [0] * 6 + [1] * 2
    cut, of = between(points, path, np.array([20.0, 1.0]))
    assert np.allclose(cut, [*points[:3], [100, 100], [100, 101], [100, 102], [100, 103]])
    assert of.tolist() == [0] * 3 + [1] * 4


def test_an_edge_to_infinity_is_one_piece() -> None:
    with np.errstate(invalid="ignore"):
        cut, _ = between(np.array([[0, 0], [np.inf, 0], [0, 1]], float), np.zeros(3, int), 1.0)
    assert len(cut) == 3


SQUARE = shapely.box(0, 0, 4, 4)
RING = SQUARE.difference(shapely.box(1, 1, 3, 3))
LINE = shapely.LineString([(0, 0), (4, 0)])
BOW_TIE = shapely.Polygon([(0, 0), (4, 4), (4, 0), (0, 4)])
FAR = shapely.transform(SQUARE, lambda points: points + 10)
#: shape → number of its points when no segment is longer than 2, and when none is longer than 1
CUT = {
    "line": (LINE, 3, 5),
    "lines": (shapely.MultiLineString([LINE, [(0, 9), (1, 9)]]), 5, 7),
    "polygon": (SQUARE, 9, 17),
    "polygon with a hole": (RING, 9 + 5, 17 + 9),
    "polygons": (shapely.MultiPolygon([RING, FAR]), 9 + 5 + 9, 17 + 9 + 17),
    # a diagonal is 5.7 long: three pieces, or six
    "outline that crosses itself": (BOW_TIE, 11, 21),
    "collection": (shapely.GeometryCollection([LINE, SQUARE, shapely.Point(1, 1)]), 13, 23),
    "point": (shapely.Point(1, 1), 1, 1),
    "points": (shapely.MultiPoint([(0, 0), (9, 9)]), 2, 2),
    "nothing": (shapely.Polygon(), 0, 0),
}


@pytest.mark.parametrize("name", CUT)
def test_a_shape_of_any_kind_keeps_its_course(name: str) -> None:
    shape, coarse, fine = CUT[name]
    # beside others, of which each has a limit of its own
    shapes = np.array([shape, None, LINE, SQUARE], dtype=object)
    for longest, expected in ((2.0, coarse), (1.0, fine)):
        found = in_pieces(shapes, np.array([longest, 1.0, 4.0, 4.0]))
        assert found[0].geom_type == shape.geom_type
        assert shapely.get_num_coordinates(found[0]) == expected
        assert found[0].length == pytest.approx(shape.length)
        assert found[0].is_valid == shape.is_valid
        assert shape.is_empty or shapely.hausdorff_distance(found[0], shape) < 1e-12
        assert found[1] is None
        assert (found[2], found[3]) == (LINE, SQUARE)


def test_long_edges_in_metres_are_cut_within_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    east, north = PLACE
    road = shapely.LineString([(east, north), (east + 20_000, north)])
    stray = shapely.LineString([(0, 0), PLACE])

    def points(*shapes: shapely.Geometry) -> list[int]:
        moved = shapes_to_wgs84(np.array(shapes, dtype=object), "zone40")
        return shapely.get_num_coordinates(moved).tolist()

    alone = 20_000 / crs.PIECE_M + 1
    assert points(road) == [alone]
    # a corner at 0, 0 is not cut finely, and does not coarsen the others
    assert points(road, stray)[0] == alone
    assert points(road, stray)[1] <= crs._ADDED_TO_ONE + 2
    monkeypatch.setattr(crs, "_ADDED", 10)
    assert points(road, road) == [6, 6]


@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_shifted_points_count_by_where_they_are_shifted_to(system: str) -> None:
    west, south, east, north = AREA
    margin = np.linspace(-0.03, 0.03, 13)
    lon = np.concatenate([west + margin, [(west + east) / 2], east + margin])
    lat = np.concatenate([south + margin, [(south + north) / 2], north + margin])
    grid = np.stack(np.meshgrid(lon, lat), axis=-1).reshape(-1, 2)
    for point in grid:
        expected = bool(within(to_wgs84(point[None], system), AREA)[0])
        assert any(not p.swapped for p in proposals(point[None], AREA, system)) == expected


def test_the_ends_of_the_world_are_on_it() -> None:
    found = to_wgs84(np.array([[180.0, 45.0], [20.0, 90.0], [20.0, 90.5], [180.5, 45.0]]), "gcj02")
    assert np.isfinite(found).all(axis=1).tolist() == [True, True, False, False]
    corners = np.array([[0.0, 0.0], [0.0, 2.0], [1.0, 0.0], [1.0, 2.0], [1.0, -0.1], [1.1, 1.0]])
    assert within(corners, (0.0, 0.0, 1.0, 2.0)).tolist() == [True] * 4 + [False] * 2
