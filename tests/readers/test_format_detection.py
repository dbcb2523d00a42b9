"""Files of planners' programs: GDAL's formats, archives, refusals, the atlas's own files."""

from __future__ import annotations

import json
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.core.paths import Paths
from atlas.overrides.importer import Request, import_official
from atlas.readers import unsupported_formats
from atlas.readers.file_reader import UNSAID, answered, read_path, read_planners_file
from atlas.readers.format_detection import ENDINGS, FORMS
from atlas.readers.planners_file import Answers, ReaderError
from atlas.readers.raw_file import Member
from atlas.spatial.measurement import area_ha
from atlas.store.override_datasets import dataset_names, dataset_provenance
from tests.readers.test_file_reader import keys, read, refusal
from tests.support.check_command import run
from tests.support.planners import KML, METRES, NAMES, PARCELS, geojson, shapefile, shp_zip, zipped
from tests.support.project import failures

FILES = Path(__file__).parent.parent / "data" / "planners-files"
TRUE = json.loads((FILES / "answers.json").read_text("utf-8"))


# ---- the files that the atlas once got wrong -----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("filegdb.zip", UNSAID, {"intake.stated"}),
        ("readme.zip", UNSAID, {"intake.files_left_out"}),
        ("several.zip", UNSAID, {"intake.files_left_out"}),
        ("a.mif", UNSAID, {"intake.no_mid"}),
        ("a.fgb", UNSAID, {"intake.stated"}),
        ("a.gml", UNSAID, {"intake.stated"}),
        ("mapinfo.zip", UNSAID, {"intake.stated"}),
        ("no_prj_6deg.zip", answered("zone20"), {"intake.answered"}),
        ("text_utf16be_bom.geojson", UNSAID, {"intake.by_format"}),
        ("curvepolygon.gpkg", UNSAID, {"intake.stated"}),
    ],
)
def test_sample_files_have_the_known_areas(name, answers, said):
    drawing = read(name, (FILES / name).read_bytes(), answers)
    found = sorted(drawing.frame.to_crs(4549).area / 10_000)
    # MapInfo's TAB stores coordinates on a grid, here of half a centimetre
    assert found == pytest.approx(sorted(TRUE[name]["area_ha"]), rel=1e-4)
    assert said <= set(keys(drawing))


def test_the_name_in_utf16_is_read():
    name = "text_utf16be_bom.geojson"
    assert list(read(name, (FILES / name).read_bytes()).frame["name"]) == [TRUE[name]["name"]]


@pytest.mark.parametrize(
    ("name", "key", "likely"),
    [
        ("crs_local.geojson", "intake.unknown_crs", "cm120"),
        ("crs_link.geojson", "intake.linked_crs_member", "wgs84"),
        ("no_prj_6deg.zip", "intake.no_prj", "zone20"),
    ],
)
def test_an_unknown_system_is_reported_and_asked_for(name, key, likely):
    drawing = read_planners_file(name, (FILES / name).read_bytes())
    [question] = drawing.questions
    assert question.options[0].value == likely
    assert key in keys(drawing)


@pytest.mark.parametrize(
    ("name", "form", "way"),
    [
        ("redline.rar", "RAR", "zip"),
        ("redline.7z", "7z", "zip"),
        ("a.parquet", "GeoParquet", "GeoPackage"),
    ],
)
def test_an_unsupported_format_is_refused_with_an_alternative(name, form, way):
    content = (FILES / name).read_bytes()
    for called in (name, "红线"):  # the first bytes say it too
        said = refusal(called, content)
        assert form in said and way in said and called in said


def test_every_refused_format_is_explained_and_selectable():
    def refuses(ending: str) -> None:
        with pytest.raises(ReaderError) as caught:
            read_planners_file(f"红线.{ending}", b"\1\2\3\4")
        form = unsupported_formats.forms()[
            unsupported_formats.form_of(Member(f"a.{ending}", b"")) or ""
        ]
        for lang in ("zh", "en"):
            said = caught.value.text(lang)
            assert form.form.in_(lang) in said and form.way.in_(lang) in said, said
        assert ending in ENDINGS

    assert not failures(refuses, unsupported_formats.endings())
    assert {*FORMS, "zip", "kmz", "shp", "dbf", "tab", "mif", "mid"} <= set(ENDINGS)
    assert not set(FORMS) & set(unsupported_formats.endings())


# ---- File Geodatabases ---------------------------------------------------------------------------


