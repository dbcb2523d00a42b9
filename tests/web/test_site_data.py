"""What the browser gets to find sites, and to show what can be reached from them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from atlas.analysis.site_search.criteria import CRITERIA, NEEDS, WAYS
from atlas.analysis.site_search.least_ways import least_ways
from atlas.analysis.site_search.site_profile import FactGroup, SiteProfile, site_ids, site_profile
from atlas.core.messages import LANGUAGES
from atlas.network.access_table import Way
from atlas.plan.site_facts import SiteFact
from atlas.web.browsing.data_files import data_file, data_urls, folder
from atlas.web.browsing.panel_data import card_data
from atlas.web.browsing.reach_data import reach_data
from atlas.web.browsing.site_data import hectares, site_data, way_band, whole_area
from atlas.web.server.resources import urls
from tests.support.project import store


def site(**changes: Any) -> SiteProfile:
    return replace(site_profile(store(), "ind-xinhe"), **changes)


def way(km: tuple[float, float | None] | None, to: str | None = "tn-exit-pingdunan") -> Way:
    return Way(to=to, km=km, minutes=None, parts=None, exact=False)


def area(key: str, value: float, unit: str) -> SiteFact:
    return SiteFact(key=key, value=value, unit=unit, date="2020", source="plan-2021")


@pytest.mark.parametrize(
    ("ways", "band"),
    [
        ({"expressway": way((4, None), None), "exit": way((22, 41))}, (4, 41)),
        ({"expressway": way((4, None), None)}, (4, None)),
        ({"expressway": way((4, 9)), "exit": way((22, 41))}, (4, 9)),
        ({"expressway": way((4, None), None), "exit": way(None, None)}, (4, None)),
        ({"expressway": way(None, None), "exit": way((22, 41))}, None),
        ({}, None),
    ],
)
def test_the_nearest_exit_is_no_farther_than_the_known_one(
    ways: dict[str, Way], band: tuple[float, float | None] | None
) -> None:
    assert way_band(site(ways=ways), "expressway") == band


def test_another_target_is_not_bounded_by_the_known_exit() -> None:
    assert way_band(site(ways={"hsr": way((4, None)), "exit": way((5, 9))}), "hsr") == (4, None)


def test_areas_are_in_hectares_and_the_largest_of_the_whole_site_counts() -> None:
    facts = (area("area-planned", 300, "mu"), area("area-built", 0.15, "km2"))
    part = area("area-part", 9, "km2")
    assert [hectares(fact) for fact in (*facts, part)] == [20, 15, 900]
    assert whole_area(site(groups=(FactGroup("land", (*facts, part), ()),))) == 20
    assert whole_area(site(groups=(FactGroup("land", (part,), ()),))) is None


def test_every_site_is_described_in_both_languages_with_all_its_texts() -> None:
    for lang in LANGUAGES:
        data = json.loads(data_file(_path(data_urls()["sites"][lang])) or b"")
        assert [one["id"] for one in data["sites"]] == site_ids(store())
        assert list(data["criteria"]) == list(CRITERIA)
        assert [one["key"] for one in data["needs"]] == list(NEEDS)
        known = {one["id"]: one for one in data["sites"]}
        assert set(known["ind-xinhe"]["ways"]) == set(WAYS)
        for one in data["sites"]:
            assert set(one["ways"]) <= set(one["way_texts"])
            assert bool(one["ways"]), one["id"]
            assert one["unplaced"] == "" or {high for _, high in one["ways"].values()} == {None}
            assert bool(one["eco"]) is bool(one["eco_text"] and one["eco_zone"])
            texts = [text for way in one["way_texts"].values() for text in way.values()]
            assert "{" not in "".join([*texts, one["eco_text"]])
    # the red line's own place is not public: the nearest zone is one that has a place
    assert site_data(store(), "en")["sites"][0]["eco"] == [0, 5]


def test_a_site_without_a_place_is_at_least_as_far_as_the_city_or_its_towns() -> None:
    city, nancun = least_ways(store()), least_ways(store(), ["370283105"])
    # Laizhou’s port lies some 43 km from the city’s northern end, ± 3 km; the airport some 12 km
    assert (city["port_laizhou"], city["airport"]) == (40, 9)
    # stations lie in the city, so that a site may be beside one, but not in Nancun
    assert {"hsr", "freight", "expressway"}.isdisjoint(city)
    assert nancun["hsr"] == 8
    assert all(nancun[kind] >= km for kind, km in city.items())
    known = {one["id"]: one for one in site_data(store(), "zh")["sites"]}
    assert known["park-beauty"]["ways"]["port_laizhou"] == (40, None)
    assert known["park-beauty"]["way_texts"]["port_laizhou"]["km"].startswith("至少 40 千米")


def test_a_site_names_what_it_makes() -> None:
    known = {one["id"]: one for one in site_data(store(), "zh")["sites"]}
    named = {name: one["named"].get("fine-chemicals") for name, one in known.items()}
    # of all sites only Xinhe names fine chemicals: it is first by industry alone
    assert {name: word for name, word in named.items() if word} == {"ind-xinhe": "精细化工"}
    assert "chemical" in known["park-mingcun"]["industries"]
    assert known["park-mingcun"]["named"]["tyres"] == "轮胎"
    certified = {name for name, one in known.items() if one["certified"]}
    assert certified == {"ind-xinhe"}
    wants = {one["key"]: one for one in site_data(store(), "zh")["wants"]}
    assert wants["medicine"]["spelt"]["zhiyao"] == "制药"
    assert wants["vehicle-batteries"]["spelt"]["ldc"] == "锂电池"


def test_what_can_be_reached_is_offered_on_the_cards_of_sites_that_have_it() -> None:
    known = store().access_areas.sites
    cards = card_data(store(), store().records, "zh", store().today)
    assert {name for name, card in cards.items() if "reach" in card} == set(known)
    data = json.loads(data_file(f"{folder()}/reach/ind-xinhe.json") or b"")
    assert [one["minutes"] for one in data["areas"]] == [60, 30, 15]
    cut = [one["text"]["en"] for one in data["areas"] if "cut at the edge" in one["text"]["en"]]
    assert cut == [
        f"{one.minutes} minutes, cut at the edge of the road data"
        for one in known["ind-xinhe"]
        if one.cut
    ]
    assert data_file(f"{folder()}/reach/park-hisense.json") is None
    assert reach_data(store(), "nothing") is None


def _path(url: str) -> str:
    return url.removeprefix(f"{urls().assets}/")
