"""A digest of what the atlas is made of here: its code, its data and what a bureau laid over them.

Two processes with the same digest give the same answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from atlas.paths import Paths

CODE = Path(__file__).parent
ENDINGS = (".py", ".toml", ".json", ".geojson", ".csv")


def fingerprint(paths: Paths) -> str:
    """Return the digest of the files that the code and the store are loaded from."""
    digest = hashlib.sha256()
    for path in sorted(_files(paths)):
        try:
            content = path.read_bytes()
        except OSError:  # taken away meanwhile, or not to be read: that is a state as well
            content = b"\0"
        digest.update(f"{path}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(paths: Paths) -> Iterator[Path]:
    folders = [CODE, paths.layers, *([paths.private] if paths.private else [])]
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.suffix in ENDINGS)
    yield from (path for path in paths.geodata.glob("*") if path.suffix in ENDINGS)
