"""More planners' files: tables over several pages, systems named in titles, odd texts."""

from __future__ import annotations

import math

import ezdxf
import pytest
from pyproj import CRS

from atlas.readers.file_reader import read_planners_file
from atlas.readers.format_detection import ENDINGS
from atlas.readers.planners_file import Answers, ReaderError
from tests.readers.test_parcel_text import TEXT
from tests.readers.test_table_reader import (
    AFTER,
    OTHER,
    PARCEL,
    asked,
    hectares,
    keys,
    lines,
    read,
    refusal,
)
from tests.support.planners import METRES, geopackage, shp_zip, zipped

NOTHING = Answers()
#: a dodecagon, whose area is three times the square of its radius
ROUND = [
    (
        f"J{n + 1}",
        round(4079000 + 100 * math.cos(math.pi * n / 6), 4),
        round(517000 + 100 * math.sin(math.pi * n / 6), 4),
    )
    for n in range(12)
]
TITLE = "界址点成果表,,,\n"
HEAD = "点号,坐标,,边长\n,X(m),Y(m),\n"
PAGES = lines(ROUND[:6]), lines(ROUND[6:])
CLOSING = lines(ROUND[:1])


def lettered(parcel: list[tuple[str, float, float]], letter: str) -> str:
    return lines([(label.replace("J", letter), x, y) for label, x, y in parcel])


# ---- one parcel over pages, several parcels on pages ---------------------------------------------

PAGED = {
    "titles and header again": (TITLE + HEAD + PAGES[0] + TITLE + HEAD + PAGES[1], [3.0]),
    "the header again": (HEAD + PAGES[0] + HEAD + PAGES[1], [3.0]),
    "lengths of sides, one on the next page": (
        HEAD + PAGES[0] + HEAD + ",,,51.76\n" + PAGES[1].replace("\n", "\n,,,51.76\n"),
        [3.0],
    ),
    "closed on the second page": (HEAD + PAGES[0] + ",,,\n" + HEAD + PAGES[1] + CLOSING, [3.0]),
    "closed below a blank row": (HEAD + PAGES[0] + ",,,\n" + PAGES[1] + CLOSING, [3.0]),
    "its last corner again": (
        HEAD + PAGES[0] + "第1页,,,\n" + HEAD + lines(ROUND[5:6]) + PAGES[1] + CLOSING,
        [3.0],
    ),
    "a title that goes on": (
        "甲地块,,,\n" + HEAD + PAGES[0] + "甲地块（续）,,,\n" + HEAD + PAGES[1],
        [3.0],
    ),
    "parcels on pages, numbers begin again": (
        TITLE + HEAD + lines(PARCEL) + TITLE + HEAD + lines(OTHER),
        [24.0, 9.0],
    ),
    "parcels with names beside other cells, numbers go on": (
        f"{TITLE}宗地：,甲,,\n{HEAD}{lines(PARCEL)}{TITLE}宗地：,乙,,\n{HEAD}{lines(AFTER)}",
        [24.0, 9.0],
    ),
    "parcels separated by the letters of their numbers": (
        HEAD + lettered(PARCEL, "A") + lettered(AFTER, "B"),
        [24.0, 9.0],
    ),
    "a corner that was added": (HEAD + lines(PARCEL).replace("J3", "J2-1"), [24.0]),
    "ends of boundary lines": (
        "起点,X,Y,终点,方位角\n" + lines(PARCEL).replace("\n", ",J9,90\n"),
        [24.0],
    ),
}


@pytest.mark.parametrize("name", PAGED)
def test_parcels_over_pages(name):
    text, wanted = PAGED[name]
    assert asked(read(text, NOTHING))["shape"][0] == "areas"
    assert hectares(read(text)) == wanted


def test_a_parcel_within_another_is_reported():
    inner = [(label, (x + 4079312) / 2, (y + 517300) / 2) for label, x, y in PARCEL]
    drawing = read(HEAD + lines(PARCEL) + lines(inner))
    assert hectares(drawing) == [24.0, 6.0]
    note = next(note for note in drawing.notes if note.key == "planners.nested")
    assert note.values["names"] == "2 (1)"
    assert "planners.nested" not in keys(read(HEAD + lines(PARCEL) + lines(OTHER)))


# ---- systems of before 2008 ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "坐标系：西安80 中央子午线120\n点号,X,Y\n",
        "1954年北京坐标系\n点号,X,Y\n",
        "点号,1980西安坐标系,\n,X,Y\n",
    ],
)
def test_a_table_in_an_older_system_is_refused_unless_overridden(text):
    assert "1980 西安坐标系" in refusal(text + lines(PARCEL), NOTHING)
    assert hectares(read(text + lines(PARCEL))) == [24.0]


def test_of_two_systems_the_newer_one_is_read():
    rows = "".join(f"{n},{x - 50},{y - 100},{x},{y}\n" for n, x, y in PARCEL)
    for over in ("点号,西安80,,CGCS2000,", "点号,西安80坐标,西安80坐标,2000坐标,2000坐标"):
        drawing = read(f"{over}\n,X,Y,X,Y\n{rows}")
        assert hectares(drawing) == [24.0]
        assert drawing.frame.to_crs(4549).total_bounds == pytest.approx(
            (517000, 4079112, 517600, 4079512), abs=0.01
        )
        assert "planners.columns_unused" in keys(drawing)
    assert "1980 西安坐标系" in refusal(f"点号,西安80,,北京54,\n,X,Y,X,Y\n{rows}", NOTHING)


