"""OpenStreetMap in the place of schematic lines, on extracts that the tests make."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import osmium
import pytest
import shapely
from osmium.osm.mutable import Node, Way
from shapely.geometry import LineString, Polygon, box
from typer.testing import CliRunner

from atlas.cli import app
from atlas.crs import to_degrees, to_metres
from atlas.mapping.assets import build_assets
from atlas.official import match
from atlas.official.extract import is_extract, read_extract
from atlas.official.names import names_of, plain, refs_of
from atlas.official.run import OSM, OSM_ACCURACY_M, import_osm
from atlas.paths import Paths
from atlas.present.cards import card
from atlas.store import load
from atlas.symbology import style

OURS = load(private=False)
SHAPES = {
    name: shape
    for layer in ("transport-network", "rivers", "reservoirs")
    for name, shape in zip(OURS.frames[layer]["id"], OURS.frames[layer].geometry, strict=True)
}
SCHEMATIC = sum(
    OURS.records[name]["precision"] == "schematic" and "airport" not in OURS.records[name]["kind"]
    for name in SHAPES
)
#: how far the extracts' lines lie beside ours, in metres
ASIDE = 1_500.0
APART = 24.0

Row = tuple[str, dict[str, str], Any]


def aside(name: str, metres: float = ASIDE) -> LineString:
    """The course of a feature of ours, pushed north by some metres."""
    return to_degrees(shapely.affinity.translate(to_metres(SHAPES[name]), 0, metres))


def halves(line: LineString) -> tuple[LineString, LineString]:
    points = list(line.coords)
    middle = len(points) // 2
    return LineString(points[: middle + 1]), LineString(points[middle:])


G18 = aside("tn-exp-g18")
SECOND = to_degrees(shapely.affinity.translate(to_metres(G18), 0, APART)).reverse()
LAKE = box(120.18, 36.85, 120.20, 36.87)
POND, OTHER_POND = (SHAPES["res-shuangshan"].buffer(0.003), box(120.0, 36.9, 120.01, 36.91))
MOTORWAY = {"highway": "motorway", "ref": "G18;G1511", "name": "荣乌高速公路"}
PART_OF_S218 = shapely.ops.substring(aside("tn-road-s218"), 0, 1 / 3, normalized=True)
ROWS: list[Row] = [
    # two carriageways, one of them in two ways, and a link that carries the number too
    *(("road", MOTORWAY, part) for part in halves(G18)),
    ("road", {"highway": "motorway", "ref": "G18"}, SECOND),
    (
        "road",
        {"highway": "motorway_link", "ref": "G18"},
        LineString([(119.6, 36.9), (119.7, 36.9)]),
    ),
    # no number: known by its name in brackets
    ("road", {"highway": "trunk", "name": "明董高速"}, aside("tn-exp-s21", 300)),
    # a gap: a third of ours only
    ("road", {"highway": "primary", "ref": "S 218"}, PART_OF_S218),
    ("waterway", {"waterway": "river", "name": "泽河"}, aside("river-ze", 700)),
    # another river of the name
    (
        "waterway",
        {"waterway": "river", "name": "白沙河"},
        LineString([(120.3, 36.3), (120.4, 36.3)]),
    ),
    # two ponds of one name, within reach both
    ("water", {"natural": "water", "water": "reservoir", "name": "双山水库"}, POND),
    ("water", {"natural": "water", "water": "reservoir", "name": "双山水库"}, OTHER_POND),
    ("water", {"natural": "water", "water": "reservoir", "name": "尹府水库"}, LAKE),
]


def write_pbf(path: Path) -> Path:
    """Write the rows as an OpenStreetMap file: nodes first, then ways."""
    nodes: list[Node] = []
    ways: list[Way] = []
    for number, (_, tags, shape) in enumerate(ROWS, start=1):
        line = shape.exterior if isinstance(shape, Polygon) else shape
        refs = []
        for x, y in line.coords[: -1 if isinstance(shape, Polygon) else None]:
            nodes.append(Node(id=len(nodes) + 1, version=1, location=(x, y)))
            refs.append(len(nodes))
        if isinstance(shape, Polygon):
            refs.append(refs[0])
        ways.append(Way(id=number, version=1, nodes=refs, tags=tags))
    with osmium.SimpleWriter(str(path)) as writer:
        for node in nodes:
            writer.add_node(node)
        for way in ways:
            writer.add_way(way)
    return path


TABLES = {
    "road": "gis_osm_roads_free",
    "waterway": "gis_osm_waterways_free",
    "water": "gis_osm_water_a_free",
}


def tables() -> dict[str, gpd.GeoDataFrame]:
    """The rows as Geofabrik has them."""
    made = {}
    for what, table in TABLES.items():
        rows = [(tags, shape) for kind, tags, shape in ROWS if kind == what]
        made[table] = gpd.GeoDataFrame(
            {
                "osm_id": [str(n) for n in range(len(rows))],
                "fclass": [
                    tags.get("highway") or tags.get("waterway") or tags["water"] for tags, _ in rows
                ],
                "ref": [tags.get("ref") for tags, _ in rows],
                "name": [tags.get("name") for tags, _ in rows],
            },
            geometry=[shape for _, shape in rows],
            crs="EPSG:4326",
        )
    return made


def write_shp_zip(path: Path) -> Path:
    folder = path.parent / "shp"
    folder.mkdir()
    for table, frame in tables().items():
        frame.to_file(folder / f"{table}_1.shp", encoding="utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    return path


def write_gpkg(path: Path) -> Path:
    for table, frame in tables().items():
        frame.to_file(path, layer=table)
    return path


def write_gpkg_zip(path: Path) -> Path:
    inner = write_gpkg(path.parent / "shandong.gpkg")
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, inner.name)
    return path


FORMS = {
    "shandong.osm.pbf": write_pbf,
    "shandong-free.shp.zip": write_shp_zip,
    "shandong-free.gpkg": write_gpkg,
    "shandong-free.gpkg.zip": write_gpkg_zip,
}


@pytest.fixture(scope="session")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: make(tmp_path_factory.mktemp("osm") / name) for name, make in FORMS.items()}


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bureau"
    monkeypatch.setenv("ATLAS_PRIVATE", str(folder))
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["import", *arguments])
    return result.exit_code, result.stdout, result.stderr


# ---- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("荣乌高速公路", "荣乌高速"),
        ("青岛市平度市 大泽山省级自然保护区", "大泽山省级自然保护区"),
        ("Ｓ２１９　灰里线", "s219灰里线"),
        ("平度", "平度"),
    ],
)
def test_names_are_compared_without_what_writers_do_differently(one, other):
    assert plain(one) == plain(other) != ""


def test_a_feature_is_called_by_its_name_and_by_those_in_its_brackets():
    found = names_of("新董高速（新潍高速、明董高速）")
    assert found == {plain(name) for name in ("新董高速", "新潍高速", "明董高速")}
    assert names_of("S219灰里线") == {plain("灰里线")}
    assert names_of("G308文石路") == {plain("文石路")}


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("G18;G1511", {"G18", "G1511"}),
        ("S 218", {"S218"}),
        (None, set()),
        ("Ｇ２０１１", {"G2011"}),
    ],
)
def test_numbers_of_roads(text, refs):
    assert refs_of(text) == refs


# ---- one carriageway -----------------------------------------------------------------------------


def test_of_two_carriageways_one_stays_and_a_course_of_its_own_does_too():
    east = LineString([(0, 0), (20_000, 0)])
    west = LineString([(20_000, 20), (5_000, 20), (0, 5_000)])
    found = match.single(shapely.union_all([east, west]))
    assert found.length == pytest.approx(20_000 + 5_000 * 2**0.5, rel=0.02)
    assert found.distance(shapely.Point(10_000, 10)) == 10


def test_lines_that_only_meet_stay_whole():
    lines = [
        LineString([(0, 0), (9_000, 0)]),
        LineString([(9_000, 0), (9_300, 0)]),
        LineString([(9_300, 0), (9_400, 900)]),
        LineString([(9_300, 0), (20_000, 0)]),
    ]
    found = match.single(shapely.union_all(lines))
    assert found.length == pytest.approx(sum(line.length for line in lines))


def test_how_far_ours_was_off_is_measured_from_ours():
    ours, theirs = LineString([(0, 0), (1_000, 0)]), LineString([(-50_000, 300), (50_000, 300)])
    assert match.off(ours, theirs) == pytest.approx((300, 300))
    assert match.off(ours, LineString([(0, 0), (1_000, 400)]))[1] == pytest.approx(371.39, abs=0.01)


# ---- what matches --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_an_extract_matches_the_same(extracts, private, form):
    assert is_extract(extracts[form])
    code, out, _ = run(str(extracts[form]), "--format", "json", "--dry-run", "--date", "2026-11")
    assert code == 0
    assert not private.exists(), "nothing is written"
    found = {one["feature"]: one for one in json.loads(out)}
    assert len(found) == len(json.loads(out)) == SCHEMATIC
    outcomes = {name: one["outcome"] for name, one in found.items() if one["outcome"] != "missing"}
    assert outcomes == {
        "tn-exp-g18": "matched",
        "tn-exp-s21": "matched",
        "tn-road-s218": "short",
        "river-ze": "matched",
        "res-yinfu": "matched",
        "res-shuangshan": "ambiguous",
    }
    g18, s21, ze = found["tn-exp-g18"], found["tn-exp-s21"], found["river-ze"]
    assert (g18["by"], g18["ways"], s21["by"], s21["ways"]) == ("ref", 3, "name", 1)
    assert g18["length_km"] == pytest.approx(g18["ours_km"], rel=0.01), "of one carriageway"
    # ours runs west to east at its ends and bends: nowhere is it farther off than it was pushed
    assert ASIDE - 1 <= g18["off_max_m"] <= ASIDE + APART + 1
    assert 0.8 * ASIDE < g18["off_mean_m"] <= g18["off_max_m"]
    assert ze["off_max_m"] == pytest.approx(700, abs=1)
    assert found["res-yinfu"]["off_max_m"] == pytest.approx(
        to_metres(SHAPES["res-yinfu"]).distance(to_metres(LAKE)), abs=1
    )
    assert all(one["held"] for one in found.values() if one["outcome"] == "matched")


def test_the_report_names_what_matched_and_what_did_not(extracts, private):
    code, out, _ = run(str(extracts["shandong-free.gpkg"]), "--date", "2026-11")
    assert code == 0
    lines = {line.split()[0].rstrip(":"): line for line in out.splitlines()}
    assert lines["tn-exp-g18"].split()[1:4] == ["matched", "ref", "3"]
    assert lines["tn-exp-g18"].split()[-1] == "6,000"
    assert "gaps" in lines["tn-road-s218"]
    assert "more than 1 km apart" in lines["res-shuangshan"]
    assert "nothing nearby" in lines["river-baisha"]
    assert out.endswith(f"4 of {SCHEMATIC} schematic features matched\n")
    assert sorted(p.parent.name for p in private.glob("*/osm-import.geojson")) == [
        "reservoirs",
        "rivers",
        "transport-network",
    ]


def test_an_extract_of_elsewhere_is_refused(tmp_path, private):
    frame = gpd.GeoDataFrame(
        {"fclass": ["motorway"], "ref": ["G18"], "name": ["x"]},
        geometry=[LineString([(100, 30), (101, 30)])],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "x.gpkg", layer="gis_osm_roads_free")
    code, _, err = run(str(tmp_path / "x.gpkg"))
    assert code == 2
    assert "x.gpkg" in err
    assert "near Pingdu" in err


@pytest.mark.parametrize("name", ["x.osm.pbf", "x.gpkg", "x.zip"])
def test_what_is_no_extract_is_refused(tmp_path, private, name):
    (tmp_path / name).write_bytes(b"no such thing")
    code, _, err = run(str(tmp_path / name), "--osm")
    assert code == 2
    assert name in err


# ---- what is then shown --------------------------------------------------------------------------


def test_matched_lines_take_the_place_of_ours_everywhere(extracts, private):
    import_osm(Paths.at(), extracts["shandong.osm.pbf"], "2026-11-01")
    store = load()
    assert store.broken == {}
    assert store.refused == ()
    record, ours = store.records["tn-exp-s21"], OURS.records["tn-exp-s21"]
    assert record["precision"] == "derived"
    assert record["accuracy_m"] == OSM_ACCURACY_M
    assert record["sources"][0] == OSM
    assert "recalled" not in record["sources"]
    assert set(record["sources"]) - {OSM} <= set(ours["sources"])
    for kept in ("name_zh", "kind", "role", "status", "ref", "plan_clause", "plan_quote"):
        assert record[kept] == ours[kept]
    assert store.links["tn-exp-s21"] == OURS.links["tn-exp-s21"] != []
    assert store.sources[OSM].date == "2026-11-01"
    assert store.sources[OSM].licence == "odbl"
    for lang in ("zh", "en"):
        shown = json.dumps(card(store, "tn-exp-s21", lang), ensure_ascii=False)
        assert "示意" not in shown
        assert "chematic" not in shown
        assert "OpenStreetMap" in shown
    category = store.category(record)
    assert style(category, "line", "built", "derived")["strokes"][0].get("opacity", 1) == 1
    lake = store.frames["reservoirs"].set_index("id").geometry["res-yinfu"]
    assert lake.equals(LAKE)
    assert store.records["res-yinfu"]["area_ha_drawn"] > 0
    untouched = set(store.records) - {"tn-exp-s21", "tn-exp-g18", "river-ze", "res-yinfu"}
    near = {"near_expressway", "near_expressway_km"}
    for name in untouched:
        told = {key: value for key, value in store.records[name].items() if key not in near}
        assert told == {k: v for k, v in OURS.records[name].items() if k not in near}


def test_what_is_nearest_is_measured_anew(extracts, private):
    import_osm(Paths.at(), extracts["shandong.osm.pbf"], "2026-11-01")
    store = load()
    by_g18 = [r for r in OURS.records.values() if r.get("near_expressway") == "tn-exp-g18"]
    assert by_g18
    network = store.frames["transport-network"].set_index("id").geometry
    frames = [store.frames[layer] for layer in {record["layer"] for record in by_g18}]
    shapes = {n: s for f in frames for n, s in zip(f["id"], f.geometry, strict=True)}
    for ours in by_g18:
        record = store.records[ours["id"]]
        metres = to_metres(shapes[ours["id"]]).distance(
            to_metres(network[record["near_expressway"]])
        )
        assert record["near_expressway_km"] == round(metres / 1000, 1)


def test_the_browser_gets_the_new_lines_and_after_removal_the_old_bytes(extracts, private):
    before = build_assets(load(private=False), "/atlas")
    run(str(extracts["shandong-free.shp.zip"]), "--date", "2026-11")
    with_it = build_assets(load(), "/atlas")
    assert with_it.layers["rivers"] != before.layers["rivers"]
    content, _ = with_it.files[with_it.layers["rivers"]]
    features = {f["id"]: f["properties"] for f in json.loads(content)["features"]}
    assert features["river-ze"]["precision"] == "derived"
    assert features["river-xian"] == OURS.records["river-xian"]
    assert run("--remove", "rivers")[0] == 0
    assert run("--remove", "reservoirs", "--source", "osm-import")[0] == 0
    assert build_assets(load(), "/atlas").layers["rivers"] == before.layers["rivers"]
    assert run("--remove", "transport-network")[0] == 0
    assert build_assets(load(), "/atlas").files == before.files
    assert list(private.iterdir()) == []
    assert run("--remove", "rivers")[0] == 1


def test_a_later_extract_takes_the_place_of_an_earlier_one(extracts, private, tmp_path):
    import_osm(Paths.at(), extracts["shandong-free.gpkg"], "2026-10")
    frame = tables()["gis_osm_roads_free"].iloc[[4]]
    frame.to_file(tmp_path / "later.gpkg", layer="gis_osm_roads_free")
    found = import_osm(Paths.at(), tmp_path / "later.gpkg", "2026-11")
    assert [one.feature for one in found if one.outcome == "matched"] == ["tn-exp-s21"]
    store = load()
    assert store.records["tn-exp-g18"]["precision"] == "schematic"
    assert store.records["river-ze"] == OURS.records["river-ze"]
    assert store.sources[OSM].date == "2026-11"


def test_whole_ways_are_read_that_meet_the_box_and_no_others(extracts):
    everything = read_extract(extracts["shandong.osm.pbf"], (118.0, 35.0, 122.0, 39.0))
    assert len(everything) == len(ROWS)
    lake = read_extract(extracts["shandong.osm.pbf"], (120.185, 36.855, 120.19, 36.86))
    assert list(lake["theirs"]) == ["water"]
    assert lake.geometry.iloc[0].area == pytest.approx(LAKE.area)
