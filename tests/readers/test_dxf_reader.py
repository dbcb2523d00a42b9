"""DXF drawings: visible entities are read, curves accurately, and the rest is reported."""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import ezdxf
import numpy as np
import pytest
import shapely
from ezdxf.math import ConstructionEllipse, rational_bspline_from_ellipse
from hypothesis import given
from hypothesis import strategies as st

from atlas.readers.file_reader import answered, read_planners_file
from atlas.readers.planners_file import PlannersFile, ReaderError
from atlas.spatial.crs import PROJECTED
from tests.support.drawings import ANSWERS, CM120, X, Y, areas, box, case, keys, note

CHORD = 0.01


def dxf(draw: Callable[[Any, Any], object], **header: object) -> PlannersFile:
    """Read a new drawing in EPSG:4549; ``draw`` gets its model space and the document."""
    made = ezdxf.new("R2010")
    for key, value in header.items():
        made.header[f"${key}"] = value
    draw(made.modelspace(), made)
    stream = io.StringIO()
    made.write(stream)
    return read_planners_file("a.dxf", stream.getvalue().encode(), CM120)


def ellipse_hatch(space: Any, _: Any) -> None:
    path = space.add_hatch().paths.add_edge_path()
    path.add_ellipse((X, Y), (0, 900), 0.5, 0, 360)


def arcs_hatch(space: Any, _: Any) -> None:
    path = space.add_hatch().paths.add_edge_path()
    path.add_arc((X, Y), 800, 0, 180)
    path.add_line((X - 800, Y), (X, Y - 800))
    path.add_line((X, Y - 800), (X + 800, Y))


def spline_hatch(space: Any, _: Any) -> None:
    tool = rational_bspline_from_ellipse(ConstructionEllipse((X, Y), (700, 0), ratio=1))
    path = space.add_hatch().paths.add_edge_path()
    path.add_spline(
        control_points=[p.vec2 for p in tool.control_points],
        knot_values=list(tool.knots()),
        weights=list(tool.weights()),
        degree=tool.degree,
    )


def rational(space: Any, _: Any) -> None:
    tool = rational_bspline_from_ellipse(ConstructionEllipse((X, Y), (700, 0), ratio=1))
    space.add_spline().apply_construction_tool(tool)


def stretched(space: Any, made: Any) -> None:
    made.blocks.new("圆").add_circle((0, 0), 100)
    space.add_blockref("圆", (X, Y), {"xscale": 3, "yscale": 5, "rotation": 30})


def stretched_polyline(space: Any, made: Any) -> None:
    made.blocks.new("圆").add_lwpolyline([(-100, 0, 1), (100, 0, 1)], format="xyb", close=True)
    space.add_blockref("圆", (X, Y), {"xscale": 3, "yscale": 5})


def mirrored(space: Any, _: Any) -> None:
    points = [(-X, Y, 0), (-X - 1000, Y, -1), (-X - 1000, Y + 1000, 0), (-X, Y + 1000, 0)]
    space.add_lwpolyline(
        points, format="xyb", close=True, dxfattribs={"extrusion": (0, 0, -1), "elevation": 7}
    )


CURVES: dict[str, tuple[Callable[[Any, Any], object], float]] = {
    "circle": (lambda space, _: space.add_circle((X, Y), 1000), math.pi * 1000**2),
    "circle of a manhole": (lambda space, _: space.add_circle((X, Y), 0.6), math.pi * 0.36),
    "ring of two bulges": (
        lambda space, _: space.add_lwpolyline(
            [(X - 1000, Y, 1), (X + 1000, Y, 1)], format="xyb", close=True
        ),
        math.pi * 1000**2,
    ),
    "old polyline with a bulge": (
        lambda space, _: space.add_polyline2d(
            [(X, Y, 0), (X + 2000, Y, 1), (X + 2000, Y + 2000, 0)],
            format="xyb",
            close=True,
        ),
        2000 * 2000 / 2 + math.pi * 1000**2 / 2,
    ),
    "mirrored": (mirrored, 1000**2 + math.pi * 500**2 / 2),
    "ellipse": (
        lambda space, _: space.add_ellipse((X, Y), (600, 600), 0.5),
        math.pi * 2 * 600**2 * 0.5,
    ),
    "rational spline": (rational, math.pi * 700**2),
    "hatch of arcs": (arcs_hatch, math.pi * 800**2 / 2 + 800**2),
    "hatch of an ellipse": (ellipse_hatch, math.pi * 900 * 450),
    "hatch of a spline": (spline_hatch, math.pi * 700**2),
    "stretched block": (stretched, math.pi * 300 * 500),
    "stretched block of bulges": (stretched_polyline, math.pi * 300 * 500),
}


