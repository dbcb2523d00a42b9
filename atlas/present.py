"""How a feature's facts read: the rows of its card and the cells of the table, as plain data.

No markup is made here; whoever shows the texts shows them as text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from typing import Any

from atlas.catalogue import FieldDefinition, LayerDefinition
from atlas.i18n import message
from atlas.model import vocabulary
from atlas.plan.text import Clause
from atlas.store import Store

Record = dict[str, Any]


def name(record: Record, lang: str) -> str:
    """Return a feature's name."""
    return str(record["name_en" if lang == "en" else "name_zh"])


def number(value: float, lang: str) -> str:
    """Return a figure with thousands grouped and at most four significant decimals cut of zeros."""
    text = f"{value:,.3f}".rstrip("0").rstrip(".")
    return (
        text
        if lang == "en"
        else text.replace(",", "\u2009")
        if value >= 10000
        else text.replace(",", "")
    )


def accuracy(metres: float, lang: str) -> str:
    """Return a position's accuracy in metres below a kilometre, else in kilometres."""
    if metres < 1000:
        return message("card.m", lang, value=number(metres, lang))
    return message("card.km", lang, value=number(metres / 1000, lang))


def town_names(store: Store, codes: list[str], lang: str) -> list[str]:
    """Return the names of towns; unknown codes are left out."""
    return [name(store.towns[code], lang) for code in codes if code in store.towns]


def clause_place(clause: Clause, lang: str) -> str:
    """Return where a clause stands in the plan: chapter, section and item, or its box."""
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


def chinese_numeral(value: int) -> str:
    """Return a number from 0 to 19 in Chinese, as chapters and sections are counted."""
    digits = "零一二三四五六七八九十"
    return digits[value] if value <= 10 else f"十{digits[value - 10]}"


def kind(store: Store, record: Record, lang: str) -> str:
    """Return the label of a feature's category."""
    return store.catalogue[record["layer"]].category(record["kind"]).label.in_(lang)


def status_text(store: Store, layer: str, word: str, lang: str) -> str:
    """Return the word for a status, in the layer's own terms where it has some."""
    own = store.catalogue[layer].status_labels.get(word)
    return (own or vocabulary().status[word].text).in_(lang)


def status(store: Store, record: Record, lang: str) -> dict[str, str] | None:
    """Return a feature's status as a chip, or ``None``."""
    word = record["status"]
    if word is None:
        return None
    return {"text": status_text(store, record["layer"], word, lang), "tone": f"status-{word}"}


def rounded_km(value: float, accuracy_m: float | None) -> tuple[int, bool]:
    """Return a distance no finer than the position it is measured from.

    Parameters
    ----------
    value : float
        Kilometres.
    accuracy_m : float or None
        Accuracy of the shape, in metres.

    Returns
    -------
    kilometres : int
        At least 1.
    within : bool
        Whether it is only known to be less than that.
    """
    accuracy_km = (accuracy_m or 0) / 1000
    if value <= accuracy_km:
        return max(math.ceil(accuracy_km), 1), True
    return max(math.floor(value + 0.5), 1), False


def approximate_km(value: float, accuracy_m: float | None, lang: str) -> str:
    """Return a distance in words: about so far, or within so far (see :func:`rounded_km`)."""
    kilometres, within = rounded_km(value, accuracy_m)
    return message("card.within" if within else "card.about", lang, value=number(kilometres, lang))


def figure(value: float, field: FieldDefinition, lang: str) -> float:
    """Return a figure in the unit that the language counts in."""
    return round(value * field.scale_en, 6) if lang == "en" and field.scale_en != 1 else value


def field_value(
    store: Store, record: Record, key: str, field: FieldDefinition, lang: str
) -> tuple[str, str | None] | None:
    """Return a field's text and, when it names another feature, that feature's id."""
    value = record.get(f"{key}_{lang}" if field.type == "bilingual" else key)
    if value in (None, [], ""):
        return None
    if field.vocabulary == "feature":
        other = store.feature(str(value))
        return (name(other, lang), str(value)) if other else None
    if field.approximate:
        text = approximate_km(value, record["accuracy_m"], lang)
    elif field.type in ("number", "integer"):
        unit = field.unit.in_(lang) if field.unit else ""
        text = f"{number(figure(value, field, lang), lang)} {unit}".strip()
    else:
        terms = vocabulary().terms(field.vocabulary) if field.vocabulary else {}
        words = value if isinstance(value, list) else [value]
        text = joined((terms[w].text.in_(lang) if w in terms else str(w) for w in words), lang)
    return text, None


def joined(words: Iterable[str], lang: str) -> str:
    """Return words as a list in a sentence."""
    return message("list.joiner", lang).join(words)


