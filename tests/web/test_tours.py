"""A step of a tour at its address, as Python shows it."""

from __future__ import annotations

import pytest

from atlas.core.messages import LANGUAGES
from atlas.web.browsing.filter_data import filter_data
from atlas.web.browsing.tour_data import tour_data, tour_rules
from atlas.web.server.resources import store, tours
from atlas.web.state.page_list import page_of
from atlas.web.state.page_view import view_at
from tests.support.javascript import call
from tests.support.pages import run, sent

STEP = {"tour": "green", "step": "5", "town": "370283116"}


def test_a_step_shows_its_own_page_and_filter_and_keeps_the_readers() -> None:
    view = view_at("tours", STEP)
    same = view_at("ecology", {"theme": "water"})
    assert list(view.selection.features["id"]) == list(same.selection.features["id"])
    assert {"eco-river-xiaogu", "wa-xiaogu"} <= set(view.selection.features["id"])
    assert view.link() == STEP  # the reader's filter waits in the address


def test_the_script_of_a_step_lists_what_the_browser_does() -> None:
    app = run(page_of("tours"), STEP)
    assert not app.exception
    listed = sent(app, "atlas_listed")
    query = "&".join(f"{name}={value}" for name, value in STEP.items())
    [seen] = call("state/seen.js", "seenAt", [["tours", query]], filter_data(store()))
    assert listed["page"] == "tours"
    assert listed["ids"] == seen["ids"]
    assert "wa-xiaogu" in seen["ids"]


@pytest.mark.parametrize("number, expected", [(None, 0), ("1", 0), ("7", 6), ("9", 6)])
def test_a_number_beyond_the_last_step_opens_the_last(number: str | None, expected: int) -> None:
    tour = tours().usable["hsr"]
    assert tour.at(number) is tour.step[expected]


def test_what_a_step_shows_is_the_same_in_both_languages_and_its_words_are_not() -> None:
    rules = tour_rules(store())
    words = {lang: tour_data(store(), lang) for lang in LANGUAGES}
    for name, steps in rules.items():
        for number, step in enumerate(steps):
            zh, en = (words[lang][name]["steps"][number] for lang in ("zh", "en"))
            ids = step["features"]
            assert ids == [one["id"] for one in zh["features"]]
            assert ids == [one["id"] for one in en["features"]]
            assert zh["text"] != en["text"] and zh["quotes"][0]["text"] == en["quotes"][0]["text"]


def test_a_feature_of_a_step_has_its_state_with_its_date() -> None:
    [step] = [s for s in tour_data(store(), "en")["hsr"]["steps"] if "Huibu" in s["heading"]]
    assert [one["state"] for one in step["features"]] == ["Built · 2024-10", "Built · 2024-10"]