@pytest.fixture
def geodatabase(tmp_path: Path) -> Path:
    """Return a folder with two feature classes in two systems, an empty one and a table."""
    folder = tmp_path / "三区三线.gdb"
    METRES.to_file(folder, driver="OpenFileGDB", layer="红线")
    ways = [("经纬度", PARCELS), ("空", METRES.iloc[:0])]
    for layer, frame in ways:
        frame.to_file(
            folder, driver="OpenFileGDB", layer=layer, mode="a", geometry_type="MultiPolygon"
        )
    table = METRES.drop(columns="geometry")
    pyogrio.write_dataframe(table, folder, driver="OpenFileGDB", layer="权属表", append=True)
    return folder


def test_every_feature_class_of_a_geodatabase_is_read_from_a_folder_or_a_zip(geodatabase):
    files = {path.name: path.read_bytes() for path in geodatabase.iterdir()}
    inner = zipped({f"成果/{geodatabase.name}/{name}": part for name, part in files.items()})
    ways = [
        read_path(geodatabase),
        read_path(geodatabase.parent),
        read_path(next(geodatabase.glob("*.gdbtable"))),
        read_planners_file("a.zip", inner),
        read_planners_file("a.zip", zipped(files)),
        read_planners_file("a.zip", zipped({"成果.zip": inner})),
    ]
    for drawing in ways:
        assert list(drawing.frame["name"]) == NAMES * 2
        wanted = [area_ha(shape) for shape in PARCELS.geometry] * 2
        assert [area_ha(s) for s in drawing.frame.geometry] == pytest.approx(wanted, rel=1e-6)
        assert {"intake.tables_only", "intake.empty_layer"} <= set(keys(drawing))


def test_a_geodatabase_is_checked_and_imported_as_a_folder(geodatabase, tmp_path, monkeypatch):
    code, _, said = run(str(geodatabase), "--lang", "en")
    assert code in (0, 1) and "权属表" in said
    (tmp_path / "private").mkdir()
    monkeypatch.setenv("ATLAS_PRIVATE", str(tmp_path / "private"))
    request = Request("ecological-redlines", "测试", "2026", kind="redline")
    made = import_official(Paths.at(), geodatabase, request)
    assert made.written and made.placed.added == tuple(NAMES)
    (name,) = dataset_names(tmp_path / "private")
    assert dataset_provenance(tmp_path / "private", name).features == 4
    assert "intake.empty_layer" in [note.key for note in made.notes]


# ---- MapInfo, GML, JSON of other kinds -----------------------------------------------------------


@pytest.mark.parametrize("driver", ["GML", "FlatGeobuf", "MapInfo File", "mif"])
@pytest.mark.parametrize("system", [4549, 4528, 4490, 4326, 32650, None])
def test_files_written_by_gdal_keep_their_location(driver, system, tmp_path):
    path = tmp_path / {"GML": "a.gml", "FlatGeobuf": "a.fgb"}.get(driver, "a.tab")
    path = tmp_path / "a.mif" if driver == "mif" else path
    frame = METRES.to_crs(system) if system else METRES.set_crs(None, allow_override=True)
    frame.to_file(path, driver="MapInfo File" if driver == "mif" else driver)
    drawing = read_path(path, UNSAID if system else answered("cm120"))
    found = shapely.union_all(drawing.frame.to_crs(4549).geometry.to_numpy())
    wanted = shapely.union_all(METRES.geometry.to_numpy())
    # MapInfo's TAB stores coordinates on a grid
    assert found.symmetric_difference(wanted).area < 100
    assert len(drawing.frame) == 2
    if not system:
        assert [q.about for q in read_path(path).questions] == ["system"]


MIF = """Version 300
Charset "{charset}"
Delimiter ","
CoordSys {system}
Columns 1
  名称 Char(20)
Data

Ellipse 517000 4079000 518000 4080000
    Pen (1,2,0)
"""
CM120 = 'Earth Projection 8, 104, "m", 120, 0, 1, 500000, 0'


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("WindowsSimpChinese", "gbk"),
        ("Neutral", "gbk"),
        ("WindowsLatin1", "gbk"),
        ("UTF-8", "utf-8"),
    ],
)
def test_a_mapinfo_table_in_chinese(charset, encoding):
    parts = {
        "图.mif": MIF.format(charset=charset, system=CM120).encode(encoding),
        "图.mid": '"红线地块"\n'.encode(encoding),
    }
    frame = read("a.zip", zipped(parts)).frame
    assert (list(frame["name"]), list(frame["名称"])) == (["红线地块"], ["红线地块"])
    # an ellipse of MapInfo is a circle of 500 m here, drawn to a centimetre
    assert frame.to_crs(4549).area.item() == pytest.approx(np.pi * 500**2, rel=4e-5)


