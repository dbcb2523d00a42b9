"""The card of a feature, as plain data."""

from __future__ import annotations

import datetime
import re
from typing import Any

from atlas.core.citation import source_title
from atlas.core.messages import all_messages, message
from atlas.core.model import PLAN_SOURCE, vocabulary
from atlas.store.store import Store
from atlas.wording.course_text import course
from atlas.wording.firm_text import firm_rows
from atlas.wording.milestone_text import history_sources
from atlas.wording.next_plan_text import next_rows
from atlas.wording.override_text import origin
from atlas.wording.phrases import (
    Record,
    accuracy,
    clause_in_short,
    field_value,
    joined,
    kind,
    name,
    number,
    rounded,
    status,
    town_names,
)
from atlas.wording.plain_words import between, plain_words
from atlas.wording.progress_text import progress
from atlas.wording.site_fact_text import fact_rows, fact_sources
from atlas.wording.site_text import access_rows
from atlas.wording.status_text import state, state_in_plan

#: characters of a note above which it is folded
LONG = {"zh": 80, "en": 160}


def card_rows(
    store: Store, record: Record, lang: str, *, status_now: bool = True
) -> list[dict[str, str]]:
    """Return the rows of a feature: status, its layer's fields, computed figures.

    ``status_now`` is left out where plain words and a chip say it.
    """
    rows: list[dict[str, str]] = []

    def add(label: str, value: str | None, select: str | None = None) -> None:
        if value:
            rows.append({"label": label, "value": value, **({"select": select} if select else {})})

    layer = record["layer"]
    if status_now:
        add(message("card.status_now", lang), state(store, record, lang))
    if record["status_in_plan"] != record["status"]:
        add(message("card.status_in_plan", lang), state_in_plan(store, record, lang))
    source = store.sources.get(record["status_source"] or "")
    if source and source.id != PLAN_SOURCE:
        add(
            message("card.status_source", lang),
            source_title(source, lang),
        )
    for key, field in store.catalogue[layer].fields.items():
        found = field_value(store, record, key, field, lang) if field.card else None
        if found:
            add(field.label.in_(lang), *found)
    rows += next_rows(store, record["id"], lang)
    rows += fact_rows(store, record, lang)
    rows += firm_rows(store, record["id"], lang)
    if layer == "townships":
        rows += town_rows(store, record["code"], lang)
    return rows + computed_rows(store, record, lang)


def town_rows(store: Store, code: str, lang: str) -> list[dict[str, str]]:
    """Return the features listed in a town, each with a link to its card."""
    here = store.in_town(code)
    rows = []
    for theme, found in here.groupby("theme", sort=False):
        label = vocabulary().theme[str(theme)].text.in_(lang)
        for identifier in found["id"]:
            value = name(store.records[identifier], lang)
            rows.append({"label": label, "value": value, "select": identifier})
            label = ""
    return rows


