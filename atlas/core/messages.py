"""Localized messages: all texts of the user interface, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import parse_decimal
from pydantic import Field, RootModel, model_validator

from atlas.core.model import Language, Strict, Text
from atlas.core.toml_files import load_toml

FILE = Path(__file__).with_suffix(".toml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_ENGLISH = Locale.parse("en")


class Plural(Strict):
    """English plural forms of a message, named as in Unicode CLDR.

    Chinese has one form for all numbers.
    """

    #: the value that decides on the form
    by: str = "n"
    one: str
    other: str

    def forms(self) -> dict[str, str]:
        """Return plural category → text."""
        return {"one": self.one, "other": self.other}

    def form(self, number: Any) -> str:
        """Return the form for a number, or for its text with grouped thousands."""
        return self.forms()[_ENGLISH.plural_form(parse_decimal(str(number), locale=_ENGLISH))]


class Message(Text):
    """A text of the user interface; ``en`` of a message with a count is its form ``other``."""

    plural: Plural | None = Field(default=None, exclude=True)

    @model_validator(mode="before")
    @classmethod
    def _forms(cls, table: Any) -> Any:
        if isinstance(table, dict) and isinstance(forms := table.get("en"), dict):
            return {**table, "en": forms.get("other", ""), "plural": forms}
        return table

    def filled(self, lang: str, values: dict[str, Any]) -> str:
        """Return the text in a language with its ``{names}`` filled in."""
        if lang == "en" and self.plural is not None:
            return self.plural.form(values[self.plural.by]).format(**values)
        text = self.in_(lang)
        return text.format(**values) if values else text


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and (
            not set(value) & set(LANGUAGES)
            or all(isinstance(inner, dict) for inner in value.values())
        ):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


class Messages(RootModel[dict[str, Message]]):
    """Message key → text; in the file, keys are nested tables."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, table: dict[str, Any]) -> dict[str, Any]:
        return dict(_flatten(table))


@cache
def all_messages() -> dict[str, Message]:
    """Return message key → text.

    Raises
    ------
    TextFileError
        When ``messages.toml`` is invalid; the message names file and line.
    """
    return load_toml(Messages, FILE).root


def message(key: str, lang: str, **values: Any) -> str:
    """Return a message in ``lang`` with its ``{names}`` filled in.

    Raises
    ------
    KeyError
        When there is no such message.

    Examples
    --------
    >>> message("filter.count", "en", n=1), message("filter.count", "en", n=2)
    ('1 item', '2 items')
    """
    return all_messages()[key].filled(lang, values)


def language_code(lang: str) -> str:
    """Return the code of a language for documents (BCP 47).

    Examples
    --------
    >>> language_code("zh"), language_code("en")
    ('zh-CN', 'en')
    """
    return "en" if lang == "en" else "zh-CN"


def messages(prefix: str, lang: str) -> dict[str, str | dict[str, str]]:
    """Return the messages whose key starts with ``prefix``, for use in the browser.

    An English message with a count is a table of its forms; ``static/plural.js`` chooses one.
    """
    return {
        key: text.plural.forms() if lang == "en" and text.plural else text.in_(lang)
        for key, text in all_messages().items()
        if key.startswith(prefix)
    }
