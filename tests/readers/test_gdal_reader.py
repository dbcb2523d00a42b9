"""GDAL's formats: shapes, location and broken features."""

from __future__ import annotations

import sqlite3
import struct
from contextlib import closing

import pytest
import shapely

from atlas.readers.file_reader import UNSAID, answered, read_path
from tests.support.drawings import ANSWERS, FILES
from tests.support.planners import METRES, NAMES
from tests.support.reading import keys, read


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("filegdb.zip", UNSAID, {"planners.stated"}),
        ("readme.zip", UNSAID, {"planners.files_left_out"}),
        ("several.zip", UNSAID, {"planners.files_left_out"}),
        ("a.mif", UNSAID, {"planners.no_mid"}),
        ("a.fgb", UNSAID, {"planners.stated"}),
        ("a.gml", UNSAID, {"planners.stated"}),
        ("mapinfo.zip", UNSAID, {"planners.stated"}),
        ("no_prj_6deg.zip", answered("zone20"), {"planners.answered"}),
        ("text_utf16be_bom.geojson", UNSAID, {"planners.by_format"}),
        ("curvepolygon.gpkg", UNSAID, {"planners.stated"}),
    ],
)
def test_sample_files_have_the_known_areas(name, answers, said):
    drawing = read(name, (FILES / name).read_bytes(), answers)
    found = sorted(drawing.frame.to_crs(4549).area / 10_000)
    # MapInfo's TAB stores coordinates on a grid, here of half a centimetre
    assert found == pytest.approx(sorted(ANSWERS[name]["area_ha"]), rel=1e-4)
    assert said <= set(keys(drawing))


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


def test_features_with_broken_shapes_are_named(tmp_path):
    METRES.to_file(tmp_path / "a.gpkg", layer="l", SPATIAL_INDEX="NO", geometry_type="Unknown")
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as database, database:
        [blob] = database.execute("SELECT geom FROM l WHERE fid = 2").fetchone()
        start = blob.index(shapely.to_wkb(METRES.geometry.iloc[1])[:5])
        line = struct.pack("<BII2d", 1, 2, 1, 520000, 4080000)  # of one point
        database.execute("UPDATE l SET geom = ? WHERE fid = 2", (blob[:start] + line,))
    drawing = read_path(tmp_path / "a.gpkg")
    assert drawing.frame is not None and list(drawing.frame["name"]) == NAMES[:1]
    [said] = [note for note in drawing.notes if note.key == "planners.broken_shapes"]
    assert (said.values["features"], said.values["count"]) == ("2", 1)
