"""What a feature is and where, in one plain phrase."""

from __future__ import annotations

import re
from typing import Any

from atlas.core.messages import message
from atlas.store.store import Store
from atlas.wording.milestone_text import date_in_words
from atlas.wording.phrases import continued, joined, number, rounded, town_names, words_of

Record = dict[str, Any]
#: towns that are named; of more, the first ones and the number of all
NAMED = 4


def what_and_where(store: Store, record: Record, lang: str) -> str:
    """Return the kind, place or course, and best-known figure of a feature.

    Parameters
    ----------
    store : Store
    record : dict
        Properties of the feature.
    lang : str
    """
    category = store.category(record)
    noun = (category.noun or category.label).in_(lang)
    parts = [_placed(store, record, noun, lang), *_figures(store, record, lang)]
    return message("list.comma", lang).join(part for part in parts if part)


def _placed(store: Store, record: Record, noun: str, lang: str) -> str:
    """Return the noun with its place."""
    towns = record["towns"]
    drawn = record["id"] in store.drawn
    if record["layer"] == "city-boundary":
        return noun
    if key := _wide(store, record, drawn):
        return message(f"plain.{key}", lang, noun=noun)
    names = short_towns(store, towns[:NAMED] if len(towns) > NAMED + 1 else towns, lang)
    if set(towns) == {code for code, town in store.towns.items() if town["kind"] == "subdistrict"}:
        names = [message("plain.seat", lang, n=len(towns))]
    key = "through" if is_line(record) else "in"
    if 1 < len(names) < len(towns):
        key += "_many"
    text = message(f"plain.{key}", lang, noun=noun, towns=joined(names, lang), n=len(towns))
    if record["precision"] == "town" or not drawn:
        return message("plain.unplaced", lang, place=text)
    return text


def _wide(store: Store, record: Record, drawn: bool) -> str:
    """Return the message on a place that is no list of towns, or an empty string."""
    if record["layer"] == "townships":
        return "town"
    if record["towns_unknown"]:
        return "nowhere"
    if drawn and not record["towns"] and not record["towns_drawn"]:
        return "outside"
    return "everywhere" if len(record["towns"]) in (0, len(store.towns)) else ""


def short_towns(store: Store, codes: list[str], lang: str) -> list[str]:
    """Return the names of towns, in English without “Town” and “Subdistrict”."""
    return [re.sub(r" (Town|Subdistrict)$", "", town) for town in town_names(store, codes, lang)]


def is_line(record: Record) -> bool:
    """Return whether a feature is something that leads from one place to another."""
    return bool(record["length_km_drawn"] or record.get("from_zh"))


def _figures(store: Store, record: Record, lang: str) -> list[str]:
    """Return the exits, industries, area or population of a feature, as far as published."""
    found = []
    exits = record.get(f"exits_{lang}")
    if exits:
        found.append(exits)
    if record.get("industries"):
        field = store.catalogue[record["layer"]].fields["industries"]
        named = words_of(record["industries"], field, lang)
        words = joined((continued(word, lang) for word in named), lang)
        found.append(message("plain.industries", lang, industries=words))
    if area := record.get("area_ha_published"):
        found.append(message("plain.area_ha", lang, value=number(area, lang)))
    elif area := record.get("area_planned_km2"):
        found.append(message("plain.area_planned_km2", lang, value=number(area, lang)))
    elif area := record.get("area_km2_published"):
        found.append(message("plain.area_km2", lang, value=number(area, lang)))
    if people := record.get("population"):
        year = date_in_words(str(record["population_year"]), lang)
        found.append(message("plain.people", lang, value=number(people, lang), year=year))
    if record["layer"] == "rivers" and (length := record["length_km_drawn_in_city"]):
        value = number(rounded(length, record["precision"]), lang)
        found.append(message("plain.river_length", lang, value=value))
    return found
