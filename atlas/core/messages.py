"""Localized messages: all texts of the user interface, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from atlas.core.model import Language, Text
from atlas.core.toml_files import TextFileError, first_problem, read_toml, toml_line

FILE = Path(__file__).with_suffix(".toml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Text]]:
    for key, value in table.items():
        if isinstance(value, dict) and (
            not set(value) & set(LANGUAGES)
            or all(isinstance(inner, dict) for inner in value.values())
        ):
            yield from _flatten(value, f"{prefix}{key}.")
            continue
        try:
            yield f"{prefix}{key}", Text.model_validate(value)
        except ValidationError as error:
            line = toml_line(FILE, f"{prefix}{key}".split("."))
            found = f"{FILE.name}: {line}{prefix}{key}: {first_problem(error)}"
            raise TextFileError(found) from error


@cache
def all_messages() -> dict[str, Text]:
    """Return message key → text.

    Raises
    ------
    TextFileError
        When ``messages.toml`` is invalid; the message names file and line.
    """
    return dict(_flatten(read_toml(FILE)))


def message(key: str, lang: str, **values: Any) -> str:
    """Return a message in ``lang`` with its ``{names}`` filled in.

    Raises
    ------
    KeyError
        When there is no such message.
    """
    text = all_messages()[key].in_(lang)
    return text.format(**values) if values else text


def messages(prefix: str, lang: str) -> dict[str, str]:
    """Return the messages whose key starts with ``prefix``, for use in the browser."""
    return {key: text.in_(lang) for key, text in all_messages().items() if key.startswith(prefix)}
