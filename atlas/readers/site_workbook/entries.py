"""Rows of the bureau's workbook as facts and firms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from atlas.core.errors import Note
from atlas.core.messages import LANGUAGES, message
from atlas.core.model import Source, Text
from atlas.plan.firms import Firm, with_check_after
from atlas.plan.milestones import Milestone
from atlas.plan.site_facts import SiteFact, check_after, first_day
from atlas.readers.site_workbook.cells import Row
from atlas.readers.site_workbook.worksheets import FILE, worksheets

OFFER, PRICE, CONTACT = "land-on-offer", "land-price", "contact"
#: state of a parcel that is no longer on offer
GRANTED = "granted"
#: id of the source of rows that name none
OWN_SOURCE = "sites-workbook"
Values = Mapping[str, Any]
#: site, and kind of fact or Chinese name of the firm → entries
Facts = dict[tuple[str, str], tuple[SiteFact, ...]]
Firms = dict[tuple[str, str], tuple[Firm, ...]]
#: project, event, ``promised`` or ``reached``, and date of the statement → entries
Milestones = dict[tuple[str, str, str, str], tuple[Milestone, ...]]


@dataclass(frozen=True)
class Entry:
    """What a row says: facts or firms by what they replace, and its source.

    An empty tuple takes away the atlas's own entry.
    """

    facts: Facts
    firms: Firms
    source: Source | None
    #: of a parcel that is granted: what is said if its site has no other
    closed: SiteFact | None = None
    milestones: Milestones = field(default_factory=dict)


def entries_of(sheet: str, row: Row, sources: Mapping[str, Source]) -> Entry | None:
    """Return the entry of a row of a worksheet; ``None`` if its cells do not fit together.

    Parameters
    ----------
    sheet : str
        Key of the worksheet.
    row : Row
        With all cells read; what does not fit together is added to its errors.
    sources : mapping of str to Source
        Sources that the row may name by id.
    """
    values = row.values
    _check(sheet, row)
    if row.wrong:
        return None
    known = sources.get(values.get("source", ""))
    source = known or _source(values.get("source"))
    added = None if known else source
    if sheet == "milestones":
        return Entry({}, {}, added, milestones=_milestones(values, source))
    if sheet == "firms":
        return Entry({}, _firms(values, source), added)
    closed = None
    if values.get("state") == GRANTED:
        text = Text(zh=message("bureau.none_left", "zh"), en=message("bureau.none_left", "en"))
        closed = _fact(OFFER, values, source, text=text)
    return Entry(_FACTS[sheet](values, source), {}, added, closed)


def _source(name: str | None) -> Source:
    """Return the workbook as a source, or what a row names in words."""
    titles = {lang: message("bureau.source", lang, file=FILE) for lang in LANGUAGES}
    identifier = OWN_SOURCE
    if name:
        identifier += f"-{sha256(name.encode()).hexdigest()[:8]}"
        titles = {
            lang: message("bureau.source_named", lang, name=name, file=FILE) for lang in LANGUAGES
        }
    return Source(
        id=identifier,
        title_zh=titles["zh"],
        title_en=titles["en"],
        licence="authority",
        confidence="official",
    )


def _check(sheet: str, row: Row) -> None:
    """Note what does not fit together within a row."""
    values = row.values

    def need(column: str, key: str) -> None:
        row.wrong.append((column, Note(key)))

    last, date = values.get("check_after"), values.get("date", "")
    if last is not None and re.match(r"\d", date) and last < first_day(date):
        need("check_after", "bureau.before_date")
    if sheet == "utilities" and not values.get("withdrawn"):
        if "value" not in values and "text" not in values:
            need("value", "bureau.value_or_text")
        if ("value" in values) != ("unit" in values):
            need("unit" if "value" in values else "value", "bureau.with_unit")
    if sheet == "milestones":
        _check_milestone(row)
    if sheet == "firms":
        parts = ("what", "figure", "figure_unit")
        if any(part in values for part in parts):
            for part in parts:
                if part not in values:
                    need(part, "bureau.whole_figure")
        if "figure_en" in values and "figure" not in values:
            need("figure", "bureau.whole_figure")
        if ("figure_en" in values) != ("figure_unit_en" in values):
            need("figure_unit_en" if "figure_en" in values else "figure_en", "bureau.with_unit")


def _check_milestone(row: Row) -> None:
    """Note what does not fit together within a milestone."""
    values = row.values
    if values.get("kind") == "promised":
        if values.get("event") == "dropped":
            row.wrong.append(("kind", Note("bureau.no_promise")))
        if values.get("no_later"):
            row.wrong.append(("no_later", Note("bureau.only_reached")))
    last = values.get("check_after")
    if last is not None and "said" in values and last < first_day(values["said"]):
        row.wrong.append(("check_after", Note("bureau.before_said")))


def _text(values: Values, key: str) -> Text | None:
    """Return a text and its English, which is the Chinese one if the row has none."""
    own = values.get(key) or values.get(f"{key}_en")
    return Text(zh=own, en=values.get(f"{key}_en") or own) if own else None


def _fact(key: str, values: Values, source: Source, **given: Any) -> SiteFact:
    date = values["date"]
    return SiteFact(
        key=key,
        date=date,
        source=source.id,
        note=_text(values, "note"),
        check_after=check_after(key, date, values.get("check_after")),
        **given,
    )


def _joined(parts: Iterable[Text | None], key: str) -> Text | None:
    known = [part for part in parts if part is not None]
    if not known:
        return None
    made = {lang: message(key, lang).join(one.in_(lang) for one in known) for lang in LANGUAGES}
    return Text(zh=made["zh"], en=made["en"])


def _land(values: Values, source: Source) -> Facts:
    site, state = values["site"], values.get("state", "on_offer")
    parcel = _text(values, "parcel")
    if state == GRANTED:
        return {(site, OFFER): (), (site, PRICE): ()}
    sheets = worksheets()
    use = sheets.use[values["use"]] if "use" in values else None
    shown = sheets.state[state] if "state" in values else None
    text = _joined((parcel, use, shown), "list.comma")
    found: Facts = {
        (site, OFFER): (
            _fact(OFFER, values, source, value=values["area_mu"], unit="mu", text=text),
        )
    }
    if "price" in values:
        given = {"value": values["price"], "unit": "cny_10k_mu", "text": parcel}
        found[site, PRICE] = (_fact(PRICE, values, source, **given),)
    return found


def _contact(values: Values, source: Source) -> Facts:
    same = (values.get(key) for key in ("person", "phone", "email"))
    parts = [
        _text(values, "office"),
        *(Text(zh=part, en=part) if part else None for part in same),
        _text(values, "address"),
    ]
    fact = _fact(CONTACT, values, source, text=_joined(parts, "list.comma"))
    return {(values["site"], CONTACT): () if values.get("withdrawn") else (fact,)}


def _utility(values: Values, source: Source) -> Facts:
    key = values["fact"]
    if values.get("withdrawn"):
        return {(values["site"], key): ()}
    given = {
        "value": values.get("value"),
        "unit": values.get("unit"),
        "text": _text(values, "text"),
    }
    return {(values["site"], key): (_fact(key, values, source, **given),)}


_FACTS: dict[str, Callable[[Values, Source], Facts]] = {
    "land": _land,
    "contacts": _contact,
    "utilities": _utility,
}


def _milestones(values: Values, source: Source) -> Milestones:
    place = (values["project"], values["event"], values["kind"], values["said"])
    if values.get("withdrawn"):
        return {place: ()}
    made = Milestone(
        event=values["event"],
        kind=values["kind"],
        date=values["when"],
        no_later=bool(values.get("no_later")),
        part=_text(values, "part"),
        by=_text(values, "by"),
        said=values["said"],
        source=source.id,
        note=_text(values, "note"),
        check_after=values.get("check_after"),
    )
    return {place: (made,)}


def _firms(values: Values, source: Source) -> Firms:
    firm, product = _text(values, "firm"), _text(values, "product")
    what, note = _text(values, "what"), _text(values, "note")
    figure, other = values.get("figure"), values.get("figure_en")
    unit = values.get("figure_unit")
    found: Firms = {}
    for site in values["sites"]:
        made = Firm(
            features=(site,),
            firm_zh=firm.zh if firm else "",
            firm_en=firm.en if firm else "",
            product_zh=product.zh if product else "",
            product_en=product.en if product else "",
            what_zh=what.zh if what else None,
            what_en=what.en if what else None,
            figure=figure,
            unit_zh=unit,
            unit_en=values.get("figure_unit_en") or unit,
            scale_en=other / figure if other and figure else 1,
            date=values["date"],
            source=source.id,
            check_after=values.get("check_after"),
            note_zh=note.zh if note else None,
            note_en=note.en if note else None,
        )
        own = () if values.get("withdrawn") else (with_check_after(made),)
        found[site, made.firm_zh] = own
    return found


def whole(
    entries: Sequence[Entry],
) -> tuple[Facts, Firms, Milestones, dict[str, Source]]:
    """Return facts, firms and milestones of all rows by what they replace, and their sources."""
    facts: Facts = {}
    firms: Firms = {}
    milestones: Milestones = {}
    sources: dict[str, Source] = {}
    for entry in entries:
        for place, own in entry.facts.items():
            facts[place] = (*facts.get(place, ()), *own)
        for place, listed in entry.firms.items():
            firms[place] = (*firms.get(place, ()), *listed)
        for stated, own_milestones in entry.milestones.items():
            milestones[stated] = (*milestones.get(stated, ()), *own_milestones)
        if entry.source is not None:
            sources[entry.source.id] = entry.source
    for entry in entries:
        for place in entry.facts:
            if entry.closed and place[1] == OFFER and not facts[place]:
                facts[place] = (entry.closed,)
    return facts, firms, milestones, sources