@pytest.mark.parametrize("curve", CURVES)
def test_curves_are_approximated_to_a_centimetre(curve):
    draw, area = CURVES[curve]
    frame = dxf(draw).frame.to_crs(PROJECTED)
    [found] = frame.geometry
    assert found.geom_type == "Polygon"
    # inscribed chords with a sagitta of 1 cm lose two thirds of that times the length
    assert 0 <= area - found.area <= found.length * CHORD * 2 / 3 + 1e-6 * area


@given(st.floats(0.5, 5000), st.floats(0.01, 30).flatmap(lambda b: st.sampled_from([b, -b])))
def test_an_arc_of_any_size_keeps_to_its_circle(chord, bulge):
    line = dxf(lambda space, _: space.add_lwpolyline([(X, Y, bulge), (X + chord, Y, 0)], "xyb"))
    points = shapely.get_coordinates(line.frame.to_crs(PROJECTED).geometry.iloc[0])
    radius = chord * (1 + bulge**2) / (4 * abs(bulge))
    center = (X + chord / 2, Y + chord * (1 - bulge**2) / (4 * bulge))
    # vertices lie on the circle; chords, and the points that densify them, just within
    every = np.vstack([points, (points[1:] + points[:-1]) / 2])
    within = radius - np.hypot(*(every - center).T)
    assert within.min() > -1e-4
    assert within.max() < CHORD


def test_a_wrapped_spline_is_read_as_a_closed_curve():
    wanted = ANSWERS["spline_wrapped.dxf"]["area_ha"]
    assert areas(case("spline_wrapped.dxf")) == pytest.approx(wanted, abs=1e-3)

    def through_points(space: Any, _: Any) -> None:
        space.add_spline(fit_points=[*box(0, 0, 200)]).closed = True
        space.add_lwpolyline(box(500, 0, 100), close=True)

    assert "SPLINE 1" in note(dxf(through_points), "left_out")


def test_a_smoothed_polyline_is_read_without_its_frame():
    def draw(space: Any, _: Any) -> None:
        line = space.add_polyline2d(box(0, 0, 100), close=True)
        line.dxf.flags |= 4
        for corner in line.vertices:
            corner.dxf.flags |= 8
        line.append_vertices([(X + 500, Y + 500)], {"flags": 16})

    assert areas(dxf(draw)) == pytest.approx([1.0], abs=1e-5)


def test_hidden_entities_are_left_out_and_counted_by_layer():
    drawing = case("off_layers.dxf")
    assert areas(drawing) == pytest.approx([4.0], abs=1e-4)
    assert "旧红线 (1), 冻结 (1)" in note(drawing, "hidden")

    def draw(space: Any, made: Any) -> None:
        made.layers.add("关").off()
        made.layers.add("冻").freeze()
        block = made.blocks.new("块")
        block.add_lwpolyline(box(0, 0, 100), close=True)  # on the layer of the reference
        block.add_lwpolyline(box(200, 0, 200), close=True, dxfattribs={"layer": "开"})
        for layer in ("关", "冻"):
            space.add_blockref("块", (0, 0), {"layer": layer})
        space.add_lwpolyline(box(500, 0, 300), close=True, dxfattribs={"invisible": 1})
        space.add_line(*box(0, 0, 9)[:2], dxfattribs={"layer": "关"})

    mixed = dxf(draw)
    assert areas(mixed) == pytest.approx([4.0], abs=1e-4)
    assert all(part in note(mixed, "hidden") for part in ("关 (2)", "冻 (1)", "0 (1)"))

    def nothing(space: Any, made: Any) -> None:
        made.layers.add("关").off()
        space.add_lwpolyline(box(0, 0, 100), close=True, dxfattribs={"layer": "关"})

    with pytest.raises(
        ReaderError, match=r"invisible or on a layer that is off or frozen: 关 \(1\)"
    ):
        dxf(nothing)


def test_external_references_and_non_shapes_are_reported():
    def draw(space: Any, made: Any) -> None:
        made.add_xref_def("底图.dwg", "底图")
        space.add_blockref("底图", (0, 0))
        space.add_lwpolyline(box(0, 0, 100), close=True)
        space.add_aligned_dim(p1=(X, Y), p2=(X + 100, Y), distance=20).render()
        with space.add_mesh().edit_data() as mesh:
            mesh.vertices, mesh.faces = [(x, y, 0) for x, y in box(0, 0, 9)], [(0, 1, 2)]

    drawing = dxf(draw)
    assert "底图" in note(drawing, "references")
    assert "DIMENSION 1" in note(drawing, "left_out") and "MESH 1" in note(drawing, "left_out")
    assert areas(drawing) == pytest.approx([1.0], abs=1e-5)


