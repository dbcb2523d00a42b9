import csv
import json
from pathlib import Path

import pytest
import shapely

from atlas.core.paths import GEODATA, SOURCES
from atlas.layers.layer_files import read_layer
from atlas.pipeline.build import BuildError, build

RESERVE_BOX = (
    119 + 56 / 60 + 38.89 / 3600,
    36 + 51 / 60 + 21.24 / 3600,
    120 + 5 / 60 + 18.81 / 3600,
    37 + 1 / 60 + 5.94 / 3600,
)
PLAN = [
    *("aliases.json", "coverage.json", "indicators.json", "links.json", "plan.json"),
    "sources.json",
]


def set_cell(path: Path, row_id: str, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [row] = [row for row in rows if row["id"] == row_id]
    assert row[column] != value
    row[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_committed_files_equal_a_fresh_build():
    assert build(check=True) == []


def test_the_build_is_complete_and_reproducible(root_copy):
    layers = [f"{path.stem}.geojson" for path in (SOURCES / "features").glob("*.csv")]
    names = sorted([*layers, *PLAN])
    for name in names:
        (root_copy / "geodata" / name).unlink()
    assert build(root_copy) == names
    for name in names:
        assert (root_copy / "geodata" / name).read_bytes() == (GEODATA / name).read_bytes(), name
    assert build(root_copy) == []


def test_build_check_names_differing_files_and_writes_nothing(root_copy):
    build(root_copy)
    set_cell(root_copy / "geodata/sources/features/rivers.csv", "river-ze", "name_en", "Ze")
    before = (root_copy / "geodata/rivers.geojson").read_bytes()
    assert build(root_copy, check=True) == ["rivers.geojson"]
    assert (root_copy / "geodata/rivers.geojson").read_bytes() == before
    assert build(root_copy) == ["rivers.geojson"]
    assert b'"name_en":"Ze"' in (root_copy / "geodata/rivers.geojson").read_bytes()


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "message"),
    [
        (
            "rivers",
            "river-ze",
            "geometry",
            "blob",
            "river-ze: geometry: expected one of none, city",
        ),
        ("rivers", "river-ze", "geometry", "", "river-ze: geometry: expected a value"),
        (
            "rivers",
            "river-ze",
            "geometry_ref",
            "nil",
            "geometry_ref: expected the id of a known shape",
        ),
        (
            "rivers",
            "river-ze",
            "geometry_from",
            "nil",
            "geometry_from: expected an id of places.csv",
        ),
        (
            "rivers",
            "river-ze",
            "geometry_within",
            "1",
            "geometry_within: expected codes of townships",
        ),
        ("rivers", "river-dagu", "geometry_within", "370283116", "geometry: .* nothing left of it"),
        ("rivers", "river-ze", "accuracy_m", "far", "accuracy_m: expected a number, found 'far'"),
        (
            "townships",
            "town-dongge",
            "osm_relation",
            "1.5",
            "osm_relation: expected a whole number",
        ),
        ("rivers", "river-ze", "id", "river-dagu", "river-dagu: id: expected a unique id"),
        (
            "ecological-redlines",
            "eco-river-dagu",
            "geometry_width_m",
            "0",
            "geometry_width_m: expected",
        ),
        (
            "spatial-structure",
            "ss-link-hsr-core",
            "geometry_to",
            "",
            "geometry_to: expected an id of",
        ),
        (
            "spatial-structure",
            "ss-area-south",
            "geometry_ref",
            "",
            "geometry_ref: expected codes of",
        ),
    ],
)
def test_a_bad_cell_is_named(root_copy, table, row, column, value, message):
    set_cell(root_copy / f"geodata/sources/features/{table}.csv", row, column, value)
    with pytest.raises(BuildError, match=message) as error:
        build(root_copy)
    assert str(error.value).startswith(f"{table}.csv: ")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("sources/features/rivers.csv", "geometry_ref", "ref", "rivers.csv: header: geometry_ref"),
        ("sources/features/rivers.csv", "length_km_published", "km", "header: km: no such column"),
        (
            "sources/features/rivers.csv",
            "note_en,",
            "note_en,note_en,",
            "note_en: expected it once",
        ),
        ("sources/features/rivers.csv", "river-dagu,", "river-dagu,,", "line 3: expected 25 cells"),
        (
            "sources/lines.geojson",
            "river-dagu",
            "river-ze",
            "lines.geojson: river-ze: id: expected it",
        ),
        ("sources/lines.geojson", '"LineString"', '"Curve"', "geometry: expected"),
        ("sources/townships.geojson", '"code":', '"kod":', "feature 1: code: expected a text"),
        (
            "sources/areas.geojson",
            "FeatureCollection",
            'F"',
            "areas.geojson: line 1: not valid JSON",
        ),
        ("sources/places.csv", "119.612", "", "seat-xinhe: lon: expected degrees"),
        ("sources/sources.csv", "2021-06-08", "8 June", "plan-2021: date: "),
        (
            "sources/sources.csv",
            "https://m.gmw.cn/",
            "https://m.gmw.cn.example/",
            "url: expected a host",
        ),
        ("sources/plan.txt", "第二节", "第一节", "plan.txt: line .*: expected each number once"),
        ("../layers/rivers.toml", 'theme = "base"', "", "rivers.toml: theme: Field required"),
    ],
)
def test_a_bad_source_file_is_named(root_copy, file, old, new, message):
    replace(root_copy / "geodata" / file, old, new)
    with pytest.raises(BuildError, match=message):
        build(root_copy)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("geodata/sources/plan.txt", "plan.txt: cannot be read"),
        ("geodata/sources/places.csv", "places.csv: cannot be read"),
        ("geodata/sources/land.geojson", "land.geojson: cannot be read"),
        ("layers/rivers.toml", r"rivers.csv: expected layers/rivers.toml, found none"),
    ],
)
def test_a_missing_source_file_is_named(root_copy, file, message):
    (root_copy / file).unlink()
    with pytest.raises(BuildError, match=message):
        build(root_copy)


