"""Memory that is free goes back to the system.

The C library of Linux keeps large blocks for itself once one has been freed: fifty uploaded files
that were long forgotten still took the server 300 MB.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress
from typing import Any

#: ``mallopt``'s name of the size (bytes) from which a block goes back by itself when it is freed
M_MMAP_THRESHOLD, LARGE = -3, 1 << 20


def return_large_blocks() -> None:
    """Have large blocks go back as soon as they are freed; before any is taken."""
    with suppress(AttributeError):  # another C library
        _library().mallopt(M_MMAP_THRESHOLD, LARGE)


def return_free_memory() -> None:
    """Give back what is free among small blocks; takes some milliseconds."""
    with suppress(AttributeError):
        _library().malloc_trim(0)


def _library() -> Any:
    if sys.platform != "linux":
        raise AttributeError(sys.platform)
    return ctypes.CDLL(None)