def test_entities_of_other_programs_are_counted():
    made = ezdxf.new("R2010")
    made.modelspace().add_lwpolyline(box(0, 0, 100), close=True)
    stream = io.StringIO()
    made.write(stream)
    wall = "  0\nTCH_WALL\n  5\nABC\n100\nAcDbEntity\n  8\nWALL\n100\nTDbWall\n 40\n0.0\n"
    before, mark, after = stream.getvalue().partition("  0\nLWPOLYLINE\n")
    drawing = read_planners_file("a.dxf", (before + wall + mark + after).encode(), CM120)
    assert areas(drawing) == pytest.approx([1.0], abs=1e-5)
    assert "TCH_WALL 1" in note(drawing, "left_out")
    with pytest.raises(ReaderError, match=r"only: TCH_WALL 1\. Explode"):
        read_planners_file(
            "a.dxf", (before + wall + after[after.index("  0\nENDSEC") :]).encode(), CM120
        )


def lines(*corners: tuple[float, float], layer: str = "红线") -> Callable[[Any, Any], None]:
    """Return a function that draws lines from corner to corner, every second one reversed."""

    def draw(space: Any, _: Any) -> None:
        for number, (a, b) in enumerate(pairwise(corners)):
            ends = (a, b) if number % 2 else (b, a)
            space.add_line(*ends, dxfattribs={"layer": layer})

    return draw


def test_lines_that_close_exactly_are_an_area_and_others_are_reported():
    corners = box(0, 0, 300)
    closed = dxf(lines(*corners, corners[0]))
    assert areas(closed) == pytest.approx([9.0], abs=1e-4)
    assert "4 条线首尾相接，围成 1 个范围" in note(closed, "lines_joined")

    def with_arc(space: Any, made: Any) -> None:
        lines(corners[1], corners[2], corners[3], corners[0])(space, made)
        space.add_arc((X + 150, Y), 150, 180, 360, dxfattribs={"layer": "红线"})

    assert areas(dxf(with_arc)) == pytest.approx([9 + math.pi * 150**2 / 2e4], abs=1e-3)

    gap = (corners[0][0] + 0.02, corners[0][1])
    open_ = dxf(lines(*corners, gap))
    assert areas(open_) == [] and keys(open_) == {"lines_enclose"}

    def two_parcels(space: Any, made: Any) -> None:
        lines(*corners, corners[0])(space, made)
        lines(*box(300, 0, 300)[:3], corners[2])(space, made)
        lines(corners[1], box(300, 0, 300)[0])(space, made)

    shared = dxf(two_parcels)
    assert areas(shared) == [] and "围成了 2 个范围" in note(shared, "lines_enclose")
    assert keys(dxf(lines(*corners))) == set(), "three lines are no outline"


def test_an_open_outline_is_reported_as_a_line():
    drawing = case("nearly_closed.dxf")
    assert areas(drawing) == []
    assert "没有核对它们围成的面积" in note(drawing, "not_closed")
    corners = box(0, 0, 600, 400)
    for x, y, gap in ((0.02, 0.01, "0.02"), (0, 5, "5.00"), (0, 200, "200.00")):
        line = [*corners, (X + x, Y + y)]
        nearly = dxf(lambda space, _, line=line: space.add_lwpolyline(line))
        assert areas(nearly) == [] and f"({gap} m)" in note(nearly, "not_closed")
    by_hand = dxf(lambda space, _: space.add_lwpolyline([*corners, corners[0]]))
    assert areas(by_hand) == pytest.approx([24.0], abs=1e-4), "it ends where it begins"
    road = [(X, Y), (X + 900, Y + 50), (X + 1800, Y + 300), (X + 2500, Y + 900)]
    assert keys(dxf(lambda space, _: space.add_lwpolyline(road))) == set()


def test_nested_and_repeated_rings_are_reported():
    drawing = case("island.dxf")
    assert areas(drawing) == pytest.approx(ANSWERS["island.dxf"]["area_ha"], abs=1e-4)
    assert "各算一个面" in note(drawing, "nested")

    def twice(space: Any, _: Any) -> None:
        space.add_lwpolyline(box(0, 0, 100), close=True)
        space.add_lwpolyline(box(0, 0, 100)[::-1], close=True, dxfattribs={"layer": "副本"})
        space.add_lwpolyline(box(100, 0, 100), close=True)

    assert areas(dxf(twice)) == pytest.approx([1.0, 1.0], abs=1e-5)
    assert keys(dxf(twice)) == {"drawn_twice"}


