"""What ends a command or the server: one line on standard error, exit code 2.

Exit code 1 is for what was found (a conflict, a complaint, a difference), never for a crash.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

#: what could not be done
FAILED = 2


def described(error: BaseException) -> str:
    """Return an error in one line; one for each setting that is wrong."""
    if isinstance(error, OSError) and error.strerror:
        names = [str(name) for name in (error.filename, error.filename2) if name is not None]
        return ": ".join([*names[:1], error.strerror])
    if type(error).__module__.startswith("atlas."):
        return str(error)
    kind, text = type(error).__name__, " ".join(str(error).split())
    where = f"unexpected {kind}: {text}".rstrip(": ")
    return f"{where} (ATLAS_DEBUG=1 shows where it came from)"


def tell(who: str, error: BaseException) -> None:
    """Write why ``who`` ends to standard error; the whole traceback where it is asked for."""
    if os.environ.get("ATLAS_DEBUG", "").lower() in ("1", "true", "yes", "on"):
        traceback.print_exception(error)
    print(f"{who}: {described(error)}", file=sys.stderr)


@contextmanager
def ending_in_one_line(who: str) -> Iterator[None]:
    """End the process with one line when what is done within fails."""
    try:
        yield
    except Exception as error:
        tell(who, error)
        raise SystemExit(FAILED) from None
