"""The table of travel times of a town, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from atlas.wording.profile_text import profiles
from atlas.wording.travel_text import era_of, travel_sections
from tests.support.project import store

XINHE, JIUDIAN, MINGCUN, NANCUN = "370283116", "370283122", "370283110", "370283105"


def table(code: str, lang: str, year: str | None = None) -> dict[str, Any]:
    [found] = travel_sections(store(), [code], lang, year)
    return found


def words(section: dict[str, Any], label: str) -> list[str]:
    [cells] = [row["cells"] for row in section["rows"] if row["label"] == label]
    return [" | ".join([i["text"], i.get("small", "")]) for cell in cells for i in cell]


def test_a_new_station_is_named_with_its_date_and_source():
    zh = table(XINHE, "zh")
    assert zh["heads"] == ["2020 年底", "现在", "兑现后（2030 年底）"]
    before, now, _ = words(zh, "最近的高铁站")
    assert before == "15–50 分钟 | 22–29 千米 · 昌邑站"
    assert now.startswith("≤\u00a025 分钟 | 5–11 千米 · 灰埠站")
    changed = words(zh, "变了什么")
    assert "2024-10-21 启用，影响：高铁站。来源：人民网：潍烟高铁开通运营" in changed[1]
    assert changed[-1].startswith("青岛市区：数据看不出变化")


def test_a_road_with_unknown_exits_and_a_promise_say_so():
    [_, road, *_] = words(table(MINGCUN, "en"), "What changed")
    assert "opened 2023-12-15. Affects: HSR station, airport; as its exits are not public" in road
    promised = words(table(JIUDIAN, "en"), "What changed")[-1]
    assert "promised for 2029-12. Affects: HSR station, airport, central Qingdao" in promised
    assert "only the low end of the range falls. Source: Draft 15th five-year" in promised


def test_most_towns_read_that_nothing_changed_that_the_data_can_show():
    changes = words(table(NANCUN, "en"), "What changed")
    assert changes[-1].startswith("No change that the data can show: HSR station, central Qingdao")
    assert words(table(NANCUN, "en"), "Airport")[0].startswith("the airport of that time is not in")


def test_limits_name_the_accuracy_of_the_seat_and_the_age_of_the_roads():
    [limits] = words(table("370283001", "en"), "Limits")
    for part in ("some 6 km", "the last 15 km", "2021-02-01", "only widened change nothing"):
        assert part in limits


@pytest.mark.parametrize(
    ("year", "marked"), [(None, None), ("2020", 0), ("2023", None), ("2030", 2), ("2035", None)]
)
def test_the_year_of_the_timeline_marks_its_column(year: str | None, marked: int | None):
    assert table(NANCUN, "zh", year).get("marked") == marked
    assert era_of(str(store().today.year), store()) == "now"


def test_each_of_two_towns_has_its_table_named_after_it():
    found = [p for p in profiles(store(), [XINHE, NANCUN], "en")["sections"] if "heads" in p]
    assert [part["aside"] for part in found] == ["Xinhe Town", "Nancun Town"]
