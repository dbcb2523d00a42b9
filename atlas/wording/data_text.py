"""Wording of the data page: size, precision, sources and terms of every layer."""

from __future__ import annotations

from collections import Counter
from typing import Any

from atlas.analysis.progress_figures import PROGRESS_TYPES
from atlas.core.messages import message
from atlas.core.model import BASE_FIELDS, Source, vocabulary
from atlas.layers.layer_definition import LayerDefinition
from atlas.plan.coverage import Outcome, Statement
from atlas.store.filtered_layers import filtered
from atlas.store.query import Filter
from atlas.store.store import Store
from atlas.wording.panel import Item, Panel, Section, item, panel, row, section, source_item
from atlas.wording.phrases import clause_place, in_lang, joined, number


def data_panel(store: Store, layers: list[str], chosen: Filter, lang: str) -> Panel:
    """Return the panel of the layers: a folded section per layer, common fields, the rest."""
    fields = [
        row([item(message(f"field.{name}", lang))], label=name)
        for name in (*BASE_FIELDS, *PROGRESS_TYPES)
    ]
    sections = [_layer(store, store.catalogue[layer], chosen, lang) for layer in layers]
    sections += [
        section(message("data.base_fields", lang), fields, fold=True),
        _statements(store, "city_wide", message("data.city_wide", lang), lang),
        _statements(store, "left_out", message("data.left_out", lang), lang),
    ]
    return panel(sections, message("data.note", lang))


def _statements(store: Store, outcome: Outcome, title: str, lang: str) -> Section:
    """Return the statements about places that make no feature, each with its clause."""
    rows = [s for s in store.coverage.statements if s.outcome == outcome]
    items = [
        item(in_lang(one, "name", lang), _why(store, one, lang), read=one.clause) for one in rows
    ]
    return section(title, [row(items)], fold=True, aside=_count(len(rows), lang))


def _why(store: Store, statement: Statement, lang: str) -> str:
    """Return a statement's place in the plan and why it was left out, or its text."""
    clause = store.clauses.get(statement.clause)
    place = clause_place(clause, lang) if clause else ""
    why = in_lang(statement, "reason", lang) or f"“{statement.quote}”"
    return " · ".join(part for part in (place, why) if part)


def _count(n: int, lang: str) -> str:
    return message("data.count", lang, n=number(n, lang))


def _layer(store: Store, definition: LayerDefinition, chosen: Filter, lang: str) -> Section:
    records = [r for r in store.records.values() if r["layer"] == definition.id]
    passing = len(filtered(store, definition.id, chosen))
    sources = _sources(store, records)
    dates = [source.date for source in sources if source.date]
    terms = vocabulary().licence
    words = dict.fromkeys(source.licence for source in sources if source.licence)
    licences = [terms[word].text.in_(lang) for word in words]
    details: dict[str, list[Item]] = {
        "data.about": [item(definition.description.in_(lang), definition.id)],
        "data.passing": [item(message("data.of", lang, n=passing, total=len(records)))],
        "data.precision": [item(_precision(records, store, lang))],
        "data.licence": [item(joined(licences, lang))],
        "data.updated": [item(max(dates) if dates else "\u2013")],
        "data.sources": [_source(source, lang) for source in sources],
        "data.fields": _fields(definition, lang),
    }
    return section(
        definition.title.in_(lang),
        [row(items, label=message(key, lang)) for key, items in details.items()],
        colour=vocabulary().theme[definition.theme].colour,
        fold=True,
        aside=_count(len(records), lang),
    )


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
    confidence = message(f"confidence.{source.confidence}", lang)
    small = " · ".join(part for part in (source.date, confidence, source.id) if part)
    return source_item(source, small, lang)


def _fields(definition: LayerDefinition, lang: str) -> list[Item]:
    return [
        item(
            field.label.in_(lang) + (f" ({field.unit.in_(lang)})" if field.unit else ""),
            f"{name} · {field.type}",
        )
        for name, field in definition.fields.items()
    ] or [item(message("data.no_fields", lang))]
