"""Distance bands: the range of distances between positions of limited accuracy."""

from __future__ import annotations

import math
from typing import NamedTuple

#: accuracy in metres; if both ends are better, bands are rounded to 0.1 km instead of 1 km
EXACT_M = 100.0
FINE_KM, COARSE_KM = 0.1, 1.0


class Band(NamedTuple):
    """Minimum and maximum distance between two positions, in kilometres."""

    low_km: float
    high_km: float


def combined_m(*accuracies_m: float | None) -> float:
    """Return the accuracy of a distance between positions of the given accuracies, in metres.

    Position errors are independent, so their variances add, and 95 % bounds combine as the root of
    the sum of squares (JCGM 100:2008, the “GUM”, 5.1.2). An unknown accuracy (``None``) adds
    nothing; every drawn feature has one.

    Examples
    --------
    >>> combined_m(3000, 4000)
    5000.0
    """
    return math.hypot(*(accuracy or 0.0 for accuracy in accuracies_m))


def band(metres: float, *accuracies_m: float | None) -> Band:
    """Return the distance between two positions as a band, rounded to suit their accuracy.

    Parameters
    ----------
    metres : float
        Between the shapes as drawn, in a straight line.
    *accuracies_m : float or None
        Accuracy of both ends (95 %), in metres. A position known only by its town has the radius
        of the town.

    Returns
    -------
    Band
        From the distance minus the combined accuracy (at least 0) to the distance plus it, rounded
        outward to whole kilometres, or to 0.1 km if both ends are known to better than
        :data:`EXACT_M`.

    Examples
    --------
    >>> band(10_800, 1000, 1500)  # ± 1.8 km
    Band(low_km=8.0, high_km=13.0)
    >>> band(1_000, 4000, 3000)  # ± 5 km: they may touch
    Band(low_km=0.0, high_km=6.0)
    >>> band(1_234, 30, 40)
    Band(low_km=1.1, high_km=1.3)
    """
    reach = combined_m(*accuracies_m)
    return rounded(metres - reach, metres + reach, *accuracies_m)


def rounded(low_m: float, high_m: float, *accuracies_m: float | None) -> Band:
    """Return bounds in metres as a band, rounded outward as :func:`band` rounds.

    Examples
    --------
    >>> rounded(-200, 7_100, 1000)
    Band(low_km=0.0, high_km=8.0)
    """
    step = FINE_KM if all((a or 0.0) < EXACT_M for a in accuracies_m) else COARSE_KM
    # rounded to millimetres: 9000.000000001 m is 9 km
    steps = round(1000 * step, 3)
    return Band(
        round(math.floor(round(max(low_m, 0.0), 3) / steps) * step, 1),
        round(max(math.ceil(round(high_m, 3) / steps), 1) * step, 1),
    )
