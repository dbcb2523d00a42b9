"""What the data page says of every layer: how much, how exact, from where, on what terms."""

from __future__ import annotations

from collections import Counter
from typing import Any

from atlas.catalogue import LayerDefinition
from atlas.export.vector import filtered
from atlas.i18n import message
from atlas.model import BASE_FIELDS, Source, vocabulary
from atlas.plan.coverage import Outcome, Statement
from atlas.present.words import clause_place, joined, number
from atlas.query import Filter
from atlas.store import Store

Item = dict[str, str]


def data_sheet(store: Store, layers: list[str], chosen: Filter, lang: str) -> dict[str, Any]:
    """Return the sheet of the layers: a folded section each, and one on the common fields."""
    sections = [_layer(store, store.catalogue[layer], chosen, lang) for layer in layers]
    sections.append(
        {
            "title": message("data.base_fields", lang),
            "fold": True,
            "rows": [
                {"label": name, "cells": [[{"text": message(f"field.{name}", lang)}]]}
                for name in BASE_FIELDS
            ],
        }
    )
    sections.append(_statements(store, "city_wide", message("data.city_wide", lang), lang))
    sections.append(_statements(store, "left_out", message("data.left_out", lang), lang))
    return {"columns": [], "sections": sections, "note": message("data.note", lang)}


def _statements(store: Store, outcome: Outcome, title: str, lang: str) -> dict[str, Any]:
    """Return what the plan says of places without making a feature, each with its clause."""
    rows = [s for s in store.coverage.statements if s.outcome == outcome]
    items = [
        {
            "text": statement.name_en if lang == "en" else statement.name_zh,
            "small": _why(store, statement, lang),
            "read": statement.clause,
        }
        for statement in rows
    ]
    count = message("data.count", lang, n=len(rows))
    return {"title": title, "aside": count, "fold": True, "rows": [{"label": "", "cells": [items]}]}


def _why(store: Store, statement: Statement, lang: str) -> str:
    """Return where a statement stands and why it was left out, or its words."""
    reason = statement.reason_en if lang == "en" else statement.reason_zh
    clause = store.clauses.get(statement.clause)
    place = clause_place(clause, lang) if clause else ""
    return " · ".join(part for part in (place, reason or f"“{statement.quote}”") if part)


def _layer(store: Store, definition: LayerDefinition, chosen: Filter, lang: str) -> dict[str, Any]:
    records = [r for r in store.records.values() if r["layer"] == definition.id]
    count = len(filtered(store, definition.id, chosen))
    sources = _sources(store, records)

    def row(key: str, *items: Item) -> dict[str, Any]:
        return {"label": message(key, lang), "cells": [list(items)]}

    dates = [source.date for source in sources if source.date]
    terms = vocabulary().licence
    words = dict.fromkeys(source.licence for source in sources if source.licence)
    licences = [terms[word].text.in_(lang) for word in words]
    return {
        "title": definition.title.in_(lang),
        "colour": vocabulary().theme[definition.theme].colour,
        "fold": True,
        "aside": message("data.count", lang, n=number(len(records), lang)),
        "rows": [
            row("data.about", {"text": definition.description.in_(lang), "small": definition.id}),
            row("data.passing", {"text": message("data.of", lang, n=count, total=len(records))}),
            row("data.precision", {"text": _precision(records, store, lang)}),
            row("data.licence", {"text": joined(licences, lang)}),
            row("data.updated", {"text": max(dates) if dates else "\u2013"}),
            row("data.sources", *(_source(source, lang) for source in sources)),
            row("data.fields", *_fields(definition, lang)),
        ],
    }


def _precision(records: list[dict[str, Any]], store: Store, lang: str) -> str:
    counts = Counter(
        record["precision"] if record["id"] in store.drawn else None for record in records
    )
    words = vocabulary().precision
    parts = [f"{words[word].text.in_(lang)} {counts[word]}" for word in words if counts[word]]
    if counts[None]:
        parts.append(f"{message('table.undrawn', lang)} {counts[None]}")
    return joined(parts, lang)


def _sources(store: Store, records: list[dict[str, Any]]) -> list[Source]:
    names = dict.fromkeys(name for record in records for name in record["sources"])
    return [store.sources[name] for name in names if name in store.sources]


def _source(source: Source, lang: str) -> Item:
    item = {
        "text": source.title_en if lang == "en" else source.title_zh,
        "small": " · ".join(
            part
            for part in (source.date, message(f"confidence.{source.confidence}", lang), source.id)
            if part
        ),
    }
    return {**item, "url": source.url} if source.url else item


def _fields(definition: LayerDefinition, lang: str) -> list[Item]:
    if not definition.fields:
        return [{"text": message("data.no_fields", lang)}]
    return [
        {
            "text": field.label.in_(lang) + (f" ({field.unit.in_(lang)})" if field.unit else ""),
            "small": f"{name} · {field.type}",
        }
        for name, field in definition.fields.items()
    ]
