"""The workbook that a bureau fills in (``sites.xlsx``), with what the atlas knows today.

Its worksheets and columns are those of :mod:`atlas.readers.site_workbook.worksheets`. Two more
worksheets explain it and list the words that cells may hold, for the drop-down lists.
"""

from __future__ import annotations

import datetime
import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.messages import message
from atlas.core.model import Text
from atlas.plan.firms import Firm
from atlas.plan.milestones import is_project
from atlas.plan.site_facts import FIRMS, NOT_GIVEN, SiteFact, check_after, fact_kinds
from atlas.readers.site_workbook.cells import utilities
from atlas.readers.site_workbook.entries import CONTACT, OFFER
from atlas.readers.site_workbook.workbook_reader import HELP
from atlas.readers.site_workbook.worksheets import FILE, worksheets
from atlas.store.store import Store
from atlas.writers.spreadsheet_writer import put, write_heads

#: mu in a square kilometre
MU_PER_KM2 = 1500
#: rows that have drop-down lists
LISTED_ROWS = 500
#: a mark
YES = "是"
#: a date that the source does not give
UNDATED = "未注明"
#: type of column → worksheet column of its words
_LISTS = ("site", "fact", "unit", "use", "state", "flag", "project", "event", "kind")
Cells = dict[str, Any]


def site_template(store: Store) -> bytes:
    """Return the workbook, filled with what the store knows of its sites.

    Parameters
    ----------
    store : Store
        Best without overrides: rows of a workbook in use are not written anew.
    """
    book = Workbook()
    book.remove(book.active)
    _help(book.create_sheet(HELP[0]))
    rows = {
        "land": _land(store),
        "contacts": _contacts(store),
        "utilities": _utilities(store),
        "firms": _firms(store),
        "milestones": _milestones(store),
    }
    words = _words(store)
    for key, definition in worksheets().worksheet.items():
        sheet = book.create_sheet(definition.title.zh)
        columns = [worksheets().column[name] for name in definition.columns]
        write_heads(sheet, [c.heading for c in columns], [float(c.width) for c in columns])
        for number, cells in enumerate(rows[key], start=2):
            for place, name in enumerate(definition.columns, start=1):
                if cells.get(name) is not None:
                    put(sheet, number, place, cells[name])
        for place, column in enumerate(columns, start=1):
            if column.type in words:
                _offer(sheet, place, column.type, len(words[column.type]))
    _lists(book.create_sheet(HELP[1]), words, store)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _sites(store: Store) -> list[str]:
    """Return the ids of all parks and districts."""
    return [s for layer in SITE_LAYERS if layer in store.frames for s in store.frames[layer]["id"]]


def _facts(store: Store) -> Iterator[tuple[str, SiteFact]]:
    for site in _sites(store):
        for fact in store.site_facts.get(site, ()):
            yield str(store.records[site]["name_zh"]), fact


def _pair(text: Text | None, key: str) -> Cells:
    """Return a text and, if it differs, its English."""
    if text is None:
        return {}
    return {key: text.zh, **({f"{key}_en": text.en} if text.en != text.zh else {})}


def _day(date: str) -> str:
    return UNDATED if date == NOT_GIVEN else date


def _common(key: str, date: str, source: str, last: datetime.date | None) -> Cells:
    """Return the cells that all worksheets have; a day that follows from the date is left out."""
    own = last if last != check_after(key, date) else None
    return {"date": _day(date), "source": source, "check_after": own}


def _of_fact(site: str, fact: SiteFact) -> Cells:
    common = _common(fact.key, fact.date, fact.source, fact.check_after)
    return {"site": site, **common, **_pair(fact.note, "note")}


def _land(store: Store) -> Iterator[Cells]:
    for site, fact in _facts(store):
        if fact.key == OFFER and fact.value is not None:
            mu = fact.value * (MU_PER_KM2 if fact.unit == "km2" else 1)
            yield {**_of_fact(site, fact), **_pair(fact.text, "parcel"), "area_mu": round(mu, 2)}


def _contacts(store: Store) -> Iterator[Cells]:
    for site, fact in _facts(store):
        if fact.key == CONTACT:
            yield {**_of_fact(site, fact), **_pair(fact.text, "office")}


def _utilities(store: Store) -> Iterator[Cells]:
    kinds, vocabulary = utilities(), fact_kinds()
    for site, fact in _facts(store):
        if fact.key in kinds:
            unit = vocabulary.unit[fact.unit].text.zh if fact.unit else None
            own = {"fact": kinds[fact.key].zh, "value": fact.value, "unit": unit}
            yield {**_of_fact(site, fact), **own, **_pair(fact.text, "text")}


