"""OpenStreetMap data in place of schematic lines, with files made by the tests."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString

from atlas.core.paths import Paths
from atlas.layers.symbology import style
from atlas.overrides.importer import OSM, OSM_ACCURACY_M, import_osm
from atlas.overrides.osm_reader import is_osm_file, read_osm
from atlas.spatial.crs import to_metres
from atlas.spatial.distance_band import band
from atlas.store.store import load
from atlas.webmap.assets import build_assets
from atlas.wording.feature_card import card
from tests.support.bureau import run
from tests.support.osm_files import APART, ASIDE, FORMS, LAKE, less_exact, rows, shapes, tables
from tests.support.project import store as plain


@pytest.fixture(scope="session")
def osm_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: make(tmp_path_factory.mktemp("osm") / name) for name, make in FORMS.items()}


# ---- what matches --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_osm_file_format_gives_the_same_matches(osm_files, private, form):
    assert is_osm_file(osm_files[form])
    code, out, _ = run(str(osm_files[form]), "--format", "json", "--dry-run", "--date", "2026-11")
    assert code == 0
    assert list(private.glob("[!.]*")) == [], "nothing is written"
    found = {one["feature"]: one for one in json.loads(out)}
    assert len(found) == len(json.loads(out)) == less_exact()
    outcomes = {name: one["outcome"] for name, one in found.items() if one["outcome"] != "missing"}
    assert outcomes == {
        "tn-exp-g18": "matched",
        "tn-exp-s21-south": "matched",
        "tn-road-s218": "short",
        "river-ze": "matched",
        "res-yinfu": "matched",
        "res-shuangmiao": "ambiguous",
    }
    g18, s21, ze = found["tn-exp-g18"], found["tn-exp-s21-south"], found["river-ze"]
    assert (g18["by"], g18["ways"], s21["by"], s21["ways"]) == ("ref", 3, "name", 1)
    assert g18["length_km"] == pytest.approx(g18["ours_km"], rel=0.01), "of one carriageway"
    # the atlas's line runs west to east, so no point is farther away than the offset
    assert ASIDE - 1 <= g18["off_max_m"] <= ASIDE + APART + 1
    assert 0.8 * ASIDE < g18["off_mean_m"] <= g18["off_max_m"]
    assert ze["off_max_m"] == pytest.approx(700, abs=1)
    assert found["res-yinfu"]["off_max_m"] == pytest.approx(
        to_metres(shapes()["res-yinfu"]).distance(to_metres(LAKE)), abs=1
    )
    assert all(one["held"] for one in found.values() if one["outcome"] == "matched")


def test_the_report_lists_matches_and_misses(osm_files, private):
    code, out, _ = run(str(osm_files["shandong-free.gpkg"]), "--date", "2026-11")
    assert code == 0
    lines = {line.split()[0].rstrip(":"): line for line in out.splitlines()}
    assert lines["tn-exp-g18"].split()[1:4] == ["matched", "ref", "3"]
    assert lines["tn-exp-g18"].split()[-1] == "350"
    assert "gaps" in lines["tn-road-s218"]
    assert "more than 1 km apart" in lines["res-shuangmiao"]
    assert "nothing nearby" in lines["river-baisha"]
    assert out.endswith(f"4 of {less_exact()} features matched\n")
    assert sorted(p.parent.name for p in private.glob("*/osm-import.geojson")) == [
        "reservoirs",
        "rivers",
        "transport-network",
    ]


def test_an_osm_file_of_another_region_is_refused(tmp_path, private):
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
def test_a_file_that_is_not_osm_is_refused(tmp_path, private, name):
    (tmp_path / name).write_bytes(b"no such thing")
    code, _, err = run(str(tmp_path / name), "--osm")
    assert code == 2
    assert name in err


def test_a_damaged_zip_is_refused(tmp_path, private):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gis_osm_roads.shp", bytes(range(256)) * 20)
    content = bytearray(path.read_bytes())
    content[60:160] = b"\xff" * 100  # within the entry's data, after its header
    path.write_bytes(content)
    code, _, err = run(str(path), "--osm")
    assert code == 2
    assert "x.zip" in err


# ---- what is then shown --------------------------------------------------------------------------


def test_matched_lines_replace_the_atlas_s_lines_everywhere(osm_files, private):
    import_osm(Paths.at(), osm_files["shandong.osm.pbf"], "2026-11-01")
    store = load()
    assert store.broken == {}
    assert store.refused == ()
    record, ours = store.records["tn-exp-s21-south"], plain().records["tn-exp-s21-south"]
    assert record["precision"] == "derived"
    assert record["accuracy_m"] == OSM_ACCURACY_M
    assert record["sources"][0] == OSM
    assert "recalled" not in record["sources"]
    assert set(record["sources"]) - {OSM} <= set(ours["sources"])
    for kept in ("name_zh", "kind", "role", "status", "ref", "plan_clause", "plan_quote"):
        assert record[kept] == ours[kept]
    assert store.links["tn-exp-s21-south"] == plain().links["tn-exp-s21-south"] != []
    assert store.sources[OSM].date == "2026-11-01"
    assert store.sources[OSM].licence == "odbl"
    for lang in ("zh", "en"):
        shown = json.dumps(card(store, "tn-exp-s21-south", lang), ensure_ascii=False)
        assert "示意" not in shown
        assert "chematic" not in shown
        assert "OpenStreetMap" in shown
    category = store.category(record)
    assert style(category, "line", "built", "derived")["strokes"][0].get("opacity", 1) == 1
    lake = store.frames["reservoirs"].set_index("id").geometry["res-yinfu"]
    assert lake.equals(LAKE)
    assert store.records["res-yinfu"]["area_ha_drawn"] > 0
    untouched = set(store.records) - {"tn-exp-s21-south", "tn-exp-g18", "river-ze", "res-yinfu"}
    near = {"near_expressway", "near_expressway_km_min", "near_expressway_km_max"}
    for name in untouched:
        told = {key: value for key, value in store.records[name].items() if key not in near}
        assert told == {k: v for k, v in plain().records[name].items() if k not in near}


def test_nearest_features_are_recomputed(osm_files, private):
    import_osm(Paths.at(), osm_files["shandong.osm.pbf"], "2026-11-01")
    store = load()
    by_g18 = [r for r in plain().records.values() if r.get("near_expressway") == "tn-exp-g18"]
    assert by_g18
    network = store.frames["transport-network"].set_index("id").geometry
    frames = [store.frames[layer] for layer in {record["layer"] for record in by_g18}]
    shapes = {n: s for f in frames for n, s in zip(f["id"], f.geometry, strict=True)}
    for ours in by_g18:
        record = store.records[ours["id"]]
        metres = to_metres(shapes[ours["id"]]).distance(
            to_metres(network[record["near_expressway"]])
        )
        node = store.records[record["near_expressway"]]
        wanted = band(metres, record["accuracy_m"], node["accuracy_m"])
        assert (record["near_expressway_km_min"], record["near_expressway_km_max"]) == wanted


def test_the_browser_gets_the_new_lines_and_after_removal_the_old_bytes(osm_files, private):
    before = build_assets(load(private=False), "/atlas")
    run(str(osm_files["shandong-free.shp.zip"]), "--date", "2026-11")
    with_it = build_assets(load(), "/atlas")
    assert with_it.layers["rivers"] != before.layers["rivers"]
    content, _ = with_it.files[with_it.layers["rivers"]]
    features = {f["id"]: f["properties"] for f in json.loads(content)["features"]}
    assert features["river-ze"]["precision"] == "derived"
    assert features["river-xian"] == plain().records["river-xian"]
    assert run("--remove", "rivers")[0] == 0
    assert run("--remove", "reservoirs", "--source", "osm-import")[0] == 0
    assert build_assets(load(), "/atlas").layers["rivers"] == before.layers["rivers"]
    assert run("--remove", "transport-network")[0] == 0
    assert build_assets(load(), "/atlas").files == before.files
    assert list(private.glob("[!.]*")) == []
    assert run("--remove", "rivers")[0] == 1


def test_a_later_osm_import_replaces_an_earlier_one(osm_files, private, tmp_path):
    import_osm(Paths.at(), osm_files["shandong-free.gpkg"], "2026-10")
    frame = tables()["gis_osm_roads_free"].iloc[[4]]
    frame.to_file(tmp_path / "later.gpkg", layer="gis_osm_roads_free")
    found = import_osm(Paths.at(), tmp_path / "later.gpkg", "2026-11")
    assert [one.feature for one in found if one.outcome == "matched"] == ["tn-exp-s21-south"]
    store = load()
    assert store.records["tn-exp-g18"] == plain().records["tn-exp-g18"]
    assert store.records["river-ze"] == plain().records["river-ze"]
    assert store.sources[OSM].date == "2026-11"


def test_exactly_the_ways_that_meet_the_box_are_read_whole(osm_files):
    everything = read_osm(osm_files["shandong.osm.pbf"], (118.0, 35.0, 122.0, 39.0))
    assert len(everything) == len(rows())
    lake = read_osm(osm_files["shandong.osm.pbf"], (120.17, 36.865, 120.175, 36.87))
    assert list(lake["theirs"]) == ["water"]
    assert lake.geometry.iloc[0].area == pytest.approx(LAKE.area)
