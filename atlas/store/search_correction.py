"""Queries with a wrong Chinese character, corrected by the names that are known.

People type Chinese by its sound, so most errors are characters of the same sound (高素 for 高速).
Such a character is corrected even in a word of two; any other only in a word of at least four.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pypinyin import lazy_pinyin

#: least length of a word of which one character may be wrong: of the same sound, or of any
SAME_SOUND, ANY = 2, 4
#: maximum number of corrections
MOST = 3

_CHINESE = re.compile(r"[\u3400-\u9fff]+")


def corrections(query: str, names: Iterable[str]) -> list[str]:
    """Return a query with one character corrected, the likeliest first.

    Parameters
    ----------
    query : str
        Folded; only a Chinese one is corrected.
    names : iterable of str
        Folded names.

    Examples
    --------
    >>> corrections("旧店镇高素", ["高速", "高铁", "旧店镇"])
    ['旧店镇高速']
    >>> corrections("污水处里厂", ["东部污水处理厂"])
    ['污水处理厂']
    """
    if not _CHINESE.fullmatch(query):
        return []
    found: dict[str, tuple[bool, int]] = {}
    for name in names:
        for start, word in _near(query, name):
            corrected = query[:start] + word + query[start + len(word) :]
            same = lazy_pinyin(corrected) == lazy_pinyin(query)
            if same or len(word) >= ANY:
                found[corrected] = max(found.get(corrected, (False, 0)), (same, len(word)))
    likeliest = sorted(found, key=lambda one: found[one], reverse=True)
    if likeliest and found[likeliest[0]][0]:
        likeliest = [one for one in likeliest if found[one][0]]
    return likeliest[:MOST]


def _near(query: str, name: str) -> Iterator[tuple[int, str]]:
    """Yield where a name, or a part of it as long as the query, has one other character."""
    size = min(len(query), len(name))
    if size < SAME_SOUND:
        return
    for start in range(len(query) - size + 1):
        piece = query[start : start + size]
        for first in range(len(name) - size + 1):
            word = name[first : first + size]
            if sum(a != b for a, b in zip(piece, word, strict=True)) == 1:
                yield start, word