def _firms(store: Store) -> Iterator[Cells]:
    for firm in store.firms:
        names = [str(store.records[s]["name_zh"]) for s in firm.features if s in _sites(store)]
        if names:
            yield {"sites": "；".join(names), **_of_firm(firm)}


def _of_firm(firm: Firm) -> Cells:
    cells = _common(FIRMS, firm.date, firm.source, firm.check_after)
    for key in ("firm", "product", "what", "note"):
        zh, en = getattr(firm, f"{key}_zh"), getattr(firm, f"{key}_en")
        cells |= _pair(Text(zh=zh, en=en) if zh and en else None, key)
    if firm.figure is not None:
        cells |= {"figure": firm.figure, "figure_unit": firm.unit_zh}
        if firm.unit_en != firm.unit_zh or firm.scale_en != 1:
            english = round(firm.figure * firm.scale_en, 6)
            cells |= {"figure_en": english, "figure_unit_en": firm.unit_en}
    return cells


def _projects(store: Store) -> list[dict[str, Any]]:
    """Return the records of all projects, and of other features with milestones."""
    return [r for r in store.records.values() if is_project(r) or r["id"] in store.milestones]


def _milestones(store: Store) -> Iterator[Cells]:
    """Return the rows of all milestones; a name that several features have is given by the id."""
    names = Counter(str(record["name_zh"]) for record in store.records.values())
    for record in _projects(store):
        for one in store.milestones.get(record["id"], ()):
            name = str(record["name_zh"])
            yield {
                "project": name if names[name] == 1 else record["id"],
                "event": worksheets().event[one.event].zh,
                "kind": worksheets().kind[one.kind].zh,
                "when": one.date,
                "no_later": YES if one.no_later else None,
                "said": one.said,
                "source": one.source,
                "check_after": one.check_after,
                **_pair(one.part, "part"),
                **_pair(one.by, "by"),
                **_pair(one.note, "note"),
            }


# ---- words and help ------------------------------------------------------------------------------


def _words(store: Store) -> dict[str, list[str]]:
    """Return type of column → the words of its drop-down list."""
    vocabulary = fact_kinds()
    units = dict.fromkeys(u for kind in utilities() for u in vocabulary.kind[kind].units)
    return {
        "site": [str(store.records[site]["name_zh"]) for site in _sites(store)],
        "fact": [label.zh for label in utilities().values()],
        "unit": [vocabulary.unit[unit].text.zh for unit in units],
        "use": [text.zh for text in worksheets().use.values()],
        "state": [text.zh for text in worksheets().state.values()],
        "flag": [YES, "否"],
        "project": list(dict.fromkeys(str(r["name_zh"]) for r in _projects(store))),
        "event": [text.zh for text in worksheets().event.values()],
        "kind": [text.zh for text in worksheets().kind.values()],
    }


def _offer(sheet: Worksheet, place: int, kind: str, count: int) -> None:
    """Offer words in a column; other words remain possible, as a name may be given by its id."""
    letter = get_column_letter(_LISTS.index(kind) + 1)
    words = f"{quote_sheetname(HELP[1])}!${letter}$2:${letter}${count + 1}"
    offer = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=False)
    column = get_column_letter(place)
    offer.add(f"{column}2:{column}{LISTED_ROWS}")
    sheet.add_data_validation(offer)


def _lists(sheet: Worksheet, words: dict[str, list[str]], store: Store) -> None:
    """Write the words of the drop-down lists, and the sources that a row may name."""
    heads = [message(f"bureau.words_{kind}", "zh") for kind in (*_LISTS, "source", "title")]
    write_heads(sheet, heads, [28, 16, 16, 14, 10, 8, 36, 10, 10, 26, 60])
    sources = store.sources.values()
    lists = [*(words[kind] for kind in _LISTS)]
    lists += [[s.id for s in sources], [s.title_zh for s in sources]]
    for place, column in enumerate(lists, start=1):
        for number, word in enumerate(column, start=2):
            put(sheet, number, place, word)


def _help(sheet: Worksheet) -> None:
    """Write how to fill in the workbook, in both languages."""
    sheet.column_dimensions["A"].width = 110
    lines = [line for lang in ("zh", "en") for line in _help_lines(lang)]
    for number, line in enumerate(lines, start=1):
        put(sheet, number, 1, line).alignment = Alignment(wrap_text=True, vertical="top")


def _help_lines(lang: str) -> list[str]:
    return [*message("bureau.help", lang, file=FILE).split("\n"), ""]
