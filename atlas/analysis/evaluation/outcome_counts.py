"""Projects counted by outcome: in all, and by theme, town or chapter, as of a day."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from atlas.core.model import PLAN_SOURCE, vocabulary
from atlas.plan.evaluation.delay import made_by
from atlas.plan.evaluation.outcome import OUTCOMES, Outcome, evaluate
from atlas.plan.evaluation.years import NONE, OUTCOME_CODES, YEARS, day_of
from atlas.plan.milestones import Span
from atlas.store.query import BASE_THEME, Filter, passes
from atlas.store.store import Store

Part = Literal["theme", "town", "chapter"]
#: what projects are counted by
PARTS: tuple[Part, ...] = get_args(Part)
#: part → field of the filter that chooses its values
FIELDS: dict[Part, str] = {"theme": "themes", "town": "towns", "chapter": "chapters"}
#: row of the projects without a town, or without a chapter
ELSEWHERE = ""

_WORDS: dict[str, Outcome] = {code: word for word, code in OUTCOME_CODES.items()}


@dataclass(frozen=True)
class Project:
    """A project and its outcome on a day.

    Attributes
    ----------
    id, theme : str
    outcome : str
    towns, chapters : frozenset of str
        NBS codes; numbers of chapters.
    plan_only : bool
        Whether the plan was the only source about it by that day.
    """

    id: str
    theme: str
    outcome: Outcome
    towns: frozenset[str]
    chapters: frozenset[str]
    plan_only: bool

    def values(self, part: Part) -> frozenset[str]:
        """Return its theme, its towns or its chapters; :data:`ELSEWHERE` for none."""
        if part == "theme":
            return frozenset({self.theme})
        found = self.towns if part == "town" else self.chapters
        return found or frozenset({ELSEWHERE})


@dataclass(frozen=True)
class Count:
    """Number of projects by outcome.

    Attributes
    ----------
    numbers : dict of str to int
        Outcome → number, in display order, zeros included.
    plan_only : int
        Number of those about which the plan is the only source.
    """

    numbers: Mapping[Outcome, int]
    plan_only: int

    @property
    def total(self) -> int:
        """Number of projects."""
        return sum(self.numbers.values())


@dataclass(frozen=True)
class Counts:
    """Projects counted in all and part by part.

    Attributes
    ----------
    day : datetime.date
        Day of the evaluation.
    whole : Count
        Each project once.
    rows : dict of str to Count
        Theme, town or chapter → count, in display order; only those with projects. A project in
        several towns or chapters counts in each. :data:`ELSEWHERE` comes last.
    """

    day: datetime.date
    whole: Count
    rows: dict[str, Count] = field(repr=False)


def years_offered(store: Store) -> tuple[str, ...]:
    """Return the past years at whose end the plan can be evaluated, the first one first."""
    plan = store.sources.get(PLAN_SOURCE)
    first = Span.of(plan.date).first.year if plan and plan.date else store.today.year
    return tuple(year for year in YEARS if first <= int(year) < store.today.year)


def day_of_evaluation(store: Store, year: str | None) -> datetime.date:
    """Return the last day of a year, but no later than today; without a year, today."""
    return min(day_of(year, store.today), store.today) if year else store.today


def projects(store: Store, chosen: Filter) -> list[Project]:
    """Return the projects that pass a filter, with their outcomes at the end of its year."""
    features, day = store.features, day_of_evaluation(store, chosen.year)
    mask = passes(features, chosen)
    if chosen.themes:
        mask &= features["theme"].isin(chosen.themes).to_numpy(bool)
    found = []
    for row in features[mask].to_dict("records"):
        letter = row["years"].outcome(chosen.year)
        if letter != NONE:
            found.append(
                Project(
                    row["id"],
                    row["theme"],
                    _WORDS[letter],
                    row["town_set"],
                    row["chapter_set"],
                    rests_on_plan(store, store.records[row["id"]], day),
                )
            )
    return found


def rests_on_plan(store: Store, record: Mapping[str, Any], day: datetime.date) -> bool:
    """Return whether the plan was the only source about a project by a day."""
    reported = record["status_as_of"] if record["status_source"] != PLAN_SOURCE else None
    if reported and Span.of(reported).last <= day:
        return False
    known = made_by(store.milestones.get(record.get("id", ""), ()), day)
    return all(milestone.source == PLAN_SOURCE for milestone in known)


def count_by(store: Store, part: Part, chosen: Filter | None = None) -> Counts:
    """Return the projects under a filter, counted by theme, town or chapter.

    The filter's outcomes, statuses and industries are ignored, and so is the part itself: a count
    by theme has a row for every theme.

    Parameters
    ----------
    store : Store
    part : str
        ``theme``, ``town`` or ``chapter``.
    chosen : Filter, optional
        Its year is the year of the evaluation.

    Examples
    --------
    >>> from atlas.store.store import load
    >>> counts = count_by(load(), "theme")
    >>> counts.whole.total == sum(row.total for row in counts.rows.values())
    True
    """
    aside: dict[str, Any] = {FIELDS[part]: ()}
    narrowed = replace(chosen or Filter(), **aside)
    found = _with_any_outcome(store, narrowed)
    members: dict[str, list[Project]] = {}
    for project in found:
        for value in project.values(part):
            members.setdefault(value, []).append(project)
    rows = {value: tally(members[value]) for value in _order(store, part) if value in members}
    return Counts(day_of_evaluation(store, narrowed.year), tally(found), rows)


def count_total(store: Store, chosen: Filter) -> Count:
    """Return the number of projects under a filter by outcome.

    The filter's outcomes, statuses and industries are ignored.
    """
    return tally(_with_any_outcome(store, chosen))


def _with_any_outcome(store: Store, chosen: Filter) -> list[Project]:
    """Return the projects under a filter without its outcomes, statuses and industries."""
    return projects(store, replace(chosen, outcomes=(), statuses=(), industries=()))


def tally(found: Iterable[Project]) -> Count:
    """Return the number of projects by outcome."""
    listed = list(found)
    numbers = Counter(project.outcome for project in listed)
    only = sum(project.plan_only for project in listed)
    return Count({word: numbers[word] for word in OUTCOMES}, only)


def _order(store: Store, part: Part) -> list[str]:
    if part == "theme":
        return [theme for theme in vocabulary().theme if theme != BASE_THEME]
    if part == "town":
        return [*store.towns, ELSEWHERE]
    chapters = {c.chapter for c in store.plan.clauses if c.chapter}
    return [*map(str, sorted(chapters)), ELSEWHERE]


def late_projects(store: Store, chosen: Filter) -> list[str]:
    """Return the late projects under a filter, those with the longest delay first."""
    day = day_of_evaluation(store, chosen.year)

    def months(project: Project) -> int:
        history = store.milestones.get(project.id, ())
        late = evaluate(store.records[project.id], history, day).delay
        return (late.months[0] or 0) if late else 0

    found = [one for one in _with_any_outcome(store, chosen) if one.outcome == "late"]
    return [one.id for one in sorted(found, key=months, reverse=True)]
