"""Lines of text as Chinese and English set them.

A line may end between any two Chinese signs and at a space, but begins with no closing sign and
ends with no opening one (GB/T 15834).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_OPEN = "“‘（《【〔〈「([{"
_CLOSE = "”’）》】〕〉」、，。；：！？…—)\\]},.;:!?%°"
_CHINESE = "\u2e80-\u9fff\uff00-\uffef\u3000-\u303f"
_WORD = rf"[^\s{_CHINESE}{re.escape(_OPEN)}{_CLOSE}\"]"
#: what no line break falls into: openings, a sign or a word (points and commas in it), closings
_UNIT = re.compile(
    rf"[{re.escape(_OPEN)}]*(?:{_WORD}+(?:[{_CLOSE}](?={_WORD}){_WORD}+)*|[{_CHINESE}]|\")?"
    rf"[{_CLOSE}]*\s*"
)


def broken(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return a text as lines no wider than ``width``, but for a unit that is wider by itself.

    Parameters
    ----------
    text : str
        Its own line ends are kept.
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
    """Yield what no line break falls into; together they are the text."""
    opening, quoted = "", False
    held = ""
    for unit in filter(None, _UNIT.findall(text)):
        if unit.startswith('"'):  # the straight quote opens and closes in turn
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
