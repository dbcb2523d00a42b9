"""What had become of the plan's place-related statements, from the outcomes of their projects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from atlas.analysis.evaluation.outcome_counts import Project, projects
from atlas.plan.coverage import Statement
from atlas.plan.evaluation.outcome import OUTCOMES, Outcome
from atlas.store.query import Filter
from atlas.store.store import Store


@dataclass(frozen=True)
class StatementOutcome:
    """A statement with its projects.

    Attributes
    ----------
    statement : Statement
    projects : tuple of Project
        Those among the features that represent it.
    outcome : str or None
        ``None`` if it is no project: it is about the whole city, or about what is there already.
    """

    statement: Statement
    projects: tuple[Project, ...]
    outcome: Outcome | None


def outcome_of(outcomes: Collection[Outcome]) -> Outcome | None:
    """Return the outcome of a statement from those of its projects.

    All are done or dropped: done, or dropped. One is late: late. One is under way or done: under
    way. One has not begun: not begun. Else: unknown.

    Examples
    --------
    >>> outcome_of(["done", "unknown"]), outcome_of(["not_begun", "unknown"]), outcome_of([])
    ('under_way', 'not_begun', None)
    """
    found = set(outcomes)
    if not found:
        return None
    if found == {"dropped"}:
        return "dropped"
    if found <= {"done", "dropped"}:
        return "done"
    if "late" in found:
        return "late"
    if found & {"under_way", "done"}:
        return "under_way"
    return "not_begun" if "not_begun" in found else "unknown"


def statement_outcomes(store: Store, year: str | None = None) -> list[StatementOutcome]:
    """Return all statements in the plan's order, with their outcomes at the end of a year."""
    known = {one.id: one for one in projects(store, replace(Filter(), year=year))}
    places = {clause: place for place, clause in enumerate(store.clauses)}
    found = [one for one in store.coverage.statements if one.clause in places]
    return [_of(one, known) for one in sorted(found, key=lambda one: places[one.clause])]


def _of(statement: Statement, known: Mapping[str, Project]) -> StatementOutcome:
    own = tuple(known[name] for name in statement.features if name in known)
    return StatementOutcome(statement, own, outcome_of([one.outcome for one in own]))


def statement_counts(found: Collection[StatementOutcome]) -> dict[Outcome | None, int]:
    """Return how many statements have which outcome; ``None`` comes last."""
    numbers = Counter(one.outcome for one in found)
    return {word: numbers[word] for word in (*OUTCOMES, None)}
