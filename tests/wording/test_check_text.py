"""The check on the atlas's own layers: zones, matrix, wording and files."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache

import geopandas as gpd
import pytest
import shapely
from pypdf import PdfReader
from shapely.geometry import Point

from atlas.analysis.overlap import CheckError, Matrix, check, chosen, groups, matrix, zones
from atlas.core.messages import LANGUAGES, message
from atlas.print.documents.check_files import FORMS, check_csv, check_json, check_pdf
from atlas.spatial.crs import PIECE, to_metres
from atlas.spatial.distance_band import combined_m
from atlas.spatial.measurement import area_ha, length_km
from atlas.wording.check_table import COLUMNS, check_rows, pair_table
from atlas.wording.check_text import (
    check_panel,
    headline,
    percent_text,
    rounded,
    size_text,
    subject_names,
)
from tests.support.project import store
from tests.support.squares import box, raw, subjects

RESERVE = "eco-dazeshan-reserve"
in_both = pytest.mark.parametrize("lang", LANGUAGES)

#: zones located only by town, which are never compared
TOWN_LEVEL = {"eco-water-dazeshan": "town", "eco-water-huangtong": "town"}


@cache
def every_project() -> Matrix:
    return matrix(store())


@cache
def all_zones() -> gpd.GeoDataFrame:
    return zones(store())


def shape(identifier: str) -> shapely.Geometry:
    frame = store().frames[store().records[identifier]["layer"]]
    return frame.geometry[frame["id"] == identifier].iloc[0]


def fine(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in metres whose edges are straight in degrees, in pieces of 20 m."""
    return to_metres(shapely.segmentize(shape, PIECE / 10))


# ---- what is checked against ---------------------------------------------------------------------


def test_every_group_takes_kinds_that_the_layers_have():
    for key, group in groups().items():
        assert key not in store().catalogue
        assert key not in store().records
        for member in group.members:
            layer, _, kind = member.partition("/")
            assert not kind or kind in store().catalogue[layer].kinds
            assert (all_zones()["layer"] == layer).any()


def test_all_red_lines_are_in_a_conflicting_group():
    whole = zones(store(), ["ecological-redlines"])
    assert set(whole["id"]) == {
        r["id"] for r in store().records.values() if r["layer"] == "ecological-redlines"
    }
    assert set(whole["group"]) == set(groups()) - {"towns"}
    assert whole["conflict"].all()
    assert set(all_zones()["id"]) == set(whole["id"]) | {t["id"] for t in store().towns.values()}
    assert not all_zones()["conflict"][all_zones()["group"] == "towns"].any()


def test_the_red_line_itself_is_not_checked_and_says_so():
    [row] = all_zones()[all_zones()["id"] == "eco-redline"].to_dict("records")
    assert (row["unchecked"], row["geometry"]) == ("undrawn", None)
    unchecked = all_zones().set_index("id")["unchecked"].dropna().to_dict()
    assert unchecked == {"eco-redline": "undrawn", **TOWN_LEVEL}


def test_groups_layers_and_features_can_be_combined_without_duplicates():
    asked = zones(store(), ["water-sources", "reservoirs", RESERVE, "ecological-redlines"])
    assert asked["id"].is_unique
    assert set(asked["group"]) == {"reserves", "water-sources", "river-corridors", "reservoirs"}
    assert asked["group"].iloc[-1] == "reservoirs"
    assert asked[asked["id"] == RESERVE]["accuracy_m"].tolist() == [3000]


def test_features_without_a_location_are_not_compared():
    found = zones(store(), ["transport-projects", "spatial-structure"])
    reasons = dict(zip(found["id"], found["unchecked"], strict=True))
    assert reasons["tp-rail-xinhe-dry-port"] == "town"
    assert reasons["tp-rural-roads"] == "undrawn"
    assert "direction" in reasons.values()
    with pytest.raises(CheckError, match="none of it has a public shape"):
        zones(store(), ["eco-redline"])


def test_an_unknown_zone_is_named_with_the_valid_ones():
    with pytest.raises(CheckError, match=r"no group, layer or feature nix.*water-sources.*rivers"):
        zones(store(), ["nix"])


