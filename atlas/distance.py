"""Distances between positions that are only known to some accuracy: a band, never one figure."""

from __future__ import annotations

import math
from typing import NamedTuple

#: where both ends are known better than this (metres), a band counts in steps of 0.1 km, else 1 km
EXACT_M = 100.0
FINE_KM, COARSE_KM = 0.1, 1.0


class Band(NamedTuple):
    """The least and the greatest distance that two positions allow, in kilometres."""

    low_km: float
    high_km: float


def combined_m(*accuracies_m: float | None) -> float:
    """Return the accuracy of a distance between positions of these accuracies, in metres.

    The positions err independently, so their variances add, and 95 % bounds of one kind combine as
    the root of the sum of their squares (JCGM 100:2008, the “GUM”, 5.1.2). An accuracy that is not
    known (``None``) adds nothing: whatever is drawn has one.

    Examples
    --------
    >>> combined_m(3000, 4000)
    5000.0
    """
    return math.hypot(*(accuracy or 0.0 for accuracy in accuracies_m))


def band(metres: float, *accuracies_m: float | None) -> Band:
    """Return the distance between two positions as a band, no finer than they are known.

    Parameters
    ----------
    metres : float
        Between the shapes as drawn, in a straight line.
    *accuracies_m : float or None
        Of both ends, 95 %, in metres. What is only known by its town has the reach of the town.

    Returns
    -------
    Band
        From the distance less the combined accuracy (at least 0) to the distance and that accuracy,
        rounded outward to whole kilometres; to 0.1 km where both ends are known to less than
        :data:`EXACT_M`.

    Examples
    --------
    >>> band(10_800, 1000, 1500)  # ± 1.8 km
    Band(low_km=8.0, high_km=13.0)
    >>> band(1_000, 4000, 3000)  # ± 5 km: they may as well touch
    Band(low_km=0.0, high_km=6.0)
    >>> band(1_234, 30, 40)
    Band(low_km=1.1, high_km=1.3)
    """
    reach = combined_m(*accuracies_m)
    step = FINE_KM if all((a or 0.0) < EXACT_M for a in accuracies_m) else COARSE_KM
    low, high = max(metres - reach, 0.0), metres + reach
    # whole millimetres: 9000.000000001 m are 9 km
    steps = round(1000 * step, 3)
    return Band(
        round(math.floor(round(low, 3) / steps) * step, 1),
        round(max(math.ceil(round(high, 3) / steps), 1) * step, 1),
    )
