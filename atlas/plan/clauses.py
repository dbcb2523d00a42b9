"""The plan as data: headings and clauses in order, corrections, and dropped text."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from atlas.core.model import Strict
from atlas.plan.corrections import Correction, undo
from atlas.plan.indicators import Indicator

ClauseKind = Literal["text", "group", "entry", "figure", "table"]
Level = Literal["chapter", "section", "item", "sub_item", "box"]
#: id of the clause with the table of indicators
INDICATORS = "table1"


class Heading(Strict):
    """A heading; ``number`` and ``title`` together are its line, except for white space."""

    id: str
    level: Level
    number: str
    title: str
    line: int


class Clause(Strict):
    """A paragraph of the plan, the smallest unit that a feature can be linked to."""

    id: str
    #: ``group`` and ``entry`` are the ◆ headings and the paragraphs of a box
    kind: ClauseKind
    chapter: int | None
    section: int | None
    item: int | None
    sub_item: int | None
    box: int | None
    #: titles of the headings above it, from the chapter down
    titles: tuple[str, ...]
    text: str
    #: first line in ``plan.txt``, counted from 1
    line: int

    @property
    def number(self) -> str:
        """Its number to cite, as ``5.4.1-3``; empty in boxes, figures and the preamble."""
        return self.id if self.id[0].isdigit() else ""

    def says(self, quote: str) -> bool:
        """Return whether ``quote`` occurs in it, ignoring white space; false for an empty one."""
        wanted = without_space(quote)
        return bool(wanted) and wanted in without_space(self.text)


class Drop(Strict):
    """Characters of ``plan.txt`` that are not part of the plan."""

    line: int
    text: str
    reason: str


class Plan(Strict):
    """The whole plan in reading order."""

    headings: tuple[Heading, ...]
    clauses: tuple[Clause, ...]
    dropped: tuple[Drop, ...]
    #: corrections of the published text, in table order
    corrections: tuple[Correction, ...] = ()
    #: rows of the table of indicators
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
        """Return the corrections of a clause."""
        return [made for made in self.corrections if made.clause == clause_id]

    def as_published(self, clause_id: str) -> str:
        """Return a clause as in ``plan.txt``, without corrections and white space."""
        return undo(self.clause(clause_id).text, self.corrections_of(clause_id))

    def quote_problem(self, clause_id: str, quote: str) -> str | None:
        """Return the error in a quote of an existing clause; ``None`` if it is correct.

        The message names the clauses in which the quote does occur, and for a quote with a known
        error of the published text the correct reading.
        """
        if self.clause(clause_id).says(quote):
            return None
        bare = without_space(quote)
        if bare and bare in self.as_published(clause_id):
            made = ", ".join(f"{c.found!r} as {c.mended!r}" for c in self.corrections_of(clause_id))
            hint = f"this is an error of plan.txt; corrections.csv reads {made}"
        else:
            found = ", ".join(clause.id for clause in self.find(quote))
            hint = f"it occurs in {found}" if found else "it occurs nowhere in the plan"
        return f"expected words of clause {clause_id}, found {quote!r}; {hint}"

    def groups(self, box: int) -> list[tuple[Clause, tuple[Clause, ...]]]:
        """Return a box as its groups (the ◆ headings), each with its entries."""
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
    """Return ``text`` without white space, as used for comparing quotes."""
    return "".join(text.split())
