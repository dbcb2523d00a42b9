"""Links between features and clauses, many to many.

A shape may rest on several clauses and a clause may make several shapes. The first link of a
feature is the clause that its card quotes.
"""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from atlas.plan.errors import PlanError
from atlas.plan.text import Plan, without_space


class Link(BaseModel):
    """A clause says something about a feature."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    feature: str
    clause: str
    #: verbatim from the clause, white space aside
    quote: str
    #: word of the vocabulary: what the clause does to the feature
    relation: str


_LINKS = TypeAdapter(list[Link])


def read_links(path: Path) -> list[Link]:
    """Read a built ``links.json``.

    Raises
    ------
    PlanError
        When the file is missing or malformed; the message names file, row and field.
    """
    try:
        return _LINKS.validate_python(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PlanError(f"{path.name}: cannot be read: {error.strerror}") from error
    except json.JSONDecodeError as error:
        raise PlanError(f"{path.name}: line {error.lineno}: not valid JSON: {error.msg}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PlanError(f"{path.name}: {where}: {first['msg']}") from error


def first_links(links: list[Link]) -> dict[str, Link]:
    """Return feature id → its first link."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.feature, link)
    return first


def quote_problem(link: Link, plan: Plan) -> str | None:
    """Say what is wrong with the quote of a link whose clause exists; ``None`` when nothing is.

    The message names the clauses where the quote does occur, so that a wrong id is mended quickly.
    """
    if plan.clause(link.clause).says(link.quote):
        return None
    if without_space(link.quote) and without_space(link.quote) in plan.as_published(link.clause):
        made = ", ".join(f"{c.found!r} as {c.mended!r}" for c in plan.corrections_of(link.clause))
        hint = f"it has a slip of plan.txt; corrections.csv reads {made}"
        return f"expected words of clause {link.clause}, found {link.quote!r}; {hint}"
    elsewhere = ", ".join(clause.id for clause in plan.find(link.quote))
    hint = f"it occurs in {elsewhere}" if elsewhere else "it occurs nowhere in the plan"
    return f"expected words of clause {link.clause}, found {link.quote!r}; {hint}"
