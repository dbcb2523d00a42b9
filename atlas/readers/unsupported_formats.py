"""Unsupported formats: recognised by name or content and refused with an alternative."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.core.errors import Note
from atlas.core.model import Strict, Text
from atlas.core.toml_files import load_toml
from atlas.readers.raw_file import Member

#: kinds of files that are never meant to be checked
_PLAIN = ("document", "picture")
_SYSTEM = ("thumbs.db", "desktop.ini")


class Form(Strict):
    """A format of ``unsupported_formats.toml``: signatures, extensions, name, alternative."""

    magic: tuple[str, ...] = ()
    endings: tuple[str, ...]
    form: Text
    way: Text

    def begins(self, content: bytes) -> bool:
        """Return whether content begins with a signature of the format."""
        return any(content.startswith(bytes.fromhex(mark)) for mark in self.magic)


@cache
def forms() -> dict[str, Form]:
    """Return the unsupported formats by key (cached)."""
    return load_toml(dict[str, Form], Path(__file__).with_suffix(".toml"))


def form_of(file: Member) -> str | None:
    """Return a key of :func:`forms`, by extension, else by signature; ``None`` if unknown."""
    by_name = (key for key, form in forms().items() if file.suffix in form.endings)
    by_bytes = (key for key, form in forms().items() if form.begins(file.content))
    return next(by_name, None) or next(by_bytes, None)


def by_bytes(file: Member) -> bool:
    """Return whether a file begins with the signature of an unsupported format."""
    return any(form.begins(file.content) for form in forms().values())


def refusal(file: Member) -> Note | None:
    """Return why a file is not read and what to do instead; ``None`` if its format is unknown."""
    key = None if _is_system(file) else form_of(file)
    if key is None:
        return None
    known = forms()[key]
    return Note("planners.refused_form", {"file": file.name, "form": known.form, "way": known.way})


def is_plain(file: Member) -> bool:
    """Return whether a file is a document, picture or system file, which is not to be checked."""
    return _is_system(file) or form_of(file) in _PLAIN


def _is_system(file: Member) -> bool:
    return file.name.lower().rpartition("/")[2] in _SYSTEM


def endings() -> tuple[str, ...]:
    """Return the extensions of unsupported formats."""
    return tuple(ending for form in forms().values() for ending in form.endings)
