"""How well a query fits the names of a town or feature; ``static/search/match.js`` does the same.

A query fits as a whole, or word by word: then each word must fit, be it the name, or the category,
theme, industry or town, or an everyday word for the category. Chinese words written without spaces
(旧店高速) are taken apart in two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin

#: longer queries are cut
MAX_QUERY = 60
#: score of a word that fits what an entry belongs to, and what it adds to a name that it fits
BELONGS, MEANT = 56, 12
#: a word is taken apart into two of at least this many characters, and how much less that counts
SHORTEST, TAKEN_APART = 2, 10
#: maximum length of a word that is taken apart
LONGEST = 16

_LATIN = re.compile(r"[a-z0-9 '.-]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_BETWEEN = re.compile(r"[\s、，,;；。？?！!/]+")


def fold(text: str) -> str:
    """Return a text normalized for comparison: NFKC, lower case, no white space or quotes."""
    whole = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s\"“”'‘’《》]+", "", whole)


@dataclass(frozen=True)
class Names:
    """What one thing is called, in the form in which it is compared.

    Attributes
    ----------
    chinese : tuple of str
        Folded.
    english : tuple of str
        In lower case.
    syllables : tuple of tuple of str
        Pinyin of Chinese names.
    """

    chinese: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    syllables: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, chinese: Iterable[str], english: Iterable[str], *, spelt: int = 9) -> Names:
        """Return the names; only the first ``spelt`` Chinese ones are found by pinyin."""
        zh = tuple(dict.fromkeys(chinese))
        syllables = (_syllables(name) for name in zh[:spelt])
        en = tuple(dict.fromkeys(name.lower() for name in english))
        return cls(tuple(fold(name) for name in zh), en, tuple(filter(None, syllables)))


@dataclass(frozen=True)
class Query:
    """A query as it is compared.

    Attributes
    ----------
    text : str
        Normalized, in lower case.
    words : tuple of str
        Its words, without those that name nothing.
    """

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, query: str, idle: Iterable[str]) -> Query:
        """Return a query whose ``idle`` words are left out where others remain."""
        text = unicodedata.normalize("NFKC", query[:MAX_QUERY]).lower().strip()
        every = _split(text)
        names = set(idle)
        words = [word for word in every if word not in names]
        for phrase in sorted(names, key=len, reverse=True):
            if _CHINESE.fullmatch(phrase):
                words = [part for word in words for part in word.split(phrase) if part]
        return cls(text, tuple(words or every))


class Groups:
    """What things belong to, by key, and which of it a word means."""

    def __init__(self, names: Mapping[str, Names]) -> None:
        self.names = names
        self._meant: dict[str, frozenset[str]] = {}

    def meant(self, word: str) -> frozenset[str]:
        """Return the keys of the groups of which a name begins with a word."""
        if word not in self._meant:
            found = (key for key, names in self.names.items() if _belongs(names, word))
            self._meant[word] = frozenset(found)
        return self._meant[word]


def fit(own: Names, belongs: frozenset[str], query: Query, groups: Groups) -> float:
    """Return how well a query fits a thing and what it belongs to: 0 (not at all) to 100.

    Parameters
    ----------
    own : Names
        Names of the thing.
    belongs : frozenset of str
        Keys of its groups.
    query : Query
    groups : Groups
        All groups; one object for each query, since it remembers what the query's words mean.
    """

    def whole(word: str) -> float:
        named = fit_name(own, word)
        if belongs.isdisjoint(groups.meant(word)):
            return named
        return min(100.0, named + MEANT) if named else float(BELONGS)

    def best_of(word: str) -> float:
        best = whole(word)
        if best or not _CHINESE.fullmatch(word) or len(word) > LONGEST:
            return best
        for cut in range(SHORTEST, len(word) - SHORTEST + 1):
            left = whole(word[:cut])
            right = whole(word[cut:]) if left else 0
            if right:
                best = max(best, (left + right) / 2 - TAKEN_APART)
        return best

    best = best_of(query.text)
    if (query.text,) != query.words:
        scores = [best_of(word) for word in query.words]
        if scores and min(scores) > 0:
            best = max(best, sum(scores) / len(scores))
    return best


def _split(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(text) if fold(word)]


def fit_name(names: Names, word: str) -> float:
    """Return how well a word fits a name: best if it is all of it, or its beginning."""
    wanted, best = fold(word), 0.0
    if not wanted:
        return best
    for name in names.chinese:
        start = name.find(wanted)
        if start >= 0:
            share = len(wanted) / len(name)
            best = max(best, 100.0 if share == 1 else (88 if start == 0 else 78) + 8 * share)
    if not _LATIN.fullmatch(word):
        return best
    for name in names.english:
        if begins_a_word(name, word):
            best = max(best, 76.0 if name.startswith(word) else 72.0)
    letters = re.sub(r"[^a-z0-9]", "", word)
    for syllables in names.syllables if len(letters) > 1 else ():
        best = max(best, _pinyin(syllables, letters))
    return best


def _belongs(names: Names, word: str) -> bool:
    """Return whether a name of a category, town or everyday word begins with a word."""
    wanted = fold(word)
    if not wanted:
        return False
    if any(name.startswith(wanted) for name in names.chinese):
        return True
    if not _LATIN.fullmatch(word):
        return False
    if any(begins_a_word(name, word) for name in names.english):
        return True
    letters = re.sub(r"[^a-z0-9]", "", word)
    return len(letters) > 1 and any(_pinyin(one, letters) >= 66 for one in names.syllables)


def begins_a_word(name: str, word: str) -> bool:
    """Return whether a word of an English name begins with a word."""
    return word in name and re.search(rf"(^|[^a-z]){re.escape(word)}", name) is not None


def _pinyin(syllables: tuple[str, ...], letters: str) -> float:
    """Return how well letters fit pinyin, whole or initials, from any syllable on."""
    initials = "".join(part[:1] for part in syllables)
    if letters not in "".join(syllables) and letters not in initials:
        return 0.0
    for start in range(len(syllables)):
        rest = syllables[start:]
        if "".join(rest).startswith(letters):
            return 70.0 if start == 0 else 62.0
        if initials[start:].startswith(letters):
            return 66.0 if start == 0 else 58.0
    return 0.0


@cache
def _syllables(name: str) -> tuple[str, ...]:
    spoken = re.sub(r"[^\u3400-\u9fffA-Za-z0-9]", "", name)
    return tuple(part.lower() for part in lazy_pinyin(spoken, style=Style.NORMAL))
