"""Texts of the profile of a site."""

from __future__ import annotations

import datetime

import pytest

from atlas.analysis.site_search.site_profile import ZoneDistance, site_ids, site_profile
from atlas.core.messages import LANGUAGES
from atlas.plan.site_facts import fact_kinds, first_day
from atlas.wording.site_text import (
    check_text,
    due_text,
    fact_entry,
    firm_entry,
    unplaced_text,
    way_label,
    way_text,
    zones_text,
)
from tests.support.project import store

TODAY = datetime.date(2026, 11, 30)
WAYS = {
    ("hsr", "zh"): "13–25 千米，估计 10–65 分钟，至胶州北站",
    ("hsr", "en"): "13–25 km, an estimated 10–65 min, to Jiaozhou North Station",
    ("expressway", "zh"): "可能紧邻，出入口未知（最近的是沈海高速）",
    ("expressway", "en"): "may be close by, exit unknown (nearest: Shenyang–Haikou Expressway)",
}


@pytest.mark.parametrize(("key", "lang"), WAYS)
def test_a_way_has_length_time_and_end(key: str, lang: str) -> None:
    way = site_profile(store(), "ind-linkong").ways[key]
    assert way_text(store(), way, lang).replace("\xa0", " ") == WAYS[key, lang]


def test_a_profile_has_every_fact_firm_and_kind_of_the_checklist() -> None:
    listed = {key for key, kind in fact_kinds().kind.items() if kind.listed}
    for site in site_ids(store()):
        own = site_profile(store(), site)
        assert own.facts == store().site_facts.get(site, ())
        unknown = {key for group in own.groups for key in group.not_public}
        assert unknown == listed - {fact.key for fact in own.facts}
        assert own.firms == tuple(f for f in store().firms if site in f.features)
        assert bool(own.ways) is (own.unplaced == "") is (own.centre is not None)
        for lang in LANGUAGES:
            assert bool(unplaced_text(own, lang)) is (not own.ways)
            assert all(way_text(store(), way, lang) for way in own.ways.values())
            assert all(firm_entry(store(), f, lang, TODAY).value for f in own.firms)
    assert len(site_ids(store())) == sum(
        len(store().frames[layer]) for layer in ("industrial-districts", "industrial-parks")
    )
    with pytest.raises(KeyError):
        site_profile(store(), "eco-river-ze")


def test_the_nearest_zones_are_bands() -> None:
    own = site_profile(store(), "ind-kaifaqu")
    text = zones_text(store(), own, "en", 2).replace("\xa0", " ")
    assert text == "Wetlands along the Baisha River ≤ 9 km, Dagu River corridor ≤ 11 km"
    assert own.eco[-1] == ZoneDistance("eco-redline", None, None)
    assert own.eco[-1].within(5) == "unknown"


def test_the_newest_date_of_a_site_is_at_least_that_of_its_status() -> None:
    for site in site_ids(store()):
        record, newest = store().records[site], site_profile(store(), site).newest
        if record["status_as_of"]:
            assert newest and first_day(newest) >= first_day(str(record["status_as_of"])), site
    assert site_profile(store(), "ind-xinhe").newest == "2025-04"  # enlarged and re-drawn


def test_an_area_published_in_mu_has_the_unit_of_the_card_first() -> None:
    area = site_profile(store(), "park-nancun-suppliers").of_kind("area-planned")[0]
    texts = [fact_entry(store(), area, lang, TODAY).value for lang in LANGUAGES]
    assert texts == ["0.175 平方千米（263 亩）", "0.175 km² (263 mu)"]


def test_a_way_to_a_port_has_the_name_of_the_port() -> None:
    for site in site_ids(store()):
        for key, way in site_profile(store(), site).ways.items():
            if key.startswith("port_") and way.to:
                for lang in LANGUAGES:
                    port = store().records[way.to]["name_en" if lang == "en" else "name_zh"]
                    assert port in way_label(key, lang)


def test_an_entry_is_due_after_its_day() -> None:
    own = site_profile(store(), "park-nancun-investment")
    offer = own.of_kind("land-on-offer")[0]
    last = datetime.date(2020, 9, 26)
    assert fact_entry(store(), offer, "zh", last).mark == ""
    late = fact_entry(store(), offer, "zh", last + datetime.timedelta(days=1))
    assert (late.label, late.value, late.date, late.check) == (
        *("可供用地", "净面积，11.5 平方千米", "2020-03-26", "2020-09-26"),
    )
    assert late.mark == "待核 · 应于 2020-09-26 后复核"
    assert check_text(own, last, "en") == "check again after 2020-09-26"
    assert "to be checked" in due_text(own, TODAY, "en")
    bare = site_profile(store(), "park-beauty")
    assert (bare.newest, due_text(bare, TODAY, "zh")) == ("2025-06-27", "")  # its status
    assert check_text(bare, TODAY, "zh") == "没有定期复核的条目"
