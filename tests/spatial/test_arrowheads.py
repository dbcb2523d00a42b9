"""Arrowheads: position, direction and size."""

from __future__ import annotations

import math

import pytest
import shapely
from shapely.geometry import LineString, MultiLineString, Point

from atlas.layers.layer_definition import LineSymbol
from atlas.layers.symbology import line_style
from atlas.spatial.arrowheads import arrowheads, swatch_arrow

PIXEL = 0.25
LINE = LineString([(0, 0), (30, 0), (30, 40)])


def look(ends: str, gap: float = 0) -> dict:
    symbol = LineSymbol(colour="#4f4a8c", weight=3.2, arrow=ends, arrow_gap=gap)
    return line_style(symbol, "planned", "schematic")


def tip(head: shapely.Polygon) -> Point:
    return Point(head.exterior.coords[0])


def test_a_line_without_arrow_has_no_arrowhead():
    assert "arrow" not in line_style(LineSymbol(colour="#4f4a8c", weight=3.2), None, "derived")


def test_an_arrowhead_points_along_the_end_of_its_line_and_hides_it():
    arrow = look("end")["arrow"]
    [head] = arrowheads(LINE, arrow, PIXEL)
    assert tip(head).equals_exact(Point(30, 40 + arrow["end"] * PIXEL), 1e-9)
    west, south, east, north = head.bounds
    assert east - west == pytest.approx(arrow["width"] * PIXEL)
    assert north - south == pytest.approx(arrow["length"] * PIXEL)
    assert head.contains(Point(30, 40))


def test_an_arrowhead_stops_before_the_symbol_that_it_points_to():
    [head] = arrowheads(LINE, look("end", gap=8)["arrow"], PIXEL)
    assert tip(head).equals_exact(Point(30, 40 - 8 * PIXEL), 1e-9)


def test_a_mutual_link_has_an_arrowhead_at_each_end():
    parts = MultiLineString([[(0, 0), (10, 0)], [(20, 0), (30, 0)]])
    end, start = arrowheads(parts, look("both")["arrow"], PIXEL)
    assert tip(end).x > 30 > tip(start).x
    assert tip(start).x < 0
    assert math.isclose(tip(start).y, 0, abs_tol=1e-9)


def test_in_a_swatch_the_arrow_tip_touches_the_edge():
    drawn, (left, right) = swatch_arrow(look("both", gap=8))
    swatch = LineString([(left, 0), (36 - right, 0)])
    end, start = arrowheads(swatch, drawn["arrow"], 1)
    assert (tip(start).x, tip(end).x) == pytest.approx((0, 36))