def test_a_table_that_is_not_utf_8_is_named(root_copy):
    (root_copy / "geodata/sources/places.csv").write_bytes("id,lon,lat\n镇,1,2\n".encode("gbk"))
    with pytest.raises(BuildError, match=r"places.csv: not a UTF-8 CSV table"):
        build(root_copy)


def test_stated_towns_win_over_drawn_ones():
    frame = read_layer(GEODATA / "spatial-structure.geojson").set_index("id")
    link = frame.loc["ss-link-core-east"]
    assert link["towns"] == ["370283001", "370283002", "370283005"]
    assert link["towns_drawn"] == ["370283001", "370283002", "370283004", "370283005"]


def test_features_without_a_public_location_have_null_geometry():
    frame = read_layer(GEODATA / "industrial-parks.geojson").set_index("id")
    park = frame.loc["park-high-end-equipment"]
    assert park.geometry is None
    assert park["kind"] == "eight"
    assert park["near_station"] is None


def test_a_project_that_widens_a_road_lies_on_that_road():
    projects = read_layer(GEODATA / "transport-projects.geojson").set_index("id").geometry
    network = read_layer(GEODATA / "transport-network.geojson").set_index("id").geometry
    # 1e-5° is about a metre: both are rounded to the grid of the files
    assert network["tn-exp-g15"].buffer(1e-5).covers(projects["tp-exp-g15-widening"])


def test_the_townships_tile_the_city():
    towns = read_layer(GEODATA / "townships.geojson")
    [city] = read_layer(GEODATA / "city-boundary.geojson").geometry
    assert len(towns) == 17
    assert shapely.coverage_is_valid(towns.geometry.to_numpy())
    assert city.equals(shapely.union_all(towns.geometry.to_numpy()))
    source = json.loads((SOURCES / "townships.geojson").read_text(encoding="utf-8"))
    assert shapely.get_num_coordinates(towns.geometry.to_numpy()).sum() == sum(
        len(ring)
        for feature in source["features"]
        for polygon in feature["geometry"]["coordinates"]
        for ring in polygon
    )


def test_the_reserve_agrees_with_its_official_description():
    frame = read_layer(GEODATA / "ecological-redlines.geojson").set_index("id")
    reserve = frame.loc["eco-dazeshan-reserve"]
    # touches all four sides of the official box, to some 20 m
    assert reserve.geometry.bounds == pytest.approx(RESERVE_BOX, abs=2e-4)
    # 东阁街道, 旧店镇, 大泽山镇, 店子镇 and no fifth
    assert reserve["towns_drawn"] == ["370283001", "370283119", "370283120", "370283122"]
    assert reserve["area_ha_drawn"] == pytest.approx(9783, rel=0.05)
