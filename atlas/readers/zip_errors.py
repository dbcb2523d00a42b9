"""Errors that Python's libraries raise while a damaged zip archive is read from memory."""

from __future__ import annotations

import lzma
import zipfile
import zlib

#: ``zipfile`` raises BadZipFile for a damaged directory or header and for a wrong checksum,
#: NotImplementedError for a compression, encryption or version it does not know, and EOFError for
#: an entry that ends too early; ValueError for a name that is not the UTF-8 it claims to be and for
#: an entry said to begin before the archive does, OverflowError for one beyond 2**63 bytes. For
#: damaged data ``zlib`` and ``lzma`` raise errors of their own, ``bz2`` an OSError
DAMAGED_ZIP = (
    zipfile.BadZipFile,
    NotImplementedError,
    EOFError,
    ValueError,
    OverflowError,
    OSError,
    zlib.error,
    lzma.LZMAError,
)
#: flag of an entry with a password
ENCRYPTED = 0x1
