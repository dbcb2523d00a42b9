"""Normalizes names and road numbers for comparison between files and the atlas."""

from __future__ import annotations

import re
import unicodedata

#: authorities that only some sources prefix to a name
_AUTHORITY = re.compile(r"^(?:山东省?|青岛市?|平度市?)+(?=.{2,})")
#: a road number: national (G), provincial (S), county (X) and lower
_REF = re.compile(r"[GSXYZC]\d{1,5}(?!\d)")
_BETWEEN = re.compile(r"[\s·・\-–—_“”\"'.,，。、；;]+")


def plain(name: str) -> str:
    """Return a name without differences of width, case, spaces and authority prefix.

    Examples
    --------
    >>> plain("青岛市平度市 大泽山省级自然保护区")
    '大泽山省级自然保护区'
    >>> plain("荣乌高速公路") == plain("荣乌高速")
    True
    """
    text = _BETWEEN.sub("", unicodedata.normalize("NFKC", name)).lower()
    text = re.sub(r"高速公路$", "高速", text)
    return _AUTHORITY.sub("", text)


def names_of(name: str) -> frozenset[str]:
    """Return all names of a feature: the main name and each name in its brackets.

    A road number before the name is left out.

    Examples
    --------
    >>> sorted(names_of("S219灰里线")) == [plain("灰里线")]
    True
    >>> len(names_of("新董高速（新潍高速、明董高速）"))
    3
    """
    parts = re.split(r"[（()）、]", name)
    bare = (_REF.sub("", unicodedata.normalize("NFKC", part)) for part in parts)
    return frozenset(found for part in bare if (found := plain(part)))


def refs_of(text: str | None) -> frozenset[str]:
    """Return the road numbers in a text, as in OpenStreetMap's ``ref``.

    Examples
    --------
    >>> sorted(refs_of("G18;G1511")) == ["G1511", "G18"]
    True
    """
    whole = unicodedata.normalize("NFKC", text or "").upper()
    return frozenset(_REF.findall(re.sub(r"\s+", "", whole)))
