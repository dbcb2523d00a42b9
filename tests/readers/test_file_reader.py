"""Planners' files: every format gives the same shapes or is refused with a message."""

from __future__ import annotations

import io
import os
import struct
import zipfile

import ezdxf
import geopandas as gpd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from atlas.readers.file_limits import limits
from atlas.readers.file_reader import answered, read_path, read_planners_file
from atlas.readers.planners_file import PlannersFile, ReaderError
from atlas.spatial.measurement import area_ha
from tests.support.planners import (
    KML,
    METRES,
    NAMES,
    PARCELS,
    SQUARE,
    dxf,
    geojson,
    geopackage,
    shapefile,
    shp_zip,
    zipped,
)
from tests.support.reading import keys, read, refusal

HECTARES = area_ha(SQUARE)
CM120 = answered("cm120")


def assert_parcels(drawing: PlannersFile, times: int = 1) -> None:
    frame = drawing.frame
    assert frame is not None
    assert list(frame["name"]) == NAMES * times
    assert list(frame["面积"]) == [1.5, 2.0] * times
    for found, wanted in zip(frame.geometry, [*PARCELS.geometry] * times, strict=True):
        assert found.symmetric_difference(wanted).area < 1e-12


WKT = "名称,面积,wkt\n" + "".join(
    f'{name},{area},"{shape.wkt}"\n'
    for name, area, shape in zip(NAMES, (1.5, 2.0), METRES.geometry, strict=True)
)
GOOD = {
    "a Shapefile": lambda: ("a.zip", shp_zip()),
    "a Shapefile in GBK": lambda: ("a.zip", shp_zip(encoding="gbk")),
    "a Shapefile in a zip in a zip": lambda: ("a.zip", zipped({"b.zip": shp_zip()})),
    "a GeoPackage": lambda: ("a.gpkg", geopackage(METRES, "甲")),
    "GeoJSON": lambda: ("a.geojson", geojson()),
    "GeoJSON with a crs": lambda: (
        "a.json",
        geojson(METRES, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}),
    ),
    "GeoJSON called a text": lambda: ("a.txt", geojson()),
    "GeoJSON in UTF-16": lambda: ("a.geojson", geojson().decode().encode("utf-16")),
    "GeoJSON in GBK": lambda: ("a.geojson", geojson().decode().encode("gbk")),
    "GeoJSON in a zip": lambda: ("a.zip", zipped({"x/a.geojson": geojson()})),
}


@pytest.mark.parametrize("form", GOOD)
def test_a_file_with_a_declared_system_is_read_without_questions(form):
    drawing = read(*GOOD[form]())
    assert_parcels(drawing)
    assert {"planners.stated", "planners.by_format"} & set(keys(drawing))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_wkt(encoding, separator):
    text = WKT.replace(",", separator) if separator != "," else WKT
    text = text.replace(separator + " ", ", ") if separator != "," else text
    # keep the commas within the shapes
    rows = [line.split('"') for line in text.splitlines()]
    text = "\n".join(
        '"'.join(p.replace(separator, ",") if i % 2 else p for i, p in enumerate(r)) for r in rows
    )
    drawing = read("a.csv", text.encode(encoding), CM120)
    assert list(drawing.frame["name"]) == NAMES
    assert drawing.frame.geometry.iloc[0].symmetric_difference(SQUARE).area < 1e-12


def test_a_table_with_wkt_that_names_its_system():
    content = f'name,geom\na,"SRID=4549;{METRES.geometry.iloc[0].wkt}"\n'.encode()
    assert area_ha(read("a.csv", content).frame.geometry.iloc[0]) == pytest.approx(HECTARES)


