"""Folders on disk for files that a library reads only from there: removed after the reading."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

#: how such folders are called, so that those of a process that was killed are found
_PREFIX = "pingdu-atlas-"


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed when its ``with`` block ends."""
    return tempfile.TemporaryDirectory(prefix=_PREFIX)


def remove_old_folders(seconds: float) -> int:
    """Remove folders that have not been written to for so long; return how many.

    They are left behind where a process was killed while it read a file.
    """
    count = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        try:
            old = time.time() - folder.stat().st_mtime > seconds
        except OSError:
            continue
        if old:
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count
