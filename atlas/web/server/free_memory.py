"""Return of freed memory to the operating system.

glibc, the C library of Linux, keeps freed blocks for later use: after fifty uploaded files had been
deleted, the server still held 300 MB.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Any

#: option of ``mallopt``: minimum size of blocks that glibc returns as soon as they are freed
M_MMAP_THRESHOLD = -3
#: value for it (bytes)
LARGE_BLOCK = 1 << 20


def return_large_blocks() -> None:
    """Make glibc return large blocks as soon as they are freed. Call it before loading data."""
    with suppress(AttributeError):  # another C library
        _library().mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)


def return_free_memory() -> None:
    """Return freed small blocks, too; takes some milliseconds."""
    with suppress(AttributeError):
        _library().malloc_trim(0)


def _library() -> Any:
    if sys.platform != "linux":
        raise AttributeError(sys.platform)
    return ctypes.CDLL(None)
