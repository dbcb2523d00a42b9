"""Failures of a command or the server: one line on standard error and exit code 2.

Exit code 1 is reserved for findings (a conflict, complaint or difference), never for a crash.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

#: exit code of a failure
FAILED = 2


def described(error: BaseException) -> str:
    """Return an error message on one line; settings errors have one line per setting."""
    if isinstance(error, OSError) and error.strerror:
        names = [str(name) for name in (error.filename, error.filename2) if name is not None]
        return ": ".join([*names[:1], error.strerror])
    if type(error).__module__.startswith("atlas."):
        return str(error)
    kind, text = type(error).__name__, " ".join(str(error).split())
    where = f"unexpected {kind}: {text}".rstrip(": ")
    return f"{where} (set ATLAS_DEBUG=1 for the traceback)"


def tell(who: str, error: BaseException) -> None:
    """Print why ``who`` failed to standard error, with the traceback if ATLAS_DEBUG is set."""
    if os.environ.get("ATLAS_DEBUG", "").lower() in ("1", "true", "yes", "on"):
        traceback.print_exception(error)
    print(f"{who}: {described(error)}", file=sys.stderr)


@contextmanager
def ending_in_one_line(who: str) -> Iterator[None]:
    """Print any exception of the block on one line and exit with code 2."""
    try:
        yield
    except Exception as error:
        tell(who, error)
        raise SystemExit(FAILED) from None
