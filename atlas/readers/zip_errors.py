"""Errors that Python's libraries raise while a damaged zip archive is read."""

from __future__ import annotations

import lzma
import zipfile
import zlib

#: ``zipfile`` raises BadZipFile for a damaged directory or header and for a wrong checksum,
#: NotImplementedError for a compression, encryption or version it does not know, and EOFError for
#: an entry that ends too early; ``zlib`` and ``lzma`` raise errors of their own for damaged data
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
)
