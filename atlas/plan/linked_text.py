"""The plan as a document for reading: headings and clauses in order, with links to features.

A link's quote becomes a mark in the clause: on the feature's name if the quote contains it, else on
the whole quote. Where marks overlap, the narrower comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from atlas.plan.clause_links import Link
from atlas.plan.clauses import Clause, Plan

#: a note in brackets at the end of a name, which the plan's text does not have
_BRACKETS = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]")
#: minimum length of a part of a name that is searched for
_LEAST = 2


@dataclass(frozen=True)
class Span:
    """A mention of a feature in a clause: characters ``start`` to ``end`` of its text."""

    start: int
    end: int
    feature: str


@dataclass(frozen=True)
class Mark:
    """A section of a clause's text and the features it links to, the narrowest mention first."""

    start: int
    end: int
    features: tuple[str, ...]


def locate(text: str, quote: str) -> tuple[int, int] | None:
    """Return the position of ``quote`` in ``text``, ignoring white space.

    Returns
    -------
    (int, int) or None
        Start and end in ``text``; ``None`` when it does not occur or is empty.
    """
    places = [i for i, character in enumerate(text) if not character.isspace()]
    bare, wanted = "".join(text[i] for i in places), "".join(quote.split())
    start = bare.find(wanted) if wanted else -1
    return None if start < 0 else (places[start], places[start + len(wanted) - 1] + 1)


def names_of(record: Mapping[str, Any]) -> list[str]:
    """Return the Chinese names that a text may use for a feature, the longest first."""
    found = set()
    for key in ("name_zh", "label_zh"):
        whole = record.get(key) or ""
        for name in (whole, _BRACKETS.sub("", whole), *re.split("[\u3001\uff1a]", whole)):
            found.add(_BRACKETS.sub("", name).strip())
    return sorted((n for n in found if len(n) >= _LEAST), key=lambda n: (-len(n), n))


def spans(text: str, links: Iterable[Link], records: Mapping[str, Mapping[str, Any]]) -> list[Span]:
    """Return the mentions of linked features in a clause's text.

    Parameters
    ----------
    text : str
        The clause's text.
    links : iterable of Link
        Links of this clause; those with an unknown feature or quote are left out.
    records : mapping
        Feature id → its properties.
    """
    found = []
    for link in links:
        quote = locate(text, link.quote)
        if quote is None or link.feature not in records:
            continue
        start, end = quote
        for name in names_of(records[link.feature]):
            inner = locate(text[start:end], name)
            if inner is not None:
                start, end = start + inner[0], start + inner[1]
                break
        found.append(Span(start, end, link.feature))
    return found


def marks(found: Sequence[Span]) -> list[Mark]:
    """Turn overlapping spans into disjoint marks, in text order."""
    edges = sorted({edge for span in found for edge in (span.start, span.end)})
    cut: list[Mark] = []
    for start, end in pairwise(edges):
        here = sorted(
            (span for span in found if span.start <= start and end <= span.end),
            key=lambda span: span.end - span.start,
        )
        features = tuple(dict.fromkeys(span.feature for span in here))
        if not features:
            continue
        if cut and cut[-1].end == start and cut[-1].features == features:
            cut[-1] = Mark(cut[-1].start, end, features)
        else:
            cut.append(Mark(start, end, features))
    return cut


def document(
    plan: Plan,
    links: Mapping[str, Sequence[Link]],
    records: Mapping[str, Mapping[str, Any]],
    towns: Mapping[str, Sequence[tuple[int, int, str]]],
) -> list[dict[str, Any]]:
    """Return the plan in reading order, for the reader page.

    Parameters
    ----------
    plan : Plan
        Headings and clauses.
    links : mapping of str to sequence of Link
        Clause id → its links.
    records : mapping
        Feature id → its properties (``name_zh``, ``label_zh``, ``towns``, ``towns_drawn``).
    towns : mapping of str to sequence of (int, int, str)
        Clause id → mentions of towns in its text: start, end, NBS code.

    Returns
    -------
    list of dict
        Headings (``id``, ``level``, ``number``, ``title``) and clauses (``id``, ``number``,
        ``kind``, ``text``, ``marks`` as ``[start, end, [features]]``, ``names`` as
        ``[start, end, town]``, ``features``, ``towns``: towns named in it or belonging to its
        features).
    """
    parts: list[tuple[int, int, dict[str, Any]]] = [
        (
            heading.line,
            0,
            {
                "id": heading.id,
                "level": heading.level,
                "number": heading.number,
                "title": heading.title,
            },
        )
        for heading in plan.headings
    ]
    for order, clause in enumerate(plan.clauses, start=1):
        parts.append((clause.line, order, _clause(clause, links, records, towns)))
    return [part for _, _, part in sorted(parts, key=lambda part: part[:2])]


def _clause(
    clause: Clause,
    links: Mapping[str, Sequence[Link]],
    records: Mapping[str, Mapping[str, Any]],
    towns: Mapping[str, Sequence[tuple[int, int, str]]],
) -> dict[str, Any]:
    own = links.get(clause.id, ())
    features = list(dict.fromkeys(link.feature for link in own if link.feature in records))
    made = marks(spans(clause.text, own, records))
    named = [
        [start, end, code]
        for start, end, code in towns.get(clause.id, ())
        if not any(mark.start < end and start < mark.end for mark in made)
    ]
    codes = {code for _, _, code in towns.get(clause.id, ())}
    for feature in features:
        codes |= {*records[feature]["towns"], *records[feature]["towns_drawn"]}
    return {
        "id": clause.id,
        "number": clause.number,
        "kind": clause.kind,
        "text": clause.text,
        "marks": [[mark.start, mark.end, list(mark.features)] for mark in made],
        "names": named,
        "features": features,
        "towns": sorted(codes),
    }
