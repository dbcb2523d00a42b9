"""Wording of the page of towns for residents: the map's measures, and a town's projects."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from atlas.analysis.evaluation.outcome_counts import Count
from atlas.analysis.town_agenda import Agenda, Elsewhere
from atlas.analysis.town_measures import Measure, Scale, Value, scales
from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.store.store import Store
from atlas.wording.phrases import continued, joined, kind, name, number, rounded
from atlas.wording.plain_words import between, plain_words

# ---- projects ------------------------------------------------------------------------------------


def project_row(store: Store, identifier: str, lang: str) -> dict[str, Any]:
    """Return the row of a project on a town's page, as of today; ``TownRow`` in ``types.d.ts``.

    Its state is in the words of its card: one sentence, then further ones.
    """
    record = store.records[identifier]
    words = plain_words(store, record, lang, store.today)
    assert words.claim.found is not None, f"{identifier} is no project"
    term = vocabulary().outcome[words.claim.found.outcome]
    state, *more = words.news
    unplaced = store.standing(identifier) != "placed"
    return {
        "id": identifier,
        "name": name(record, lang),
        "kind": kind(store, record, lang),
        "theme": record["theme"],
        "outcome": term.text.in_(lang),
        "colour": term.colour,
        "state": state,
        "more": between(lang).join(more),
        "place": message("townpage.unplaced", lang) if unplaced else "",
    }


# ---- a town --------------------------------------------------------------------------------------


def headline(store: Store, code: str, counted: Count, lang: str) -> str:
    """Return how many projects a town has and in which state, in one sentence."""
    town = name(store.towns[code], lang)
    if not counted.total:
        return message("townpage.no_projects", lang, town=town)
    parts = joined(counts_in_words(counted, lang), lang)
    return message("townpage.headline", lang, town=town, n=counted.total, parts=parts)


def counts_in_words(counted: Count, lang: str) -> list[str]:
    """Return the number of projects of each outcome, such as “4 个已开工”."""
    return [
        message(f"townpage.counted_{word}", lang, n=n) for word, n in counted.numbers.items() if n
    ]


def as_of(day: datetime.date, lang: str) -> str:
    """Return the day of the evaluation in words."""
    return message("townpage.as_of", lang, day=day.isoformat())


def group_rows(agenda: Agenda, lang: str) -> list[dict[str, Any]]:
    """Return the groups of an agenda: key, title and ids."""
    return [
        {"key": group, "title": message(f"townpage.group_{group}", lang), "ids": list(members)}
        for group, members in agenda.groups.items()
    ]


def elsewhere_folds(found: Elsewhere, lang: str) -> list[dict[str, Any]]:
    """Return the projects of no single town as folded groups: title, what they are, and ids."""
    return [
        {
            "title": message(f"townpage.{key}", lang, n=len(agenda.ids)),
            "note": message(f"townpage.{key}_note", lang),
            "ids": list(agenda.ids),
        }
        for key, agenda in (("city_wide", found.city_wide), ("unlocated", found.unlocated))
        if agenda.ids
    ]


# ---- the measures --------------------------------------------------------------------------------


def shown_value(value: Value) -> float:
    """Return a value as it is shown: rounded as far as the shapes allow."""
    if value.precision is None or not value.value:
        return value.value
    return rounded(value.value, value.precision)


def measures_data(
    values: Mapping[str, Mapping[Measure, Value]], day: datetime.date, lang: str
) -> list[dict[str, Any]]:
    """Return the measures in words; ``static/types.d.ts`` describes one as ``TownMeasure``.

    Parameters
    ----------
    values : dict of str to dict
        NBS code → measure → value.
    day : datetime.date
        Day of the evaluation.
    lang : str
    """
    return [_measure(scale, values, day, lang) for scale in scales().measure]


def _measure(
    scale: Scale,
    values: Mapping[str, Mapping[Measure, Value]],
    day: datetime.date,
    lang: str,
) -> dict[str, Any]:
    key = scale.key
    shown = {code: shown_value(own[key]) for code, own in values.items()}
    most = max(shown.values(), default=0) or 1
    return {
        "key": key,
        "label": message(f"shade.{key}", lang),
        "title": message(f"shade.{key}_title", lang),
        "note": message("fact.semicolon", lang).join(
            (as_of(day, lang), continued(message(f"shade.{key}_note", lang), lang))
        ),
        "classes": [
            {"colour": colour, "text": text}
            for colour, text in zip(scales().colours, class_texts(scale, lang), strict=True)
        ],
        "towns": {
            code: {
                "place": scale.place(value),
                "value": value,
                "text": value_text(key, value, lang),
                "bar": round(100 * value / most, 1),
            }
            for code, value in shown.items()
        },
    }


def value_text(key: Measure, value: float, lang: str) -> str:
    """Return a value with its unit."""
    if key in ("projects", "active"):
        return message("shade.count_value", lang, n=int(value))
    if not value:
        return message(f"shade.{key}_none", lang)
    return message(f"shade.{key}_value", lang, value=number(value, lang))


def class_texts(scale: Scale, lang: str) -> list[str]:
    """Return the bounds of the classes of a measure; counts have whole bounds, both included."""
    whole = scale.key in ("projects", "active")
    texts = []
    for place, (low, high) in enumerate(_pairs(scale.least)):
        if place == 0 and scale.none:
            texts.append(message("shade.none", lang))
        elif high is None:
            texts.append(f"≥ {number(low, lang)}")
        elif place == 0 or (place == 1 and scale.none and not whole):
            texts.append(f"< {number(high, lang)}")
        elif whole:
            last = high - 1
            same = last == low
            texts.append(number(low, lang) if same else f"{number(low, lang)}–{number(last, lang)}")
        else:
            texts.append(f"{number(low, lang)}–{number(high, lang)}")
    return texts


def _pairs(least: Sequence[float]) -> list[tuple[float, float | None]]:
    return list(zip(least, (*least[1:], None), strict=True))
