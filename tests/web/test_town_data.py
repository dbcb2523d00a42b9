"""What the browser shows on the page of towns is what Python computes."""

from __future__ import annotations

import json

import pytest

from atlas.analysis.town_agenda import town_agenda
from atlas.core.messages import LANGUAGES
from atlas.web.browsing.data_files import data_file, folder
from atlas.web.browsing.town_data import town_data
from atlas.web.server.resources import store
from atlas.web.state.page_list import page_of
from atlas.web.state.page_view import view_at
from tests.support.pages import run, sent


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_town_and_project_is_in_the_data(lang: str) -> None:
    found = json.loads(data_file(f"{folder()}/towns-{lang}.json") or b"")
    assert found == json.loads(json.dumps(town_data(store(), lang)))
    assert [town["code"] for town in found["towns"]] == list(store().towns)
    for town in found["towns"]:
        ids = [one for group in town["groups"] for one in group["ids"]]
        assert ids == list(town_agenda(store(), town["code"]).ids)
        assert town["total"] == len(ids)
    named = {one for town in found["towns"] for group in town["groups"] for one in group["ids"]}
    named |= {one for fold in found["elsewhere"] for one in fold["ids"]}
    assert named == set(found["rows"])
    for measure in found["measures"]:
        assert set(measure["towns"]) == set(store().towns)
        assert all(len(measure["classes"]) > own["place"] for own in measure["towns"].values())


def test_the_page_of_a_town_lists_the_projects_that_the_browser_shows() -> None:
    query = {"town": "370283122", "theme": "water"}
    ids = sent(run(page_of("towns"), query), "atlas_listed")["ids"]
    water = [
        one
        for one in town_agenda(store(), "370283122").ids
        if store().records[one]["theme"] == "water"
    ]
    assert water
    assert set(water) <= set(ids)


def test_without_a_town_python_makes_no_panel() -> None:
    app = run(page_of("towns"), {"shade": "km"})
    names = [each.proto.component_name for each in app.get("bidi_component")]
    assert "atlas_panel" not in names


def test_the_measure_stands_in_the_address() -> None:
    assert view_at("towns", {"shade": "redline"}).chosen.shade == "redline"
    assert view_at("towns", {"shade": "redline"}).link() == {"shade": "redline"}
    usual = view_at("towns", {"shade": "projects"})
    assert (usual.chosen.shade, usual.link()) == ("projects", {})
    assert view_at("towns", {"shade": "height"}).query.problems == ("shade",)
