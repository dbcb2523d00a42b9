"""Slips of the published text, mended by recorded corrections.

The text was read off scanned pages, so here and there a sign was misread or a phrase doubled. Each
correction names its place and gives its reason; it must apply exactly once, and it can be undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from atlas.model import Strict
from atlas.plan.errors import PlanError


class Correction(Strict):
    """One slip: what ``plan.txt`` has, and what the plan says."""

    #: line of ``plan.txt``, from 1
    line: int
    #: the clause that the line belongs to
    clause: str
    #: as the text has it: once in the line
    found: str
    #: as it must read: once in the clause, so that the correction can be undone
    mended: str
    reason_zh: str
    reason_en: str


def heal(text: str, corrections: Iterable[Correction]) -> str:
    """Return the plan's text with every correction made.

    Raises
    ------
    PlanError
        When a correction does not apply exactly once; the message names its row and place.
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
    """Return a healed clause as ``plan.txt`` has it, without white space.

    Parameters
    ----------
    text : str
        The clause's text.
    corrections : sequence of Correction
        Those of this clause, in the order in which they were made.
    """
    bare = _bare(text)
    for correction in reversed(corrections):
        bare = bare.replace(_bare(correction.mended), _bare(correction.found), 1)
    return bare


def times_in(text: str, correction: Correction) -> int:
    """Count how often a clause's text has the mended reading, white space aside."""
    return _times(_bare(correction.mended), _bare(text))


def slip(row: int, correction: Correction, message: str) -> PlanError:
    """Return an error about one correction: row of the table, line and clause of the plan."""
    place = f"line {correction.line} of plan.txt, clause {correction.clause}"
    return PlanError(f"corrections.csv: row {row}: {place}: {message}")


def _times(part: str, text: str) -> int:
    """Count occurrences, overlapping ones too: 性性 stands twice in 性性性."""
    return sum(text.startswith(part, start) for start in range(len(text)))


def _bare(text: str) -> str:
    return "".join(text.split())
