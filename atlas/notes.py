"""What is said to readers in words of the catalogue: a note, and an error that is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from atlas.i18n import message
from atlas.model import Text


@dataclass(frozen=True)
class Note:
    """Something that a reader must know: a message of the catalogue and its values.

    A value may be a text in both languages or another note.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """Return it in a language."""
        values = {key: _in(value, lang) for key, value in self.values.items()}
        return message(self.key, lang, **values)


class NotedError(ValueError):
    """Something that cannot be done; says why in the reader's language.

    Parameters
    ----------
    key : str
        Of the message catalogue.
    **values
        What the message fills in.
    """

    def __init__(self, key: str, **values: Any) -> None:
        self.note = Note(key, values)
        super().__init__(self.text("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        # Python would make it anew of its English text
        return _again, (type(self), self.note, self.__dict__)

    def text(self, lang: str) -> str:
        """Return why, in a language."""
        return self.note.text(lang)


def _again(kind: type[NotedError], note: Note, others: dict[str, Any]) -> NotedError:
    """Return an error that was pickled."""
    error = kind.__new__(kind)
    NotedError.__init__(error, note.key, **note.values)
    error.__dict__.update(others)
    return error


def _in(value: Any, lang: str) -> Any:
    if isinstance(value, Text):
        return value.in_(lang)
    return value.text(lang) if isinstance(value, Note) else value
