"""Several files in one upload: a bad member does not affect the others and is reported."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache

import pytest

from atlas.readers.archive import legible
from atlas.readers.file_reader import read_files, read_planners_file
from atlas.readers.format_detection import FORMS
from atlas.readers.planners_file import ReaderError
from atlas.readers.raw_file import Member
from tests.support.planners import (
    METRES,
    NAMES,
    PARCELS,
    geojson,
    geopackage,
    shapefile,
    shp_zip,
    zipped,
)
from tests.support.reading import keys, read, refusal


@cache
def parts() -> dict[str, bytes]:
    return shapefile(METRES)


def good() -> dict[str, bytes]:
    return {f"好{suffix}": part for suffix, part in parts().items()}


#: case → extra files, and text of the note about them
BESIDE = {
    "a note": lambda: ({"说明.txt": "坐标系：CGCS2000".encode("gbk")}, "说明.txt"),
    "an empty text": lambda: ({"说明.txt": b""}, "说明.txt"),
    "a table of words": lambda: ({"字段.csv": "甲,乙\n1,2\n".encode()}, "字段.csv"),
    "a picture": lambda: ({"图.jpg": b"\xff\xd8\xff"}, "图.jpg"),
    "files of Windows": lambda: (
        {"desktop.ini": b"[x]", "Thumbs.db": b"\xd0\xcf\x11\xe0"},
        "desktop.ini",
    ),
    "a document": lambda: ({"报告.docx": zipped({"[Content_Types].xml": "x"})}, "报告.docx"),
    "a lone .dbf": lambda: ({"表.dbf": parts()[".dbf"]}, "表.dbf"),
    "a lone .prj": lambda: ({"坐标系.prj": parts()[".prj"]}, "坐标系.prj"),
    "a cut Shapefile": lambda: (
        {**{f"坏{s}": p for s, p in parts().items()}, "坏.shp": b"x"},
        "坏.shp",
    ),
    "a drawing": lambda: ({"图.dwg": b"AC1027\0x"}, "DXF"),
    "a RAR archive": lambda: ({"原.rar": b"Rar!\x1a\x07\0x"}, "原.rar"),
    "a bad archive": lambda: ({"原.zip": b"PK\x03\x04" + bytes(90)}, "原.zip"),
    "an empty Shapefile": lambda: (
        {f"空{suffix}": part for suffix, part in shapefile(METRES.iloc[:0]).items()},
        "空.shp",
    ),
    "a system of 1954": lambda: (
        {f"旧{s}": p for s, p in shapefile(METRES.set_crs(2437, allow_override=True)).items()},
        "旧.shp",
    ),
    "coordinates of nowhere": lambda: ({"远.csv": b"x,y\n1e9,1e9\n"}, "远.csv"),
    "other JSON": lambda: ({"package.json": b'{"a": 1}'}, "package.json"),
    "broken JSON": lambda: ({"a.geojson": b'{"type": "Fea'}, "a.geojson"),
    "an empty KML": lambda: ({"a.kml": b'<kml xmlns="http://www.opengis.net/kml/2.2"/>'}, "a.kml"),
}


@pytest.mark.parametrize("case", BESIDE)
def test_unreadable_files_beside_a_good_one_are_named_and_left_out(case):
    files, part = BESIDE[case]()
    for content in (zipped({**files, **good()}), zipped({"好.zip": zipped(good()), **files})):
        drawing = read("a.zip", content)
        assert list(drawing.frame["name"]) == NAMES
        for lang in ("zh", "en"):
            assert any(part in note.text(lang) for note in drawing.notes), case


def test_sidecar_files_of_a_shapefile_are_not_reported():
    also = {f"好.{suffix}": b"x" for suffix in ("shp.xml", "sbn", "sbx", "qmd", "cpg.bak")}
    said = [note.text("zh") for note in read("a.zip", zipped({**good(), **also})).notes]
    assert [text for text in said if "未读取" in text] == ["这些文件里没有图形，未读取：好.cpg.bak"]


def test_shapefiles_of_one_name_in_several_archives_are_all_read():
    one, two = shp_zip(METRES), shp_zip(METRES.iloc[:1])
    wanted = [*NAMES, NAMES[0]]
    assert list(read("x.zip", zipped({"a.zip": one, "b.zip": two})).frame["name"]) == wanted
    both = read_files([Member("a.zip", one), Member("b.zip", two)])
    assert list(both.frame["name"]) == wanted


def with_unicode_path(stored: bytes, name: str) -> bytes:
    """Return an archive whose entry has a name without the UTF-8 flag, and a Unicode path."""
    path = struct.pack("<BL", 1, zlib.crc32(stored)) + name.encode()
    placeholder = "x" * len(stored)
    info = zipfile.ZipInfo(placeholder)
    info.extra = struct.pack("<HH", 0x7075, len(path)) + path
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, geojson())
    return stream.getvalue().replace(placeholder.encode(), stored)


@pytest.mark.parametrize("applied", [False, True])
def test_a_unicode_path_that_python_applies_is_kept(applied, monkeypatch):
    if applied:  # as Python does from 3.12 on
        entry = zipfile.ZipInfo
        plain = entry._decodeExtra

        def decode(self: zipfile.ZipInfo, *crc: int) -> None:
            plain(self, *crc)
            tag, size = struct.unpack_from("<HH", self.extra)
            assert tag == 0x7075
            self.filename = self.extra[9 : 4 + size].decode()

        monkeypatch.setattr(entry, "_decodeExtra", decode)
    for stored in ("明村地块.geojson".encode("gbk"), "明村地块.geojson".encode()):
        content = with_unicode_path(stored, "明村地块.geojson")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert [legible(info) for info in archive.infolist()] == ["明村地块.geojson"]
        assert list(read("a.zip", content).frame["name"]) == NAMES
    if applied:  # a path that code page 437 could encode is not decoded again
        content = with_unicode_path(b"abcd.geojson", "éééé.geojson")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert [legible(info) for info in archive.infolist()] == ["éééé.geojson"]


VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>%s</SrcDataSource>
<SrcLayer>x</SrcLayer></OGRVRTLayer></OGRVRTDataSource>"""


def test_gdal_never_opens_other_files_of_the_machine(tmp_path):
    PARCELS.to_file(tmp_path / "x.geojson")
    content = VRT % str(tmp_path / "x.geojson").encode()
    gml = b"<!-- http://www.opengis.net/gml -->" + content
    for suffix in sorted({*FORMS, "shp", "mif", "tab", "xml", "vrt"}):
        for found in (content, gml):
            with pytest.raises(ReaderError):
                read_planners_file(f"a.{suffix}", found)


def test_an_archive_too_deep_is_named():
    deep = zipped({"乙.zip": zipped({"丙.zip": zipped({"a.gpkg": geopackage(METRES, "a")})})})
    assert "乙.zip/丙.zip" in refusal("甲.zip", deep)
    beside = read("甲.zip", zipped({"乙.zip": deep, "b.gpkg": geopackage(METRES, "b")}))
    assert len(beside.frame) == 2
    assert "planners.member_left_out" in keys(beside)
