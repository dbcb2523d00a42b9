"""Reads spreadsheets (Excel, WPS, OpenDocument) as worksheets of text cells."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from atlas.readers.file_limits import Allowance, check_count, limits
from atlas.readers.planners_file import LimitExceededError, ReaderError
from atlas.readers.tables.workbook_package import check_package
from atlas.readers.zip_errors import DAMAGED_ZIP

#: extensions of spreadsheets; the reader detects the format by content
ENDINGS = ("xlsx", "xlsm", "xlsb", "xls", "et", "ods")
#: signature of older workbooks and other documents of their time
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_SPREADSHEET = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
#: members of Office and OpenDocument archives
_OFFICE = ("[Content_Types].xml", "mimetype", "xl/workbook.xml")


@dataclass(frozen=True)
class Worksheet:
    """A worksheet: its name and its cells, row by row."""

    name: str
    rows: list[list[str]] = field(repr=False)


def is_office(content: bytes) -> bool:
    """Return whether a zip archive is an Office or OpenDocument file, which is not unpacked."""
    return any(name in _OFFICE for name in _names(content))


def is_workbook(content: bytes) -> bool:
    """Tell whether a zip archive is a spreadsheet."""
    if _OPEN_SPREADSHEET in content[:200]:
        return True
    return any(name.startswith("xl/workbook.") for name in _names(content))


def is_old_workbook(suffix: str, content: bytes) -> bool:
    """Return whether a file is a workbook from before 2007, or one with a password."""
    return content.startswith(_OLD) and suffix in ENDINGS


def _names(content: bytes) -> list[str]:
    if content[:2] != b"PK" or content.count(b"PK\x01\x02") > 2 * limits().files:
        return []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except DAMAGED_ZIP:
        return []


def read_worksheets(
    name: str, content: bytes, allowance: Allowance
) -> tuple[list[Worksheet], list[str]]:
    """Return the visible worksheets, and the names of hidden ones.

    Raises
    ------
    ReaderError
        When the file is damaged or has a password.
    """
    if content[:2] == b"PK":
        check_package(name, content, allowance)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        check_count(len(book.sheets_metadata), "layers", name)
        shown, hidden = [], []
        cells = 0
        for sheet in book.sheets_metadata:
            if sheet.typ != SheetTypeEnum.WorkSheet:
                continue
            if sheet.visible != SheetVisibleEnum.Visible:
                hidden.append(sheet.name)
                continue
            found = book.get_sheet_by_name(sheet.name)
            cells += found.total_height * found.total_width
            check_count(cells, "cells", name)
            rows = found.to_python(skip_empty_area=False)
            shown.append(Worksheet(sheet.name, [[_text(cell) for cell in row] for row in rows]))
    except PasswordError as error:
        raise ReaderError("planners.locked_workbook", file=name) from error
    except LimitExceededError:
        raise
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as error:
        raise ReaderError("planners.unreadable", file=name, why=str(error)) from error
    return shown, hidden


def _text(cell: object) -> str:
    """Return a cell as text; numbers keep all their digits."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell!r}"
    return str(cell).strip()
