"""Localized messages: all texts of the user interface, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import RootModel, model_validator

from atlas.core.model import Language, Text
from atlas.core.toml_files import load_toml

FILE = Path(__file__).with_suffix(".toml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict) and (
            not set(value) & set(LANGUAGES)
            or all(isinstance(inner, dict) for inner in value.values())
        ):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


class Messages(RootModel[dict[str, Text]]):
    """Message key → text; in the file, keys are nested tables."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, table: dict[str, Any]) -> dict[str, Any]:
        return dict(_flatten(table))


@cache
def all_messages() -> dict[str, Text]:
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
    """
    text = all_messages()[key].in_(lang)
    return text.format(**values) if values else text


def language_code(lang: str) -> str:
    """Return the code of a language for documents (BCP 47).

    Examples
    --------
    >>> language_code("zh"), language_code("en")
    ('zh-CN', 'en')
    """
    return "en" if lang == "en" else "zh-CN"


def messages(prefix: str, lang: str) -> dict[str, str]:
    """Return the messages whose key starts with ``prefix``, for use in the browser."""
    return {key: text.in_(lang) for key, text in all_messages().items() if key.startswith(prefix)}
