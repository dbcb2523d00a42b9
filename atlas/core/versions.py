"""Versions of code and data: the release, and digests that change with any file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from atlas.core.atomic_files import current_files
from atlas.core.paths import Paths
from atlas.core.settings import PROJECT

#: the program's files
PATTERNS = (
    *("atlas/**/*.py", "atlas/**/*.toml", "atlas/**/*.j2", "atlas/**/*.typ"),
    *("pages/*.py", "static/**/*", "app.py"),
)
#: length of a digest, in characters
_LENGTH = 12


def code_version() -> str:
    """Return the release, ``+`` and a digest of the program's files."""
    try:
        release = version("pingdu-atlas")
    except PackageNotFoundError:  # run from a folder, not installed
        release = "0"
    found = [path for pattern in PATTERNS for path in PROJECT.glob(pattern) if path.is_file()]
    return f"{release}+{_digest((p.relative_to(PROJECT).as_posix(), p) for p in found)}"


def data_version(paths: Paths) -> str:
    """Return a digest of layer definitions, tours, built data and overrides."""
    found = {f"layers/{path.name}": path for path in paths.layers.glob("*.toml")}
    found |= {f"tours/{path.name}": path for path in paths.tours.glob("*.toml")}
    for pattern in ("*.geojson", "*.json"):
        found |= current_files(paths.geodata, pattern)
    if paths.private is not None:
        for pattern in ("*.xlsx", "*/*.geojson", "*/*.json"):
            names = current_files(paths.private, pattern)
            found |= {f"private/{name}": path for name, path in names.items()}
    return _digest(found.items())


def _digest(files: Iterable[tuple[str, Path]]) -> str:
    whole = hashlib.sha256()
    for name, path in sorted(files):
        try:
            content = path.read_bytes()
        except OSError:  # deleted meanwhile or unreadable, which counts as a version too
            content = b"\0"
        whole.update(f"{name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()[:_LENGTH]
