"""Temporary folders for libraries that read only from disk."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

#: prefix of the folder names, so that those left by a killed process can be found
_PREFIX = "pingdu-atlas-"


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder that is removed when its ``with`` block ends."""
    return tempfile.TemporaryDirectory(prefix=_PREFIX)


def remove_old_folders(seconds: float) -> int:
    """Remove temporary folders not written to for ``seconds``; return how many were removed.

    They remain where a process was killed while it read a file.
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