def test_a_table_of_points_in_degrees_and_in_degrees_minutes_seconds():
    content = "名称,经度,纬度\n甲,119.95,36.78\n乙,,\n丙,119°57′00″,36°46′48″\n".encode("gbk")
    drawing = read("a.csv", content, answered("wgs84"))
    assert list(drawing.frame["name"]) == ["甲", "丙"]
    assert [(round(p.x, 9), round(p.y, 9)) for p in drawing.frame.geometry] == [(119.95, 36.78)] * 2
    assert "planners.rows_without_place" in keys(drawing)


def test_every_layer_of_a_geopackage_is_read():
    assert_parcels(read("a.gpkg", geopackage(METRES, "甲", "乙")), times=2)


def test_every_shapefile_of_a_zip_is_read():
    parts = shapefile(METRES)
    both = {f"{name}{suffix}": part for name in "ab" for suffix, part in parts.items()}
    assert_parcels(read("a.zip", zipped(both)), times=2)


def test_uppercase_extensions_and_macos_files_are_handled():
    parts = shapefile(METRES)
    files = {f"A{suffix.upper()}": part for suffix, part in parts.items()}
    assert_parcels(read("a.zip", zipped({**files, "__MACOSX/._A.SHP": b"x", ".DS_Store": b"x"})))


def test_chinese_names_in_an_archive_that_does_not_say_utf8():
    raw = "红线地块".encode("gbk")
    parts = shapefile(METRES)
    content = zipped({"Q" * len(raw) + suffix: part for suffix, part in parts.items()})
    drawing = read("a.zip", content.replace(b"Q" * len(raw), raw))
    assert_parcels(drawing)
    assert any("红线地块.shp" in note.text("zh") for note in drawing.notes)


def test_a_shapefile_without_index_or_attributes_is_read_with_a_note():
    assert keys(read("a.zip", shp_zip(shx=None)))[0] == "planners.no_shx"
    bare = read("a.zip", shp_zip(shx=None, dbf=None))
    assert keys(bare)[:2] == ["planners.no_shx", "planners.no_dbf"]
    assert list(bare.frame["name"]) == ["1", "2"]


def test_a_shapefile_on_disk_is_read_with_its_sidecar_files(tmp_path):
    METRES.to_file(tmp_path / "地块.shp", encoding="gbk")
    assert read_path(tmp_path / "地块.shp").frame["name"].tolist() == NAMES
    with pytest.raises(ReaderError, match=r"nothing\.gpkg"):
        read_path(tmp_path / "nothing.gpkg")


# ---- KML -----------------------------------------------------------------------------------------

KMLS = {
    "as it is": lambda: ("a.kml", KML.encode()),
    "zipped": lambda: ("a.kmz", zipped({"doc.kml": KML})),
    "in GBK that says so": lambda: ("a.kml", KML.replace("UTF-8", "GB2312").encode("gbk")),
    "in GBK that claims UTF-8": lambda: ("a.kml", KML.encode("gbk")),
    "of an older version": lambda: (
        "a.kml",
        KML.replace("www.opengis", "earth.google").replace(".net", ".com").encode(),
    ),
    "without a namespace": lambda: (
        "a.kml",
        KML.replace(' xmlns="http://www.opengis.net/kml/2.2"', "").encode(),
    ),
    "without a namespace, with comments that hold a root": lambda: (
        "a.kml",
        KML.replace(
            '<kml xmlns="http://www.opengis.net/kml/2.2">', "<!-- <kml> -->\n<!--<kml>--><kml>"
        ).encode(),
    ),
}


@pytest.mark.parametrize("form", KMLS)
def test_every_folder_of_a_kml_is_read_with_its_attributes(form):
    frame = read(*KMLS[form]()).frame
    assert sorted(frame["name"]) == ["a1", "a2", "a2", "b1", "顶层"]
    first = frame[frame["name"] == "a1"].iloc[0]
    assert (first["用途"], first["权属"], first["folder"]) == ("工业", "国有", "甲 / A")
    assert area_ha(first.geometry) == pytest.approx(HECTARES / 2, rel=1e-3)
    assert frame[frame["name"] == "b1"]["folder"].item() == "甲 / A / B"
    # a collection is split into the area and the point, with the same name
    assert sorted(frame[frame["name"] == "a2"].geom_type) == ["Point", "Polygon"]


