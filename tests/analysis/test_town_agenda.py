"""A town's projects by state."""

from __future__ import annotations

from atlas.analysis.evaluation.outcome_counts import count_by, projects
from atlas.analysis.town_agenda import GROUPS, elsewhere, town_agenda
from atlas.store.query import Filter
from tests.support.project import failures, store


def test_a_town_has_each_project_of_the_evaluation_once_in_the_group_of_its_outcome() -> None:
    counts = count_by(store(), "town").rows

    def check(code: str) -> None:
        agenda = town_agenda(store(), code)
        assert len(set(agenda.ids)) == len(agenda.ids) == counts[code].total
        assert list(agenda.groups) == [group for group in GROUPS if group in agenda.groups]
        outcomes = {one.id: one.outcome for one in projects(store(), Filter(towns=(code,)))}
        for group, members in agenda.groups.items():
            wanted = "not_begun" if group == "dated" else group
            assert {outcomes[one] for one in members} == {wanted}

    assert failures(check, store().towns) == {}


def test_roads_and_railways_come_first_in_a_group_then_schools_and_hospitals() -> None:
    unknown = town_agenda(store(), "370283122").groups["unknown"]
    themes = list(dict.fromkeys(store().records[one]["theme"] for one in unknown))
    assert themes[:4] == ["transport", "services", "water", "energy"]


def test_projects_of_no_town_are_city_wide_or_of_unknown_location() -> None:
    found = elsewhere(store())
    everything = {one.id for one in projects(store(), Filter())}
    in_towns = {one for code in store().towns for one in town_agenda(store(), code).ids}
    assert everything - in_towns == {*found.city_wide.ids, *found.unlocated.ids}
    assert all(store().records[one]["towns_unknown"] for one in found.unlocated.ids)
    assert not any(store().records[one]["towns_unknown"] for one in found.city_wide.ids)
