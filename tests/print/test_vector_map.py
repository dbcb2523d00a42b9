"""The vector map in PDFs: scales, symbols, marks, and legends of any length."""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from atlas.core.messages import LANGUAGES
from atlas.print.documents import subject_map, symbol_drawing
from atlas.print.documents.pages import Pages
from atlas.print.documents.subject_map import MAP_MM, draw_subject, overlap_mark
from atlas.print.documents.symbol_drawing import (
    HATCH_MM,
    LEGEND_COLUMNS,
    LEGEND_ROW_MM,
    draw_legend,
    draw_symbol,
    fill,
)
from atlas.print.documents.vector_map import ROUND_KM, SCALES, Mark, Window
from atlas.spatial.crs import to_metres
from tests.support.project import store

AREA = box(120, 36.9, 120.1, 37)
LINE = {"color": "#112233", "weight": 1}


@pytest.fixture
def pdf() -> Pages:
    pages = Pages("a", "b")
    pages.add_page()
    return pages


@pytest.fixture
def lines(monkeypatch) -> list[LineString]:
    """Collect the drawn lines in page coordinates."""
    drawn: list[LineString] = []
    monkeypatch.setattr(
        symbol_drawing, "polyline", lambda pdf, points, look: drawn.append(LineString(points))
    )
    return drawn


def as_is(coords):
    return [(x, y) for x, y, *_ in coords]


@pytest.mark.parametrize("size_m", [100, 3_000, 12_000, 60_000])
def test_a_map_at_a_round_scale_holds_its_shape(size_m):
    shape = box(500_000, 4_080_000, 500_000 + size_m, 4_080_000 + size_m / 2)
    window = Window.round(shape, 16, 40, margin_m=1000, size=MAP_MM)
    assert window.denominator in SCALES
    assert shapely.box(*window.bounds).contains(shape.buffer(1000))
    tighter = [scale for scale in SCALES if scale < window.denominator]
    across, down = size_m + 2000, size_m / 2 + 2000
    needed = max(across / MAP_MM[0], down / MAP_MM[1]) * 1000
    assert all(scale < needed for scale in tighter)


def test_a_hatch_stays_within_its_polygon_and_out_of_holes(pdf, lines):
    shape = MultiPolygon([box(20, 20, 60, 50).difference(box(30, 30, 40, 40)), box(80, 20, 90, 50)])
    draw_symbol(pdf, as_is, shape, {"shape": "area", "hatch": "#112233", "strokes": []})
    assert len(lines) > 20
    assert all(shape.buffer(1e-6).contains(line) for line in lines)
    # no point of the polygon is farther from a line than half the spacing
    covered = shapely.union_all(lines).buffer(HATCH_MM / 2)
    assert shape.buffer(-HATCH_MM).difference(covered).area == pytest.approx(0, abs=1e-6)


def test_holes_are_left_open(pdf, monkeypatch):
    rings = []
    monkeypatch.setattr(pdf, "polygon", lambda ring, style: rings.append(Polygon(ring)))
    fill(pdf, as_is, box(0, 0, 10, 10).difference(box(2, 2, 4, 4)), "#112233")
    [ring] = rings
    assert ring.area == pytest.approx(96)


def test_a_long_legend_continues_on_the_next_page(pdf):
    entries = [(f"{n}", {"shape": "line", "strokes": [LINE]}) for n in range(80 * LEGEND_COLUMNS)]
    draw_legend(pdf, entries, 178)
    assert pdf.page_no() == 2
    assert pdf.get_y() < pdf.h - pdf.b_margin + 1


def test_a_legend_that_nearly_fits_stays_below_its_map(pdf):
    entries = [(f"{n}", {"shape": "line", "strokes": [LINE]}) for n in range(7 * LEGEND_COLUMNS)]
    pdf.set_y(pdf.page_break_trigger - 7 * LEGEND_ROW_MM + 3)
    draw_legend(pdf, entries, 178)
    assert pdf.page_no() == 1


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "subject", [Point(120.03, 36.98), AREA, LineString([(119.95, 36.78), (120, 36.5)])]
)
def test_any_subject_is_drawn_with_the_legend_below(pdf, subject, lang):
    top = pdf.get_y()
    draw_subject(pdf, store(), subject, ["eco-dazeshan-reserve"], lang)
    assert pdf.get_y() > top + MAP_MM[1]
    assert pdf.page_no() == 1


def test_overlaps_are_marked_and_listed_first(pdf, monkeypatch):
    seen = {}
    monkeypatch.setattr(
        subject_map,
        "draw_map",
        lambda *args, marks, **more: seen.update(marks=marks, shown=args[3]),
    )
    common = AREA.intersection(box(120.05, 36.9, 120.2, 37))
    draw_subject(
        pdf, store(), AREA, ["ind-xinhe"], "en", overlaps=[overlap_mark(common, "Overlap")]
    )
    first, last = seen["marks"]
    assert (first.text, last.text) == ("Overlap", "Subject")
    assert first.shape.equals(to_metres(common))
    assert first.look["hatch"]
    named = {record["id"] for record, _ in seen["shown"]}
    assert "ind-xinhe" in named
    listed = {record["layer"] for record, _ in seen["shown"]}
    assert listed == {"industrial-districts", "rivers", "reservoirs", "transport-network"}


@pytest.mark.parametrize("shape", [AREA, AREA.boundary, Point(120, 36.9)])
def test_an_overlap_of_any_kind_has_a_symbol(pdf, shape):
    mark = overlap_mark(shape, "x")
    assert isinstance(mark, Mark)
    draw_symbol(pdf, lambda coords: [(50, 50) for _ in coords], mark.shape, mark.look)


def test_scale_bars_have_round_lengths():
    assert all(str(km).strip("0") in "125" for km in ROUND_KM)
