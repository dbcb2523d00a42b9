"""The strip of a line: its stops, its length and how it is drawn."""

from __future__ import annotations

import datetime
from typing import Any

from atlas.core.messages import LANGUAGES
from atlas.wording.course_text import course
from tests.support.project import failures, store

DAY = datetime.date(2026, 11, 30)


def strip(identifier: str, lang: str = "zh") -> dict[str, Any]:
    """Return the strip of a feature that has one."""
    found = course(store(), store().records[identifier], lang, DAY)
    assert found is not None
    return found


def test_a_strip_has_the_state_of_its_sections_and_the_length_with_its_scope() -> None:
    railway = strip("tp-hsr-weiyan")
    assert railway["title"] == "沿线车站"
    assert railway["stops"][1] == {"name": "灰埠（平度新河站）", "select": "tn-stn-huibu"}
    assert railway["stops"][2]["below"] == "市外"
    assert railway["length"] == "全线：237.3 千米、市内 13.95 千米"
    assert not {"dash", "mark", "parts"} & set(railway)
    motorway = strip("tp-exp-laizhou-qingdao", "en")
    assert motorway["length"] == "whole line: 111.4 km, 16.675 km in the city"
    assert (motorway["dash"], motorway["mark"]) == ("9 6", "approximate")
    assert motorway["stops"][1] == {"name": "Jiudian Town", "town": "370283122"}
    assert strip("wa-xiaogu")["parts"] == ["平度段：2021 年 7 月开工"]


def test_a_length_without_a_source_is_said_to_be_read_off_the_map() -> None:
    assert strip("river-dagu")["length"] == "图上量得约 36.4 千米"
    river = strip("river-dagu", "en")
    assert river["title"] == "Towns in order, read off the map"


def test_every_stop_that_is_a_town_names_a_town() -> None:
    def check(identifier: str, lang: str) -> None:
        found = course(store(), store().records[identifier], lang, DAY)
        if found is None:
            return
        assert len(found["stops"]) > 1
        assert {stop["town"] for stop in found["stops"] if "town" in stop} <= set(store().towns)
        assert {stop["select"] for stop in found["stops"] if "select" in stop} <= set(
            store().records
        )
        assert all(stop["name"].strip() for stop in found["stops"])

    assert failures(check, store().records, LANGUAGES) == {}
