"""Wording of the facts of industrial sites, with date, source, and when to check them again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from atlas.core.citation import source_title
from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.messages import message
from atlas.core.model import Source, Text
from atlas.plan.firms import Firm
from atlas.plan.site_facts import (
    FIRMS,
    NOT_GIVEN,
    SiteFact,
    fact_kinds,
    is_undated,
    not_public,
)
from atlas.store.store import Store
from atlas.wording.phrases import Record, joined, number

#: a row of a card: label, value, and the mark of an entry that is to be checked again
CardRow = dict[str, str]

#: beginning of the kinds of fact that give the area of a site or of a part
AREA = "area-"
MU_PER_KM2 = 1500


def fact_label(key: str, lang: str) -> str:
    """Return the label of a kind of fact."""
    return fact_kinds().kind[key].label.in_(lang)


def group_label(key: str, lang: str) -> str:
    """Return the group of a kind of fact, as the checklist of site certification has it."""
    kinds = fact_kinds()
    return kinds.group[kinds.kind[key].group].in_(lang)


def figure_text(fact: SiteFact, lang: str) -> str:
    """Return the figure of a fact with its unit, or an empty string.

    Areas that were published in mu are given in square kilometres first, as on the cards.
    """
    if fact.value is None or fact.unit is None:
        return ""
    if fact.unit == "mu" and fact.key.startswith(AREA):
        km2 = number(fact.value / MU_PER_KM2, lang)
        return message("fact.area_in_mu", lang, km2=km2, mu=number(fact.value, lang))
    unit = fact_kinds().unit[fact.unit]
    if lang == "en":
        value = number(round(fact.value * unit.scale_en, 6), lang)
        return unit.figure_en.format(value=value, unit=unit.text.en)
    return f"{number(fact.value, lang)} {unit.text.zh}"


def fact_content(fact: SiteFact, lang: str) -> str:
    """Return the content of a fact: its text, its figure, or both."""
    parts = [fact.text.in_(lang) if fact.text else "", figure_text(fact, lang)]
    return message("list.comma", lang).join(filter(None, parts))


def date_text(date: str, lang: str) -> str:
    """Return the date of an entry, or that it has none."""
    return message("card.firm_no_date", lang) if date == NOT_GIVEN else date


def note_text(note: Text | None, source: Source, lang: str) -> str:
    """Return the note of a fact; a weak source is named as such."""
    weak = message("fact.weak", lang) if source.confidence == "low" else ""
    parts = (note.in_(lang) if note else "", weak)
    return message("fact.semicolon", lang).join(filter(None, parts))


def basis_text(date: str, source: str, note: str, lang: str) -> str:
    """Return on what an entry rests: its date and the title of its source, and a note."""
    dated = message("card.basis", lang, date=date_text(date, lang), source=source)
    return message("fact.semicolon", lang).join(filter(None, (dated, note)))


def check_mark(key: str, date: str, last: datetime.date | None, lang: str) -> CardRow:
    """Return the mark of an entry that ages: its last fresh day and the words of the mark.

    The mark is shown once that day has passed; at once if there is no day. Entries that do not
    age have no mark.
    """
    if last is not None:
        text = message("fact.stale", lang, date=last.isoformat())
        return {"check_after": last.isoformat(), "stale": text}
    if is_undated(key, date, last):
        return {"stale": message("fact.stale_undated", lang)}
    return {}


def firm_mark(firm: Firm, lang: str) -> CardRow:
    """Return the mark of a firm's entry; see :func:`check_mark`."""
    return check_mark(FIRMS, firm.date, firm.check_after, lang)


def fact_mark(fact: SiteFact, lang: str) -> CardRow:
    """Return the mark of a fact; see :func:`check_mark`."""
    return check_mark(fact.key, fact.date, fact.check_after, lang)


def shown_mark(mark: CardRow, today: datetime.date) -> str:
    """Return the words of a mark if its day has passed, else an empty string.

    Examples
    --------
    >>> mark = {"check_after": "2026-06-30", "stale": "to be checked"}
    >>> shown_mark(mark, datetime.date(2026, 6, 30)), shown_mark(mark, datetime.date(2026, 7, 1))
    ('', 'to be checked')
    """
    return mark.get("stale", "") if today.isoformat() > mark.get("check_after", "") else ""


def whole_row(row: CardRow, today: datetime.date, lang: str) -> tuple[str, str]:
    """Return label and value of a card's row as a document states them, outside any group."""
    group, label = row.get("group", ""), row["label"]
    if group and group != label:
        label = message("card.in_group", lang, group=group, label=label)
    return label, whole_value(row, today, lang)


def whole_value(row: CardRow, today: datetime.date, lang: str) -> str:
    """Return the value of a card's row on one line, with its basis and the mark if it is due."""
    text, basis, mark = row["value"], row.get("basis", ""), shown_mark(row, today)
    if basis:
        text = message("card.with_basis", lang, text=text, basis=basis)
    return message("fact.marked", lang, text=text, mark=mark) if mark else text


def fact_rows(store: Store, record: Record, lang: str) -> list[CardRow]:
    """Return the card's rows for the facts of a site; none for other features."""
    if record["layer"] not in SITE_LAYERS:
        return []
    facts = store.site_facts.get(record["id"], ())
    rows = [
        {
            "group": group_label(fact.key, lang),
            "label": fact_label(fact.key, lang),
            "value": fact_content(fact, lang),
            "basis": _basis(store.sources[fact.source], fact, lang),
            **fact_mark(fact, lang),
        }
        for fact in facts
    ]
    unknown = not_public(facts)
    if unknown:
        names = joined((fact_label(key, lang) for key in unknown), lang)
        label = message("fact.not_public", lang)
        rows.append({"group": label, "label": label, "value": names})
    return rows


def _basis(source: Source, fact: SiteFact, lang: str) -> str:
    note = note_text(fact.note, source, lang)
    return basis_text(fact.date, source_title(source, lang), note, lang)


def fact_sources(facts: Sequence[SiteFact]) -> list[str]:
    """Return the ids of the sources of facts, each once."""
    return list(dict.fromkeys(fact.source for fact in facts))


def bureau_contact(store: Store, lang: str) -> str:
    """Return the contact of the bureau for investors, or that none is configured."""
    known = store.bureau_contact
    return known.in_(lang) if known else message("fact.no_contact", lang)
