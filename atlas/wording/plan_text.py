"""The plan's text for the reader page."""

from __future__ import annotations

from typing import Any

from atlas.plan.clause_links import Link
from atlas.plan.coverage import short_name, town_names
from atlas.plan.linked_text import document
from atlas.store.store import Store


def plan_text(store: Store) -> list[dict[str, Any]]:
    """Return headings and clauses in reading order; see :func:`atlas.plan.linked_text.document`."""
    links: dict[str, list[Link]] = {}
    for own in store.links.values():
        for link in own:
            links.setdefault(link.clause, []).append(link)
    names = {short_name(town["name_zh"]): code for code, town in store.towns.items()}
    towns = town_names(store.plan, store.coverage, names)
    return document(store.plan, links, store.records, towns)