def test_a_broken_layer_is_an_error_and_not_skipped():
    broken = replace(store(), broken={"ecological-redlines": "why"})
    for asked in (None, ["water-sources"], ["ecological-redlines"]):
        with pytest.raises(CheckError, match=r"ecological-redlines is not available.*why"):
            zones(broken, asked)
    assert len(zones(broken, ["towns"])) == len(store().towns)
    with pytest.raises(CheckError, match="transport-projects is not available"):
        matrix(replace(store(), broken={"transport-projects": "why"}))


# ---- the matrix ----------------------------------------------------------------------------------


def test_the_matrix_equals_a_plain_geometric_overlay():
    compared = all_zones()[all_zones()["conflict"] & all_zones()["unchecked"].isna()]
    projects = store().rows["transport-projects"]
    drawn = {
        r["id"]: shape(r["id"])
        for r in store().records.values()
        if r["layer"] == "transport-projects" and r["id"] not in every_project().unchecked
    }
    assert len(drawn) + len(every_project().unchecked) == len(projects)
    assert len(every_project().frame) == len(drawn) * len(compared)
    table, seen = every_project().pivot("length_m"), set()
    rows = {(row["project"], row["zone"]): row for row in every_project().frame.to_dict("records")}
    assert len(rows) == len(every_project().frame)
    plane = [fine(area) for area in compared.geometry]
    for project, line in drawn.items():
        course = fine(line)
        for zone, area, there in zip(compared["id"], compared.geometry, plane, strict=True):
            metres = course.intersection(there).length
            assert table.loc[project, zone] == pytest.approx(metres, abs=1e-3)
            row = rows[project, zone]
            away = course.distance(there)
            ends = (store().records[name]["accuracy_m"] for name in (project, zone))
            wanted = (
                "clear" if away > combined_m(*ends) else "near" if not metres else row["relation"]
            )
            assert row["relation"] == wanted
            seen.add(row["relation"])
            if metres:
                assert row["relation"] == ("overlap" if metres >= 10 else "sliver")
                km = length_km(line.intersection(area))
                assert row["length_m_ellipsoid"] / 1000 == pytest.approx(km, rel=1e-9)
    assert seen >= {"clear", "near", "overlap"}


def test_a_matrix_may_have_a_buffer_and_its_own_zones():
    wide = matrix(store(), ["water-sources", "towns"], 100)
    assert set(wide.frame["zone"]) == set(
        all_zones()["id"][
            all_zones()["group"].isin(["water-sources", "towns"]) & all_zones()["unchecked"].isna()
        ]
    )
    assert (wide.pivot("area_ha").to_numpy() > 0).any()
    assert wide.report.settings.buffer_m == 100


def test_features_are_chosen_by_their_ids():
    found = chosen(store(), ["tp-metro-14", RESERVE])
    assert found["feature"].tolist() == ["tp-metro-14", RESERVE]
    assert found["accuracy_m"].tolist() == [6000, 3000]
    for name, said in (("nix", "no feature nix"), ("eco-redline", "no public location")):
        with pytest.raises(CheckError, match=said):
            chosen(store(), [name])


# ---- the layers ----------------------------------------------------------------------------------


def test_a_zone_fully_overlaps_itself():
    report = check(chosen(store(), [RESERVE]), zones(store(), [RESERVE]))
    [pair] = report.pairs.to_dict("records")
    assert [pair["share_subject"], pair["share_zone"]] == pytest.approx([1, 1])
    assert pair["area_ha_ellipsoid"] == pytest.approx(area_ha(shape(RESERVE)), rel=1e-6)


def test_town_shares_of_a_shape_add_up():
    square = gpd.GeoDataFrame(
        {"name": ["a"]}, geometry=[shapely.box(119.9, 36.7, 120.1, 36.9)], crs=4326
    )
    report = check(square, zones(store(), ["towns"]))
    assert report.verdict == "clear"
    whole = report.subjects["area_ha_ellipsoid"].iloc[0]
    assert report.pairs["area_ha_ellipsoid"].sum() == pytest.approx(whole, rel=1e-5)


# ---- words ---------------------------------------------------------------------------------------


def panel_text(panel: dict) -> str:
    return json.dumps(panel, ensure_ascii=False)