@pytest.mark.parametrize(
    "text", ["<kml>", "见 <kml >", 'href="http://earth.google.com/kml/2.1"'], ids=str
)
def test_a_description_may_quote_the_root_of_a_kml(text):
    content = KML.replace(
        "<name>顶层</name>", f"<name>顶层</name><description><![CDATA[{text}]]></description>"
    )
    frame = read("a.kml", content.encode()).frame
    assert frame[frame["name"] == "顶层"]["description"].item() == text


def test_a_kml_with_custom_entities_is_refused():
    entities = '<!DOCTYPE x [<!ENTITY a "b">]>'
    hidden = f"<!<?xml version='1.0'?>{entities.removeprefix('<!')}"
    root = KML[KML.index("<kml") :]
    for prolog in (entities, f"<!-- <kml> -->\n<?a b?>{entities}"):
        assert "DOCTYPE" in refusal("a.kml", f"{prolog}{root}".encode())
    assert refusal("a.kml", f"{hidden}{root}".encode())


def test_a_document_type_in_a_description_is_text():
    page = "<description><![CDATA[<!DOCTYPE html><p>甲</p>]]></description>"
    content = KML.replace("<Placemark>", f"<Placemark>{page}", 1)
    assert "<!DOCTYPE html><p>甲</p>" in set(read("a.kml", content.encode()).frame["description"])


# ---- DXF -----------------------------------------------------------------------------------------

