"""The map in documents: scale, symbols, marks, labels, and legends of any length."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
import shapely
from shapely.geometry import LineString, MultiPolygon, Point, box

from atlas.core.messages import LANGUAGES
from atlas.print.documents import document_map
from atlas.print.documents.blocks import document, space
from atlas.print.documents.document_map import (
    LARGEST,
    SUBJECT,
    TOWN,
    overlap_mark,
    subject_map,
    swatch,
    town_map,
)
from atlas.print.map import pen as pen_module
from atlas.print.map.pen import HATCH_PITCH, Drawing, Pen
from atlas.print.map.window import fitting, round_scale
from atlas.spatial.crs import to_metres
from tests.support.papers import text_of_pages
from tests.support.project import failures, store

AREA = box(120, 36.9, 120.1, 37)


@pytest.mark.parametrize("size_m", [100, 3_000, 12_000, 60_000])
def test_a_map_at_a_round_scale_holds_its_shape(size_m):
    shape = box(500_000, 4_080_000, 500_000 + size_m, 4_080_000 + size_m / 2).buffer(1000)
    window = fitting(SUBJECT, shape.bounds, LARGEST)
    assert window.scale == round_scale(window.scale) >= LARGEST
    assert shapely.box(*window.bounds).contains(shape)
    west, south, east, north = shape.bounds
    needed = 1000 * max((east - west) / SUBJECT.width, (north - south) / SUBJECT.height)
    assert window.scale == max(LARGEST, round_scale(needed))


def test_a_hatch_stays_within_its_polygon_and_out_of_holes(monkeypatch):
    drawn = []
    monkeypatch.setattr(Pen, "stroke", lambda pen, shape, look, zorder: drawn.append(shape))
    shape = MultiPolygon([box(20, 20, 60, 50).difference(box(30, 30, 40, 40)), box(80, 20, 90, 50)])
    Pen(Drawing(100, 100), 0.2).hatch(shape, "#112233", 1, 0)
    [lines] = drawn
    assert shape.buffer(1e-6).contains(lines)
    # no point of the polygon is farther from a line than half the spacing
    covered = lines.buffer(HATCH_PITCH * 0.2 / 2 * 1.01)
    inner = shape.buffer(-HATCH_PITCH * 0.2)
    assert inner.difference(covered).area == pytest.approx(0, abs=1e-6)


def test_a_path_has_its_holes_and_its_place_on_paper():
    drawing = Drawing(20, 20)
    path = drawing.path(box(0, 0, 10, 10).difference(box(2, 2, 4, 4)))
    rings = [re.findall(r"[\d.]+ [\d.]+", ring) for ring in path.split("M")[1:]]
    assert [len(ring) for ring in rings] == [5, 5]
    assert set(rings[1]) == {"2.00 18.00", "4.00 18.00", "4.00 16.00", "2.00 16.00"}
    assert drawing.path(shapely.LineString()) == ""


def test_dashes_of_any_length_are_drawn_in_full():
    """Those of sought and unconfirmed projects have four and six parts."""
    drawing = Drawing(20, 20)
    look = {"color": "#112233", "weight": 2, "dashArray": "9 5 2 5"}
    Pen(drawing, 0.2).stroke(LineString([(0, 0), (20, 0)]), look, 0)
    assert 'stroke-dasharray="1.800 1.000 0.400 1.000"' in drawing.svg()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "subject", [Point(120.03, 36.98), AREA, LineString([(119.95, 36.78), (120, 36.5)])]
)
def test_any_subject_is_drawn_with_the_legend_below(subject, lang):
    picture, legend = subject_map(store(), subject, ["eco-dazeshan-reserve"], lang)
    texts = [node.text for node in ElementTree.fromstring(picture["svg"]).iter() if node.text]
    assert {"zh": "北", "en": "N"}[lang] in texts
    assert any(text.endswith(("河", "River")) for text in texts)
    assert legend["entries"][0]["text"] == {"zh": "摘录对象", "en": "Subject"}[lang]
    assert all(entry["svg"].startswith("<svg") for entry in legend["entries"])
    assert len({entry["text"] for entry in legend["entries"]}) == len(legend["entries"]) > 3


def test_overlaps_are_marked_below_the_subject_and_listed_first(monkeypatch):
    common = overlap_mark(AREA.intersection(box(120.05, 36.9, 120.2, 37)), "Overlap")
    assert common.look["hatch"]
    drawn = []
    monkeypatch.setattr(
        document_map, "draw_mark", lambda pen, shape, look: drawn.append(look) or []
    )
    _, legend = subject_map(store(), AREA, ["ind-xinhe"], "en", overlaps=[common])
    assert [entry["text"] for entry in legend["entries"][:2]] == ["Overlap", "Subject"]
    assert drawn[0] == common.look and len(drawn) == 2


def test_the_map_shows_the_asked_features_and_rivers_roads_and_railways():
    window = fitting(SUBJECT, to_metres(AREA).bounds, LARGEST)
    content = document_map.content_of(store(), window, lambda record: record["id"] == "ind-xinhe")
    listed = {one.layer.id for one in content}
    assert listed <= {"industrial-districts", "rivers", "reservoirs", "transport-network"}
    assert {"rivers", "transport-network"} <= listed


@pytest.mark.parametrize("shape", [AREA, AREA.boundary, Point(120, 36.9)])
def test_an_overlap_of_any_kind_has_a_symbol(shape):
    assert re.search(r"<path ", swatch(overlap_mark(shape, "x").look))


def test_a_long_legend_continues_on_the_next_page():
    look = {"shape": "line", "strokes": [{"color": "#112233", "weight": 1}]}
    entries = [{"text": f"甲{number}乙", "svg": swatch(look)} for number in range(260)]
    pages = text_of_pages(
        document("t", "", [space(1), {"kind": "legend", "entries": entries}], "zh")
    )
    assert len(pages) == 2
    assert [page.count("甲") > 0 for page in pages] == [True, True]
    assert sum(page.count("乙") for page in pages) == 260


def test_every_town_fits_its_map_and_its_labels_avoid_each_other(monkeypatch):
    placed = []

    def remember(pen, labels):
        placed.append(labels)

    monkeypatch.setattr(document_map, "draw_labels", remember)

    def check_town(code: str) -> None:
        placed.clear()
        town_map(store(), store().towns[code], "zh")
        [labels] = placed
        assert code in {label.drawn.record.get("code") for label in labels}
        boxes = [label.box for label in labels] + [document_map.SCALE]
        assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
        for one in boxes:
            assert one.left >= TOWN.left and one.right <= TOWN.right
            assert one.bottom >= TOWN.bottom and one.top <= TOWN.top
        shape = to_metres(store().town_areas[code])
        window = fitting(TOWN, shape.buffer(document_map.TOWN_M).bounds, LARGEST)
        assert shapely.box(*window.bounds).contains(shape)

    assert failures(check_town, store().towns) == {}


def test_the_pen_simplifies_less_than_a_printer_shows():
    assert pen_module.FINEST <= 25.4 / 2400