@pytest.mark.parametrize(("axis", "flattening"), [(6378140, 298.257), (6378245, 298.3)])
def test_an_older_system_is_recognised_by_its_ellipsoid(axis, flattening):
    wkt = CRS.from_epsg(4549).to_wkt("WKT1_ESRI")
    assert "6378137.0,298.257222101" in wkt
    for name in ("China_2000", "CGCS2000_China_Geodetic_Coordinate_System_2000", "CGCS2000"):
        wkt = wkt.replace(name, "X")
    changed = wkt.replace("6378137.0,298.257222101", f"{axis},{flattening}")
    with pytest.raises(ReaderError) as caught:
        read_planners_file("a.zip", shp_zip(prj=changed))
    assert caught.value.note.key == "planners.old_system"


# ---- the national parcel text --------------------------------------------------------------------


def test_an_older_system_in_a_parcel_text_is_recognised_after_a_colon():
    text = TEXT.replace("=2000国家大地坐标系", "：1980西安坐标系")
    assert text != TEXT
    assert "1980 西安坐标系" in refusal(text.encode("gbk"), NOTHING, "a.txt")


def test_a_corner_of_a_parcel_text_without_one_coordinate_is_refused():
    row = next(n for n, one in enumerate(TEXT.splitlines(), start=1) if one.startswith("J2,"))
    rows = TEXT.splitlines()
    rows[row - 1] = rows[row - 1].rpartition(",")[0]
    assert f"第 {row} 行" in refusal("\n".join(rows).encode("gbk"), NOTHING, "a.txt")


def test_a_ring_of_a_parcel_text_with_too_few_corners_is_named():
    head = "[地块坐标]\n6,,1,甲,面,,,,@\n"
    corners = "".join(f"{label},1,{x},{y}\n" for label, x, y in PARCEL)
    drawing = read(f"{head}{corners}J5,2,4079200,517100\nJ6,2,4079200,517200\n", name="a.txt")
    assert hectares(drawing) == [24.0]
    note = next(note for note in drawing.notes if note.key == "planners.short_parcels")
    assert note.values["rows"] == "甲 (J5)"


@pytest.mark.parametrize("separator", [" ", "\t", ";", "，"])
def test_separators_of_a_parcel_text(separator):
    rows = [
        one if "@" in one or not one.startswith("J") else one.replace(",", separator)
        for one in TEXT.splitlines()
    ]
    for end in ("\r\n", "\r"):
        assert hectares(read(end.join(rows).encode("gbk"), NOTHING, "a.txt")) == [24.0, 8.0]


# ---- other forms ---------------------------------------------------------------------------------


def test_a_system_linked_in_gml_2_is_recognised():
    corners = " ".join(f"{x},{y}" for x, y in METRES.geometry.iloc[0].exterior.coords)
    text = (
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:o="http://o"><gml:featureMember>'
        '<o:f fid="f.1"><o:geom><gml:Polygon '
        'srsName="http://www.opengis.net/gml/srs/epsg.xml#4549"><gml:outerBoundaryIs>'
        f"<gml:LinearRing><gml:coordinates>{corners}</gml:coordinates></gml:LinearRing>"
        "</gml:outerBoundaryIs></gml:Polygon></o:geom></o:f></gml:featureMember>"
        "</wfs:FeatureCollection>"
    )
    drawing = read(text, NOTHING, "a.gml")
    assert hectares(drawing) == [pytest.approx(METRES.area.iloc[0] / 10_000, abs=1e-4)]


def test_curves_in_wkt_are_refused_by_row():
    text = "名称;WKT\n甲;CIRCULARSTRING(517000 4079000,517100 4079100,517200 4079000)\n"
    assert "第 2 " in refusal(text)


def test_a_drawing_of_entities_alone_keeps_its_closed_outlines(tmp_path):
    drawing = ezdxf.new("R2010")
    drawing.modelspace().add_lwpolyline([(y, x) for _, x, y in PARCEL], close=True)
    drawing.saveas(tmp_path / "a.dxf")
    text = (tmp_path / "a.dxf").read_text()
    entities = text[text.index("\nENTITIES") :].partition("ENDSEC")[0]
    alone = f"  0\nSECTION\n  2{entities}ENDSEC\n  0\nEOF\n"
    assert "ACADVER" not in alone
    assert hectares(read(alone, Answers(system="cm120"), "a.dxf")) == [24.0]


def test_an_archive_too_deep_is_named():
    deep = zipped({"乙.zip": zipped({"丙.zip": zipped({"a.gpkg": geopackage(METRES, "a")})})})
    assert "乙.zip/丙.zip" in refusal(deep, NOTHING, "甲.zip")
    beside = read(zipped({"乙.zip": deep, "b.gpkg": geopackage(METRES, "b")}), NOTHING, "甲.zip")
    assert len(hectares(beside)) == 2
    assert "planners.member_left_out" in keys(beside)


def test_the_dialogs_offer_all_sidecar_files():
    assert {"xml", "sbn", "sbx", "qpj", "gdbindexes", "spx"} <= set(ENDINGS)
    assert all(ending == ending.lower() and "." not in ending for ending in ENDINGS)
