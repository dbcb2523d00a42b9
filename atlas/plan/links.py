"""Links between features and clauses, many to many.

A shape may rest on several clauses and a clause may make several shapes. The first link of a
feature is the clause that its card quotes.
"""

from __future__ import annotations

from pathlib import Path

from atlas.model import Strict
from atlas.plan.files import read_checked


class Link(Strict):
    """A clause says something about a feature."""

    feature: str
    clause: str
    #: verbatim from the clause, white space aside
    quote: str
    #: word of the vocabulary: what the clause does to the feature
    relation: str


def read_links(path: Path) -> list[Link]:
    """Read a built ``links.json``.

    Raises
    ------
    PlanError
        When the file is missing or malformed; the message names file and place.
    """
    return read_checked(path, list[Link])


def first_links(links: list[Link]) -> dict[str, Link]:
    """Return feature id → its first link."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.feature, link)
    return first
