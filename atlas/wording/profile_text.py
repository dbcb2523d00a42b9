"""Wording of the profile of one town, or of two side by side, for page and PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from atlas.analysis.town_profile import Profile, profile
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.store.store import Store
from atlas.wording.panel import (
    Item,
    Panel,
    clause_item,
    feature_item,
    item,
    nothing,
    panel,
    row,
    section,
    theme_section,
)
from atlas.wording.phrases import (
    DIGITS,
    Record,
    kind,
    name,
    number,
    percent_text,
    rounded,
)
from atlas.wording.progress_text import progress
from atlas.wording.status_text import state
from atlas.wording.travel_text import travel_sections


def profiles(store: Store, codes: Sequence[str], lang: str, year: str | None = None) -> Panel:
    """Return the panel of one or more towns, with one column per town.

    Projects are evaluated today.

    Parameters
    ----------
    store : Store
    codes : sequence of str
        NBS codes.
    lang : str
    year : str, optional
        Year of the timeline, whose travel times are marked.

    Raises
    ------
    KeyError
        If a code is not that of a town.
    """
    found = [profile(store, code) for code in codes]
    facts: dict[str, Callable[[Profile], list[Item]]] = {
        "profile.area": lambda p: [item(_hectares(p.area_ha, lang))],
        "profile.population": lambda p: _population(store.towns[p.code], lang),
        "profile.role": lambda p: _roles(store, p, lang),
        "profile.redline": lambda p: _redline(store, p, lang),
        "profile.km_open": lambda p: _length(store, p, lang, built=False),
        "profile.km_built": lambda p: _length(store, p, lang, built=True),
    }
    rows = [row(*map(cell, found), label=message(key, lang)) for key, cell in facts.items()]
    sections = [section(message("profile.facts", lang), rows)]
    sections += travel_sections(store, codes, lang, year)
    for theme, term in vocabulary().theme.items():
        if any(theme in p.features for p in found):
            cells = [_features(store, p.features.get(theme, ()), lang) for p in found]
            sections.append(theme_section(term, [row(*cells)], lang))
    clauses = row(*(_clauses(store, p, lang) for p in found))
    sections.append(section(message("profile.clauses", lang), [clauses]))
    columns = [name(store.towns[p.code], lang) for p in found]
    return panel(sections, message("profile.note", lang), columns)


def _hectares(value: float, lang: str) -> str:
    return message("card.km2", lang, value=number(round(value / 100, 1), lang))


def _population(town: Record, lang: str) -> list[Item]:
    if town["population"] is None:
        return [item(message("profile.no_population", lang))]
    year = message("profile.census", lang, year=town["population_year"])
    return [item(number(town["population"], lang), year)]


def _roles(store: Store, own: Profile, lang: str) -> list[Item]:
    areas = [store.records[feature] for feature in own.roles]
    items = [item(name(r, lang), r.get(f"role_{lang}"), select=r["id"]) for r in areas]
    return items or nothing()


def _redline(store: Store, own: Profile, lang: str) -> list[Item]:
    if not own.zones:
        return [item(message("profile.no_redline", lang))]
    known = [store.records[zone.feature]["precision"] for zone in own.zones]
    coarsest = min(known, key=lambda word: DIGITS.get(word, 2))
    whole = _share(own.redline.ha, own.redline.share, coarsest, lang)
    items = [item(whole, message("profile.sum", lang))]
    return items + [
        item(
            name(store.records[zone.feature], lang),
            _share(zone.ha, zone.share, precision, lang),
            select=zone.feature,
        )
        for zone, precision in zip(own.zones, known, strict=True)
    ]


def _share(ha: float, share: float, precision: str | None, lang: str) -> str:
    return message(
        "profile.share",
        lang,
        ha=number(rounded(ha, precision), lang),
        percent=percent_text(share, precision),
    )


def _length(store: Store, own: Profile, lang: str, *, built: bool) -> list[Item]:
    total = own.km(store, built=built)
    if not total:
        return nothing()
    # round a sum to its coarsest part
    digits = [
        record["precision"]
        for record in (store.records[length.feature] for length in own.lines)
        if (record["status"] == "built") is built
    ]
    coarsest = min(digits, key=lambda word: DIGITS.get(word, 2))
    items = [item(message("card.km", lang, value=number(rounded(total, coarsest), lang)))]
    for length in own.lines:
        record = store.records[length.feature]
        if (record["status"] == "built") is built:
            shown = rounded(length.km, record["precision"])
            km = message("card.km", lang, value=number(shown, lang))
            small = " \u00b7 ".join(filter(None, (km, state(store, record, lang, short=True))))
            items.append(item(name(record, lang), small, select=record["id"]))
    return items


def _features(store: Store, identifiers: Sequence[str], lang: str) -> list[Item]:
    return [
        _feature(store, store.records[identifier], lang) for identifier in identifiers
    ] or nothing()


def _feature(store: Store, record: Record, lang: str) -> Item:
    """Return a feature with what became of it, if its milestones say so."""
    if not store.milestones.get(record["id"]):
        return feature_item(store, record, lang)
    found = progress(store, record, lang)
    words = [kind(store, record, lang), state(store, record, lang, short=True)]
    if found:
        words.append(found.text)
    return item(name(record, lang), " \u00b7 ".join(filter(None, words)), select=record["id"])


def _clauses(store: Store, own: Profile, lang: str) -> list[Item]:
    found = [store.clauses[clause] for clause in own.clauses]
    return [clause_item(clause, clause.number, lang) for clause in found] or nothing()
