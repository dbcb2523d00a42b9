"""Coverage: how the atlas treats every place-related statement of the plan.

A statement is represented by features, applies to the whole city, or is left out for a stated
reason. In addition, all mentions of town names are listed, distinguishing towns from rivers,
mountains, parks and products of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

from pydantic import Field

from atlas.core.model import Kebab, Name, Strict
from atlas.plan.clauses import Clause, Plan

Outcome = Literal["features", "city_wide", "left_out"]
#: suffix of a town's name that texts often leave out
_KIND_OF_TOWN = re.compile("(街道|镇)$")


class Statement(Strict):
    """A statement of the plan about a place."""

    id: Kebab
    clause: str
    #: verbatim from the clause, except for white space
    quote: Name
    name_zh: Name
    name_en: Name
    theme: str
    outcome: Outcome
    #: ids of the features that represent it, each linked to the clause
    features: tuple[str, ...] = ()
    #: reason for leaving it out
    reason_zh: str | None = None
    reason_en: str | None = None


class Mention(Strict):
    """An occurrence of a town's short name in a clause, and its meaning."""

    clause: str
    name: str
    #: 1 for the first in the clause
    occurrence: int = Field(ge=1)
    #: term of the vocabulary: the town, a park named after it, a river, a mountain …
    sense: str
    #: reason for this reading, if another is plausible
    note_zh: str | None = None
    note_en: str | None = None


class Coverage(Strict):
    """All statements and mentions, in the plan's order."""

    statements: tuple[Statement, ...] = ()
    mentions: tuple[Mention, ...] = ()


def short_name(name: str) -> str:
    """Return a town's name as texts use it: 南村 for 南村镇."""
    return _KIND_OF_TOWN.sub("", name)


def occurrences(clause: Clause, names: Mapping[str, str]) -> Iterator[tuple[str, int, int]]:
    """Yield the occurrences of town names in a clause: short name, its count, start position.

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
    """Return clause id → mentions of towns proper: start, end, NBS code."""
    senses = {(m.clause, m.name, m.occurrence): m.sense for m in coverage.mentions}
    found: dict[str, list[tuple[int, int, str]]] = {}
    for clause in plan.clauses:
        for name, number, start in occurrences(clause, names):
            if senses.get((clause.id, name, number)) == "town":
                place = (start, start + len(name), names[name])
                found.setdefault(clause.id, []).append(place)
    return found