def test_a_mapinfo_table_of_before_2008_is_refused_and_its_parts_are_asked_for():
    old = MIF.format(charset="Neutral", system=CM120.replace("104", "1001"))
    assert "北京" in refusal("a.mif", old.encode())
    assert ".dat, .map, .id" in refusal("a.tab", b"!table\n!version 300\n!charset Neutral\n")
    local = MIF.format(charset="Neutral", system='NonEarth Units "m" Bounds (0, 0) (1e6, 1e7)')
    [question] = read_planners_file("a.mif", local.encode()).questions
    assert question.about == "system"


def test_gml_in_gbk_and_of_version_2(tmp_path):
    PARCELS.to_file(tmp_path / "a.gml", driver="GML", FORMAT="GML2")
    content = (tmp_path / "a.gml").read_text("utf-8").replace("utf-8", "GB2312")
    frame = read("a.xml", content.encode("gbk")).frame
    assert list(frame["name"]) == NAMES


LINES = [json.dumps(feature, ensure_ascii=False) for feature in json.loads(geojson())["features"]]


@pytest.mark.parametrize("name", ["a.geojsonl", "a.ndjson", "a.jsonl", "a.json", "a.txt"])
@pytest.mark.parametrize("between", ["\n", "\r\n\r\n", "\n\x1e"])
def test_geojson_lines(name, between):
    text = ("\x1e" if "\x1e" in between else "") + between.join(LINES) + "\n"
    for encoding in ("utf-8", "utf-8-sig", "gbk"):
        assert list(read(name, text.encode(encoding)).frame["name"]) == NAMES
    assert "第 2 行" in refusal(name, (LINES[0] + "\n{").encode())


RINGS = [
    [[520000, 4079000], [520000, 4079400], [520600, 4079400], [520600, 4079000], [520000, 4079000]],
    [[520100, 4079100], [520200, 4079100], [520200, 4079200], [520100, 4079200], [520100, 4079100]],
]
ESRI: dict[str, Any] = {
    "spatialReference": {"wkid": 4549},
    "features": [{"attributes": {"地块名称": "甲"}, "geometry": {"rings": RINGS}}],
}


def test_esri_json_with_a_hole_its_system_or_none():
    for whole in (
        ESRI,
        {**ESRI, "geometryType": "esriGeometryPolygon"},
        {**ESRI["features"][0], "spatialReference": {"wkid": 4549}},
    ):
        frame = read("a.json", json.dumps(whole, ensure_ascii=False).encode("gbk")).frame
        assert frame.to_crs(4549).area.item() / 10_000 == pytest.approx(23, rel=1e-6)
    [question] = read_planners_file(
        "a.json", json.dumps({"features": ESRI["features"]}).encode()
    ).questions
    assert [option.value for option in question.options] == ["cm120"]
    curve = {"features": [{"attributes": {}, "geometry": {"curveRings": [[[0, 0]]]}}]}
    assert "curveRings" in refusal("a.json", json.dumps(curve).encode())


@pytest.mark.parametrize(
    "member",
    [
        "EPSG:4549",
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}},
        {"type": "EPSG", "properties": {"code": 4549}},
    ],
)
def test_crs_members_of_all_versions_are_read(member):
    assert "intake.stated" in keys(read("a.geojson", geojson(METRES, crs=member)))


@pytest.mark.parametrize("member", [{"type": "name", "properties": {"name": "?"}}, [1], {}])
def test_a_meaningless_crs_member_is_reported_and_the_system_asked_for(member):
    drawing = read_planners_file("a.geojson", geojson(METRES, crs=member))
    assert drawing.frame is None and "intake.unknown_crs" in keys(drawing)
    assert read("a.geojson", geojson(METRES, crs=member), answered("cm120"))


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_of_either_kind_in_every_text(mark, encoding):
    texts = {
        "a.kml": KML.replace("UTF-8", "UTF-16"),
        "a.geojson": geojson().decode(),
        "a.csv": f'name,wkt\n地块,"SRID=4326;{PARCELS.geometry.iloc[0].wkt}"\n',
    }
    for name, text in texts.items():
        assert "intake.not_as_claimed" not in keys(read(name, (mark + text).encode(encoding)))


