"""Checks the unpacked size of zipped workbooks before a library opens them."""

from __future__ import annotations

import io
import re
import zipfile

from atlas.readers.file_limits import Allowance, check_count
from atlas.readers.planners_file import ReaderError
from atlas.readers.zip_errors import DAMAGED_ZIP, ENCRYPTED

_CHUNK = 1 << 20
#: tags of rows and non-empty cells in Excel and OpenDocument
_TAG = re.compile(rb"<(?:\w+:)?(row|c|table-row|table-cell|table)\b([^>]*)>")
_PLACE = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")
_REPEATED = re.compile(rb"""-repeated=["'](\d{1,9})["']""")


def check_package(name: str, content: bytes, allowance: Allowance) -> None:
    """Refuse a workbook that is too large unpacked, or whose used range is.

    Its unpacked size is taken from the allowance shared by everything uploaded with it. The
    library builds a table of all cells of the used range; two cells at opposite ends of a
    worksheet make it seventeen thousand million cells.

    Raises
    ------
    LimitExceededError
    ReaderError
        When the archive is damaged or has a password.
    """
    cells = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                allowance.take_file(name)
                if not info.is_dir():
                    cells += _spanned(archive, info, name, allowance)
                    check_count(cells, "cells", name)
    except ReaderError:  # a ValueError too
        raise
    except DAMAGED_ZIP as error:
        raise ReaderError("planners.bad_zip", file=name) from error


def _spanned(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, allowance: Allowance
) -> int:
    """Return the number of cells in a worksheet's used range."""
    if info.flag_bits & ENCRYPTED:
        raise ReaderError("planners.locked_workbook", file=name)
    span = _Span()
    rest = b""
    with archive.open(info) as file:
        while part := file.read(_CHUNK):
            allowance.take_bytes(len(part), name)
            # an incomplete tag is kept for the next part
            whole, _, rest = (rest + part).rpartition(b"<")
            for kind, more in _TAG.findall(whole):
                span.take(kind, more)
            check_count(span.cells, "cells", name)
            rest = b"<" + rest if len(rest) < _CHUNK else b""
    return span.cells


class _Span:
    """Used range of worksheets, updated tag by tag."""

    def __init__(self) -> None:
        self.row = self.column = self.repeat = 0
        self.rows = self.columns = 0

    @property
    def cells(self) -> int:
        """Number of cells in the used range."""
        return self.rows * self.columns

    def take(self, kind: bytes, more: bytes) -> None:
        """Process a tag with the attributes ``more``."""
        place, again = _PLACE.search(more), _REPEATED.search(more)
        count = int(again[1]) if again else 1
        if kind == b"table":
            self.row = self.repeat = 0
        elif kind in (b"row", b"table-row"):
            self.row = int(place[2]) if place else self.row + max(self.repeat, 1)
            self.column, self.repeat = 0, count
        else:
            if place:
                self.column, self.row = _column(place[1]), int(place[2])
            else:
                self.column += count
            if not more.endswith(b"/"):
                self.rows = max(self.rows, self.row + max(self.repeat, 1) - 1)
                self.columns = max(self.columns, self.column)


def _column(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
