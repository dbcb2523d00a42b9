"""The plan as text: headings and clauses in reading order, and what was mended or dropped."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from atlas.model import Strict
from atlas.plan.corrections import Correction, undo
from atlas.plan.files import read_checked
from atlas.plan.indicators import Indicator

ClauseKind = Literal["text", "group", "entry", "figure", "table"]
Level = Literal["chapter", "section", "item", "sub_item", "box"]
#: the clause that holds the indicators
INDICATORS = "table1"


class Heading(Strict):
    """A title of the plan. ``number`` and ``title`` together are its line, white space aside."""

    id: str
    level: Level
    number: str
    title: str
    line: int


class Clause(Strict):
    """A paragraph of the plan, the smallest thing that a feature can rest on."""

    id: str
    #: ``group`` and ``entry`` are the ◆ heads and the paragraphs of a box
    kind: ClauseKind
    chapter: int | None
    section: int | None
    item: int | None
    sub_item: int | None
    box: int | None
    #: titles above it, from the chapter down
    titles: tuple[str, ...]
    text: str
    #: line of ``plan.txt`` where it begins, from 1
    line: int

    @property
    def number(self) -> str:
        """Its number to cite, as ``5.4.1-3``; empty in boxes, figures and the preamble."""
        return self.id if self.id[0].isdigit() else ""

    def says(self, quote: str) -> bool:
        """Tell whether ``quote`` occurs here, white space aside; an empty one never does."""
        wanted = without_space(quote)
        return bool(wanted) and wanted in without_space(self.text)


class Drop(Strict):
    """Signs of ``plan.txt`` that are no part of the plan."""

    line: int
    text: str
    reason: str


class Plan(Strict):
    """The whole plan in reading order."""

    headings: tuple[Heading, ...]
    clauses: tuple[Clause, ...]
    dropped: tuple[Drop, ...]
    #: slips of the published text that were mended, in the order of their table
    corrections: tuple[Correction, ...] = ()
    #: the table of indicators, row by row
    indicators: tuple[Indicator, ...] = ()

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.clauses}

    def __contains__(self, clause_id: object) -> bool:
        return clause_id in self._by_id

    def clause(self, clause_id: str) -> Clause:
        """Return one clause.

        Raises
        ------
        KeyError
            When the plan has no such clause.
        """
        return self._by_id[clause_id]

    def find(self, quote: str) -> list[Clause]:
        """Return the clauses in which ``quote`` occurs, white space aside."""
        return [clause for clause in self.clauses if clause.says(quote)]

    def corrections_of(self, clause_id: str) -> list[Correction]:
        """Return the corrections made in a clause."""
        return [made for made in self.corrections if made.clause == clause_id]

    def as_published(self, clause_id: str) -> str:
        """Return a clause as ``plan.txt`` has it, slips included, without white space."""
        return undo(self.clause(clause_id).text, self.corrections_of(clause_id))

    def quote_problem(self, clause_id: str, quote: str) -> str | None:
        """Say what is wrong with a quote of a clause that exists; ``None`` when nothing is.

        The message names the clauses where the quote does occur, so that a wrong id is mended
        quickly, and tells a quote that has a slip how the clause reads.
        """
        if self.clause(clause_id).says(quote):
            return None
        bare = without_space(quote)
        if bare and bare in self.as_published(clause_id):
            made = ", ".join(f"{c.found!r} as {c.mended!r}" for c in self.corrections_of(clause_id))
            hint = f"it has a slip of plan.txt; corrections.csv reads {made}"
        else:
            found = ", ".join(clause.id for clause in self.find(quote))
            hint = f"it occurs in {found}" if found else "it occurs nowhere in the plan"
        return f"expected words of clause {clause_id}, found {quote!r}; {hint}"

    def groups(self, box: int) -> list[tuple[Clause, tuple[Clause, ...]]]:
        """Return a box as its groups (the ◆ heads), each with its entries."""
        made: list[tuple[Clause, tuple[Clause, ...]]] = []
        for clause in self.clauses:
            if clause.box != box:
                continue
            if clause.kind == "group":
                made.append((clause, ()))
            elif made:
                made[-1] = (made[-1][0], (*made[-1][1], clause))
        return made


def without_space(text: str) -> str:
    """Return ``text`` without any white space: quotes are compared so."""
    return "".join(text.split())


def read_plan(path: Path) -> Plan:
    """Read a built ``plan.json``.

    Raises
    ------
    PlanError
        When the file is missing or malformed; the message names file and place.
    """
    return read_checked(path, Plan)
