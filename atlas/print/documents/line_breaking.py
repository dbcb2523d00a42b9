"""Line breaking for mixed Chinese and English text.

A line may break between any two Chinese characters and at spaces, but never before a closing
punctuation mark nor after an opening one (GB/T 15834).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_OPEN = "“‘（《【〔〈「([{"
_CLOSE = "”’）》】〕〉」、，。；：！？…—)\\]},.;:!?%°"
_CHINESE = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f"
_WORD = rf"[^\s{_CHINESE}{re.escape(_OPEN)}{_CLOSE}\"]"
#: an unbreakable unit: opening marks, a character or word (with inner points), closing marks
_UNIT = re.compile(
    rf"[{re.escape(_OPEN)}]*(?:{_WORD}+(?:[{_CLOSE}](?={_WORD}){_WORD}+)*|[{_CHINESE}]|\")?"
    rf"[{_CLOSE}]*\s*"
)


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
    """
    lines = []
    for paragraph in text.split("\n"):
        line, long = "", 0.0
        for unit in units(paragraph):
            if line and long + measure(unit.rstrip()) > width:
                lines.append(line.rstrip())
                line, long = "", 0.0
            line += unit
            long += measure(unit)
        lines.append(line.rstrip())
    return lines


def units(text: str) -> Iterator[str]:
    """Yield the unbreakable units of a text; joined, they are the text."""
    opening, quoted = "", False
    held = ""
    for unit in filter(None, _UNIT.findall(text)):
        if unit.startswith('"'):  # straight quotes alternately open and close
            quoted = not quoted
            if quoted:
                opening += unit
                continue
            held, opening = held + opening + unit, ""
            continue
        if held:
            yield held
        held, opening = opening + unit, ""
    if held or opening:
        yield held + opening
