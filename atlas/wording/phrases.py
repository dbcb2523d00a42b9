"""Wording of names, figures, and places in the plan."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.layers.layer_definition import FieldDefinition
from atlas.plan.clauses import Clause
from atlas.spatial.distance_band import Band
from atlas.store.store import Store
from atlas.wording.status_text import state

Record = dict[str, Any]
#: precision of a shape → significant digits of its figures
DIGITS = {"official": 4, "surveyed": 4, "derived": 3, "schematic": 2}
#: the membership of a park that only the atlas counts among the eight
INFERRED = "inferred"


def name(record: Record, lang: str) -> str:
    """Return a feature's localized name."""
    return str(record["name_en" if lang == "en" else "name_zh"])


def in_lang(row: object, field: str, lang: str) -> str:
    """Return the localized field (``name_zh`` or ``name_en``), or an empty string."""
    return str(getattr(row, f"{field}_{lang}", None) or "")


def continued(text: str, lang: str) -> str:
    """Return a text as it stands after a colon or a semicolon: in English in lower case."""
    return text[:1].lower() + text[1:] if lang == "en" else text


def number(value: float, lang: str) -> str:
    """Return a figure with grouped thousands and up to three decimals, without trailing zeros."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return (
        text
        if lang == "en"
        else text.replace(",", "\u2009")
        if value >= 10000
        else text.replace(",", "")
    )


def rounded(value: float, precision: str | None) -> float:
    """Return a positive figure rounded to the digits that a precision allows."""
    digits = DIGITS.get(precision or "", 2)
    return round(value, digits - 1 - math.floor(math.log10(value)))


def percent_text(share: float, precision: str | None) -> str:
    """Return a percentage: whole for schematic shapes, else with one decimal."""
    decimals = 0 if DIGITS.get(precision or "", 2) == 2 else 1
    least = 10.0**-decimals
    percent = min(share * 100, 100.0)
    return f"<{least:g}" if percent < least else f"{round(percent, decimals):g}"


def accuracy(metres: float, lang: str) -> str:
    """Return an accuracy in metres, or in kilometres from 1 km."""
    if metres < 1000:
        return message("card.m", lang, value=number(metres, lang))
    return message("card.km", lang, value=number(metres / 1000, lang))


def town_names(store: Store, codes: list[str], lang: str) -> list[str]:
    """Return the names of towns; unknown codes are left out."""
    return [name(store.towns[code], lang) for code in codes if code in store.towns]


def clause_place(clause: Clause, lang: str) -> str:
    """Return a clause's place in the plan: chapter, section and item, or its box."""
    if clause.box is not None:
        return message("clause.box", lang, box=clause.box)
    if clause.chapter is None:
        return message("clause.front" if clause.id.startswith("front") else "clause.end", lang)
    numeral = chinese_numeral if lang == "zh" else str
    place = message("clause.chapter", lang, chapter=numeral(clause.chapter))
    if clause.section is not None:
        place += message("clause.section", lang, section=numeral(clause.section))
    if clause.item is not None:
        place += message("clause.item", lang, item=clause.item)
    return place


def clause_in_short(clause: Clause, lang: str) -> str:
    """Return a clause's place in everyday words: a box is one of the plan's project tables."""
    if clause.box is None:
        return clause_place(clause, lang)
    return message("card.project_table", lang, number=clause.box)


def chinese_numeral(value: int) -> str:
    """Return a number from 0 to 19 in Chinese numerals, for chapters and sections."""
    digits = "零一二三四五六七八九十"
    return digits[value] if value <= 10 else f"十{digits[value - 10]}"


def kind(store: Store, record: Record, lang: str) -> str:
    """Return the label of a feature's category; said to be inferred where no paper names it so."""
    label = store.category(record).label.in_(lang)
    if INFERRED not in (record.get("membership") or ()):
        return label
    basis = vocabulary().membership[INFERRED].text.in_(lang)
    return message("card.with_basis", lang, text=label, basis=continued(basis, lang))


def status(store: Store, record: Record, lang: str) -> dict[str, str] | None:
    """Return a feature's status and month as a chip, or ``None``."""
    word = record["status"]
    if word is None:
        return None
    return {"text": state(store, record, lang, short=True), "tone": f"status-{word}"}


def band_figures(band: Band, lang: str) -> str:
    """Return a band as figures: ``9–13``, or ``≤ 6`` if it starts at zero."""
    low, high = (number(value, lang) for value in band)
    if band.low_km <= 0:
        return f"≤\u00a0{high}"
    return low if low == high else f"{low}–{high}"


def band_text(band: Band, lang: str) -> str:
    """Return a band as figures with its unit."""
    return message("card.km", lang, value=band_figures(band, lang))


def band_of(record: Record, key: str) -> Band | None:
    """Return a field of type ``band`` of a feature."""
    low, high = record.get(f"{key}_min"), record.get(f"{key}_max")
    return None if low is None or high is None else Band(low, high)


def figure(value: float, field: FieldDefinition, lang: str) -> float:
    """Return a figure converted to the unit of the language."""
    return round(value * field.scale_en, 6) if lang == "en" and field.scale_en != 1 else value


def field_value(
    store: Store, record: Record, key: str, field: FieldDefinition, lang: str
) -> tuple[str, str | None] | None:
    """Return a field's text and, if it refers to another feature, that feature's id."""
    if field.type == "band":
        found = band_of(record, key)
        unit = field.unit.in_(lang) if field.unit else ""
        return (f"{band_figures(found, lang)} {unit}".strip(), None) if found else None
    value = record.get(f"{key}_{lang}" if field.type == "bilingual" else key)
    if value in (None, [], ""):
        return None
    if field.vocabulary == "feature":
        other = store.feature(str(value))
        return (name(other, lang), str(value)) if other else None
    if field.type in ("number", "integer"):
        unit = field.unit.in_(lang) if field.unit else ""
        text = f"{number(figure(value, field, lang), lang)} {unit}".strip()
    else:
        text = joined(words_of(value if isinstance(value, list) else [value], field, lang), lang)
    return text, None


def words_of(values: Iterable[Any], field: FieldDefinition, lang: str) -> list[str]:
    """Return the labels of a field's values; a value without a label stays as it is."""
    terms = vocabulary().terms(field.vocabulary) if field.vocabulary else {}
    return [terms[v].text.in_(lang) if v in terms else str(v) for v in values]


def joined(words: Iterable[str], lang: str) -> str:
    """Return words joined as a list in a sentence."""
    return message("list.joiner", lang).join(words)
