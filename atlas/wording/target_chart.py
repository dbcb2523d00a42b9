"""The chart of a target: baseline, target and published value as places on one scale.

The scale begins at zero and ends at a round figure above the largest value. A value that is not
published, or cannot be compared, is no mark: the chart says so in its place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from atlas.core.messages import message

#: round ends of a scale, times a power of ten
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
#: distance of the largest mark from the end of the scale, in parts of its figure
_MARGIN = 1.02
#: percent of the scale at its ends where a label begins or ends at its mark
_EDGE = 30.0
#: the scale of percentages above this one ends at 100
_SHARE = 50.0

Role = Literal["base", "goal", "value"]


@dataclass(frozen=True)
class Mark:
    """A figure on the scale: its role, place in percent, label, and the side where that stands."""

    role: Role
    place: float
    text: str
    side: Literal["start", "middle", "end"]


@dataclass(frozen=True)
class Chart:
    """A chart of a target.

    Attributes
    ----------
    label : str
        Its content as one sentence.
    ends : tuple of str
        Figures at both ends of the scale; empty without a scale.
    marks : tuple of Mark
    zero : float
        Place of zero in percent.
    zone : tuple of float or None
        Part of the scale, from and to in percent, where the target is met.
    hole : str or None
        What is said instead of the published value.
    """

    label: str
    ends: tuple[str, ...]
    marks: tuple[Mark, ...]
    zero: float
    zone: tuple[float, float] | None
    hole: str | None

    def of(self, role: Role) -> Mark | None:
        """Return the mark with this role, or ``None``."""
        return next((mark for mark in self.marks if mark.role == role), None)


def chart(
    name: str,
    figures: dict[Role, tuple[float, str]],
    *,
    hole: str | None,
    figure: Callable[[float], str],
    lang: str,
    downward: bool = False,
    percent: bool = False,
) -> Chart:
    """Return the chart of a target.

    Parameters
    ----------
    name : str
        Name of the target, for the sentence.
    figures : dict
        Role → value and label.
    hole : str or None
        What is said if no value can be shown.
    figure : callable
        Returns a value as text, for the ends of the scale.
    lang : str
        ``zh`` or ``en``.
    downward : bool
        Whether less is better.
    percent : bool
        Whether the values are percentages.
    """
    values = [value for value, _ in figures.values()]
    low = 0.0 - _round_up(-min(values, default=0))
    high = _round_up(max(values, default=0))
    if percent and _SHARE < max(values, default=0) <= 100:
        high = 100.0
    said = [text for _, text in figures.values()] + ([hole] if hole else [])
    comma = message("list.comma", lang)
    label = message("indicator.told", lang, name=name, value=comma.join(said))
    if high <= low:
        return Chart(label, (), (), 0.0, None, hole)

    def place(value: float) -> float:
        return round(100 * (value - low) / (high - low), 1)

    marks = tuple(
        Mark(role, place(value), text, _side(place(value)))
        for role, (value, text) in figures.items()
    )
    goal = next((mark.place for mark in marks if mark.role == "goal"), None)
    zone = None if goal is None else (0.0, goal) if downward else (goal, 100.0)
    return Chart(label, (figure(low), figure(high)), marks, place(0.0), zone, hole)


def _round_up(value: float) -> float:
    """Return the next round figure with some room above a value; 0 for none above zero."""
    if value <= 0:
        return 0.0
    wanted = value * _MARGIN
    power = 10.0 ** math.floor(math.log10(wanted))
    return next(round(step * power, 9) for step in _STEPS if step * power >= wanted * (1 - 1e-9))


def _side(place: float) -> Literal["start", "middle", "end"]:
    return "start" if place < _EDGE else "end" if place > 100 - _EDGE else "middle"