HATCHES = {
    0: [300**2 - 200**2 + 100**2, 50**2],
    1: [300**2 - 200**2, 50**2],
    2: [300**2, 50**2],
}


@pytest.mark.parametrize("style", HATCHES)
def test_a_hatch_covers_the_area_of_its_style(style):
    def draw(space: Any, _: Any) -> None:
        hatch = space.add_hatch(dxfattribs={"hatch_style": style})
        for corners in (box(0, 0, 300), box(50, 50, 200), box(100, 100, 100), box(400, 0, 50)):
            hatch.paths.add_polyline_path(corners)
        hatch.paths.add_polyline_path(box(10, 10, 20), flags=2 + 8)  # room for a text

    frame = dxf(draw).frame.to_crs(PROJECTED)
    assert frame.area.tolist() == pytest.approx([sum(HATCHES[style])], abs=1e-2)


def test_a_hatch_with_holes_over_an_outline_is_reported():
    def draw(space: Any, _: Any) -> None:
        space.add_lwpolyline([(X, Y, 1), (X + 400, Y, 1)], format="xyb", close=True)
        path = space.add_hatch().paths
        path.add_edge_path().add_arc((X + 200, Y), 200, 0, 360)
        path.add_polyline_path(box(150, -50, 100))

    drawing = dxf(draw)
    assert areas(drawing) == pytest.approx([math.pi * 4], abs=1e-3)
    assert keys(drawing) == {"hatch_holes"}


def test_small_blocks_are_points_and_large_ones_are_exploded():
    def draw(space: Any, made: Any) -> None:
        made.blocks.new("控制点").add_circle((0, 0), 2)
        made.blocks.new("厂房").add_lwpolyline(box(-X, -Y, 60, 100), close=True)
        space.add_blockref("控制点", (X, Y), {"layer": "测量"})
        space.add_blockref("厂房", (X, Y), {"row_count": 2, "row_spacing": 200})

    drawing = dxf(draw)
    assert areas(drawing) == pytest.approx([0.6, 0.6], abs=1e-5)
    point = drawing.frame[drawing.frame.geom_type == "Point"].to_crs(PROJECTED).iloc[0]
    assert (round(point.geometry.x, 3), round(point.geometry.y, 3)) == (X, Y)
    assert point["layer"] == "测量" and "symbols" in keys(drawing)


@pytest.mark.parametrize(("unit", "factor"), [(4, 1000), (0, 1000), (5, 100), (7, 0.001), (4, 1)])
def test_a_drawing_in_other_units_is_converted_to_metres(unit, factor):
    def draw(space: Any, _: Any) -> None:
        space.add_lwpolyline(np.array(box(0, 0, 100)) * factor, close=True)
        space.add_circle((X * factor, Y * factor), 500 * factor)

    drawing = dxf(draw, INSUNITS=unit)
    assert areas(drawing) == pytest.approx([math.pi * 25, 1.0], rel=3e-5)
    assert ("scaled" in keys(drawing)) is (factor != 1)
    vertices = shapely.get_num_coordinates(drawing.frame.geometry.to_numpy()).max()
    assert 100 < vertices < 2000


def test_arcs_of_a_drawing_in_degrees_are_accurate():
    made = ezdxf.new("R2010")
    made.modelspace().add_circle((120.1, 36.8), 0.005)
    made.modelspace().add_lwpolyline([(120, 36.8), (120.0000005, 36.8), (120, 36.9)], close=True)
    stream = io.StringIO()
    made.write(stream)
    frame = read_planners_file("a.dxf", stream.getvalue().encode(), answered("wgs84")).frame
    ring = shapely.get_coordinates(frame.geometry.iloc[0])
    middle = (ring[1:] + ring[:-1]) / 2
    assert np.abs(np.hypot(*(middle - (120.1, 36.8)).T) - 0.005).max() < 1e-7
    assert len(ring) < 2000
    assert frame.geometry.iloc[1].exterior.coords[1][0] == pytest.approx(120.0000005, abs=1e-10)


def test_a_drawing_of_entities_alone_keeps_its_closed_outlines(tmp_path):
    drawing = ezdxf.new("R2010")
    drawing.modelspace().add_lwpolyline(box(0, 0, 600, 400), close=True)
    drawing.saveas(tmp_path / "a.dxf")
    text = (tmp_path / "a.dxf").read_text()
    entities = text[text.index("\nENTITIES") :].partition("ENDSEC")[0]
    alone = f"  0\nSECTION\n  2{entities}ENDSEC\n  0\nEOF\n"
    assert "ACADVER" not in alone
    assert areas(read_planners_file("a.dxf", alone.encode(), CM120)) == pytest.approx([24])
