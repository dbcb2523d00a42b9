"""Edges moved near a shape only, compared with the whole buffer."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import Point, Polygon, box

from atlas.spatial.moved_edges import moved_edges

#: 20 by 10 km with a notch 2 km wide and a hole
AREA = Polygon(
    [(0, 0), (20e3, 0), (20e3, 10e3), (11e3, 10e3), (10e3, 3e3), (9e3, 10e3), (0, 10e3)],
    [[(4e3, 4e3), (5e3, 4e3), (5e3, 5e3), (4e3, 5e3)]],
)
NEAR = [Point(4.5e3, 4.5e3), box(9e3, 2e3, 11e3, 4e3), box(-500, -500, 100, 100), Point(3e4, 0)]


@pytest.mark.parametrize("metres", [-5100, -3000, -1500, -400, 400, 1500, 12_000])
def test_near_a_shape_the_result_equals_the_whole_buffer(metres: float) -> None:
    whole = AREA.buffer(metres)
    for near in NEAR:
        window = near.envelope.buffer(1, join_style="mitre")
        found, wanted = (
            shapely.intersection(s, window) for s in (moved_edges(AREA, metres, near), whole)
        )
        # both round their corners by chords, which start at other vertices
        assert found.symmetric_difference(wanted).area <= 0.003 * abs(metres) * window.length
        assert found.is_empty == wanted.is_empty
