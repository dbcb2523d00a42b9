"""Shapes that are easily misread: read correctly, or reported."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import pytest
import shapely

from atlas.readers.file_reader import read_planners_file
from atlas.readers.planners_file import PlannersFile, ReaderError
from atlas.spatial.crs import PROJECTED
from tests.support.drawings import ANSWERS, CM120, FILES, X, Y, areas, box, case, note
from tests.support.planners import geojson, shapefile, shp_zip, zipped

KML_HEAD = (
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
    "<Document>{}</Document></kml>"
)


# ---- KML -----------------------------------------------------------------------------------------


def kml(body: str, name: str = "a.kml") -> PlannersFile:
    return read_planners_file(name, KML_HEAD.format(body).encode())


def ring(*corners: tuple[float, float]) -> str:
    points = " ".join(f"{120 + x / 1000},{36.8 + y / 1000}" for x, y in (*corners, corners[0]))
    return f"<LinearRing><coordinates>{points}</coordinates></LinearRing>"


def square(x: float, y: float, size: float) -> str:
    return ring((x, y), (x + size, y), (x + size, y + size), (x, y + size))


def polygon(outer: str, *inner: str) -> str:
    holes = "".join(f"<innerBoundaryIs>{hole}</innerBoundaryIs>" for hole in inner)
    return f"<Polygon><outerBoundaryIs>{outer}</outerBoundaryIs>{holes}</Polygon>"


def placemark(shape: str) -> str:
    return f"<Placemark><name>甲</name>{shape}</Placemark>"


def test_every_ring_of_an_inner_boundary_is_a_hole():
    assert areas(case("inner_two.kml")) == pytest.approx(
        ANSWERS["inner_two.kml"]["area_ha"], abs=5e-5
    )
    [two_in_one] = areas(
        kml(placemark(polygon(square(0, 0, 9), square(1, 1, 2) + square(4, 4, 2), square(7, 7, 1))))
    )
    [one_each] = areas(
        kml(placemark(polygon(square(0, 0, 9), square(1, 1, 2), square(4, 4, 2), square(7, 7, 1))))
    )
    assert two_in_one == pytest.approx(one_each, abs=1e-9)


def test_every_shape_of_a_placemark_is_read():
    whole = polygon(square(0, 0, 4))
    both = areas(kml(placemark(whole + polygon(square(8, 8, 4)))))
    assert both == pytest.approx([2 * areas(kml(placemark(whole)))[0]], rel=1e-3)
    track = "<gx:Track><gx:coord>120 36.8 5</gx:coord><gx:coord>120.01 36.8 5</gx:coord></gx:Track>"
    assert kml(placemark(track)).frame.geom_type.tolist() == ["LineString"]


BROKEN = {
    "no number": "<LineString><coordinates>120,36.8 120.1,x</coordinates></LineString>",
    "all in one": "<LineString><coordinates>120,36.8,0,120.1,36.8,0</coordinates></LineString>",
    "other signs": "<LineString><coordinates>120;36.8 120.1;36.8</coordinates></LineString>",
    "two points in one": "<Point><coordinates>120,36.8 120.1,36.8</coordinates></Point>",
    "two corners": polygon("<LinearRing><coordinates>120,36 121,36</coordinates></LinearRing>"),
    "two outlines": polygon(square(0, 0, 2) + square(4, 4, 2)),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_shape_that_cannot_be_read_is_named_and_never_dropped(fault):
    with pytest.raises(ReaderError) as caught:
        kml(placemark(polygon(square(0, 0, 4))) + placemark(BROKEN[fault]))
    assert caught.value.note.key == "planners.bad_feature"
    assert "甲" in caught.value.note.text("zh")


def test_links_within_an_archive_are_read_and_others_reported():
    assert areas(case("network.kmz")) == pytest.approx(ANSWERS["network.kmz"]["area_ha"], abs=5e-5)
    assert not [n for n in case("network.kmz").notes if "links" in n.key]
    with pytest.raises(ReaderError, match=r"only links to other locations .https://example\.org"):
        case("network_only.kml")
    link = "<NetworkLink><Link><href>{}</href></Link></NetworkLink>"
    main = KML_HEAD.format(
        link.format("x/%E7%94%B2.kml") + link.format("lost.kml") + "<GroundOverlay/>"
    )
    own = KML_HEAD.format(placemark(polygon(square(0, 0, 4))))
    with pytest.raises(ReaderError, match=r"lost\.kml"):
        read_planners_file("a.kml", main.encode())
    linked = kml(link.format("https://example.org/b.kml") + placemark(polygon(square(0, 0, 4))))
    assert "https://example.org/b.kml" in note(linked, "links_elsewhere")
    both = zipped({"doc.kml": main.replace("lost.kml", "../doc.kml"), "x/甲.kml": own})
    assert len(areas(read_planners_file("a.kmz", both))) == 1


# ---- what lies nowhere ---------------------------------------------------------------------------


def test_a_title_frame_at_the_origin_is_left_out_and_named():
    drawing = case("frame.dxf")
    assert areas(drawing) == pytest.approx([24.0], abs=1e-4)
    said = note(drawing, "nowhere_left_out")
    assert "图框" in said and "未参加核对" in said
    [question] = read_planners_file("frame.dxf", (FILES / "frame.dxf").read_bytes()).questions
    assert question.options[0].value == "cm120"


def test_a_red_line_is_found_among_thousands_of_points_of_a_frame():
    frame = "\n".join(f'f{n},"POINT ({n % 50} {n / 50})"' for n in range(3000))
    parcel = "POLYGON ((517000 4079112, 517600 4079112, 517600 4079512, 517000 4079112))"
    content = f'name,wkt\nx,"POINT (1 2)"\n红线,"{parcel}"\n{frame}\n'.encode()
    [question] = read_planners_file("a.csv", content).questions
    assert [option.value for option in question.options] == ["cm120"]
    drawing = read_planners_file("a.csv", content, CM120)
    assert drawing.frame["name"].tolist() == ["红线"]
    assert "3001" in note(drawing, "nowhere_left_out")


def test_a_parcel_with_a_lost_corner_is_refused_by_name():
    parcel = "POLYGON ((517000 4079112, 517600 4079112, 0 0, 517000 4079112))"
    content = f'name,wkt\n甲,"POINT (517000 4079112)"\n乙,"{parcel}"\n'.encode()
    with pytest.raises(ReaderError) as caught:
        read_planners_file("a.csv", content, CM120)
    assert "第 2 (乙) 个图形" in caught.value.note.text("zh")


# ---- lines that close ----------------------------------------------------------------------------


def test_a_closed_path_in_any_format_is_reported_as_a_line():
    assert "甲" in note(case("path_closed.kml"), "closed_lines")
    outline = shapely.LineString([*box(0, 0, 300), (X, Y)])
    other = shapely.LineString([(X + 500, Y), (X + 900, Y), (X + 900, Y + 300)])
    frame = gpd.GeoDataFrame({"name": ["圈", "路"]}, geometry=[outline, other], crs=PROJECTED)
    for drawing in (
        read_planners_file("a.zip", shp_zip(frame)),
        read_planners_file("a.geojson", geojson(frame.to_crs(4326))),
    ):
        assert "（圈）" in note(drawing, "closed_lines")
    sides = [shapely.LineString(ends) for ends in pairwise(box(0, 0, 300))]
    sides.append(shapely.LineString([box(0, 0, 300)[3], (X, Y)]))
    parts = gpd.GeoDataFrame({"name": list("东南西北")}, geometry=sides, crs=PROJECTED)
    assert "东, 南, 西, 北" in note(read_planners_file("a.zip", shp_zip(parts)), "lines_enclose")


# ---- rings wound the same way --------------------------------------------------------------------


def test_a_hole_may_wind_like_its_outline_and_inner_parts_are_reported():
    outer, inner = box(0, 0, 300), box(100, 100, 100)
    one = f"POLYGON (({wkt(outer)}), ({wkt(inner)}))"
    two = f"MULTIPOLYGON ((({wkt(outer)})), (({wkt(inner)})))"
    hole = read_planners_file("a.csv", f'name,wkt\na,"{one}"\n'.encode(), CM120)
    assert areas(hole) == pytest.approx([8.0], abs=1e-4)
    parts = read_planners_file("a.csv", f'name,wkt\na,"{two}"\n'.encode(), CM120)
    assert areas(parts) == pytest.approx([9.0], abs=1e-4)
    assert "孔" in note(parts, "repaired")


def test_a_shapefile_ring_wound_like_its_outer_ring_is_reported():
    holed = shapely.Polygon(box(0, 0, 300), [box(100, 100, 100)])
    frame = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[holed], crs=PROJECTED)
    parts = shapefile(frame)
    turned = bytearray(parts[".shp"])
    ring = turned[-5 * 16 :]  # the last five points are the hole
    turned[-5 * 16 :] = b"".join(ring[at : at + 16] for at in range(64, -1, -16))
    assert turned != parts[".shp"]
    files = {f"a{suffix}": content for suffix, content in parts.items()}
    drawing = read_planners_file("a.zip", zipped({**files, "a.shp": bytes(turned)}))
    assert areas(drawing) == pytest.approx([9.0], abs=1e-4)
    assert "若内圈是扣除地块，请改成孔洞" in note(drawing, "repaired")


def wkt(corners: list[tuple[float, float]]) -> str:
    return ", ".join(f"{x} {y}" for x, y in (*corners, corners[0]))