def computed_rows(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the figures measured on the drawn shape, rounded to its precision."""
    whole, inside = record["length_km_drawn"], record["length_km_drawn_in_city"]
    figures = [("length_km_drawn", "card.km", whole)]
    if inside != whole:
        figures.append(("length_km_drawn_in_city", "card.km", inside))
    area = record["area_ha_drawn"]
    published = record.get("area_ha_published") or record.get("area_planned_km2")
    if record["precision"] == "schematic" and not published:
        area = None  # a symbol's size means nothing, except beside a published figure
    if area and store.catalogue[record["layer"]].context:
        figures.append(("area_ha_drawn", "card.km2", area / 100))
    else:
        figures.append(("area_ha_drawn", "card.ha", area))
    return [
        {
            "label": message(f"card.{key}", lang),
            "value": message(unit, lang, value=number(rounded(value, record["precision"]), lang)),
        }
        for key, unit, value in figures
        if value
    ]


def place_text(store: Store, record: Record, drawn: bool, lang: str) -> str:
    """Return how well the place of a feature is known, or an empty string."""
    if not drawn:
        return message("card.not_drawn", lang)
    if not record["precision"]:
        return ""
    return message(
        f"card.precision_{record['precision']}",
        lang,
        accuracy=accuracy(record["accuracy_m"], lang),
        source=origin(store, record, lang),
    )


def card_notes(store: Store, record: Record, drawn: bool, lang: str) -> list[dict[str, Any]]:
    """Return notes on the shape: precision, remarks, differing towns."""
    notes = []
    text = place_text(store, record, drawn, lang)
    if text:
        notes.append({"text": text, "tone": record["precision"] if drawn else "undrawn"})
    note = record.get(f"note_{lang}")
    if note:
        notes.append({"text": note, **({"fold": True} if len(note) > LONG[lang] else {})})
    reason = record.get(f"towns_reason_{lang}")
    if reason and set(record["towns"]) != set(record["towns_drawn"]):
        text = message("card.towns_stated", lang, reason=reason)
        if drawn:
            names = joined(town_names(store, record["towns_drawn"], lang), lang) or "–"
            text += message("card.towns_drawn", lang, towns=names)
        notes.append({"text": text})
    return notes


def card_quotes(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the verbatim quotes of the clauses behind a feature."""
    relations = vocabulary().relation
    quotes = []
    for link in store.links.get(record["id"], []):
        clause = store.clauses.get(link.clause)
        if clause is None:
            continue
        quotes.append(
            {
                "id": clause.id,
                "clause": message("card.clause", lang, place=clause_in_short(clause, lang)),
                "relation": relations[link.relation].text.in_(lang),
                "text": link.quote,
            }
        )
    return quotes


def card_sources(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the sources of a feature and its facts: URL, date, licence, confidence."""
    sources = []
    facts = fact_sources(store.site_facts.get(record["id"], ()))
    told = history_sources(store.milestones.get(record["id"], ()))
    for identifier in dict.fromkeys([*record["sources"], *facts, *told]):
        source = store.sources.get(identifier)
        if source is None:
            continue
        confidence = message(
            "card.confidence", lang, word=message(f"confidence.{source.confidence}", lang)
        )
        licence = vocabulary().licence[source.licence].text.in_(lang) if source.licence else None
        meta = " · ".join(part for part in (source.date, licence, confidence) if part)
        entry = {"title": source_title(source, lang), "meta": meta}
        if source.url and re.match(r"https?://", source.url):
            entry["url"] = source.url
        sources.append(entry)
    return sources


def card_towns(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return a feature's towns, as links that filter by town."""
    if record["layer"] == "townships":
        return [{"code": record["code"], "name": message("card.only_town", lang)}]
    codes = [code for code in record["towns"] if code in store.towns]
    return [{"code": code, "name": name(store.towns[code], lang)} for code in codes]


def card_plain(store: Store, record: Record, lang: str, day: datetime.date) -> dict[str, str]:
    """Return the plain words of a feature: the first sentence, and the rest if there is any."""
    first, *rest = plain_words(store, record, lang, day).sentences
    return {"first": first, **({"rest": between(lang).join(rest)} if rest else {})}


def card_progress(
    store: Store, record: Record, lang: str, day: datetime.date
) -> dict[str, Any] | None:
    """Return a project's history; ``None`` if it has none. The plain words say what came of it."""
    found = progress(store, record, lang, day)
    if found is None or not found.rows:
        return None
    return {
        "colour": vocabulary().outcome[found.outcome].colour,
        "rows": [
            {
                "date": row.date,
                "text": row.text,
                "basis": row.basis(lang),
                "replaced": row.replaced,
                **row.mark,
            }
            for row in found.rows
        ],
        "texts": {
            "title": message("progress.title", lang),
            "many": message("progress.many", lang, n=len(found.rows)),
            "replaced": message("progress.replaced_mark", lang),
        },
    }


def card(
    store: Store, identifier: str, lang: str, day: datetime.date | None = None
) -> dict[str, Any]:
    """Return a feature's card: all data that ``static/panels/card.js`` shows.

    Parameters
    ----------
    store : Store
    identifier : str
    lang : str
    day : datetime.date, optional
        Day on which progress is evaluated; by default today.

    Raises
    ------
    KeyError
        If no usable layer has the feature.
    """
    record = store.records[identifier]
    theme = vocabulary().theme[record["theme"]]
    chip = status(store, record, lang)
    quotes = card_quotes(store, record, lang)
    notes = card_notes(store, record, identifier in store.drawn, lang)
    if not quotes and record["role"] == "context":
        notes.append({"text": message("card.no_clause", lang), "tone": "quiet"})
    label = "" if record["layer"] == "townships" else message("card.towns", lang)
    day = day or store.today
    found = card_progress(store, record, lang, day)
    strip = course(store, record, lang, day)
    return {
        "id": identifier,
        "title": name(record, lang),
        "kind": f"{theme.text.in_(lang)} · {kind(store, record, lang)}",
        "colour": theme.colour,
        "chips": [chip] if chip else [],
        "plain": card_plain(store, record, lang, day),
        **({"course": strip} if strip else {}),
        "towns": card_towns(store, record, lang),
        "notes": notes,
        "quotes": quotes,
        "rows": [
            *card_rows(store, record, lang, status_now=False),
            *access_rows(store, identifier, lang),
        ],
        **({"progress": found} if found else {}),
        "sources": card_sources(store, record, lang),
        "texts": {
            "towns": label,
            "close": message("card.close", lang),
            "details": message("card.details", lang),
            "basis": message("card.basis_and_sources", lang),
            "only_town": message("card.only_town", lang),
            "read": message("card.read", lang),
            "sources": message("card.sources", lang),
            "facts": all_messages()["card.facts"].in_(lang),
            "due": all_messages()["card.due"].in_(lang),
            "more_quotes": message("card.more_quotes", lang, n=max(len(quotes) - 1, 0)),
        },
    }