@in_both
def test_the_panel_shows_the_result_and_its_certainty(lang):
    text = panel_text(check_panel(store(), every_project().report, lang, every_project().unchecked))
    assert headline(every_project().report, lang) in text
    for said in (
        ("示意，±3 千米：数值仅供参考", "schematic here, ±3 km: indicative only"),
        ("EPSG:4549", "EPSG:4549"),
        ("200 平方米", "200 m²"),
        (
            "以自然资源主管部门批复的矢量成果为准",
            "approved by the natural resources authority prevail",
        ),
        ("平度市生态保护红线", "Ecological Protection Red Line of Pingdu"),
        ("矢量未公开", "boundaries not public"),
        ("功能分区", "functional zones"),
        ("百万分之", "parts per million"),
    ):
        assert said[lang == "en"] in text
    links = {link.quote for link in store().links[RESERVE]}
    assert any(quote in text for quote in links)
    assert not re.search(r"\bnan\b", text, re.IGNORECASE)


@in_both
def test_each_verdict_has_its_sentence(lang):
    far, near = Point(119.6, 36.55), Point(120.0, 36.86)
    inside = shape(RESERVE).representative_point()
    for point, verdict, said in (
        (far, "clear", ("未见冲突", "No conflict")),
        (near, "possible", ("不能排除", "Cannot be excluded")),
        (inside, "conflict", ("冲突：", "Conflict")),
    ):
        report = check(raw(point), zones(store(), [RESERVE]))
        assert report.verdict == verdict
        assert said[lang == "en"] in headline(report, lang)
        assert said[lang == "en"] in panel_text(check_panel(store(), report, lang))
    told = check(raw(far), zones(store(), ["towns"]))
    assert ("作说明" if lang == "zh" else "for information") in headline(told, lang)


@in_both
def test_the_verdict_says_first_that_no_area_was_checked(lang):
    ground = zones(store(), [RESERVE])
    area = shapely.box(119.6, 36.5, 119.61, 36.51)
    corners = [Point(corner) for corner in area.exterior.coords[:-1]]
    no_area = ("没有核对任何面，只有 ", "No area was checked, only ")[lang == "en"]
    clear = ("未见冲突", "No conflict")[lang == "en"]
    for shapes, counts in (
        (corners, ("4 个点", "4 points")),
        ([area.exterior, *corners[:1]], ("1 条线、1 个点", "1 line, 1 point")),
    ):
        report = check(raw(*shapes), ground)
        told = headline(report, lang)
        assert told.startswith(no_area + counts[lang == "en"])
        assert clear in told
        document = json.loads(check_json(store(), report, lang))
        assert document["statement"] == told
        assert document["areas"] == 0
        rows = list(
            csv.DictReader(io.StringIO(check_csv(store(), report, lang).decode("utf-8-sig")))
        )
        first = message("check.column_verdict", lang)
        assert all(
            row[first].startswith(("未核对面", "no area")[lang == "en"]) for row in rows[:-1]
        )
        pages = PdfReader(io.BytesIO(check_pdf(store(), report, lang))).pages
        assert no_area[:9] in pages[0].extract_text().replace("\x00", "")
    both = headline(check(raw(area, *corners), ground), lang)
    assert both.startswith(clear)
    assert ("5 个要素中有 4 个点", "The 5 features include 4 points")[lang == "en"] in both
    # widened, they are areas
    for shapes, buffer_m in (([area], 0), (corners, 10)):
        assert no_area not in headline(check(raw(*shapes), ground, buffer_m), lang)


@in_both
def test_touching_shapes_are_distinguished_from_slivers(lang):
    square = shapely.box(119.6, 36.5, 119.61, 36.51)
    beside = raw(shapely.box(119.61, 36.503, 119.62, 36.507))
    ground = zones(store(), [RESERVE]).set_geometry([square], crs=4326)
    for accuracy, verdict in ((0.0, "clear"), (3000.0, "possible")):
        report = check(beside, ground.assign(accuracy_m=accuracy))
        assert report.verdict == verdict
        text = panel_text(check_panel(store(), report, lang))
        assert ("相接", "Touching")[lang == "en"] in text
        assert ("碎片，", "slivers and")[lang == "en"] not in text
        [row] = check_rows(store(), report, lang)
        assert (row["relation"], row["area_ha"]) == ("touching", 0)
        # there is no plane-ellipsoid difference of rounding errors
        assert row["difference_ppm"] is None


