"""Checks of the coverage: statements and mentions of towns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from atlas.pipeline.validation.complaint import Complaint, Complaints
from atlas.pipeline.validation.quote_rules import check_quote
from atlas.plan.clause_links import Link
from atlas.plan.clauses import Plan
from atlas.plan.coverage import Coverage, Mention, Statement, occurrences

FILE = "geodata/coverage.json"


def check_statements(
    coverage: Coverage, plan: Plan, links: Sequence[Link], themes: Collection[str]
) -> Complaints:
    """Check that every statement is quoted from its clause and that its outcome is consistent.

    Parameters
    ----------
    coverage : Coverage
        Coverage to check.
    plan : Plan
        The plan, for its clauses.
    links : sequence of Link
        Every feature of a statement needs a link to its clause, and every link a statement.
    themes : collection of str
        Ids of the themes.
    """
    linked = dict.fromkeys((link.feature, link.clause) for link in links)
    for name, times in Counter(statement.id for statement in coverage.statements).items():
        if times > 1:
            yield Complaint(FILE, name, "id", f"expected it once, found it {times} times")
    for statement in coverage.statements:
        words = (statement.clause, statement.quote)
        yield from check_quote(plan, *words, file=FILE, owner=statement.id)
        if statement.theme not in themes:
            message = f"expected one of {', '.join(themes)}; found {statement.theme!r}"
            yield Complaint(FILE, statement.id, "theme", message)
        yield from _check_outcome(statement, linked)
    told = {
        (name, statement.clause) for statement in coverage.statements for name in statement.features
    }
    for feature, clause in linked:
        if (feature, clause) not in told:
            message = f"expected a statement with {feature}, as it is linked to the clause"
            yield Complaint(FILE, clause, "statements", message)


def _check_outcome(statement: Statement, linked: Collection[tuple[str, str]]) -> Complaints:
    has_features = bool(statement.features)
    if has_features != (statement.outcome == "features"):
        message = f"expected features exactly when that is the outcome ({statement.outcome})"
        yield Complaint(FILE, statement.id, "features", message)
    for feature in statement.features:
        if (feature, statement.clause) not in linked:
            message = f"expected a link from {feature} to clause {statement.clause}, found none"
            yield Complaint(FILE, statement.id, "features", message)
    for field in ("reason_zh", "reason_en"):
        if bool(getattr(statement, field)) != (statement.outcome == "left_out"):
            message = f"expected a reason exactly when it is left out ({statement.outcome})"
            yield Complaint(FILE, statement.id, field, message)


def check_mentions(
    coverage: Coverage, plan: Plan, names: Mapping[str, str], senses: Collection[str]
) -> Complaints:
    """Check that every mention of a town name is classified and its clause has a statement.

    Parameters
    ----------
    coverage : Coverage
        Coverage to check.
    plan : Plan
        The plan, whose clauses are searched.
    names : mapping of str to str
        Short name of a town → NBS code.
    senses : collection of str
        Ids of the senses.
    """
    told = Counter((m.clause, m.name, m.occurrence) for m in coverage.mentions)
    found = {
        (clause.id, name, number)
        for clause in plan.clauses
        for name, number, _ in occurrences(clause, names)
    }
    for clause, name, number in sorted(found - set(told)):
        message = f"expected a row for occurrence {number} of {name}, found none"
        yield Complaint(FILE, clause, "mentions", message)
    for key, times in told.items():
        if key not in found or times > 1:
            clause, name, number = key
            message = f"expected each occurrence once, found {name} ({number}) {times} times"
            yield Complaint(FILE, clause, "mentions", message)
    stated = {statement.clause for statement in coverage.statements}
    for mention in coverage.mentions:
        yield from _check_mention(mention, senses, stated)


def _check_mention(
    mention: Mention, senses: Collection[str], stated: Collection[str]
) -> Complaints:
    if mention.sense not in senses:
        message = f"expected one of {', '.join(senses)}; found {mention.sense!r}"
        yield Complaint(FILE, mention.clause, "sense", message)
    if bool(mention.note_zh) != bool(mention.note_en):
        message = f"expected a note in both languages or in neither, for {mention.name}"
        yield Complaint(FILE, mention.clause, "note", message)
    if mention.clause not in stated:
        message = f"expected a statement of the clause, as it names {mention.name}"
        yield Complaint(FILE, mention.clause, "statements", message)
