"""Coordinate systems of before 2008: refused, unless the user chooses another."""

from __future__ import annotations

import pytest
from pyproj import CRS

from atlas.readers.file_reader import read_planners_file
from atlas.readers.planners_file import Answers, ReaderError
from tests.support.corner_tables import PARCEL, hectares, lines, read, refusal
from tests.support.planners import shp_zip
from tests.support.reading import keys


@pytest.mark.parametrize(
    "text",
    [
        "坐标系：西安80 中央子午线120\n点号,X,Y\n",
        "1954年北京坐标系\n点号,X,Y\n",
        "点号,1980西安坐标系,\n,X,Y\n",
    ],
)
def test_a_table_in_an_older_system_is_refused_unless_overridden(text):
    assert "1980 西安坐标系" in refusal(text + lines(PARCEL), Answers())
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
    assert "1980 西安坐标系" in refusal(f"点号,西安80,,北京54,\n,X,Y,X,Y\n{rows}", Answers())


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