@pytest.mark.parametrize(
    ("value", "precision", "wanted"),
    [
        (1234.567, "schematic", 1200),
        (1234.567, "derived", 1230),
        (1234.567, "surveyed", 1235),
        (1234.567, "official", 1235),
        (0.0567, "schematic", 0.057),
        (99.6, "schematic", 100),
    ],
)
def test_figures_have_no_more_digits_than_the_shape_allows(value, precision, wanted):
    assert rounded(value, precision) == wanted


@pytest.mark.parametrize(
    ("share", "precision", "wanted"),
    [
        (0.1234, "schematic", "12"),
        (0.004, "schematic", "<1"),
        (0.1234, "derived", "12.3"),
        (1 + 1e-9, "surveyed", "100"),
        (0.0001, "surveyed", "<0.1"),
    ],
)
def test_shares_of_schematic_zones_are_whole_percentages(share, precision, wanted):
    assert percent_text(share, precision) == wanted


def test_sizes_of_every_kind_are_worded():
    sizes = {"area_ha_ellipsoid": 0.05, "length_m_ellipsoid": 1500.0, "points": 2}
    assert size_text(sizes, "schematic", "zh") == "约 500 平方米、1.5 千米、2 个点"
    assert size_text(sizes, "schematic", "en") == "about 500 m², 1.5 km, 2 points"


def test_many_subjects_are_counted_and_some_are_named():
    many = subjects(*(box(500 * n, 0, 40) for n in range(30)))
    whole = zones(store(), ["towns"]).assign(conflict=True, group="reserves")
    report = check(many, whole)
    text = panel_text(check_panel(store(), report, "zh"))
    assert "另有 " in text
    assert text.count("s2") < 30
    assert len(pair_table(store(), report, "zh")[1]) == len(report.pairs)


# ---- files ---------------------------------------------------------------------------------------


def odd() -> gpd.GeoDataFrame:
    points = [shape(RESERVE).representative_point(), Point(119.6, 36.55)]
    return gpd.GeoDataFrame({"name": ["=1+1", '\U0001f600,"x"\n']}, geometry=points, crs=4326)


@in_both
def test_the_csv_has_every_pair_and_every_clear_subject(lang):
    report = check(odd(), zones(store(), [RESERVE]))
    content = check_csv(store(), report, lang)
    assert content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert len(head) == len(COLUMNS)
    first, second = (dict(zip(COLUMNS, row, strict=True)) for row in rows)
    assert first["name"] == "'=1+1"
    assert first["zone"] == RESERVE
    assert first["points"] == "1"
    assert second["relation"] == ("无" if lang == "zh" else "none")
    assert (second["zone"], second["name"]) == ("", odd()["name"].iloc[1])


@in_both
def test_the_json_is_exact_and_whole(lang):
    document = json.loads(check_json(store(), every_project().report, lang, every_project()))
    assert document["verdict"] == "conflict"
    assert document["rows"] == check_rows(store(), every_project().report, lang)
    left = {row["id"]: row["reason"] for row in document["unchecked"]}
    assert left == {"eco-redline": "undrawn", **TOWN_LEVEL, **every_project().unchecked}
    assert all(zone["said"] for zone in document["compared"])
    rows = [row for row in document["rows"] if row["relation"] == "overlap"]
    assert len(rows) == len(every_project().report.of("overlap"))
    assert all(isinstance(row["length_m"], float) and row["difference_ppm"] >= 0 for row in rows)


@in_both
def test_the_pdf_can_be_read(lang):
    made = check_pdf(store(), every_project().report, lang, every_project())
    pages = PdfReader(io.BytesIO(made)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "").replace("\x00", "")
    assert headline(every_project().report, lang).split("，")[0].split(",")[0] in text
    front = pages[0].extract_text().replace("\n", "").replace("\x00", "")
    assert subject_names(store(), every_project().report, lang)[0] in front
    assert len(pages) >= 4
    assert any(page.mediabox.width > page.mediabox.height for page in pages)
    clear = check(odd().iloc[1:], zones(store(), [RESERVE]))
    short = FORMS["pdf"](store(), clear, lang, None)
    assert len(PdfReader(io.BytesIO(short)).pages) == 2  # with its map, without a table
