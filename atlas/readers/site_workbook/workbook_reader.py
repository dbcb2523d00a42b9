"""Reads the bureau's workbook ``sites.xlsx``; a row with an error is left out and named.

Messages name worksheet, row and column. The rest of the workbook is used.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from atlas.core.errors import Note, first_names, short
from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.model import Source
from atlas.plan.firms import Firm
from atlas.plan.site_facts import SiteFact
from atlas.readers.site_workbook.cells import Known, Row, words
from atlas.readers.site_workbook.entries import Entry, Milestones, entries_of, whole
from atlas.readers.site_workbook.worksheets import HEAD, folded, worksheets

#: largest workbook (bytes), and most rows and columns that are read of a worksheet
LARGEST, MOST_ROWS, MOST_COLUMNS = 20_000_000, 5_000, 60
#: worksheets of the template that hold no entries
HELP = ("说明 Help", "词表 Words")


@dataclass(frozen=True)
class SiteWorkbook:
    """What the bureau's workbook says of sites and projects.

    Attributes
    ----------
    facts : dict of tuple to tuple of SiteFact
        Site and kind of fact → the facts that replace the atlas's own; none if withdrawn.
    firms : dict of tuple to tuple of Firm
        Site and Chinese name of a firm → the entries that replace the atlas's own.
    milestones : dict of tuple to tuple of Milestone
        Project, event, kind and date of the statement → the milestones that replace the atlas's
        own.
    sources : dict of str to Source
        The sources that its rows name.
    refused : tuple of Note
        What is wrong with it, cell by cell.
    """

    facts: dict[tuple[str, str], tuple[SiteFact, ...]] = field(default_factory=dict)
    firms: dict[tuple[str, str], tuple[Firm, ...]] = field(default_factory=dict)
    milestones: Milestones = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    refused: tuple[Note, ...] = ()


def read_workbook(
    path: Path,
    records: Mapping[str, Mapping[str, Any]],
    sources: Mapping[str, Source],
    today: datetime.date,
) -> SiteWorkbook:
    """Read the workbook of the bureau.

    Parameters
    ----------
    path : Path
    records : mapping of str to mapping
        Properties of all features; parks, districts and projects are known by
        name or id.
    sources : mapping of str to Source
        Sources that rows may name by id.
    today : datetime.date
        Later dates are errors.
    """
    try:
        if path.stat().st_size > LARGEST:
            return SiteWorkbook(refused=(Note("bureau.large", {"file": path.name}),))
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever its parsers raise
        why = short(str(error)) or type(error).__name__
        return SiteWorkbook(refused=(Note("bureau.unreadable", {"file": path.name, "why": why}),))
    try:
        return _read(book, path.name, known_sites(records, today), sources)
    except Exception as error:  # a damaged worksheet is noticed only when its rows are read
        why = short(str(error)) or type(error).__name__
        return SiteWorkbook(refused=(Note("bureau.unreadable", {"file": path.name, "why": why}),))
    finally:
        book.close()


def known_sites(records: Mapping[str, Mapping[str, Any]], today: datetime.date) -> Known:
    """Return the sites and projects that cells may name, by folded name and id, and the day."""
    sites = {name: one for name, one in records.items() if one["layer"] in SITE_LAYERS}
    projects = {name: one for name, one in records.items() if one.get("status")}
    return Known(*_named(sites), today, *_named(projects))


def _named(
    records: Mapping[str, Mapping[str, Any]],
) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return folded name or id → ids, and all names."""
    found: dict[str, tuple[str, ...]] = {}
    names: list[str] = []
    for identifier, record in records.items():
        names += [str(record["name_zh"]), str(record["name_en"])]
        for name in {folded(str(record[key])) for key in ("name_zh", "name_en", "id")}:
            found[name] = (*found.get(name, ()), identifier)
    return found, tuple(names)


def _read(book: Any, file: str, known: Known, sources: Mapping[str, Source]) -> SiteWorkbook:
    refused: list[Note] = []
    entries: list[Entry] = []
    for sheet in book.worksheets:
        if sheet.title in HELP:
            continue
        key = worksheets().key_of(sheet.title)
        if key is None:
            has = "、".join(one.title.zh for one in worksheets().worksheet.values())
            refused.append(
                Note("bureau.no_worksheet", {"file": file, "sheet": short(sheet.title), "has": has})
            )
            continue
        for row, number in _rows(sheet, key, file, known, refused):
            entry = None if row.wrong else entries_of(key, row, sources)
            refused += [
                Note(
                    "bureau.cell",
                    {
                        "file": file,
                        "sheet": sheet.title,
                        "row": number,
                        "column": worksheets().column[column].label.zh,
                        "why": why,
                    },
                )
                for column, why in row.wrong
            ]
            if entry is not None and not row.wrong:
                entries.append(entry)
    facts, firms, milestones, cited = whole(entries)
    return SiteWorkbook(facts, firms, milestones, cited, tuple(refused))


def _rows(
    sheet: Any, key: str, file: str, known: Known, refused: list[Note]
) -> Iterator[tuple[Row, int]]:
    """Yield the filled rows of a worksheet with their numbers, their cells read by type."""
    definition = worksheets().worksheet[key]
    every = sheet.iter_rows(min_row=HEAD, max_col=MOST_COLUMNS, values_only=True)
    heads = [words(cell) if cell is not None else "" for cell in next(every, ())]
    columns = [worksheets().column_of(key, head) if head else None for head in heads]
    where = {"file": file, "sheet": sheet.title}
    for head, column in zip(heads, columns, strict=True):
        if head and column is None:
            refused.append(Note("bureau.unknown_column", {**where, "column": short(head)}))
    missing = [name for name in definition.required if name not in columns]
    if missing:
        labels = [worksheets().column[name].label.zh for name in missing]
        refused.append(Note("bureau.no_column", {**where, "columns": first_names(labels)}))
        return
    for number, cells in enumerate(islice(every, MOST_ROWS + 1), HEAD + 1):
        if number > MOST_ROWS + HEAD:
            refused.append(Note("bureau.rows", {**where, "most": MOST_ROWS + HEAD}))
            return
        if all(cell is None or not words(cell) for cell in cells):
            continue
        by_column = {name: c for name, c in zip(columns, cells, strict=False) if name is not None}
        row = Row(by_column)
        for name in definition.columns:
            row.read(name, known, name in definition.required)
        yield row, number
