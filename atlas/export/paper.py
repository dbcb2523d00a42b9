"""What the pages of paper share: font, colours, text as the font sets it."""

from __future__ import annotations

FONT = "Noto Sans CJK SC"
INK, SOFT, LINE, WORLD, PAPER = "#2f2a24", "#6b6355", "#c8c0b2", "#f1ede3", "#fffdf8"
#: the font has no thin space, and sets an apostrophe as wide as a Chinese sign
_PLAIN = str.maketrans({"\u2009": " ", "\u2019": "'"})


def plain(text: str) -> str:
    """Return a text in signs that the font has."""
    return text.translate(_PLAIN)