DXFS = {
    "R2010": lambda: dxf("R2010"),
    "R2000 in GBK": lambda: dxf("R2000", "ANSI_936", "gbk"),
    "R2000 in UTF-8 that claims GBK": lambda: dxf("R2000", "ANSI_936", "utf-8"),
    "with line ends of Windows": lambda: dxf("R2010").replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("form", DXFS)
def test_closed_polylines_of_a_drawing_are_polygons_and_texts_their_names(form):
    frame = read("a.dxf", DXFS[form](), CM120).frame
    parcel, rounded, line = (frame.iloc[row] for row in range(3))
    assert (parcel["name"], parcel["layer"]) == ("一号地块", "红线")
    assert area_ha(parcel.geometry) == pytest.approx(HECTARES)
    # a square of 100 m and a half circle of 50 m: an arc counts as an arc
    assert area_ha(rounded.geometry) == pytest.approx(1 + 3.14159265 * 0.25 / 2, rel=2e-4)
    assert line.geometry.geom_type == "LineString"
    assert len(frame) == 3, "the hatch of the parcel is the parcel"


def test_a_dxf_with_a_wrong_encoding_declaration_is_reported():
    assert "planners.not_as_claimed" in keys(
        read("a.dxf", DXFS["R2000 in UTF-8 that claims GBK"](), CM120)
    )


def test_a_binary_drawing(tmp_path):
    drawing = ezdxf.new("R2010")
    corners = list(METRES.geometry.iloc[0].exterior.coords)[:-1]
    drawing.modelspace().add_lwpolyline(corners, close=True)
    drawing.saveas(tmp_path / "a.dxf", fmt="bin")
    frame = read_path(tmp_path / "a.dxf", CM120).frame
    assert area_ha(frame.geometry.iloc[0]) == pytest.approx(HECTARES)


# ---- repairs -------------------------------------------------------------------------------------


def test_an_invalid_shape_is_repaired_and_its_area_change_reported():
    bow = shapely.Polygon([(119.95, 36.78), (119.96, 36.79), (119.96, 36.78), (119.95, 36.79)])
    frame = gpd.GeoDataFrame({"name": ["蝴蝶结", "好"]}, geometry=[bow, SQUARE], crs=4326)
    drawing = read("a.geojson", geojson(frame))
    assert area_ha(drawing.frame.geometry.iloc[0]) == pytest.approx(HECTARES / 2, rel=1e-4)
    [told] = [note.text("zh") for note in drawing.notes if note.key == "planners.repaired"]
    assert "蝴蝶结" in told and "自相交" in told and "由 0.0000 公顷变为 49.52" in told


def test_overlapping_parts_count_once_and_spikes_vanish():
    twice = shapely.MultiPolygon([SQUARE, SQUARE])
    spike = shapely.Polygon([(119.95, 36.78), (119.96, 36.78), (119.95, 36.78)])
    frame = gpd.GeoDataFrame({"name": ["重叠", "尖刺"]}, geometry=[twice, spike], crs=4326)
    drawing = read("a.geojson", geojson(frame))
    assert list(drawing.frame["name"]) == ["重叠"]
    assert area_ha(drawing.frame.geometry.iloc[0]) == pytest.approx(HECTARES)
    assert {"planners.repaired", "planners.collapsed"} <= set(keys(drawing))


def test_every_repair_is_reported_whatever_precedes_it():
    spike = shapely.Polygon([(119.95, 36.78), (119.96, 36.78), (119.95, 36.78)])
    bow = shapely.Polygon([(119.95, 36.78), (119.96, 36.79), (119.96, 36.78), (119.95, 36.79)])
    line = shapely.MultiLineString([[(119.95, 36.78)] * 2, [(119.95, 36.78), (119.96, 36.79)]])

    def repairs(**shapes: shapely.Geometry) -> list[str]:
        frame = gpd.GeoDataFrame({"name": [*shapes]}, geometry=[*shapes.values()], crs=4326)
        ours = ("planners.repaired", "planners.repaired_in_total", "planners.collapsed")
        notes = read("a.geojson", geojson(frame)).notes
        return [note.text("zh") for note in notes if note.key in ours]

    spikes = {f"尖刺{number}": spike for number in range(9)}
    [repaired, lost] = repairs(**spikes, 蝴蝶结=bow)
    assert "蝴蝶结" in repaired
    assert "9 个" in lost and "尖刺7 …" in lost and "尖刺8" not in lost
    bows = {f"蝴蝶结{number}": bow for number in range(9)}
    *each, total = repairs(**bows)
    assert len(each) == 8 and "共修复 9 个" in total
    assert [text for text in repairs(线=line) if "共修复 1 个" in text]


def test_features_without_a_shape_are_left_out_and_counted():
    frame = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=[SQUARE, None], crs=4326)
    drawing = read("a.geojson", geojson(frame))
    assert list(drawing.frame["name"]) == ["a"]
    assert "planners.without_shape" in keys(drawing)


# ---- refusals ------------------------------------------------------------------------------------

BAD = {
    "dwg": lambda: ("a.dwg", b"AC1027\0rest", "DXF"),
    "empty": lambda: ("a.csv", b"", "空文件"),
    "pdf": lambda: ("a.pdf", b"%PDF-1.4", "文档"),
    "a damaged spreadsheet": lambda: ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}), "无法读取"),
    "attributes only": lambda: ("a.zip", shp_zip(shp=None), "缺少同名的 .shp"),
    "cut Shapefile": lambda: ("a.zip", shp_zip(shp=shapefile(METRES)[".shp"][:150]), "地块.shp"),
    "cut GeoJSON": lambda: ("a.json", geojson()[:300], "JSON"),
    "other JSON": lambda: ("a.json", b'{"type": "Topology"}', "GeoJSON"),
    "no features": lambda: ("a.json", geojson(features=[]), "没有可用的图形"),
    "bad ring": lambda: (
        "a.json",
        b'{"type":"Polygon","coordinates":[[[1,2],[3]]]}',
        "geometry.coordinates",
    ),
    "no number": lambda: (
        "a.json",
        b'{"type":"Point","coordinates":[NaN,36]}',
        "geometry.coordinates",
    ),
    "no columns": lambda: ("a.csv", "甲,乙\n1,2\n".encode("gbk"), "现有列：甲, 乙"),
    "bad number": lambda: ("a.csv", b"name,lon,lat\na,119.9,36.7\nb,abc,36.7\n", "第 3 行"),
    "bad WKT": lambda: ("a.csv", b"name,wkt\na,POLYGON((1 2\n", "第 2 行"),
    "cut KML": lambda: ("a.kml", KML[:500].encode(), "KML"),
    "empty KML": lambda: (
        "a.kml",
        b'<kml xmlns="http://www.opengis.net/kml/2.2"/>',
        "没有可用的图形",
    ),
    "cut DXF": lambda: ("a.dxf", dxf()[:3000], "损坏"),
    "bad zip": lambda: ("a.zip", b"PK\x03\x04" + bytes(200), "损坏"),
    "bad GeoPackage": lambda: ("a.gpkg", b"SQLite format 3\0" + bytes(2000), "损坏"),
}


