"""Shapes in a URL: parsed exactly, or refused with a reason."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from atlas.core.messages import LANGUAGES
from atlas.spatial.shape_text import (
    MAX_LENGTH,
    MAX_VERTICES,
    NORTH,
    WEST,
    ShapeError,
    crossings,
    parse_shape,
    shape_text,
)
from tests.support.crossing_shapes import star

degrees = st.tuples(st.floats(WEST, 128), st.floats(30, NORTH))


def test_a_polygon_is_parsed():
    shape = parse_shape("polygon:119.95,36.78;120.0,36.78;120.0,36.8")
    assert shape.equals(Polygon([(119.95, 36.78), (120, 36.78), (120, 36.8)]))
    assert shape_text(shape) == "polygon:119.95,36.78;120,36.78;120,36.8"


def test_a_closed_ring_is_the_same_ring():
    text = "polygon:119.95,36.78;120,36.78;120,36.8"
    assert parse_shape(f"{text};119.95,36.78").equals(parse_shape(text))


def test_a_line_is_parsed():
    shape = parse_shape("line:119.95,36.78;120,36.8")
    assert shape.equals(LineString([(119.95, 36.78), (120, 36.8)]))
    assert shape_text(shape) == "line:119.95,36.78;120,36.8"


def test_a_self_crossing_outline_is_split_into_parts():
    bow = parse_shape("polygon:119,36;120,37;120,36;119,37")
    assert isinstance(bow, MultiPolygon)
    assert bow.is_valid
    assert bow.area == pytest.approx(0.5)


def test_parts_that_overlap_are_joined_and_holes_stay_open():
    joined = parse_shape("polygon:119,36;120,36;120,37;119,37|119.5,36;120.5,36;120.5,37;119.5,37")
    assert joined.area == pytest.approx(1.5)
    holed = parse_shape(
        "polygon:119,36;120,36;120,37;119,37/119.4,36.4;119.6,36.4;119.6,36.6;119.4,36.6"
    )
    assert holed.area == pytest.approx(1 - 0.04)


def comb(teeth: int) -> str:
    """Return narrow vertical and horizontal rectangles that all cross each other."""
    steps = [0.002 * tooth for tooth in range(teeth)]
    upright = [f"{119.9 + s:.4f},36.7;{119.901 + s:.4f},36.7;{119.901 + s:.4f},36.9" for s in steps]
    level = [f"119.8,{36.75 + s:.4f};119.8,{36.751 + s:.4f};120.2,{36.751 + s:.4f}" for s in steps]
    return "polygon:" + "|".join([*upright, *level])


@given(st.lists(degrees, min_size=3, max_size=12))
def test_parsed_polygons_are_valid_and_survive_a_round_trip(ring):
    text = "polygon:" + ";".join(f"{x:.6f},{y:.6f}" for x, y in ring)
    try:
        shape = parse_shape(text)
    except ShapeError as error:
        assert error.note.key == "shape.no_extent"
        return
    assert shape.is_valid
    assert shape.geom_type in ("Polygon", "MultiPolygon")
    again = parse_shape(shape_text(shape))
    # crossings of edges are not at rounded coordinates
    assert again.symmetric_difference(shape).area <= 1e-5 * max(shape.length, 1)


@given(st.lists(degrees, min_size=2, max_size=12))
def test_lines_survive_a_round_trip(line):
    shape = shapely.set_precision(LineString(line), 1e-6)
    if shape.geom_type == "LineString" and not shape.is_empty:
        assert shapely.equals_exact(parse_shape(shape_text(shape)), shape, 1e-9)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "shape.kind"),
        ("polygon", "shape.kind"),
        ("circle:119,36;120,36;120,37", "shape.kind"),
        ("line:119,36;120,36/119,36;120,37", "shape.kind"),
        ("polygon:", "shape.vertex"),
        ("polygon:119,36;120,36;<script>", "shape.vertex"),
        ("polygon:119,36;120,36;nan,inf", "shape.vertex"),
        ("polygon:119,36;120,36;1e2,36", "shape.vertex"),
        ("polygon:119,36;120,36;120.,36", "shape.vertex"),
        ("polygon:119,36;120,36;-120,36", "shape.vertex"),
        ("polygon:119,36;120,36;120,36;", "shape.vertex"),
        ("polygon:119,36;120,36;120,36 ", "shape.vertex"),
        ("polygon:119,36;120,36;１２０,36.5", "shape.vertex"),
        ("polygon:119,36;120,36;36,120", "shape.vertex"),
        ("polygon:119,36;120,36;120,50", "shape.elsewhere"),
        ("polygon:119,36;120,36;2,48", "shape.elsewhere"),
        ("polygon:119,36;120,36", "shape.too_few"),
        ("line:119,36", "shape.too_few"),
        ("line:119,36;119,36", "shape.no_extent"),
        ("polygon:119,36;120,36;119,36", "shape.no_extent"),
        ("polygon:119,36;120,36;121,36", "shape.no_extent"),
        ("line:" + ";".join(["119,36"] * (MAX_VERTICES + 1)), "shape.too_many"),
        ("polygon:" + "9" * MAX_LENGTH, "shape.too_many"),
        (star(160), "shape.too_many_crossings"),
        (star(160).replace("polygon", "line"), "shape.too_many_crossings"),
        # its parts cross as often as the edges of a star
        (comb(24), "shape.too_many_crossings"),
    ],
)
def test_invalid_shapes_are_refused_with_a_reason(text, key):
    with pytest.raises(ShapeError) as error:
        parse_shape(text)
    assert error.value.note.key == key
    for lang in LANGUAGES:
        assert "{" not in error.value.text(lang)


def test_a_drawing_with_few_crossings_is_read():
    assert parse_shape(star(9)).area
    assert parse_shape(comb(3)).area


def test_crossings_are_counted_once_and_touches_not_at_all():
    bow = [(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)]
    assert crossings([[*bow, bow[0]]]) == 1
    assert crossings([[(0.0, 0.0), (2.0, 0.0)], [(1.0, 0.0), (1.0, 1.0)]]) == 0
    assert crossings([[(0.0, 0.0), (2.0, 0.0)], [(1.0, -1.0), (1.0, 1.0)]]) == 1


def test_as_many_vertices_as_allowed_are_read():
    ring = shapely.get_coordinates(Point(120, 36.8).buffer(0.1, quad_segs=50))[:-1]
    assert len(ring) == MAX_VERTICES
    assert parse_shape("polygon:" + ";".join(f"{x:.6f},{y:.6f}" for x, y in ring)).area


@pytest.mark.parametrize("shape", [Point(120, 36), shapely.GeometryCollection([box(1, 1, 2, 2)])])
def test_other_geometry_types_cannot_be_written(shape):
    with pytest.raises(ShapeError):
        shape_text(shape)


def test_a_shape_with_too_many_vertices_cannot_be_written():
    with pytest.raises(ShapeError, match="at most 200"):
        shape_text(Point(120, 36).buffer(0.1, quad_segs=51))
