"""Styles of made-up symbols, worked by hand from the rules of ``symbology.toml``."""

from __future__ import annotations

from typing import Any

import pytest

from atlas.layers.layer_definition import AreaSymbol, Halo, LineSymbol, PointSymbol
from atlas.layers.symbology import (
    area_style,
    arrow_style,
    fill_of,
    line_style,
    point_style,
    stroke,
    tinted,
)

INK, BLUE, WHITE, DARK = "#a03020", "#2060a0", "#ffffff", "#202020"
ROAD = LineSymbol(colour=INK, weight=3, casing=DARK)
RAILWAY = LineSymbol(colour=WHITE, weight=4, casing=DARK, inlay=DARK, inlay_dash="8 8")
INLAID = LineSymbol(colour=INK, weight=4, inlay=BLUE, opacity=0.5)


def line(colour: str, weight: float, **others: object) -> dict[str, Any]:
    return {"color": colour, "weight": weight, "lineCap": "butt", **others}


@pytest.mark.parametrize(
    ("symbol", "status", "precision", "wanted"),
    [
        # casing beside the core: a pixel on each side unless the symbol says more
        (ROAD, "built", "derived", [line(DARK, 5), line(INK, 3)]),
        (
            ROAD.model_copy(update={"casing_weight": 9}),
            "built",
            "derived",
            [line(DARK, 9), line(INK, 3)],
        ),
        # an inlay is half as wide as the core, and the symbol's opacity holds for both
        (INLAID, "built", "derived", [line(INK, 4, opacity=0.5), line(BLUE, 2, opacity=0.5)]),
        (
            RAILWAY,
            "built",
            "derived",
            [line(DARK, 6), line(WHITE, 4), line(DARK, 2, dashArray="8 8")],
        ),
        # dashes lie on a pale band; a white core takes the colour of its casing
        (
            ROAD,
            "planned",
            "derived",
            [line(WHITE, 5, opacity=0.7), line(INK, 3, dashArray="9 6")],
        ),
        (
            RAILWAY,
            "planned",
            "derived",
            [line(WHITE, 6, opacity=0.7), line(DARK, 4, dashArray="9 6")],
        ),
        # a schematic line is paler and has no casing, built or not
        (ROAD, "built", "schematic", [line(INK, 3, opacity=0.78)]),
        (ROAD, "planned", "schematic", [line(INK, 3, opacity=0.78, dashArray="9 6")]),
        (INLAID, "built", "schematic", [line(INK, 4, opacity=0.39), line(BLUE, 2, opacity=0.39)]),
        (RAILWAY, "built", "schematic", [line(DARK, 4, opacity=0.78)]),
    ],
)
def test_strokes_of_a_line(
    symbol: LineSymbol, status: str, precision: str, wanted: list[dict[str, Any]]
) -> None:
    assert line_style(symbol, status, precision) == {"shape": "line", "strokes": wanted}


def test_an_arrowhead_grows_with_its_line_and_leaves_room_for_a_point() -> None:
    symbol = LineSymbol(colour=INK, weight=3, arrow="end")
    head = {"ends": "end", "color": INK, "length": 9.5, "width": 10, "start": 3.8, "end": 3.8}
    assert arrow_style(symbol) == line_style(symbol, None, "derived")["arrow"] == head
    thin = symbol.model_copy(update={"weight": 1.37, "arrow_gap": 12})
    assert arrow_style(thin) == {
        **head,
        "length": 7.1,
        "width": 6.7,
        "start": 2.8,
        "end": -12,
    }


