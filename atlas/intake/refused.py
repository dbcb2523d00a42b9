"""Forms that the atlas does not read: known by name, refused with the way out."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.intake.raw import Member
from atlas.model import Strict, Text
from atlas.notes import Note
from atlas.textfiles import read_toml_as

#: nobody means these to be checked
_PLAIN = ("document", "picture")
_SYSTEM = ("thumbs.db", "desktop.ini")


class Form(Strict):
    """A form of ``refused.toml``: how it is known, what it is called, the way out."""

    magic: tuple[str, ...] = ()
    endings: tuple[str, ...]
    form: Text
    way: Text

    def begins(self, content: bytes) -> bool:
        """Tell whether a file begins as this form does."""
        return any(content.startswith(bytes.fromhex(mark)) for mark in self.magic)


@cache
def forms() -> dict[str, Form]:
    """Return the forms by their keys, read once."""
    return read_toml_as(Path(__file__).with_suffix(".toml"), dict[str, Form])


def form_of(file: Member) -> str | None:
    """Return a key of :func:`forms`: by the ending, else by the first bytes; ``None`` if none."""
    by_name = (key for key, form in forms().items() if file.suffix in form.endings)
    by_bytes = (key for key, form in forms().items() if form.begins(file.content))
    return next(by_name, None) or next(by_bytes, None)


def by_bytes(file: Member) -> bool:
    """Tell whether the first bytes of a file are those of a form that is not read."""
    return any(form.begins(file.content) for form in forms().values())


def refusal(file: Member) -> Note | None:
    """Return why a file is not read, and the way out; ``None`` if its form is not known."""
    key = None if _is_system(file) else form_of(file)
    if key is None:
        return None
    known = forms()[key]
    return Note("intake.refused_form", {"file": file.name, "form": known.form, "way": known.way})


def is_plain(file: Member) -> bool:
    """Tell whether a file is a document, a picture or a system's own: not meant to be checked."""
    return _is_system(file) or form_of(file) in _PLAIN


def _is_system(file: Member) -> bool:
    return file.name.lower().rpartition("/")[2] in _SYSTEM


def endings() -> tuple[str, ...]:
    """Return the endings of the forms that are refused with the way out."""
    return tuple(ending for form in forms().values() for ending in form.endings)