def card_rows(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the rows of a feature's card: state, own fields, computed figures."""
    rows: list[dict[str, str]] = []

    def add(label: str, value: str | None, select: str | None = None) -> None:
        if value:
            rows.append({"label": label, "value": value, **({"select": select} if select else {})})

    layer = record["layer"]
    if record["status"]:
        now = status_text(store, layer, record["status"], lang)
        if record["status_as_of"]:
            now = message("card.status_line", lang, status=now, date=record["status_as_of"])
        add(message("card.status_now", lang), now)
    if record["status_in_plan"] and record["status_in_plan"] != record["status"]:
        then = status_text(store, layer, record["status_in_plan"], lang)
        add(message("card.status_in_plan", lang), then)
    source = store.sources.get(record["status_source"] or "")
    if source and source.id != "plan-2021":
        add(
            message("card.status_source", lang),
            source.title_en if lang == "en" else source.title_zh,
        )
    for key, field in store.catalogue[layer].fields.items():
        found = field_value(store, record, key, field, lang) if field.card else None
        if found:
            add(field.label.in_(lang), *found)
    if layer == "townships":
        rows += town_rows(store, record["code"], lang)
    return rows + computed_rows(store, record, lang)


def town_rows(store: Store, code: str, lang: str) -> list[dict[str, str]]:
    """Return what the atlas lists in a town, each leading to its own card."""
    features = store.features
    if features.empty:
        return []
    here = features[[code in codes for codes in features["town_set"]]]
    rows = []
    for theme, found in here.groupby("theme", sort=False):
        label = vocabulary().theme[str(theme)].text.in_(lang)
        for identifier in found["id"]:
            value = name(store.records[identifier], lang)
            rows.append({"label": label, "value": value, "select": identifier})
            label = ""
    return rows


def computed_rows(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the figures that are measured on the shape as drawn."""
    whole, inside = record["length_km_drawn"], record["length_km_drawn_in_city"]
    figures = [("length_km_drawn", "card.km", whole)]
    if inside != whole:
        figures.append(("length_km_drawn_in_city", "card.km", inside))
    area = record["area_ha_drawn"]
    published = record.get("area_ha_published") or record.get("area_planned_km2")
    if record["precision"] == "schematic" and not published:
        area = None  # a sign's size is no fact; it stands beside a published figure only
    if area and store.catalogue[record["layer"]].context:
        figures.append(("area_ha_drawn", "card.km2", round(area / 100, 1)))
    else:
        figures.append(("area_ha_drawn", "card.ha", area and round(area)))
    return [
        {
            "label": message(f"card.{key}", lang),
            "value": message(unit, lang, value=number(value, lang)),
        }
        for key, unit, value in figures
        if value
    ]


def card_notes(store: Store, record: Record, drawn: bool, lang: str) -> list[dict[str, str]]:
    """Return what a reader must know about the shape: precision, note, towns that differ."""
    notes = []
    if not drawn:
        notes.append({"text": message("card.not_drawn", lang), "tone": "undrawn"})
    elif record["precision"]:
        text = message(
            f"card.precision_{record['precision']}",
            lang,
            accuracy=accuracy(record["accuracy_m"], lang),
        )
        notes.append({"text": text, "tone": record["precision"]})
    note = record.get(f"note_{lang}")
    if note:
        notes.append({"text": note})
    reason = record.get(f"towns_reason_{lang}")
    if reason and set(record["towns"]) != set(record["towns_drawn"]):
        text = message("card.towns_stated", lang, reason=reason)
        if drawn:
            names = joined(town_names(store, record["towns_drawn"], lang), lang) or "–"
            text += message("card.towns_drawn", lang, towns=names)
        notes.append({"text": text})
    return notes


def card_quotes(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the clauses that a feature rests on, quoted verbatim."""
    relations = vocabulary().relation
    quotes = []
    for link in store.links.get(record["id"], []):
        clause = store.clauses.get(link.clause)
        if clause is None:
            continue
        quotes.append(
            {
                "clause": message("card.clause", lang, place=clause_place(clause, lang)),
                "relation": relations[link.relation].text.in_(lang),
                "text": link.quote,
            }
        )
    return quotes


def card_sources(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return a feature's sources with address, date, licence and confidence."""
    sources = []
    for identifier in record["sources"]:
        source = store.sources.get(identifier)
        if source is None:
            continue
        confidence = message(
            "card.confidence", lang, word=message(f"confidence.{source.confidence}", lang)
        )
        licence = vocabulary().licence[source.licence].text.in_(lang) if source.licence else None
        meta = " · ".join(part for part in (source.date, licence, confidence) if part)
        entry = {"title": source.title_en if lang == "en" else source.title_zh, "meta": meta}
        if source.url and re.match(r"https?://", source.url):
            entry["url"] = source.url
        sources.append(entry)
    return sources


def card_towns(store: Store, record: Record, lang: str) -> list[dict[str, str]]:
    """Return the towns that the card offers to filter by."""
    if record["layer"] == "townships":
        return [{"code": record["code"], "name": message("card.only_town", lang)}]
    codes = [code for code in record["towns"] if code in store.towns]
    return [{"code": code, "name": name(store.towns[code], lang)} for code in codes]


def card(store: Store, identifier: str, lang: str) -> dict[str, Any]:
    """Return a feature's card: all that ``static/panel.js`` shows of it.

    Raises
    ------
    KeyError
        When no layer in use has the feature.
    """
    record = store.records[identifier]
    theme = vocabulary().theme[record["theme"]]
    chip = status(store, record, lang)
    quotes = card_quotes(store, record, lang)
    notes = card_notes(store, record, identifier in store.drawn, lang)
    if not quotes and record["role"] == "context":
        notes.append({"text": message("card.no_clause", lang), "tone": "quiet"})
    label = "" if record["layer"] == "townships" else message("card.towns", lang)
    return {
        "id": identifier,
        "title": name(record, lang),
        "kind": f"{theme.text.in_(lang)} · {kind(store, record, lang)}",
        "colour": theme.colour,
        "chips": [chip] if chip else [],
        "towns": card_towns(store, record, lang),
        "notes": notes,
        "quotes": quotes,
        "rows": card_rows(store, record, lang),
        "sources": card_sources(store, record, lang),
        "texts": {
            "towns": label,
            "close": message("card.close", lang),
            "only_town": message("card.only_town", lang),
            "sources": message("card.sources", lang),
            "more_quotes": message("card.more_quotes", lang, n=max(len(quotes) - 1, 0)),
        },
    }


def column_label(definition: LayerDefinition, key: str, lang: str) -> str:
    """Return the head of a table column.

    Raises
    ------
    KeyError
        When the column is neither a common one nor a field of the layer.
    """
    if key in _CELLS:
        return message(f"table.{key}", lang)
    field = definition.fields[key]
    label = (field.short or field.label).in_(lang)
    unit = field.unit.in_(lang) if field.unit else ""
    return message("table.with_unit", lang, label=label, unit=unit) if unit else label


def is_number(definition: LayerDefinition, key: str) -> bool:
    """Tell whether a table column holds figures."""
    field = definition.fields.get(key)
    return field is not None and field.type in ("number", "integer")


def cell(store: Store, record: Record, key: str, lang: str) -> Any:
    """Return a table cell: text, a number, a chip, a text with a second line, or ``None``."""
    if key in _CELLS:
        return _CELLS[key](store, record, lang)
    field = store.catalogue[record["layer"]].fields.get(key)
    if field is None:
        return None
    if field.type in ("number", "integer"):
        value = record.get(key)
        if field.approximate and value is not None:
            kilometres, within = rounded_km(value, record["accuracy_m"])
            return {"text": f"≤{kilometres}", "value": kilometres} if within else kilometres
        return None if value is None else figure(value, field, lang)
    found = field_value(store, record, key, field, lang)
    return found[0] if found else None


def name_cell(store: Store, record: Record, lang: str) -> dict[str, str]:
    """Return a feature's name, and below it its kind and whether it is drawn."""
    below = [kind(store, record, lang)]
    if "towns" not in store.catalogue[record["layer"]].table:
        below.append(towns_cell(store, record, lang))
    if record["id"] not in store.drawn:
        below.append(message("table.undrawn", lang))
    return {"text": name(record, lang), "below": " · ".join(below)}


def clause_cell(store: Store, record: Record, lang: str) -> str | None:
    """Return where the feature's first clause stands."""
    clause = store.clauses.get(record["plan_clause"] or "")
    return clause_place(clause, lang) if clause else None


def towns_cell(store: Store, record: Record, lang: str) -> str:
    """Return a feature's towns in short: all, or the first two and how many more."""
    if record["towns_unknown"]:
        return message("table.unknown", lang)
    # a column is narrow: Nancun, not Nancun Town
    names = [
        re.sub(r" (Town|Subdistrict)$", "", town)
        for town in town_names(store, record["towns"], lang)
    ]
    if not names:
        return message("table.city_wide", lang)
    if len(names) == len(store.towns):
        return message("table.city_wide", lang)
    if len(names) > 3:
        return message(
            "filter.chosen", lang, first=joined(names[:2], lang), n=len(names), more=len(names) - 2
        )
    return joined(names, lang)


#: the table's columns that are no field of a layer
_CELLS: dict[str, Callable[[Store, Record, str], Any]] = {
    "name": name_cell,
    "status": status,
    "towns": towns_cell,
    "clause": clause_cell,
}
