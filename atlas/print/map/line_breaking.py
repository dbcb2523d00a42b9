"""Line breaking for Chinese and English text by the Unicode algorithm (UAX #14).

Without hyphenation: only an unbreakable unit may be wider than a line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from uniseg.linebreak import line_break_units

#: dashes and dots, before which UAX #14 breaks and Chinese does not (GB/T 15834)
_NEVER_FIRST = ("—", "～", "·")
#: between two ideographs, where a line may always break; found here because it is faster
_IDEOGRAPHS = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return the lines of a text; only an unbreakable unit may be wider than ``width``.

    Parameters
    ----------
    text : str
        Its own line breaks are kept.
    width : float
        In the unit of ``measure``.
    measure : callable
        Text → its width.

    Examples
    --------
    >>> broken("见【附注】：面积 1,234.5 公顷", 8, len)
    ['见【附注】：面积', '1,234.5', '公顷']
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in units(paragraph):
            if line and measure((line + unit).rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += unit
        lines.append(line.rstrip())
    return lines


@lru_cache(maxsize=4096)
def units(text: str) -> tuple[str, ...]:
    """Return the unbreakable units of a text; joined, they are the text."""
    return tuple(_joined(_breakable(text)))


def _breakable(text: str) -> Iterator[str]:
    for part in filter(None, _IDEOGRAPHS.split(text)):
        yield from (part,) if len(part) == 1 else line_break_units(part)


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """Join the parts between which Chinese does not break."""
    held = ""
    for part in parts:
        if held and not part.startswith(_NEVER_FIRST):
            yield held
            held = ""
        held += part
    if held:
        yield held
