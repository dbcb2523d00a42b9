"""The message catalogue: every text of the atlas's own, in both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from atlas.model import Language, Text

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def _flatten(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Text]]:
    for key, value in table.items():
        if set(value) <= set(LANGUAGES):
            yield f"{prefix}{key}", Text.model_validate(value)
        else:
            yield from _flatten(value, f"{prefix}{key}.")


@cache
def catalogue() -> dict[str, Text]:
    """Return message key → text."""
    with (Path(__file__).parent / "messages.toml").open("rb") as file:
        return dict(_flatten(tomllib.load(file)))


def message(key: str, lang: str, **values: Any) -> str:
    """Return a message in ``lang`` with its ``{names}`` filled in.

    Raises
    ------
    KeyError
        When the catalogue has no such message.
    """
    text = catalogue()[key].in_(lang)
    return text.format(**values) if values else text


def messages(prefix: str, lang: str) -> dict[str, str]:
    """Return the messages whose key starts with ``prefix``: those that the browser needs."""
    return {key: text.in_(lang) for key, text in catalogue().items() if key.startswith(prefix)}
