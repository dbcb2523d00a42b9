"""Facts of the industrial and structural layers, and the rules for facts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from shapely.geometry import box, mapping, shape

from atlas.core.paths import SOURCES
from atlas.pipeline.build import BuildError, build
from atlas.pipeline.build.source_tables import Row, defined
from atlas.pipeline.validation import validate
from atlas.plan.firms import Firm, firm_names
from atlas.plan.named_places import Definition
from atlas.wording import card
from tests.support.project import built, failures, store

CENTRAL = ["370283001", "370283002", "370283003", "370283004", "370283005"]


def rewrite(path: Path, change: Callable[[Any], object]) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def put(root: Path, layer: str, feature_id: str, **values: Any) -> None:
    """Change properties of a feature, or its shape with ``geometry``."""

    def change(collection: dict[str, Any]) -> None:
        feature = next(f for f in collection["features"] if f["id"] == feature_id)
        if "geometry" in values:
            feature["geometry"] = json.loads(json.dumps(mapping(values.pop("geometry"))))
        feature["properties"].update(values)

    rewrite(root / "geodata" / f"{layer}.geojson", change)


def test_each_data_rule_is_checked(root_copy: Path) -> None:
    data = root_copy / "geodata"
    # a feature located only by town, drawn as an area
    put(root_copy, "industrial-parks", "park-liaolan", geometry=box(119.8, 36.6, 119.9, 36.7))
    # an area located only by recollection, and one without evidence
    rewrite(
        data / "placements.json",
        lambda rows: [
            row.update(sources={"ind-tonghe": ["recalled"]}.get(row["feature"], []))
            for row in rows
            if row["feature"] in ("ind-tonghe", "ind-xinhe")
        ],
    )
    # built by recollection, and built because the plan plans it
    ready = {"status": "built", "status_in_plan": "planned"}
    put(root_copy, "industry-projects", "ip-graphite", **ready, status_source="recalled")
    put(root_copy, "industry-projects", "ip-hisense-washers", **ready, status_source="plan-2021")
    # a sentence that orders two features, one planned and one sought
    put(root_copy, "industry-projects", "ip-pilot-nancun", status_in_plan="sought")
    # a place with two definitions, and a feature with the towns of another place
    rewrite(data / "definitions.json", lambda rows: rows[1]["names"].append("中心城区"))
    put(root_copy, "spatial-structure", "ss-central-works", towns=CENTRAL[:4])
    # a firm with an unknown park and an unknown source
    rewrite(
        data / "firms.json",
        lambda rows: rows[0].update(features=["park-nowhere"], source="hearsay"),
    )
    # facts of an unknown site, kind and source, with a wrong unit, in the future, with another area

    def spoil(facts: dict[str, Any]) -> None:
        facts["park-nowhere"] = [facts["ind-xinhe"][0]]
        by_key = {fact["key"]: fact for fact in facts["ind-kaifaqu"]}
        by_key["title"].update(key="honour")
        by_key["water"].update(unit="kv")
        by_key["steam"].update(source="hearsay")
        by_key["gas"].update(date="2999-01")
        by_key["power"].update(date="2021-02-30")
        by_key["area-planned"].update(value=41)

    rewrite(data / "site-facts.json", spoil)
    said = {
        (c.file.removeprefix("geodata/"), c.feature, c.field, c.message)
        for c in validate(root_copy)
    }
    firm = store().firms[0].firm_zh
    expected = [
        ("industrial-parks.geojson", "park-liaolan", "geometry", "expected points at the seats"),
        (
            "industrial-districts.geojson",
            "ind-tonghe",
            "geometry",
            "inside its town; found recalled",
        ),
        ("industrial-districts.geojson", "ind-xinhe", "geometry", "inside its town; found none"),
        ("industry-projects.geojson", "ip-graphite", "status_source", "found 'recalled'"),
        ("industry-projects.geojson", "ip-hisense-washers", "status_source", "says planned"),
        ("industry-projects.geojson", "ip-pilot-nancun", "status_in_plan", "for all that 4.4-1"),
        ("industry-projects.geojson", "ip-pilot-xinhe", "status_in_plan", "for all that 4.4-1"),
        ("definitions.json", "central-city", "names", "one definition of 中心城区, found 2"),
        ("definitions.json", "built-up-area", "names", "one definition of 中心城区, found 2"),
        ("spatial-structure.geojson", "ss-central-works", "towns", "as the name says 中心城区"),
        ("firms.json", firm, "features", "found 'park-nowhere'"),
        ("firms.json", firm, "source", "found 'hearsay'"),
        ("site-facts.json", "park-nowhere", "", "expected the id of a park or district"),
        ("site-facts.json", "ind-kaifaqu", "key", "found 'honour'"),
        ("site-facts.json", "ind-kaifaqu", "unit", "water: expected m3_day, t_day, found 'kv'"),
        ("site-facts.json", "ind-kaifaqu", "source", "steam: expected an id"),
        ("site-facts.json", "ind-kaifaqu", "date", "gas: expected a date up to today"),
        ("site-facts.json", "ind-kaifaqu", "date", "power: expected a day of the calendar"),
        ("site-facts.json", "ind-kaifaqu", "area-planned", "expected 40.5 km²"),
    ]
    for file, feature, field, part in expected:
        assert any(s[:3] == (file, feature, field) and part in s[3] for s in said), (feature, field)


def test_an_area_without_a_placement_does_not_build(root_copy: Path) -> None:
    path = root_copy / "geodata/sources/placements.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[0] != "tonghang"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    with pytest.raises(BuildError, match=r"park-general-aviation.*placements\.csv for 'tonghang'"):
        build(root_copy)


def test_an_id_of_a_definition_stands_for_its_towns() -> None:
    row = Row("x.csv", "x", {"geometry_ref": "core;370283105", "towns": "", "geometry_within": ""})
    found = defined(row, {"core": ("370283001", "370283002")})
    assert found.items("geometry_ref") == ["370283001", "370283002", "370283105"]
    assert found.items("towns") == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("中心城区旅游服务中心", True),
        ("一心：中心城区", True),
        ("S218三城线（城区段）改线工程", True),
        ("城区西部公交换乘站", False),
        ("南部新城区沿河景观带", False),
        ("平度—青岛主城区市域列车", False),
    ],
)
def test_a_name_refers_to_the_whole_place_or_not(name: str, expected: bool) -> None:
    rows = csv.DictReader((SOURCES / "definitions.csv").read_text(encoding="utf-8").splitlines())
    row = next(row for row in rows if row["id"] == "central-city")
    lists = {key: tuple(row[key].split(";")) for key in ("names", "towns")}
    assert Definition.model_validate({**row, **lists}).is_named_in(name) is expected


def test_known_facts_about_features() -> None:
    known: dict[str, dict[str, Any]] = {
        # of these only the town is known
        **{
            park: {"precision": "town", "towns": [town]}
            for park, town in {
                "park-baishahe": "370283005",
                "park-liaolan": "370283108",
                "park-cuijiaji": "370283109",
                "park-mingcun": "370283110",
                "park-tianzhuang": "370283113",
                "park-hisense": "370283105",
                "park-nancun-suppliers": "370283105",
                "park-bonded-logistics": "370283105",
                "park-tsingtao": "370283005",
                "park-majiagou": "370283002",
                "ip-inland-port-zone": "370283116",
                "ep-park-qinhuang": "370283002",
            }.items()
        },
        # 6.3.1-1 names the investment park, the press the zone
        "park-nancun-investment": {
            "membership": ["named_as_cluster"],
            "status_in_plan": "under_construction",
        },
        "ind-linkong": {"membership": ["named_by_press"], "status_in_plan": "under_construction"},
        "ind-kaifaqu": {"area_planned_km2": 40.5},
        "park-baishahe ": {"status": "unconfirmed", "status_in_plan": "built"},
        "park-mingcun ": {"status": "built", "status_source": "press-mixing-2021"},
        "ip-eyelash-capital": {
            "status": "built",
            "status_as_of": "2021",
            "status_in_plan": "sought",
        },
        "ss-core": {"precision": "schematic", "towns": CENTRAL},
        "ep-air-monitoring": {"towns": CENTRAL},
        "wa-built-up-sewage": {"towns": CENTRAL},
        "ps-8-minute": {"towns": CENTRAL},
        "ip-zhenghe": {"name_en": "CHOHO Industrial"},
        "park-xinhe-dry-port": {"name_en": "Xinhe Inland Port"},
    }

    def check(feature: str) -> None:
        record = store().records[feature.strip()]
        found = {key: record[key] for key in known[feature]}
        found |= {"towns": sorted(found["towns"])} if "towns" in found else {}
        assert found == known[feature]

    assert failures(check, known) == {}
    links = {
        link.feature
        for link in [x for y in store().links.values() for x in y]
        if link.clause == "6.3.1-1"
    }
    assert "park-nancun-investment" in links
    assert "ind-linkong" not in links


def test_a_policy_area_is_no_more_accurate_than_its_towns() -> None:
    def check(feature: str) -> None:
        record = store().records[feature]
        assert record["precision"] == "schematic"
        assert 3000 < record["accuracy_m"] < 15000
        assert record["accuracy_m"] % 100 == 0

    wings = ["ss-wing-nancun", "ss-wing-xinhe"]
    assert failures(check, [*wings, "ss-core", "ss-area-south", "ss-area-west"]) == {}


def test_the_airport_zone_contains_the_crossing_of_the_two_expressways() -> None:
    lines = {f["id"]: shape(f["geometry"]) for f in built("transport-network")}
    crossing = lines["tn-exp-g15"].intersection(lines["tn-exp-g2011"])
    zone = next(f for f in built("industrial-districts") if f["id"] == "ind-linkong")
    assert not crossing.is_empty
    assert shape(zone["geometry"]).covers(crossing)


# ---- firms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"date": None}, "date"),
        ({"date": "spring"}, "date"),
        ({"unit_en": None}, "expected a figure with its meaning"),
        ({"note_en": None}, "expected the note in both languages"),
    ],
)
def test_a_firm_s_figure_has_units_and_a_date_or_not_given(
    change: dict[str, Any], message: str
) -> None:
    row = next(firm for firm in store().firms if firm.figure and firm.note_zh).model_dump()
    assert Firm.model_validate({**row, "date": "not given"}).date == "not given"
    with pytest.raises(ValidationError, match=message):
        Firm.model_validate({**row, **change})


def test_the_firms_of_a_park_are_on_card_and_table() -> None:
    names = firm_names(store().firms, "ind-kaifaqu", "zh")
    assert names is not None
    assert names.split("、")[0] == "青岛啤酒三厂"
    assert "产业园" not in names
    assert store().records["ind-kaifaqu"]["firms_zh"] == names
    rows = {row["label"]: row for row in card(store(), "park-tsingtao", "en")["rows"]}
    told = rows["Tsingtao Brewery no. 3"]
    assert (told["group"], told["value"]) == ("Firms", "beer, capacity 1,000,000 kL a year")
    assert told["basis"].startswith("2020, ")
    rows = {row["label"]: row for row in card(store(), "park-mingcun", "zh")["rows"]}
    assert rows["明村轮胎企业"]["basis"].startswith("日期未注明，")
