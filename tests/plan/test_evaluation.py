"""Outcomes and delays, pinned by cases that were worked by hand."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from atlas.core.model import PLAN_SOURCE
from atlas.plan.evaluation.course import course
from atlas.plan.evaluation.delay import delay
from atlas.plan.evaluation.outcome import evaluate
from atlas.plan.evaluation.years import OUTCOME_CODES
from atlas.plan.milestones import COMPLETION, History, Milestone, in_order
from atlas.store.as_of import on_day
from atlas.store.query import Filter, Topic, select
from tests.support.project import store

TODAY = datetime.date(2026, 11, 30)


def promised(event: str, date: str, said: str | None = "2021-06-08", **more: Any) -> Milestone:
    return Milestone.model_validate(
        {"event": event, "kind": "promised", "date": date, "said": said, "source": "a", **more}
    )


def reached(event: str, date: str, *, no_later: bool = False, **more: Any) -> Milestone:
    return Milestone.model_validate(
        {
            "event": event,
            "kind": "reached",
            "date": date,
            "said": date,
            "no_later": no_later,
            "source": "a",
            **more,
        }
    )


def project(
    status: str = "planned", as_of: str = "2021-06", source: str = PLAN_SOURCE
) -> dict[str, Any]:
    return {
        "status": status,
        "status_in_plan": "planned",
        "status_as_of": as_of,
        "status_source": source,
    }


def history(*milestones: Milestone) -> History:
    return tuple(in_order(milestones))


PART = {"part": {"zh": "平度段", "en": "Pingdu section"}}

#: name → milestones, record, day, outcome, months late at least and at most, how the delay ends
CASES: dict[str, tuple[History, dict[str, Any], datetime.date, str, Any, str | None]] = {
    "finished eight months late": (
        history(promised("opened", "2022-04"), reached("opened", "2022-12-31")),
        project("built", "2022-12-31", "b"),
        TODAY,
        "done",
        (8, 8),
        "reached",
    ),
    "the same before it was opened: nobody says what became of it": (
        history(promised("opened", "2022-04"), reached("opened", "2022-12-31")),
        project("built", "2022-12-31", "b"),
        datetime.date(2022, 12, 30),
        "unknown",
        None,
        None,
    ),
    # 2024-12-31 to 2026-12-01 is 23 months, 2024-01-01 to 2026-12-31 is 35
    "several promises: the first counts, against the newest": (
        history(
            promised("begun", "2024", "2023-10-27"),
            promised("begun", "2024-12", "2024-03"),
            promised("begun", "2025", "2025-03-27"),
            promised("begun", "2026-12", "2025-10-25"),
        ),
        project("planned", "2025-10-25", "b"),
        TODAY,
        "late",
        (23, 35),
        "promised",
    ),
    # 2024-12-31 to 2025-10-25 is 9 months
    "all promises passed: late for as long as it was known not to have begun": (
        history(promised("begun", "2024", "2023-10-27"), promised("begun", "2025", "2025-10-25")),
        project("planned", "2025-10-25", "b"),
        TODAY,
        "late",
        (9, None),
        "running",
    ),
    "before the second promise was made, the first was not yet due": (
        history(promised("begun", "2024", "2023-10-27"), promised("begun", "2026", "2025-10-25")),
        project(),
        datetime.date(2024, 12, 31),
        "not_begun",
        None,
        None,
    ),
    "only a year is known on both sides: kept within a year": (
        history(promised("finished", "2023"), reached("opened", "2023")),
        project("built", "2023", "b"),
        TODAY,
        "done",
        (-11, 11),
        "reached",
    ),
    # 2022-12-31 to 2024-01-01 is 12 months, 2022-01-01 to 2024-12-31 is 35
    "only years: late for certain": (
        history(promised("finished", "2022"), reached("finished", "2024")),
        project("built", "2024", "b"),
        TODAY,
        "done",
        (12, 35),
        "reached",
    ),
    "finished two months early": (
        history(promised("finished", "2023-06-30"), reached("finished", "2023-04-30")),
        project("built", "2023-04-30", "b"),
        TODAY,
        "done",
        (-2, -2),
        "reached",
    ),
    # 2022-06-01 to 2023-02-12 is 8 months
    "known to be finished by a day: at most": (
        history(promised("finished", "2022-06"), reached("finished", "2023-02-12", no_later=True)),
        project("built", "2023-02-12", "b"),
        TODAY,
        "done",
        (None, 8),
        "reached",
    ),
    "dropped, whatever was promised": (
        history(promised("finished", "2022"), reached("dropped", "2024-05")),
        project("planned", "2024-05", "b"),
        TODAY,
        "dropped",
        None,
        None,
    ),
    "no date at all, no news": (history(), project(), TODAY, "unknown", None, None),
    "no date, but reported as being built": (
        history(reached("begun", "2023-05", no_later=True)),
        project("under_construction", "2023-05", "b"),
        TODAY,
        "under_way",
        None,
        None,
    ),
    # 2023-06-30 to 2024-02-01 is 7 months
    "works after they should have been finished": (
        history(promised("finished", "2023-06"), reached("begun", "2022-03")),
        project("under_construction", "2024-02", "b"),
        TODAY,
        "late",
        (7, None),
        "running",
    ),
    "due and not reported: under way, with the promise that passed": (
        history(promised("finished", "2024-12"), reached("begun", "2022-03")),
        project("under_construction", "2024-02", "b"),
        TODAY,
        "under_way",
        None,
        None,
    ),
    "a finished part does not finish the whole": (
        history(reached("begun", "2021-07"), reached("finished", "2023-01", **PART)),
        project("under_construction", "2023-01", "b"),
        TODAY,
        "under_way",
        None,
        None,
    ),
    "a part begun begins the whole": (
        history(reached("begun", "2021-07", **PART)),
        project("under_construction", "2021-07", "b"),
        TODAY,
        "under_way",
        None,
        None,
    ),
    "approved, with no promise": (
        history(reached("approved", "2023-06-25")),
        project("planned", "2023-06-25", "b"),
        TODAY,
        "not_begun",
        None,
        None,
    ),
    # 2023-01-31 to 2023-06-01 is 4 months, 2023-01-01 to 2023-06-30 is 5
    "begun late, not due to be finished": (
        history(
            promised("begun", "2023-01"),
            promised("finished", "2029"),
            reached("begun", "2023-06"),
        ),
        project("under_construction", "2023-06", "b"),
        TODAY,
        "under_way",
        (4, 5),
        "reached",
    ),
    "an undated promise is the first": (
        history(promised("finished", "2022", None), promised("finished", "2025", "2021-01")),
        project(),
        datetime.date(2025, 6, 30),
        "late",
        (24, 47),
        "promised",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_outcome_and_delay_are_those_worked_by_hand(name: str) -> None:
    told, record, day, outcome, months, end = CASES[name]
    found = evaluate(record, told, day)
    assert found.outcome == outcome
    assert (found.delay.months if found.delay else None) == months
    assert (found.delay.end if found.delay else None) == end


def test_a_promise_without_a_report_of_the_result_is_named() -> None:
    told = history(promised("finished", "2024-12"), reached("begun", "2022-03"))
    record = project("under_construction", "2024-02", "b")
    found = evaluate(record, told, TODAY)
    assert found.due == told[0]
    assert evaluate(record, told, datetime.date(2024, 12, 31)).due is None


def test_a_promise_counts_from_the_day_it_was_made() -> None:
    told = history(promised("finished", "2022", "2021-06-08"), promised("finished", "2024", "2023"))
    assert delay(told, COMPLETION, datetime.date(2022, 12, 31)) is None
    found = delay(told, COMPLETION, datetime.date(2023, 1, 1))
    assert found is not None
    assert found.promise == told[0]
    assert found.until == told[1]


def test_the_course_of_a_project_runs_from_the_plan_to_its_opening() -> None:
    told = history(
        reached("begun", "2022-03"), reached("opened", "2024-10-21"), promised("opened", "2023")
    )
    assert course(project("built", "2024-10-21", "b"), told, "2021-06-08") == (
        (datetime.date(2021, 6, 8), "planned"),
        (datetime.date(2022, 3, 31), "under_construction"),
        (datetime.date(2024, 10, 21), "built"),
    )


def test_works_begun_before_the_plan_stay_under_way_in_it() -> None:
    told = history(reached("begun", "2020-05-30"), reached("opened", "2022-12-31"))
    found = course(project("built", "2022-12-31", "b"), told, "2021-06-08")
    assert [status for _, status in found] == ["under_construction", "built"]


def test_a_feature_without_any_date_is_undated() -> None:
    assert course({"status": "built", "status_in_plan": None}, (), "2021-06-08") == ()


def test_a_reported_status_counts_and_a_completion_is_compared_before_an_open_start() -> None:
    assert evaluate(project("built", "2022-12-31", "b"), (), TODAY).outcome == "done"
    known = history(
        promised("begun", "2019", said="2018"),
        promised("begun", "2020", said="2019-06"),
        promised("opened", "2022-04"),
        reached("opened", "2022-12-31"),
    )
    found = evaluate(project("built", "2022-12-31", "b"), known, TODAY)
    assert found.outcome == "done"
    assert found.delay is not None
    assert (found.delay.promise.event, found.delay.end) == ("opened", "reached")
    assert found.delay.months == (8, 8)


def test_a_store_tells_outcomes_as_of_the_day_that_it_is_asked_for() -> None:
    before = on_day(store(), datetime.date(2022, 12, 30))
    assert before.years["tp-road-s219"].outcome(None) == OUTCOME_CODES["under_way"]
    assert store().years["tp-road-s219"].outcome(None) == OUTCOME_CODES["done"]
    done = Filter(outcomes=("done",))
    topic = Topic("transport", "transport")
    assert "tp-road-s219" in set(select(store(), topic, done).features["id"])
    assert "tp-road-s219" not in set(select(before, topic, done).features["id"])
