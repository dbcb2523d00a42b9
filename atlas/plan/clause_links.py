"""Links between features and clauses (many to many).

A feature may rest on several clauses, and a clause may result in several features. A feature's card
quotes the clause of its first link.
"""

from __future__ import annotations

from atlas.core.model import Strict


class Link(Strict):
    """A link: what a clause says about a feature."""

    feature: str
    clause: str
    #: verbatim from the clause, except for white space
    quote: str
    #: term of the vocabulary: the kind of statement
    relation: str


def first_links(links: list[Link]) -> dict[str, Link]:
    """Return feature id → its first link."""
    first: dict[str, Link] = {}
    for link in links:
        first.setdefault(link.feature, link)
    return first
