"""Coverage: what became of every statement of the plan that is bound to a place.

A statement is on the map by its features, or it holds for the whole city, or it was left out for a
reason. Beside the statements stand the mentions of the towns, told apart from rivers, mountains,
parks and products of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field

from atlas.model import Kebab, Name, Strict
from atlas.plan.files import read_checked
from atlas.plan.text import Clause, Plan

Outcome = Literal["features", "city_wide", "left_out"]
#: what a town's name is called in texts: without what kind of town it is
_KIND_OF_TOWN = re.compile("(街道|镇)$")


class Statement(Strict):
    """Something that the plan says of a place."""

    id: Kebab
    clause: str
    #: verbatim from the clause, white space aside
    quote: Name
    name_zh: Name
    name_en: Name
    theme: str
    outcome: Outcome
    #: ids of the features that it made, each linked to the clause
    features: tuple[str, ...] = ()
    #: why it was left out
    reason_zh: str | None = None
    reason_en: str | None = None


class Mention(Strict):
    """An occurrence of a town's short name in a clause, and what is meant by it."""

    clause: str
    name: str
    #: 1 for the first in the clause
    occurrence: int = Field(ge=1)
    #: word of the vocabulary: the town, a park called after it, a river, a mountain …
    sense: str
    #: why it is read so, where another reading lies near
    note_zh: str | None = None
    note_en: str | None = None


class Coverage(Strict):
    """All statements and mentions, in the order of the plan."""

    statements: tuple[Statement, ...] = ()
    mentions: tuple[Mention, ...] = ()


def read_coverage(path: Path) -> Coverage:
    """Read a built ``coverage.json``.

    Raises
    ------
    PlanError
        When the file is missing or malformed; the message names file and place.
    """
    return read_checked(path, Coverage)


def short_name(name: str) -> str:
    """Return a town's name as texts use it: 南村 for 南村镇."""
    return _KIND_OF_TOWN.sub("", name)


def occurrences(clause: Clause, names: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """Yield where a clause names a town: short name, which occurrence of it, where it starts.

    Parameters
    ----------
    clause : Clause
    names : mapping of str to str
        Short name → NBS code.
    """
    counts: dict[str, int] = {}
    pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    for match in re.finditer(pattern, clause.text) if names else ():
        counts[match[0]] = counts.get(match[0], 0) + 1
        yield match[0], counts[match[0]], match.start()


def town_names(
    plan: Plan, coverage: Coverage, names: Mapping[str, str]
) -> dict[str, list[tuple[int, int, str]]]:
    """Return clause id → where it speaks of a town itself: start, end, NBS code."""
    senses = {(m.clause, m.name, m.occurrence): m.sense for m in coverage.mentions}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for clause in plan.clauses:
        for name, number, start in occurrences(clause, names):
            if senses.get((clause.id, name, number)) == "town":
                place = (start, start + len(name), names[name])
                found.setdefault(clause.id, []).append(place)
    return found
