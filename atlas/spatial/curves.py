"""Converts arcs, ellipses and B-splines to chains of points within a given tolerance."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

#: minimum number of corners of a full circle, and maximum number of points of a curve
_LEAST, _MOST = 16, 100_000
#: maximum degree of splines; no program draws higher ones
_DEGREE = 25


def arc(
    center: np.ndarray, radius: float, start: float, sweep: float, distance: float
) -> np.ndarray:
    """Return points of a circular arc.

    Parameters
    ----------
    center : numpy.ndarray
        Of shape (2,).
    radius : float
    start, sweep : float
        Angles in radians; a negative sweep runs clockwise.
    distance : float
        Maximum distance of the chords from the arc.

    Returns
    -------
    numpy.ndarray
        Of shape (n, 2), both ends included.
    """
    axes = center, np.array([radius, 0.0]), np.array([0.0, radius])
    return ellipse(axes, start, sweep, distance)


def ellipse(
    axes: tuple[np.ndarray, np.ndarray, np.ndarray], start: float, sweep: float, distance: float
) -> np.ndarray:
    """Return points of an elliptic arc.

    ``axes`` are the centre, and the major and minor semi-axis as vectors from it; ``start`` and
    ``sweep`` refer to the ellipse's parameter, in radians.

    An ellipse is a compressed circle of the longer radius, so its chords deviate no more than
    the circle's.
    """
    center, major, minor = axes
    radius = max(float(np.hypot(*major)), float(np.hypot(*minor)))
    if radius == 0:
        raise ValueError("a zero radius")
    height = min(distance, radius)
    step = 2 * math.asin(math.sqrt(height * (2 * radius - height)) / radius)
    count = math.ceil(abs(sweep) / min(step, math.tau / _LEAST))
    angles = start + np.linspace(0, sweep, min(max(count, 1), _MOST) + 1)
    points: np.ndarray = center + np.outer(np.cos(angles), major) + np.outer(np.sin(angles), minor)
    return points


def bulged(vertices: np.ndarray, closed: bool, distance: float) -> np.ndarray:
    """Return points of a polyline that may contain arc segments.

    Parameters
    ----------
    vertices : numpy.ndarray
        Of shape (n, 3): x, y, and bulge of the following segment, as in DXF: the tangent of a
        quarter of the arc's angle, negative for clockwise.
    closed : bool
        Whether the last vertex leads back to the first.
    distance : float
    """
    if not vertices[:, 2].any():
        plain: np.ndarray = np.concatenate([vertices, vertices[: int(closed)]])[:, :2]
        return plain
    follow = np.roll(vertices, -1, axis=0) if closed else vertices[1:]
    parts = [vertices[:1, :2]]
    for (x, y, bulge), (next_x, next_y, _) in zip(vertices, follow, strict=False):
        first, last = np.array([x, y]), np.array([next_x, next_y])
        chord = last - first
        length = float(np.hypot(*chord))
        if length and abs(bulge) * length / 2 > distance / 1000:
            aside = np.array([-chord[1], chord[0]]) * (1 - bulge**2) / (4 * bulge)
            center = (first + last) / 2 + aside
            out = first - center
            begin = math.atan2(out[1], out[0])
            sweep = 4 * math.atan(bulge)
            inner = arc(center, float(np.hypot(*out)), begin, sweep, distance)[1:-1]
            parts.append(inner)
        parts.append(last[None])
    return np.concatenate(parts)


def spline(
    points: np.ndarray, weights: np.ndarray | None, knots: np.ndarray, degree: int, distance: float
) -> np.ndarray:
    """Return points of a B-spline over its domain.

    The domain runs from knot number ``degree`` to knot number ``len(points)``; only clamped splines
    have no knots outside it. A closed spline repeats its first points at the end.

    Raises
    ------
    ValueError
        When the numbers of points and knots do not match.
    """
    if not 1 <= degree <= _DEGREE or len(knots) != len(points) + degree + 1:
        raise ValueError("the knots do not match the points")
    domain = knots[degree : len(points) + 1]
    if domain[0] >= domain[-1]:
        raise ValueError("the knots do not ascend")
    one = np.ones(len(points)) if weights is None else weights
    poles = np.column_stack([points * one[:, None], one])

    def at(places: np.ndarray) -> np.ndarray:
        """Evaluate by de Boor's algorithm, for all parameters at once."""
        span = np.clip(np.searchsorted(knots, places, side="right") - 1, degree, len(points) - 1)
        rows = [poles[span - degree + row] for row in range(degree + 1)]
        for level in range(1, degree + 1):
            for row in range(degree, level - 1, -1):
                left, right = knots[row + span - degree], knots[row + 1 + span - level]
                width = np.where(right > left, right - left, 1)
                share = ((places - left) / width)[:, None]
                rows[row] = (1 - share) * rows[row - 1] + share * rows[row]
        found: np.ndarray = rows[degree][:, :-1] / rows[degree][:, -1:]
        return found

    return _divided(at, np.unique(domain), distance)


def _divided(
    at: Callable[[np.ndarray], np.ndarray], breaks: np.ndarray, distance: float
) -> np.ndarray:
    """Return points of a curve, halving segments until their chords are within the tolerance."""
    places = np.unique(np.linspace(breaks[:-1], breaks[1:], 5).ravel())
    while len(places) < _MOST:
        start, end = at(places[:-1]), at(places[1:])
        chord = end - start
        square = np.maximum((chord**2).sum(axis=1), np.finfo(float).tiny)
        far = np.zeros(len(chord))
        for share in (0.25, 0.5, 0.75):
            off = at(places[:-1] + share * np.diff(places)) - start
            along = np.clip((off * chord).sum(axis=1) / square, 0, 1)
            far = np.maximum(far, np.hypot(*(off - along[:, None] * chord).T))
        wide = far > distance * 0.8  # the deviation may be larger between the sampled parameters
        if not wide.any():
            break
        places = np.union1d(places, (places[:-1] + np.diff(places) / 2)[wide])
    return at(places)
