"""The profile of one town, or of two side by side, as the page and the PDF show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from atlas.analysis.profile import Profile, profile
from atlas.i18n import message
from atlas.model import vocabulary
from atlas.present.words import Record, clause_place, kind, name, number, status_text
from atlas.store import Store

#: what a line of a cell may hold: text, a second text in small, and where it leads
Item = dict[str, str]
Row = dict[str, Any]


def profiles(store: Store, codes: Sequence[str], lang: str) -> dict[str, Any]:
    """Return the sheet of one or more towns: columns, and sections of rows with a cell a town.

    Raises
    ------
    KeyError
        When a code is no town's.
    """
    found = [profile(store, code) for code in codes]

    def row(key: str, cells: list[list[Item]]) -> Row:
        return {"label": message(key, lang) if key else "", "cells": cells}

    facts: dict[str, Callable[[Profile], list[Item]]] = {
        "profile.area": lambda p: [_item(_hectares(p.area_ha, lang))],
        "profile.population": lambda p: _population(store.towns[p.code], lang),
        "profile.role": lambda p: _roles(store, p, lang),
        "profile.redline": lambda p: _redline(store, p, lang),
        "profile.km_open": lambda p: _length(store, p, lang, built=False),
        "profile.km_built": lambda p: _length(store, p, lang, built=True),
    }
    sections: list[dict[str, Any]] = [
        {
            "title": message("profile.facts", lang),
            "rows": [row(key, [cell(p) for p in found]) for key, cell in facts.items()],
        }
    ]
    themes = [theme for theme in vocabulary().theme if any(theme in p.features for p in found)]
    for theme in themes:
        term = vocabulary().theme[theme]
        sections.append(
            {
                "title": term.text.in_(lang),
                "colour": term.colour,
                "rows": [
                    row("", [_features(store, p.features.get(theme, ()), lang) for p in found])
                ],
            }
        )
    sections.append(
        {
            "title": message("profile.clauses", lang),
            "rows": [row("", [_clauses(store, p, lang) for p in found])],
        }
    )
    return {
        "columns": [name(store.towns[p.code], lang) for p in found],
        "sections": sections,
        "note": message("profile.note", lang),
    }


def town_list(store: Store, lang: str) -> dict[str, Any]:
    """Return the sheet that offers every town, with its place in the spatial structure."""
    rows = []
    for code, town in store.towns.items():
        own = profile(store, code)
        count = sum(len(found) for found in own.features.values())
        roles = [item["text"] for item in _roles(store, own, lang)]
        joiner = message("list.joiner", lang)
        rows.append(
            {
                "label": "",
                "cells": [
                    [{"text": name(town, lang), "town": code}],
                    [_item(joiner.join(roles) or "\u2013")],
                    [_item(message("profile.count", lang, n=count))],
                ],
            }
        )
    return {"columns": [], "sections": [{"title": "", "rows": rows}], "note": ""}


def _item(text: str, small: str = "", **leads: str) -> Item:
    return {"text": text, **({"small": small} if small else {}), **leads}


def _hectares(value: float, lang: str) -> str:
    return message("card.km2", lang, value=number(round(value / 100, 1), lang))


def _population(town: Record, lang: str) -> list[Item]:
    if town["population"] is None:
        return [_item(message("profile.no_population", lang))]
    year = message("profile.census", lang, year=town["population_year"])
    return [_item(number(town["population"], lang), year)]


def _roles(store: Store, own: Profile, lang: str) -> list[Item]:
    """Return the areas of the spatial structure that the town belongs to, links left out."""
    records = [store.records[feature] for feature in own.structure]
    areas = [r for r in records if r["area_ha_drawn"]]
    return [_item(name(r, lang), r.get(f"role_{lang}") or "", select=r["id"]) for r in areas] or [
        _item("\u2013")
    ]


def _redline(store: Store, own: Profile, lang: str) -> list[Item]:
    if not own.zones:
        return [_item(message("profile.no_redline", lang))]
    items = [_item(_share(own.redline.ha, own.redline.share, lang), message("profile.sum", lang))]
    return items + [
        _item(
            name(store.records[zone.feature], lang),
            _share(zone.ha, zone.share, lang),
            select=zone.feature,
        )
        for zone in own.zones
    ]


def _share(ha: float, share: float, lang: str) -> str:
    return message(
        "profile.share",
        lang,
        ha=number(round(ha), lang),
        percent=number(round(share * 100, 1), lang),
    )


def _length(store: Store, own: Profile, lang: str, *, built: bool) -> list[Item]:
    total = own.km(store, built=built)
    if not total:
        return [_item("\u2013")]
    items = [_item(message("card.km", lang, value=number(round(total, 1), lang)))]
    for length in own.lines:
        record = store.records[length.feature]
        if (record["status"] == "built") is built:
            km = message("card.km", lang, value=number(round(length.km, 1), lang))
            items.append(_item(name(record, lang), km, select=record["id"]))
    return items


def _features(store: Store, identifiers: Sequence[str], lang: str) -> list[Item]:
    items = []
    for identifier in identifiers:
        record = store.records[identifier]
        words = [kind(store, record, lang)]
        if record["status"]:
            words.append(status_text(store, record["layer"], record["status"], lang))
        items.append(_item(name(record, lang), " · ".join(words), select=identifier))
    return items or [_item("\u2013")]


def _clauses(store: Store, own: Profile, lang: str) -> list[Item]:
    return [
        _item(clause_place(store.clauses[clause], lang), clause, read=clause)
        for clause in own.clauses
    ] or [_item("\u2013")]