def test_edge_fill_hatch_and_halo_of_an_area() -> None:
    symbol = AreaSymbol(
        fill=INK,
        edge=DARK,
        hatch=BLUE,
        edge_dash="3 3",
        halo=Halo(colour=BLUE, weights=(9, 5), opacities=(0.1, 1)),
    )
    wanted = {
        "shape": "area",
        "strokes": [line(DARK, 1.4, dashArray="3 3")],
        "fill": INK,
        "fillOpacity": 0.3,
        "hatch": BLUE,
        "halo": [
            {"color": BLUE, "weight": 9, "lineCap": "round", "opacity": 0.1},
            {"color": BLUE, "weight": 5, "lineCap": "round"},
        ],
    }
    assert area_style(symbol, "built", "derived") == wanted
    # a status replaces the edge's own dash; softness is a band beside a thin edge
    assert area_style(symbol, "planned", "schematic")["strokes"] == [
        {"color": DARK, "weight": 9, "lineCap": "round", "opacity": 0.1},
        {"color": DARK, "weight": 5, "lineCap": "round", "opacity": 0.16},
        line(DARK, 1, opacity=0.55, dashArray="9 6"),
    ]
    outline = AreaSymbol(fill=INK, fill_opacity=0, edge=DARK)
    assert area_style(outline, None, "derived") == {"shape": "area", "strokes": [line(DARK, 1.4)]}


def test_a_palette_colours_neighbours_in_turn() -> None:
    symbol = AreaSymbol(palette=(INK, BLUE, DARK), fill_opacity=0, edge=DARK)
    look = area_style(symbol, None, "derived")
    assert [fill_of(look, ordinal) for ordinal in (0, 1, 2, 3, 7)] == [INK, BLUE, DARK, INK, BLUE]
    assert fill_of(area_style(AreaSymbol(fill=INK, edge=DARK), None, "derived"), 5) == INK


def test_a_point_is_paler_if_schematic_and_dashed_unless_built() -> None:
    symbol = PointSymbol(shape="circle", colour=INK, size=6)
    plain = {"shape": "point", "sign": "circle", "color": INK, "fill": WHITE, "size": 6}
    assert point_style(symbol, None, "derived") == point_style(symbol, "built", "derived") == plain
    wanted = {**plain, "opacity": 0.75, "dashArray": "2 2"}
    assert point_style(symbol, "sought", "schematic") == wanted


# ---- the colours of outcomes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("colour", "stays"),
    [
        ("#d0d0d0", True),
        ("#cfffff", False),
        ("#ffcfff", False),
        ("#ffffcf", False),
        ("#f00fff", False),
    ],
)
def test_only_colours_light_in_all_parts_stay(colour: str, stays: bool) -> None:
    look = {"shape": "line", "strokes": [stroke(colour, 3)]}
    assert tinted(look, BLUE)["strokes"] == [stroke(colour if stays else BLUE, 3)]


def test_tinted_shapes_keep_form_and_dash_and_lose_hatch_and_halo() -> None:
    road = line_style(ROAD.model_copy(update={"arrow": "both"}), "planned", "derived")
    found = tinted(road, BLUE)
    assert found["strokes"] == [
        line(WHITE, 5, opacity=0.7),
        line(BLUE, 3, dashArray="9 6"),
    ]
    assert found["arrow"] == {**road["arrow"], "color": BLUE}
    assert "arrow" not in tinted(line_style(ROAD, None, "derived"), BLUE)

    area = AreaSymbol(edge=DARK, hatch=INK, halo=Halo(colour=INK))
    assert tinted(area_style(area, None, "derived"), BLUE) == {
        "shape": "area",
        "strokes": [line(BLUE, 1.4)],
        "fill": BLUE,
        "fillOpacity": 0.22,
    }
    bare = area_style(AreaSymbol(edge=DARK), None, "derived")
    assert tinted(bare, BLUE) == {"shape": "area", "strokes": [line(BLUE, 1.4)]}


@pytest.mark.parametrize(("fill", "wanted"), [(WHITE, WHITE), (INK, BLUE)])
def test_a_tinted_point_keeps_a_light_middle(fill: str, wanted: str) -> None:
    look = point_style(PointSymbol(shape="square", colour=INK, fill=fill), None, "derived")
    assert tinted(look, BLUE) == {**look, "color": BLUE, "fill": wanted}
