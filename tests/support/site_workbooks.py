"""Workbooks of a bureau with chosen rows, and the store that reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from atlas.readers.site_workbook.workbook_reader import SiteWorkbook, read_workbook
from atlas.readers.site_workbook.worksheets import FILE, worksheets
from tests.support.project import store

TODAY = datetime.date(2026, 11, 30)
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def save(folder: Path, rows: Rows) -> Path:
    """Write worksheet key → rows (column key → cell) as ``sites.xlsx``."""
    book = Workbook()
    book.remove(book.active)
    for key, listed in rows.items():
        definition = worksheets().worksheet[key]
        sheet = book.create_sheet(definition.title.zh)
        sheet.append([worksheets().column[name].heading for name in definition.columns])
        for row in listed:
            sheet.append([row.get(name) for name in definition.columns])
    book.save(folder / FILE)
    return folder / FILE


def read(path: Path) -> SiteWorkbook:
    """Read a workbook against the project's own sites and sources."""
    return read_workbook(path, store().records, store().sources, TODAY)
