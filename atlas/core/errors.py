"""Localized messages and the exceptions that carry them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Any

from atlas.core.messages import message
from atlas.core.model import Text

#: maximum characters shown of a name, and of a text within a sentence; files keep the whole
NAME_SHOWN, TEXT_SHOWN = 80, 400
#: maximum number of names listed in a sentence, and of notes of one kind
NAMES_SHOWN = 8


@dataclass(frozen=True)
class Note:
    """A localized message: its key and the values to fill in.

    A value may be a bilingual text or another note.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """Return the message in a language."""
        values = {key: _in(value, lang) for key, value in self.values.items()}
        return message(self.key, lang, **values)


class LocalizedError(ValueError):
    """An error whose message is localized.

    Parameters
    ----------
    key : str
        Message key.
    **values
        Values to fill into the message.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.note = Note(key, values)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        # by default Python would unpickle it from its English message
        return _again, (type(self), self.note, self.__dict__)

    def text(self, lang: str) -> str:
        """Return the message in a language."""
        return self.note.text(lang)


def short(name: str) -> str:
    """Return a name for display: on one line, truncated with “…” if too long.

    Examples
    --------
    >>> short("Parcel\\n7"), len(short("7" * 5000))
    ('Parcel 7', 80)
    """
    plain = " ".join(name[: 2 * NAME_SHOWN].split())
    return plain if len(plain) <= NAME_SHOWN else f"{plain[: NAME_SHOWN - 1]}…"


def first_names(
    names: Iterable[str], remarks: Iterable[str] = repeat(""), separator: str = ", "
) -> str:
    """Return the first names, each shortened and with its remark, and “…” if there are more.

    Examples
    --------
    >>> first_names(["Road", "River"], [" (2)", " (3)"])
    'Road (2), River (3)'
    >>> first_names(map(str, range(20)))
    '0, 1, 2, 3, 4, 5, 6, 7 …'
    """
    found = list(islice(zip(names, remarks, strict=False), NAMES_SHOWN + 1))
    shown = separator.join(f"{short(name)}{remark}" for name, remark in found[:NAMES_SHOWN])
    return f"{shown} …" if len(found) > NAMES_SHOWN else shown


def _again(kind: type[LocalizedError], note: Note, others: dict[str, Any]) -> LocalizedError:
    """Restore a pickled error."""
    error = kind.__new__(kind)
    LocalizedError.__init__(error, note.key, **note.values)
    error.__dict__.update(others)
    return error


def _in(value: Any, lang: str) -> Any:
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, str) and len(value) > TEXT_SHOWN:
        return f"{value[: TEXT_SHOWN - 1]}…"
    return value.text(lang) if isinstance(value, Note) else value
