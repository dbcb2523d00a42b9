"""Headings and cells of the table beside the map."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from atlas.core.messages import message
from atlas.layers.layer_definition import LayerDefinition
from atlas.store.store import Store
from atlas.wording.phrases import (
    Record,
    band_figures,
    band_of,
    clause_in_short,
    field_value,
    figure,
    joined,
    kind,
    name,
    status,
    town_names,
    words_of,
)
from atlas.wording.promise_text import delay_in_short
from atlas.wording.status_text import state


def column_label(definition: LayerDefinition, key: str, lang: str) -> str:
    """Return the heading of a table column.

    Raises
    ------
    KeyError
        If the column is neither a common one nor a field of the layer.
    """
    if key in CELLS:
        return message(f"table.{key}", lang)
    field = definition.fields[key]
    label = (field.short or field.label).in_(lang)
    unit = field.unit.in_(lang) if field.unit else ""
    if not unit:
        return label
    if label.endswith(("\uff09", ")")):  # one pair of brackets is enough
        return message("table.unit_too", lang, label=label[:-1], unit=unit)
    return message("table.with_unit", lang, label=label, unit=unit)


def is_number(definition: LayerDefinition, key: str) -> bool:
    """Return whether a table column is numeric."""
    field = definition.fields.get(key)
    return field is not None and field.type in ("number", "integer", "band")


def cell(store: Store, record: Record, key: str, lang: str) -> Any:
    """Return a table cell: a number, a text, ``None``, or a dict.

    A dict adds a tone (a chip), a second line, or a ``value`` to sort by.
    """
    if key in CELLS:
        return CELLS[key](store, record, lang)
    field = store.catalogue[record["layer"]].fields.get(key)
    if field is None:
        return None
    if field.type == "band":
        band = band_of(record, key)
        # sorted by the lower bound
        return {"text": band_figures(band, lang), "value": band.low_km} if band else None
    if field.type in ("number", "integer"):
        value = record.get(key)
        return None if value is None else figure(value, field, lang)
    if field.type == "list":
        return shortened(words_of(record.get(key) or [], field, lang), lang) or None
    found = field_value(store, record, key, field, lang)
    return found[0] if found else None


def name_cell(store: Store, record: Record, lang: str) -> dict[str, str]:
    """Return a feature's name, with its kind and whether it is drawn below."""
    below = [kind(store, record, lang)]
    if "towns" not in store.catalogue[record["layer"]].table:
        below.append(towns_cell(store, record, lang))
    if record["id"] not in store.drawn:
        below.append(message("table.undrawn", lang))
    return {"text": name(record, lang), "below": " · ".join(below)}


def site_cell(store: Store, record: Record, lang: str) -> dict[str, str]:
    """Return the name of a park or district as :func:`name_cell`, with its status below."""
    named = name_cell(store, record, lang)
    below = filter(None, (state(store, record, lang, short=True), named["below"]))
    return {**named, "below": " · ".join(below)}


def clause_cell(store: Store, record: Record, lang: str) -> str | None:
    """Return the place of the feature's first clause in the plan."""
    clause = store.clauses.get(record["plan_clause"] or "")
    return clause_in_short(clause, lang) if clause else None


def towns_cell(store: Store, record: Record, lang: str) -> str:
    """Return a feature's towns: all, or the first two and the number of others."""
    if record["towns_unknown"]:
        return message("table.unknown", lang)
    # short names for a narrow column: Nancun, not Nancun Town
    names = [
        re.sub(r" (Town|Subdistrict)$", "", town)
        for town in town_names(store, record["towns"], lang)
    ]
    if not names:
        outside = record["id"] in store.drawn
        outside &= store.catalogue[record["layer"]].extent == "region"
        return message("table.outside" if outside else "table.city_wide", lang)
    if len(names) == len(store.towns):
        return message("table.city_wide", lang)
    return shortened(names, lang)


def shortened(words: Sequence[str], lang: str) -> str:
    """Return a list for a narrow column: all, or the first two and the number of others."""
    if len(words) <= 3:
        return joined(words, lang)
    first = joined(words[:2], lang)
    return message("filter.chosen", lang, first=first, n=len(words), more=len(words) - 2)


def status_cell(store: Store, record: Record, lang: str) -> dict[str, str] | None:
    """Return a feature's status as a chip, with its delay below if it has one."""
    chip = status(store, record, lang)
    below = delay_in_short(store, record, lang)
    return {**chip, "below": below} if chip and below else chip


#: table columns that are not fields of a layer
CELLS: dict[str, Callable[[Store, Record, str], Any]] = {
    "name": name_cell,
    "site": site_cell,
    "status": status_cell,
    "towns": towns_cell,
    "clause": clause_cell,
}
