"""The evaluation's counts equal those of a plain script over the tables of facts."""

from __future__ import annotations

import calendar
import csv
import datetime
import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest

from atlas.analysis.evaluation.outcome_counts import (
    ELSEWHERE,
    PARTS,
    count_by,
    day_of_evaluation,
    late_projects,
    projects,
    years_offered,
)
from atlas.analysis.evaluation.statement_outcomes import outcome_of, statement_outcomes
from atlas.core.paths import GEODATA, Paths
from atlas.store.query import Filter, Topic, select
from tests.support.project import store

SOURCES = GEODATA / "sources"
PLAN, ISSUED = "plan-2021", datetime.date(2021, 6, 8)
TO_DO = ("planned", "under_construction", "sought", "studied", "unconfirmed")
IDLE = ("planned", "sought", "studied")
COMPLETE = ("finished", "opened")

Row = dict[str, str]


def table(path: str) -> list[Row]:
    with (SOURCES / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first(date: str) -> datetime.date:
    parts = [*map(int, date.split("-")), 1, 1]
    return datetime.date(*parts[:3])


def last(date: str) -> datetime.date:
    parts = [int(part) for part in date.split("-")]
    if len(parts) == 3:
        return datetime.date(*parts)
    month = parts[1] if len(parts) == 2 else 12
    return datetime.date(parts[0], month, calendar.monthrange(parts[0], month)[1])


@cache
def said(row: tuple[str, str]) -> str:
    dates = {source["id"]: source["date"] for source in table("sources.csv")}
    own, source = row
    return own or dates[source] or ""


class Facts:
    """A project's rows of the tables, as they were known on a day."""

    def __init__(self, row: Row, milestones: Iterable[Row], day: datetime.date) -> None:
        self.row, self.day = row, day
        known = [m for m in milestones if self.is_known(m)]
        self.reached = [m for m in known if m["kind"] == "reached"]
        self.promised = sorted(
            (m for m in known if m["kind"] == "promised" and not m["part_zh"]),
            key=lambda m: (said((m["said"], m["source"])), m["date"]),
        )
        as_of = row["status_as_of"]
        self.reported = as_of if as_of and row["status_source"] != PLAN else ""

    def is_known(self, one: Row) -> bool:
        if one["kind"] == "reached":
            return last(one["date"]) <= self.day
        when = said((one["said"], one["source"]))
        return not when or first(when) <= self.day

    def happened(self, *events: str, parts: bool = False) -> bool:
        return any(m["event"] in events and (parts or not m["part_zh"]) for m in self.reached)

    @property
    def status(self) -> str:
        """The reported status, if it was known by the day."""
        known = self.reported and last(self.reported) <= self.day
        return self.row["status"] if known else ""

    def is_late(self, *events: str) -> bool:
        promises = [m for m in self.promised if m["event"] in events]
        if not promises or self.happened(*events):
            return False
        due, newest = last(promises[0]["date"]), promises[-1]
        moved = first(newest["date"]) > due
        if moved and last(newest["date"]) >= self.day:
            return True
        reports = [first(said((newest["said"], newest["source"])))] if moved else []
        open_statuses = IDLE if events == ("begun",) else (*TO_DO, "")
        if self.reported and self.row["status"] in open_statuses:
            reports += [first(self.reported)] if first(self.reported) <= self.day else []
        return any(report > due for report in reports)

    @property
    def is_due(self) -> bool:
        return any(
            last(m["date"]) < self.day and not self.happened(m["event"]) for m in self.promised
        )

    @property
    def outcome(self) -> str:
        if self.happened("dropped"):
            return "dropped"
        if self.happened(*COMPLETE) or self.status == "built":
            return "done"
        if self.is_late(*COMPLETE) or self.is_late("begun"):
            return "late"
        building = self.status or self.row["status_in_plan"]
        if building == "under_construction" or self.happened("begun", parts=True):
            return "under_way"
        news = any(
            m["source"] != PLAN
            and (self.row["status_source"] != PLAN or first(m["said"] or m["date"]) > ISSUED)
            for m in [*self.reached, *self.promised]
        )
        if not self.is_due and (self.status in IDLE or news):
            return "not_begun"
        return "unknown"

    @property
    def is_there(self) -> bool:
        """What only the press reports is there from its first dated step on."""
        if self.row["status_in_plan"]:
            return True
        steps = [
            last(m["date"])
            for m in all_milestones()
            if m["feature"] == self.row["id"]
            and m["kind"] == "reached"
            and (m["event"] == "begun" or (m["event"] in COMPLETE and not m["part_zh"]))
        ]
        if self.row["status"] in IDLE:
            steps.append(last(self.row["status_as_of"]))
        return not steps or min(steps) <= self.day


@cache
def all_milestones() -> list[Row]:
    return table("milestones.csv")


def is_project(row: Row) -> bool:
    planned = row.get("status_in_plan")
    return bool(row.get("status")) and (planned in TO_DO if planned else row.get("role") == "press")


@cache
def plain_projects(year: str | None) -> dict[str, dict[str, Any]]:
    """Return id → outcome, theme, towns and chapters, from the tables."""
    today = datetime.date.today()
    day = min(datetime.date(int(year), 12, 31), today) if year else today
    plan = json.loads((GEODATA / "plan.json").read_text(encoding="utf-8"))
    chapter = {clause["id"]: clause["chapter"] for clause in plan["clauses"]}
    found = {}
    for path in sorted((SOURCES / "features").glob("*.csv")):
        definition = tomllib.loads((Paths.at().layers / f"{path.stem}.toml").read_text("utf-8"))
        if definition.get("context"):
            continue
        content = json.loads((GEODATA / f"{path.stem}.geojson").read_text(encoding="utf-8"))
        built = {f["properties"]["id"]: f["properties"] for f in content["features"]}
        linked = SOURCES / "links" / path.name
        links = table(f"links/{path.name}") if linked.exists() else []
        for row in table(f"features/{path.name}"):
            if not is_project(row):
                continue
            own = [m for m in all_milestones() if m["feature"] == row["id"]]
            facts = Facts(row, own, day)
            if year and not facts.is_there:
                continue
            properties = built[row["id"]]
            found[row["id"]] = {
                "outcome": facts.outcome,
                "theme": [definition["theme"]],
                "town": sorted({*properties["towns"], *properties["towns_drawn"]}),
                "chapter": sorted(
                    {str(chapter[x["clause"]]) for x in links if x["feature"] == row["id"]}
                ),
            }
    return found


@pytest.mark.parametrize("year", [None, "2021", "2022", "2023", "2024", "2025"])
def test_counts_equal_those_of_a_plain_script(year):
    wanted = plain_projects(year)
    found = {one.id: one.outcome for one in projects(store(), Filter(year=year))}
    assert found == {name: one["outcome"] for name, one in wanted.items()}
    for part in PARTS:
        counts = count_by(store(), part, Filter(year=year))
        assert counts.whole.total == len(wanted)
        assert counts.whole.numbers == {
            word: sum(one["outcome"] == word for one in wanted.values())
            for word in counts.whole.numbers
        }
        cells = Counter(
            (value, one["outcome"]) for one in wanted.values() for value in one[part] or [ELSEWHERE]
        )
        assert cells == +Counter(
            {
                (value, word): n
                for value, row in counts.rows.items()
                for word, n in row.numbers.items()
            }
        ), part


def test_each_number_is_that_of_the_list_behind_it():
    """The page's link sets the filter; what the atlas then lists is what was counted."""
    page, wrong = Topic("evaluation", whole=True, projects=True), []
    fields = {"theme": "themes", "town": "towns", "chapter": "chapters"}
    for part in PARTS:
        for year in (None, "2022"):
            for value, row in count_by(store(), part, Filter(year=year)).rows.items():
                if value == ELSEWHERE:
                    continue
                for word, n in row.numbers.items():
                    chosen = Filter(year=year, outcomes=(word,), **{fields[part]: (value,)})
                    if len(select(store(), page, chosen).features) != n:
                        wrong.append((part, year, value, word))
    assert not wrong


def test_another_filter_narrows_the_counts_and_the_own_one_does_not():
    by_town = count_by(store(), "town", Filter(themes=("transport",)))
    assert by_town.whole == count_by(store(), "theme").rows["transport"]
    by_theme = count_by(store(), "theme", Filter(themes=("transport",), outcomes=("late",)))
    assert by_theme.rows == count_by(store(), "theme").rows


def test_days_of_evaluation_end_today():
    today = store().today
    assert years_offered(store())[0] == "2021"
    assert years_offered(store())[-1] == str(today.year - 1)
    assert day_of_evaluation(store(), "2023") == datetime.date(2023, 12, 31)
    assert day_of_evaluation(store(), str(today.year)) == today
    assert day_of_evaluation(store(), "2035") == today


def test_late_projects_come_longest_delay_first():
    assert late_projects(store(), Filter(themes=("transport",), year="2025")) == [
        "tp-metro-14",
        "tp-exp-laizhou-qingdao",
    ]


@pytest.mark.parametrize(
    ("outcomes", "outcome"),
    [
        ([], None),
        (["done", "done"], "done"),
        (["done", "dropped"], "done"),
        (["dropped", "dropped"], "dropped"),
        (["done", "late", "unknown"], "late"),
        (["done", "unknown"], "under_way"),
        (["under_way", "not_begun"], "under_way"),
        (["not_begun", "unknown"], "not_begun"),
        (["dropped", "unknown"], "unknown"),
    ],
)
def test_outcome_of_a_statement(outcomes, outcome):
    assert outcome_of(outcomes) == outcome


def test_statements_come_in_the_plans_order_with_their_projects():
    found = statement_outcomes(store())
    clauses = list(store().clauses)
    places = [clauses.index(one.statement.clause) for one in found]
    assert places == sorted(places)
    assert len(found) == sum(len(table(f"statements/{p.name}")) for p in statement_tables())
    wanted, wrong = plain_projects(None), []
    for one in found:
        own = [name for name in one.statement.features if name in wanted]
        if [project.id for project in one.projects] != own or bool(own) != bool(one.outcome):
            wrong.append(one.statement.id)
    assert not wrong


def statement_tables():
    return sorted((SOURCES / "statements").glob("*.csv"))