PRJ = (
    'PROJCS["平度三度带",GEOGCS["中国2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_a_prj_in_chinese(encoding):
    drawing = read("a.zip", shp_zip(prj=PRJ.encode(encoding)))
    assert any("平度三度带" in note.text("zh") for note in drawing.notes)
    assert drawing.frame.to_crs(4549).area.sum() == pytest.approx(METRES.area.sum(), rel=1e-9)


def test_features_with_broken_shapes_are_named(tmp_path):
    METRES.to_file(tmp_path / "a.gpkg", layer="l", SPATIAL_INDEX="NO", geometry_type="Unknown")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database, database:
        [blob] = database.execute("SELECT geom FROM l WHERE fid = 2").fetchone()
        start = blob.index(shapely.to_wkb(METRES.geometry.iloc[1])[:5])
        line = struct.pack("<BII2d", 1, 2, 1, 520000, 4080000)  # of one point
        database.execute("UPDATE l SET geom = ? WHERE fid = 2", (blob[:start] + line,))
    drawing = read_path(tmp_path / "a.gpkg")
    assert drawing.frame is not None and list(drawing.frame["name"]) == NAMES[:1]
    [said] = [note for note in drawing.notes if note.key == "intake.broken_shapes"]
    assert (said.values["features"], said.values["count"]) == ("2", 1)


GML_CIRCLE = """<?xml version="1.0" encoding="UTF-8"?><c:all xmlns:c="http://c" xmlns:gml="{gml}">
<gml:featureMember><c:a><c:name>圆</c:name><c:g><gml:Polygon srsName="EPSG:4549"><gml:exterior>
<gml:Ring><gml:curveMember><gml:Curve><gml:segments><gml:{kind}><gml:posList>{points}</gml:posList>
</gml:{kind}></gml:segments></gml:Curve></gml:curveMember></gml:Ring></gml:exterior></gml:Polygon>
</c:g></c:a></gml:featureMember></c:all>"""


@settings(max_examples=6, deadline=None)
@given(st.floats(1, 20_000), st.sampled_from(["Circle", "ArcString"]))
def test_curves_of_any_radius_are_approximated_to_a_centimetre(radius, kind):
    middle = np.array([520_000.0, 4_080_000.0])
    turns = [0, 120, 240] if kind == "Circle" else [0, 90, 180, 270, 360]
    corners = [middle + radius * np.array([np.cos(t), np.sin(t)]) for t in np.radians(turns)]
    points = " ".join(f"{x:.6f} {y:.6f}" for x, y in corners)
    text = GML_CIRCLE.format(gml="http://www.opengis.net/gml", kind=kind, points=points)
    shape = read("a.gml", text.encode(), answered("cm120")).frame.to_crs(4549).geometry.item()
    centre = shapely.Point(middle)
    assert radius - 0.0101 < centre.distance(shape.exterior)
    assert shape.exterior.hausdorff_distance(centre) < radius + 0.001


# ---- what the owner says counts ------------------------------------------------------------------

ZONE40 = PARCELS.to_crs(4528)


@pytest.mark.parametrize(
    "content",
    [
        lambda: ("a.geojson", geojson(METRES)),
        lambda: ("a.geojson", geojson(METRES, crs={"type": "link", "properties": {"href": "x"}})),
        lambda: ("a.zip", shp_zip(METRES.set_crs(4548, allow_override=True))),
        lambda: ("a.zip", shp_zip(METRES.set_crs(2437, allow_override=True))),
        lambda: ("a.json", json.dumps({**ESRI, "spatialReference": {"wkid": 4548}}).encode()),
        lambda: (
            "a.csv",
            f'name,wkt\na,"SRID=4548;{METRES.geometry.iloc[0].wkt}"\n'.encode(),
        ),
    ],
)
def test_a_chosen_system_overrides_the_file(content):
    name, found = content()
    drawing = read(name, found, Answers("cm120", for_all=True))
    assert "intake.answered" in keys(drawing)
    west, _, east, _ = drawing.frame.total_bounds
    assert 119.9 < west < east < 120.3


def test_a_system_for_all_overrides_every_part_with_a_plausible_location():
    stated = {f"a{suffix}": part for suffix, part in shapefile(METRES).items()}
    silent = {f"b{s}": p for s, p in shapefile(METRES).items() if s != ".prj"}
    degrees = {f"c{suffix}": part for suffix, part in shapefile(PARCELS).items()}
    content = zipped({**stated, **silent, **degrees})
    frame = read("a.zip", content, Answers("cm117", False, for_all=True)).frame
    middles = frame.geometry.bounds[["minx", "maxx"]].mean(axis=1).tolist()
    # three degrees to the west, except for the one in degrees, which is implausible in metres
    assert middles == pytest.approx([116.955, 116.975] * 2 + [119.955, 119.975], abs=0.005)
    frame = read("a.zip", content, answered("cm117")).frame  # a question is about the silent part
    middles = frame.geometry.bounds[["minx", "maxx"]].mean(axis=1).tolist()
    assert middles == pytest.approx(
        [119.955, 119.975, 116.955, 116.975, 119.955, 119.975], abs=0.005
    )


def test_zones_of_six_degrees_are_known_by_their_prefix():
    for epsg, key in ((4498, "zone20"), (4499, "zone21")):
        [question] = read_planners_file("a.zip", shp_zip(PARCELS.to_crs(epsg), prj=None)).questions
        assert [option.value for option in question.options] == [key]
