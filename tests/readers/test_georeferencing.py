"""The coordinate system of a planner's file: read, or asked for with plausible choices."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from atlas.readers.file_reader import UNSAID, answered, read_planners_file
from atlas.readers.planners_file import Answers, PlannersFile, Question, ReaderError
from atlas.spatial.crs import from_wgs84, systems
from tests.support.drawings import FILES
from tests.support.machine import needs_shifts
from tests.support.planners import (
    ESRI_JSON,
    KML,
    METRES,
    PARCELS,
    SQUARE,
    dxf,
    geojson,
    geopackage,
    shapefile,
    shp_zip,
    swapped,
    zipped,
)
from tests.support.reading import keys, read

ZONE40 = PARCELS.to_crs(4528)
#: as ArcGIS writes it
ESRI = (
    'PROJCS["CGCS2000_3_Degree_GK_Zone_40",GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",'
    'DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],'
    'PARAMETER["False_Easting",40500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def asked(name: str, content: bytes) -> Question:
    drawing = read_planners_file(name, content)
    assert drawing.frame is None
    [question] = drawing.questions
    assert question.about == "system"
    return question


def values(question: Question) -> list[str]:
    return [option.value for option in question.options]


def assert_in_place(drawing: PlannersFile) -> None:
    assert drawing.frame is not None
    for found, wanted in zip(drawing.frame.geometry, PARCELS.geometry, strict=True):
        assert found.symmetric_difference(wanted).area < 1e-9


STATED = {
    "CM 120E": 4549,
    "zone 40": 4528,
    "CM 117E": 4548,
    "EPSG:4490": 4490,
    "UTM 50N": 32650,
    "Web Mercator": 3857,
}


@pytest.mark.parametrize("system", STATED)
def test_a_system_that_the_file_names_is_used(system):
    drawing = read_planners_file("a.zip", shp_zip(PARCELS.to_crs(STATED[system])))
    assert_in_place(drawing)
    assert [note.key for note in drawing.notes] == ["planners.stated"]


def test_a_system_as_arcgis_writes_it():
    assert_in_place(read_planners_file("a.zip", shp_zip(ZONE40, prj=ESRI)))


def bare(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return frame.set_crs(None, allow_override=True)


SILENT = {
    "a Shapefile without .prj": lambda: ("a.zip", shp_zip(METRES, prj=None), ["cm120"]),
    "with a .prj of its own": lambda: (
        "a.zip",
        shp_zip(METRES, prj='LOCAL_CS["Qingdao"]'),
        ["cm120"],
    ),
    "with a broken .prj": lambda: ("a.zip", shp_zip(METRES, prj="?"), ["cm120"]),
    "with zone prefix": lambda: ("a.zip", shp_zip(ZONE40, prj=None), ["zone40"]),
    "north first": lambda: ("a.zip", shp_zip(swapped(METRES), prj=None), ["cm120/swapped"]),
    "with prefix, north first": lambda: (
        "a.zip",
        shp_zip(swapped(ZONE40), prj=None),
        ["zone40/swapped"],
    ),
    "of zone 39": lambda: ("a.zip", shp_zip(PARCELS.to_crs(4527), prj=None), ["zone39"]),
    "a GeoPackage": lambda: ("a.gpkg", geopackage(bare(METRES), "甲"), ["cm120"]),
    "a drawing": lambda: ("a.dxf", dxf(), ["cm120"]),
    "a survey's table": lambda: ("a.csv", b"n,X,Y\nJ1,4072055.1,40495536.4\n", ["zone40/swapped"]),
    "a table of degrees": lambda: (
        *("a.csv", b"name,lon,lat\na,119.95,36.78\n"),
        ["wgs84", "cgcs2000", "gcj02", "bd09"],
    ),
    "latitude first": lambda: (
        *("a.csv", b"name,lon,lat\na,36.78,119.95\n"),
        ["wgs84/swapped", "cgcs2000/swapped", "gcj02/swapped", "bd09/swapped"],
    ),
}


@pytest.mark.parametrize("case", SILENT)
def test_without_a_system_the_plausible_ones_are_offered(case):
    name, content, wanted = SILENT[case]()
    question = asked(name, content)
    assert values(question) == [w for w in wanted if w.removesuffix("/swapped") in systems()]
    assert question.why.key == "planners.which_system"
    for option in question.options:
        drawing = read_planners_file(name, content, answered(option.value))
        assert drawing.frame is not None
        assert "planners.answered" in [note.key for note in drawing.notes]
        assert ("planners.swapped" in [note.key for note in drawing.notes]) is (
            "/swapped" in option.value
        )


WRONG = {
    "prefix against the .prj": lambda: (
        "a.zip",
        shp_zip(ZONE40.set_crs(4549, allow_override=True)),
        "zone40",
    ),
    "no prefix against the .prj": lambda: (
        "a.zip",
        shp_zip(METRES.set_crs(4528, allow_override=True)),
        "cm120",
    ),
    "north first": lambda: ("a.zip", shp_zip(swapped(METRES)), "cm120/swapped"),
    "another meridian": lambda: (
        "a.zip",
        shp_zip(METRES.set_crs(4548, allow_override=True)),
        "cm120",
    ),
    "metres in a .prj of degrees": lambda: (
        "a.zip",
        shp_zip(METRES.set_crs(4326, allow_override=True)),
        "cm120",
    ),
    "metres in GeoJSON": lambda: ("a.geojson", geojson(METRES), "cm120"),
    "latitude first in GeoJSON": lambda: ("a.geojson", geojson(swapped(PARCELS)), "wgs84/swapped"),
}


@pytest.mark.parametrize("case", WRONG)
def test_coordinates_that_contradict_the_declared_system_are_questioned(case):
    name, content, mend = WRONG[case]()
    question = asked(name, content)
    stated = not name.endswith("geojson")
    assert question.why.key == ("planners.not_as_stated" if stated else "planners.not_by_format")
    assert values(question)[0] == mend
    assert_in_place(read_planners_file(name, content, answered(mend)))


@needs_shifts
@pytest.mark.parametrize("name", ["a.ovkml", "奥维导出.kml"])
def test_a_file_of_ovi_is_asked_about(name):
    question = asked(name, KML.encode())
    assert question.why.key == "planners.suspect"
    assert values(question) == ["gcj02", "wgs84"]
    inside = KML.replace("<Document>", '<Document><o:x xmlns:o="http://www.ovital.com"/>')
    assert values(asked("a.kml", inside.encode())) == ["gcj02", "wgs84"]


@needs_shifts
@pytest.mark.parametrize("system", ["gcj02", "bd09"])
def test_a_shifted_file_is_corrected_to_a_tenth_of_a_metre(system):
    moved = shapely.transform(SQUARE, lambda points: from_wgs84(points, system))
    frame = gpd.GeoDataFrame({"name": ["a"]}, geometry=[moved], crs=4326)
    drawing = read_planners_file("a.geojson", geojson(frame), answered(system))
    back = gpd.GeoSeries(drawing.frame.geometry, crs=4326).to_crs(4549).iloc[0]
    wanted = gpd.GeoSeries([SQUARE], crs=4326).to_crs(4549).iloc[0]
    assert back.hausdorff_distance(wanted) < 0.1


@pytest.mark.parametrize("epsg", [2437, 2385])
def test_systems_of_before_2008_are_refused_unless_overruled(epsg):
    content = shp_zip(METRES.set_crs(epsg, allow_override=True))
    with pytest.raises(ReaderError) as caught:
        read_planners_file("a.zip", content)
    assert caught.value.note.key == "planners.old_system"
    assert_in_place(read_planners_file("a.zip", content, answered("cm120")))


def test_implausible_locations_are_refused_and_distant_ones_reported():
    far = gpd.GeoDataFrame(geometry=[shapely.Point(116.4, 39.9)], crs=4326)
    drawing = read_planners_file("a.geojson", geojson(far))
    [note] = [n for n in drawing.notes if n.key == "planners.elsewhere"]
    assert 300 < note.values["km"] < 450
    for x, y in ((1e9, 1e9), (500, 500), (-70, -30)):
        with pytest.raises(ReaderError) as caught:
            read_planners_file("a.csv", f"x,y\n{x},{y}\n".encode())
        assert caught.value.note.key == "planners.nowhere"


def test_a_single_misplaced_shape_is_named():
    frame = PARCELS.copy()
    frame.loc[1, "geometry"] = swapped(PARCELS).geometry.iloc[1]
    with pytest.raises(ReaderError) as caught:
        read_planners_file("a.geojson", geojson(frame))
    assert "第 2 个图形" in caught.value.note.text("zh")


def test_an_answer_applies_only_to_the_part_in_question():
    stated = {f"a{suffix}": part for suffix, part in shapefile(PARCELS).items()}
    silent = {f"b{suffix}": part for suffix, part in shapefile(ZONE40).items() if suffix != ".prj"}
    content = zipped({**stated, **silent})
    assert values(asked("both.zip", content)) == ["zone40"]
    frame = read_planners_file("both.zip", content, answered("zone40")).frame
    for found, wanted in zip(frame.geometry, [*PARCELS.geometry] * 2, strict=True):
        assert found.symmetric_difference(wanted).area < 1e-9


def test_an_unknown_answer_lists_the_known():
    with pytest.raises(ReaderError) as caught:
        read_planners_file("a.dxf", dxf(), answered("epsg:9999"))
    assert "cm120" in caught.value.note.text("en")
    assert read_planners_file("a.dxf", dxf(), UNSAID).questions


@pytest.mark.parametrize(
    ("name", "key", "likely"),
    [
        ("crs_local.geojson", "planners.unknown_crs", "cm120"),
        ("crs_link.geojson", "planners.linked_crs_member", "wgs84"),
        ("no_prj_6deg.zip", "planners.no_prj", "zone20"),
    ],
)
def test_an_unknown_system_is_reported_and_asked_for(name, key, likely):
    drawing = read_planners_file(name, (FILES / name).read_bytes())
    [question] = drawing.questions
    assert question.options[0].value == likely
    assert key in keys(drawing)


PRJ_IN_CHINESE = (
    'PROJCS["平度三度带",GEOGCS["中国2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,'
    '298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["Central_Meridian",120.0],PARAMETER["Scale_Factor",1.0],UNIT["Meter",1.0]]'
)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_a_prj_in_chinese(encoding):
    drawing = read("a.zip", shp_zip(prj=PRJ_IN_CHINESE.encode(encoding)))
    assert any("平度三度带" in note.text("zh") for note in drawing.notes)
    assert drawing.frame.to_crs(4549).area.sum() == pytest.approx(METRES.area.sum(), rel=1e-9)


@pytest.mark.parametrize(
    "content",
    [
        lambda: ("a.geojson", geojson(METRES)),
        lambda: ("a.geojson", geojson(METRES, crs={"type": "link", "properties": {"href": "x"}})),
        lambda: ("a.zip", shp_zip(METRES.set_crs(4548, allow_override=True))),
        lambda: ("a.zip", shp_zip(METRES.set_crs(2437, allow_override=True))),
        lambda: ("a.json", json.dumps({**ESRI_JSON, "spatialReference": {"wkid": 4548}}).encode()),
        lambda: (
            "a.csv",
            f'name,wkt\na,"SRID=4548;{METRES.geometry.iloc[0].wkt}"\n'.encode(),
        ),
    ],
)
def test_a_chosen_system_overrides_the_file(content):
    name, found = content()
    drawing = read(name, found, Answers("cm120", for_all=True))
    assert "planners.answered" in keys(drawing)
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
