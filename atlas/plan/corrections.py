"""Recorded corrections of errors in the published text.

The text was recognised from scanned pages, so some characters were misread and some phrases
doubled. Each correction gives its location and reason; it must apply exactly once, and it can be
undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from atlas.core.model import Strict
from atlas.plan.plan_error import PlanError


class Correction(Strict):
    """A correction: the reading of ``plan.txt`` and the correct reading."""

    #: line of ``plan.txt``, counted from 1
    line: int
    #: id of the clause that contains the line
    clause: str
    #: reading of the text; occurs once in the line
    found: str
    #: correct reading; occurs once in the clause, so that the correction can be undone
    mended: str
    reason_zh: str
    reason_en: str


def heal(text: str, corrections: Iterable[Correction]) -> str:
    """Return the plan's text with all corrections applied.

    Raises
    ------
    PlanError
        When a correction does not apply exactly once; the message names its row and location.
    """
    lines = text.split("\n")
    for row, correction in enumerate(corrections, start=1):
        if correction.found == correction.mended:
            raise slip(row, correction, "expected another reading, found the same")
        if not 1 <= correction.line <= len(lines):
            raise slip(row, correction, f"expected a line from 1 to {len(lines)}")
        line = lines[correction.line - 1]
        times = _times(correction.found, line)
        if times != 1:
            message = f"expected {correction.found!r} once in this line, found it {times} times"
            raise slip(row, correction, message)
        lines[correction.line - 1] = line.replace(correction.found, correction.mended)
    return "\n".join(lines)


def undo(text: str, corrections: Sequence[Correction]) -> str:
    """Return a corrected clause as in ``plan.txt``, without white space.

    Parameters
    ----------
    text : str
        The clause's corrected text.
    corrections : sequence of Correction
        Corrections of this clause, in the order in which they were applied.
    """
    bare = _bare(text)
    for correction in reversed(corrections):
        bare = bare.replace(_bare(correction.mended), _bare(correction.found), 1)
    return bare


def times_in(text: str, correction: Correction) -> int:
    """Count occurrences of the corrected reading in a clause's text, ignoring white space."""
    return _times(_bare(correction.mended), _bare(text))


def slip(row: int, correction: Correction, message: str) -> PlanError:
    """Return an error about a correction, with its row, line and clause."""
    place = f"line {correction.line} of plan.txt, clause {correction.clause}"
    return PlanError(f"corrections.csv: row {row}: {place}: {message}")


def _times(part: str, text: str) -> int:
    """Count occurrences, including overlapping ones: 性性 occurs twice in 性性性."""
    return sum(text.startswith(part, start) for start in range(len(text)))


def _bare(text: str) -> str:
    return "".join(text.split())
