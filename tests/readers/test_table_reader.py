"""Planners' tables: corners become areas when the user says so, and numbers are read exactly."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.readers.planners_file import Answers
from tests.support.corner_tables import (
    AFTER,
    AREAS,
    HOLE,
    OTHER,
    PARCEL,
    asked,
    case,
    hectares,
    lines,
    read,
    refusal,
)
from tests.support.drawings import ANSWERS, FILES
from tests.support.reading import keys

# ---- the planners' files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "system"),
    [("corners.csv", "cm120"), ("corners_across.csv", "cm120"), ("jiezhidian.xlsx", "zone40")],
)
def test_a_table_of_corners_is_asked_about_and_read_as_areas(name, system):
    open_ = asked(case(name, Answers()))
    assert open_["shape"] == ["areas", "lines", "points"]
    assert open_["system"] == [f"{system}/swapped"]
    drawing = case(name, Answers(system=system, shape="areas"))
    assert hectares(drawing) == ANSWERS[name]["area_ha"]
    assert "planners.corners_joined" in keys(drawing)
    points = case(name, Answers(system=system, shape="points")).frame
    assert set(points.geom_type) == {"Point"}


def test_the_parcels_of_a_table_have_their_names():
    assert list(case("corners.csv", AREAS).frame["name"]) == ["一号", "二号"]


@cache
def frozen() -> gpd.GeoDataFrame:
    return gpd.read_file(FILES.parent / "ecological-redlines-2026-11.geojson")


def test_a_parcel_that_lies_across_a_corridor_overlaps_it_though_its_corners_do_not():
    corridor = frozen().set_index("id").to_crs(4549).geometry["eco-river-dagu"]
    area = case("corners_across.csv", AREAS).frame.to_crs(4549).geometry.iloc[0].simplify(0.001)
    assert not shapely.MultiPoint(area.exterior.coords).intersects(corridor)
    assert area.intersection(corridor).area / 10_000 == pytest.approx(21.6286, abs=2e-4)


def test_the_national_parcel_text():
    drawing = case("kancedingjie.txt", Answers())
    assert hectares(drawing) == ANSWERS["kancedingjie.txt"]["area_ha"]
    assert [len(area.interiors) for area in drawing.frame.geometry] == [0, 1]
    assert list(drawing.frame["name"]) == ["一号地块", "二号地块"]
    assert list(drawing.frame["用途"]) == ["工业用地"] * 2
    west, south, *_ = drawing.frame.to_crs(4549).total_bounds
    assert (west, south) == pytest.approx((517000, 4079000), abs=0.001)
    stated = next(note for note in drawing.notes if note.key == "planners.stated")
    assert "zone 40" in stated.values["system"]
    assert "planners.areas_agree" in keys(drawing)


def test_degrees_that_may_be_packed_are_asked_about():
    wanted = ANSWERS["dms_packed.csv"]["lonlat_if_packed"]
    assert asked(case("dms_packed.csv", Answers())) == {"degrees": ["decimal", "packed"]}
    assert "system" in asked(case("dms_packed.csv", Answers(degrees="packed")))
    for degrees, lonlat in (("packed", wanted), ("decimal", (120.123, 36.513))):
        drawing = case("dms_packed.csv", Answers(system="wgs84", degrees=degrees))
        [point] = drawing.frame.geometry
        assert (point.x, point.y) == pytest.approx(lonlat, abs=1e-6)


def test_packed_degrees_of_one_column_are_asked_about():
    text = '名称,经纬度\n甲,"120.1230,36.5130"\n'
    assert asked(read(text, Answers())) == {"degrees": ["decimal", "packed"]}
    [point] = read(text, Answers(system="wgs84", degrees="packed")).frame.geometry
    assert (point.x, point.y) == pytest.approx((120 + 12.5 / 60, 36 + 51.5 / 60))
    footer = "名称,经度,纬度\n甲,120.1230,36.5130\n制表,张三,李四\n"
    assert "degrees" in asked(read(footer, Answers()))
    for other in ("119.9530,36.5130", "120°12′,36°51′", "119.95,36.78"):
        assert "degrees" not in asked(read(f'名称,经纬度\n甲,"{other}"\n', Answers()))


@pytest.mark.parametrize("name", ["thousands.csv", "thousands_q.csv"])
def test_separators_within_numbers(name):
    assert asked(case(name, Answers())) == {"system": ["cm120/swapped"]}
    [point] = case(name, Answers(system="cm120")).frame.to_crs(4549).geometry
    assert (point.x, point.y) == pytest.approx((517000.25, 4079112.5), abs=0.001)


@pytest.mark.parametrize("name", ["dms_one.csv", "dms_two.csv"])
def test_degrees_minutes_and_seconds_in_one_column_or_two(name):
    points = case(name, Answers(system="wgs84")).frame.geometry
    assert (points.iloc[0].x, points.iloc[0].y) == pytest.approx(ANSWERS[name]["lonlat"])
    for point in points.iloc[1:]:
        wanted = 120 + 12 / 60 + 30.5 / 3600, 36 + 51 / 60 + 30.5 / 3600
        assert (point.x, point.y) == pytest.approx(wanted)


# ---- how tables are made -------------------------------------------------------------------------


def rows_of(parcel: str, ring: str, corners: list[tuple[str, float, float]]) -> str:
    return "".join(f"{parcel},{ring},{label},{x},{y}\n" for label, x, y in corners)


def side_by_side(across: bool) -> str:
    """Return four corners in two blocks, numbered down or across."""
    [a, b, c, d] = PARCEL
    pairs = [(a, b), (c, d)] if across else [(a, c), (b, d)]
    body = "".join(f"{p[0]},{p[1]},{p[2]},{q[0]},{q[1]},{q[2]}\n" for p, q in pairs)
    return f"点号,X,Y,点号,X,Y\n{body}"


HEAD = "点号,X,Y\n"
TABLES = {
    "numbers begin again": (HEAD + lines(PARCEL, OTHER), [24.0, 9.0]),
    "numbers begin again, closed": (
        HEAD + lines(PARCEL, PARCEL[:1], OTHER, OTHER[:1]),
        [24.0, 9.0],
    ),
    "a blank row between": (HEAD + lines(PARCEL) + "\n,,\n" + lines(AFTER), [24.0, 9.0]),
    "closed, numbers go on": (
        HEAD + lines(PARCEL, PARCEL[:1], AFTER, AFTER[:1]),
        [24.0, 9.0],
    ),
    "titles between": (
        HEAD + "地块一：,,\n" + lines(PARCEL) + "地块二,,\n" + lines(OTHER),
        [24.0, 9.0],
    ),
    "names in merged cells": (
        "地块名称,"
        + HEAD
        + f"一,{lines(PARCEL)[:-1]}".replace("\n", "\n,")
        + f"\n二,{lines(OTHER)[:-1]}".replace("\nJ", "\n,J")
        + "\n",
        [24.0, 9.0],
    ),
    "a hole that goes on": (HEAD + lines(OTHER, OTHER[:1], HOLE, HOLE[:1]), [8.0]),
    "a hole by its ring": (
        "地块号,圈号,点号,X,Y\n" + rows_of("1", "1", OTHER) + rows_of("1", "2", HOLE),
        [8.0],
    ),
    "a hole of a named parcel": (
        "地块," + HEAD + "".join(f"一,{row}\n" for row in lines(OTHER, OTHER[:1], HOLE).split()),
        [8.0],
    ),
    "numbered backwards": (HEAD + lines(PARCEL[::-1]), [24.0]),
    "a row in scientific order of columns": (
        "Y,X,点号\n517600,4079112,1\n517600,4079512,2\n517000,4079512,3\n517000,4079112,4\n",
        [24.0],
    ),
    "titles, two rows of header, lengths between, a footer": (
        "界址点成果表,,,\n点号,坐标,,边长\n,X(m),Y(m),\n"
        + "".join(f"{label},{x},{y},\n,,,400.00\n" for label, x, y in PARCEL)
        + "制表：张三,,审核：李四,\n",
        [24.0],
    ),
    "the header on every page": (HEAD + lines(PARCEL[:2]) + HEAD + lines(PARCEL[2:]), [24.0]),
    "two blocks, down": (side_by_side(across=False), [24.0]),
    "two blocks, across": (side_by_side(across=True), [24.0]),
    "north first by name": (
        "点号,北坐标X（m）,东坐标Y（m）\n" + lines(PARCEL),
        [24.0],
    ),
    "by 纵 and 横": ("拐点号,纵坐标X(m),横坐标Y(m)\n" + lines(PARCEL), [24.0]),
    "by N and E": ("点号,N,E\n" + lines(PARCEL), [24.0]),
    "no header": (lines(PARCEL), [24.0]),
    "coordinates only": ("X,Y\n" + "".join(f"{x},{y}\n" for _, x, y in PARCEL), [24.0]),
    "blanks between": (lines(PARCEL).replace(",", "   "), [24.0]),
    "full-width commas": ("点号，X，Y\n" + lines(PARCEL).replace(",", "，"), [24.0]),
    "CASS": (
        "".join(f"{n},,{y},{x},12.3\n" for n, (_, x, y) in enumerate(PARCEL, start=1)),
        [24.0],
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_parcels_are_separated_in_every_layout(name):
    text, wanted = TABLES[name]
    assert asked(read(text, Answers()))["shape"][0] == "areas"
    assert hectares(read(text)) == wanted
    assert hectares(read(text.encode("gbk"), name="a.dat")) == wanted


def test_separate_points_are_read_without_questions():
    tables = [
        "序号,名称,经度,纬度\n1,甲,119.951,36.781\n2,乙,119.961,36.791\n3,丙,119.971,36.781\n",
        "id,type,lon,lat\n1,school,119.95,36.78\n2,school,119.96,36.79\n3,park,119.97,36.7\n",
        "点号,X,Y\nJ1,4079112,517600\n",
    ]
    for table in tables:
        assert list(asked(read(table, Answers()))) == ["system"]
    assert list(read(tables[0], Answers(system="wgs84")).frame["name"]) == ["甲", "乙", "丙"]


def test_lines_of_corners():
    drawing = read(HEAD + lines(PARCEL[:3]), Answers(system="cm120", shape="lines"))
    [length] = drawing.frame.to_crs(4549).length
    assert length == pytest.approx(1000, abs=0.01)


def test_lists_of_coordinates_in_a_cell():
    cell = "120.2,36.85;120.21,36.85;120.21,36.86"
    text = f'名称,坐标串\n甲,"{cell}"\n'
    assert asked(read(text, Answers()))["shape"] == ["areas", "lines", "points"]
    [area] = read(text, Answers(system="wgs84", shape="areas")).frame.geometry
    assert area.bounds == pytest.approx((120.2, 36.85, 120.21, 36.86))


@pytest.mark.parametrize(
    "row",
    [
        "120º12'30\",36º51'30\"",
        "120°12’30”,36°51’30”",
        "120:12:30,36:51:30",
        "120-12-30,36-51-30",
        "120 12 30,36 51 30",
        "东经120度12.5分,北纬36度51.5分",
        "E120°12′30″,N36°51′30″",
        "１２０°１２′３０″,３６°５１′３０″",
        "120°12′30,36°51′30",
        "120.2083333333°,36.8583333333°",
    ],
)
def test_ways_to_write_degrees(row):
    [point] = read(f"名称,经度,纬度\n甲,{row}\n", Answers(system="wgs84")).frame.geometry
    assert (point.x, point.y) == pytest.approx((120 + 12.5 / 60, 36 + 51.5 / 60))


def test_degrees_minutes_and_seconds_in_separate_columns():
    for head in (
        "名称,经度(度),经度(分),经度(秒),纬度(度),纬度(分),纬度(秒)",
        "名称,经度,,,纬度,,\n,度,分,秒,度,分,秒",
    ):
        drawing = read(f"{head}\n甲,120,12,30,36,51,30\n", Answers(system="wgs84"))
        [point] = drawing.frame.geometry
        assert (point.x, point.y) == pytest.approx((120 + 12.5 / 60, 36 + 51.5 / 60))


@given(
    st.lists(
        st.tuples(
            st.floats(4_000_000, 4_100_000).map(lambda v: round(v, 2)),
            st.floats(480_000, 530_000).map(lambda v: round(v, 2)),
        ),
        min_size=1,
        max_size=5,
    ),
    st.sampled_from(["plain", "thousands", "blanks", "decimal comma", "dots and comma"]),
)
@settings(max_examples=60, deadline=None)
def test_numbers_are_read_in_every_notation(points, style):
    def cell(value: float) -> str:
        grouped = f"{value:,.2f}"
        return {
            "plain": f"{value}",
            "thousands": f'"{grouped}"',
            "blanks": grouped.replace(",", " "),
            "decimal comma": f"{value:.2f}".replace(".", ","),
            "dots and comma": grouped.replace(",", " ").replace(".", ",").replace(" ", "."),
        }[style]

    text = "名称;X;Y\n" + "".join(f"甲;{cell(x)};{cell(y)}\n" for x, y in points)
    found = read(text, Answers(system="cm120", shape="points")).frame.to_crs(4549).geometry
    for point, (x, y) in zip(found, points, strict=True):
        assert (point.x, point.y) == pytest.approx((y, x), abs=0.001)


REFUSED = {
    "a comma that parts a number": ("名称,X,Y\n甲,4079112,50,517000,25\n", "第 2 行有 5 格"),
    "lost digits": (HEAD + "J1,4.08E+06,5.17E+05\n", "科学计数法"),
    "a corner without coordinates": (
        HEAD + lines(PARCEL[:2]) + "J3,,\n" + lines(PARCEL[3:]),
        "第 4 行",
    ),
    "blocks without an order": (
        "X,Y,X,Y\n4079112,517600,4079512,517000\n4079512,517600,4079112,517000\n",
        "并排",
    ),
    "minutes beyond sixty": ("名称,经度,纬度\n甲,120°61′00″,36°51′00″\n", "第 2 行"),
    "beginnings and ends": ("名称,起点经度,起点纬度\n甲,120,36.8\n", "现有列：名称, 起点经度"),
    "two corners": (HEAD + lines(PARCEL[:2]), "角点不足"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_ambiguous_tables_are_refused(name):
    text, told = REFUSED[name]
    assert told in refusal(text)


def test_curves_in_wkt_are_refused_by_row():
    text = "名称;WKT\n甲;CIRCULARSTRING(517000 4079000,517100 4079100,517200 4079000)\n"
    assert "第 2 " in refusal(text)