@pytest.mark.parametrize("case", BAD)
def test_unusable_files_are_refused_by_name(case):
    name, content, part = BAD[case]()
    assert part in refusal(name, content)


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_with_damaged_data_is_refused(name, method):
    entry = {"a.zip": "a.csv", "a.xlsx": "xl/workbook.xml"}[name]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr(entry, bytes(range(256)) * 4)
    content = bytearray(stream.getvalue())
    begin = 30 + len(entry) + 20  # within the entry's data, after its header
    content[begin : begin + 100] = b"\xff" * 100
    assert "已损坏，无法解压" in refusal(name, bytes(content))


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_an_archive_with_an_entry_outside_it_is_refused(name):
    entry = {"a.zip": "a.csv", "a.xlsx": "xl/workbook.xml"}[name]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(entry, b"lon,lat\n119.95,36.78\n")
        archive.filelist[0].header_offset = 2**64 - 5
    assert "已损坏，无法解压" in refusal(name, stream.getvalue())
    before = bytearray(zipped({entry: b"lon,lat\n119.95,36.78\n"}))
    end = before.rfind(b"PK\x05\x06")
    [begin] = struct.unpack_from("<I", before, end + 16)
    struct.pack_into("<I", before, end + 16, begin + 5)  # entries then begin at -5
    assert "已损坏，无法解压" in refusal(name, bytes(before))


def test_a_locked_or_huge_archive_is_refused(monkeypatch):
    for name, whole in (("a.zip", shp_zip()), ("a.xlsx", zipped({"xl/workbook.xml": "<x/>"}))):
        content = bytearray(whole)
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            start = content.find(mark)
            while start >= 0:
                content[start + at] |= 1
                start = content.find(mark, start + 1)
        assert "密码" in refusal(name, bytes(content)), name
    small = limits().model_copy(update={"unpacked_mb": 0})
    monkeypatch.setattr("atlas.readers.file_limits.limits", lambda: small)
    assert "解压后超过" in refusal("a.zip", shp_zip())


@given(
    st.sampled_from(["geojson", "gpkg", "kml", "dxf", "csv", "zip", "shp", "kmz", "txt"]),
    st.binary(max_size=300),
    st.sampled_from(
        [b"", b"PK\x03\x04", b"SQLite format 3\0", b"{", b"<?xml", b"AC1015", b"lon,lat\n"]
    ),
)
def test_random_bytes_do_not_crash_the_reader(suffix, content, head):
    try:
        drawing = read_planners_file(f"a.{suffix}", head + content)
    except ReaderError as error:
        assert error.note.text("zh") and error.note.text("en")
    else:
        assert drawing.frame is not None or drawing.questions


@pytest.mark.parametrize("size", [10, 1000])
def test_random_files_of_any_form_are_refused(size):
    for suffix in ("geojson", "kml", "dxf", "csv", "shp", "gpkg"):
        refusal(f"a.{suffix}", os.urandom(size))
