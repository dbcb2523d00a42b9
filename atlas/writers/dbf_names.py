"""Short names and texts that fit a dBase table, and so a Shapefile."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pypinyin import lazy_pinyin

from atlas.writers.feature_table import FeatureTable

#: maximum bytes of a dBase field name and of a text value
NAME_BYTES, TEXT_BYTES = 10, 254


@dataclass(frozen=True)
class Cut:
    """A column with texts that a Shapefile truncates.

    Attributes
    ----------
    title, head : str
        Of the layer and of the column, in the reader's language.
    key, column : str
        The layer's id, the column's name.
    features : int
        Number of features whose text is truncated.
    """

    title: str
    head: str
    key: str
    column: str
    features: int


def short_names(columns: Iterable[str]) -> dict[str, str]:
    """Return column → ASCII name of at most ten bytes, distinct regardless of case.

    Chinese becomes pinyin, and the longest words are shortened until the name fits. The result
    depends only on the columns and their order.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name = _shortened(column)
        number = 1
        while name.lower() in taken:
            number += 1
            name = f"{_shortened(column)[: NAME_BYTES - len(str(number))]}{number}"
        taken.add(name.lower())
        names[column] = name
    return names


def _shortened(column: str) -> str:
    ascii_only = "".join(lazy_pinyin(column, errors=lambda rest: rest))
    words = re.findall(r"[A-Za-z0-9]+", ascii_only) or ["field"]
    if not words[0][0].isalpha():
        words.insert(0, "f")
    while len("_".join(words)) > NAME_BYTES:
        longest = max(range(len(words)), key=lambda place: len(words[place]))
        if len(words[longest]) == 1:
            return "".join(words)[:NAME_BYTES]
        words[longest] = words[longest][:-1]
    return "_".join(words)


def shortened(text: str, limit: int = TEXT_BYTES) -> str:
    """Return the start of a text that fits ``limit`` bytes of UTF-8, in whole characters."""
    return text.encode()[:limit].decode(errors="ignore")


def cuts(contents: Iterable[FeatureTable]) -> list[Cut]:
    """Return the columns that a Shapefile truncates, with the number of features."""
    found = []
    for content in contents:
        for column in content.columns:
            long = sum(_is_long(value) for value in content.frame[column])
            if long:
                head = content.heads[column]
                found.append(Cut(content.title, head, content.key, column, long))
    return found


def _is_long(value: object) -> bool:
    return isinstance(value, str) and len(value.encode()) > TEXT_BYTES
