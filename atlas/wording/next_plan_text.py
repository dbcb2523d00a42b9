"""Wording of what comes after the plan: drafts of the next one, and its text once it is there."""

from __future__ import annotations

from collections import Counter
from typing import Any

from atlas.core.citation import source_title
from atlas.core.messages import message
from atlas.plan.evaluation.outcome import evaluate
from atlas.plan.evaluation.succession import SUCCESSIONS, Succession, succession
from atlas.plan.milestones import is_project
from atlas.store.store import Store
from atlas.wording.panel import item, row, section
from atlas.wording.phrases import name


def next_rows(store: Store, identifier: str, lang: str) -> list[dict[str, str]]:
    """Return the rows of a card: what the next plan, or a draft of it, says of a feature."""
    rows = []
    document = store.next_plan.document
    for link in document.links_of(identifier) if document else ():
        told = message(
            "next.quote",
            lang,
            quote=link.quote,
            plan=document.about.title.in_(lang) if document else "",
            clause=link.clause,
        )
        change = f" {link.change.in_(lang)}" if link.change else ""
        rows.append({"label": message("next.document", lang), "value": told + change})
    for draft in store.next_plan.drafts.get(identifier, ()):
        source = source_title(store.sources[draft.source], lang)
        told = message("next.draft", lang, statement=draft.statement.in_(lang), source=source)
        rows.append({"label": message("next.title", lang), "value": told})
    return rows


def successions(store: Store) -> dict[str, Succession]:
    """Return the succession of each project in the next plan; empty while its text is missing."""
    document = store.next_plan.document
    if document is None:
        return {}
    outcomes = {
        identifier: evaluate(record, store.milestones.get(identifier, ()), store.today).outcome
        for identifier, record in store.records.items()
        if is_project(record)
    }
    return succession(store.records, store.links.keys(), outcomes, document)


def next_sections(store: Store, lang: str) -> list[dict[str, Any]]:
    """Return the sections of a panel: what is carried over, changed, left out and new.

    While the text of the next plan is not there, they say so and list what drafts say.
    """
    found = successions(store)
    if found:
        counts = Counter(found.values())
        return [
            section(
                message(f"next.{kind}", lang, n=counts[kind]),
                [
                    row([item(name(store.records[identifier], lang), select=identifier)])
                    for identifier, what in found.items()
                    if what == kind
                ],
            )
            for kind in SUCCESSIONS
            if counts[kind]
        ]
    rows = [
        row(
            [item(name(store.records[identifier], lang), select=identifier)],
            [
                item(
                    draft.statement.in_(lang),
                    source_title(store.sources[draft.source], lang),
                    url=store.sources[draft.source].url,
                )
            ],
        )
        for identifier, drafts in store.next_plan.drafts.items()
        if identifier in store.records
        for draft in drafts
    ]
    return [section(message("next.not_there", lang), rows)]
