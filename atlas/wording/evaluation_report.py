"""Wording of the evaluation's report: the statements of each chapter, with their projects."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from atlas.analysis.evaluation.outcome_counts import (
    day_of_evaluation,
    rests_on_plan,
)
from atlas.analysis.evaluation.statement_outcomes import (
    StatementOutcome,
    statement_counts,
    statement_outcomes,
)
from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.evaluation.outcome import Outcome
from atlas.store.store import Store
from atlas.wording.evaluation_text import outcome_label, project_text
from atlas.wording.milestone_text import history_rows
from atlas.wording.phrases import clause_place, continued, in_lang, joined, name

#: colour of a statement that is no project
NO_COLOUR = "#d9d2c3"


@dataclass(frozen=True)
class ProjectLines:
    """A project in the report.

    Attributes
    ----------
    id, name, outcome, sentence : str
    lines : tuple of str
        Its milestones, each with date and source.
    """

    id: str
    name: str
    outcome: Outcome
    sentence: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StatementLines:
    """A statement in the report.

    Attributes
    ----------
    id, place, title, quote : str
        Its id, its place in the plan, its name, and the plan's words.
    outcome : str or None
    label : str
        The outcome in words, or why it is no project.
    reason : str
        Why the atlas leaves it out, if it does.
    projects : tuple of ProjectLines
    """

    id: str
    place: str
    title: str
    quote: str
    outcome: Outcome | None
    label: str
    reason: str
    projects: tuple[ProjectLines, ...]

    @property
    def colour(self) -> str:
        """Colour of the outcome."""
        return (vocabulary().outcome[self.outcome].colour if self.outcome else None) or NO_COLOUR


@dataclass(frozen=True)
class Chapter:
    """A chapter of the report: its number, title, summary and statements."""

    number: str
    title: str
    summary: str
    statements: tuple[StatementLines, ...]

    @property
    def part(self) -> str:
        """Label of the part of a document."""
        return f"chapter-{self.number}"


def chapters(store: Store, year: str | None, lang: str) -> list[Chapter]:
    """Return all chapters of the plan, with their place-related statements in its order."""
    found = statement_outcomes(store, year)

    def chapter_of(one: StatementOutcome) -> int:
        return store.clauses[one.statement.clause].chapter or 0

    by_chapter = {n: list(own) for n, own in groupby(sorted(found, key=chapter_of), chapter_of)}
    day = day_of_evaluation(store, year)
    numbers = sorted({c.chapter for c in store.plan.clauses if c.chapter})
    return [
        Chapter(
            str(n),
            message(f"chapter.{n}", lang),
            statement_summary(by_chapter.get(n, []), lang),
            tuple(_statement(store, one, day, lang) for one in by_chapter.get(n, ())),
        )
        for n in numbers
    ]


def statement_summary(found: Collection[StatementOutcome], lang: str) -> str:
    """Return how many statements had which outcome, in one sentence."""
    numbers = statement_counts(found)
    parts = [
        message("evaluation.counted_statements", lang, n=n, outcome=_outcome_words(word, lang))
        for word, n in numbers.items()
        if n
    ]
    if not parts:
        return message("evaluation.no_statements", lang)
    return message("evaluation.statements", lang, n=len(found), parts=joined(parts, lang))


def _outcome_words(word: Outcome | None, lang: str) -> str:
    """Return an outcome as it stands in a sentence."""
    words = outcome_label(word, lang) if word else message("evaluation.no_project", lang)
    return continued(words, lang)


def _statement(
    store: Store, one: StatementOutcome, day: datetime.date, lang: str
) -> StatementLines:
    statement = one.statement
    clause = store.clauses[statement.clause]
    place = clause_place(clause, lang)
    if clause.number:
        place = message("card.with_basis", lang, text=place, basis=clause.number)
    return StatementLines(
        statement.id,
        place,
        in_lang(statement, "name", lang),
        statement.quote,
        one.outcome,
        outcome_label(one.outcome, lang) if one.outcome else _no_project(statement.outcome, lang),
        in_lang(statement, "reason", lang),
        tuple(_project(store, project.id, project.outcome, day, lang) for project in one.projects),
    )


def _no_project(treatment: str, lang: str) -> str:
    return message(f"evaluation.no_project_{treatment}", lang)


def _project(
    store: Store, project: str, outcome: Outcome, day: datetime.date, lang: str
) -> ProjectLines:
    record = store.records[project]
    sentence = project_text(store, record, day, lang)
    return ProjectLines(
        project,
        name(record, lang),
        outcome,
        sentence,
        tuple(project_basis(store, project, day, lang)),
    )


def project_basis(store: Store, project: str, day: datetime.date, lang: str) -> Sequence[str]:
    """Return a project's milestones with date and source, else the source of its status."""
    record = store.records[project]
    rows = history_rows(store, store.milestones.get(project, ()), lang, day)
    lines = [
        message("card.in_group", lang, group=one.date, label=one.line(lang, day)) for one in rows
    ]
    if not lines and not rests_on_plan(store, record, day):
        source = source_title(store.sources[record["status_source"]], lang)
        lines.append(
            message("evaluation.reported", lang, date=record["status_as_of"], source=source)
        )
    return lines
