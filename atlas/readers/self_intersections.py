"""Counts self-crossings of outlines before they are repaired, which may take minutes."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.readers.file_limits import check_count
from atlas.readers.planners_file import LimitExceededError

#: shapes with fewer edges are always cheap to examine
_FEW = 500
#: edges sampled to estimate the number of pairs; edges per batch
_SAMPLE, _AT_ONCE = 1_000, 8
#: maximum number of edge pairs, and of edges, examined at once
_BATCH, _MOST = 4_000_000, 2_048


def check_crossings(shapes: np.ndarray, file: str) -> None:
    """Refuse areas whose validation or repair would take minutes.

    Parameters
    ----------
    shapes : numpy.ndarray
        Only areas are checked; lines and points may cross themselves.
    file : str

    Raises
    ------
    LimitExceededError
    """
    areas = shapes[shapely.get_dimensions(shapes) == 2]
    large = shapely.get_num_coordinates(areas) > _FEW
    near, found = 0.0, 0
    for shape in areas[large]:
        edges = _Edges(shape)
        near += edges.estimate()
        check_count(round(near), "edge_pairs", file)
        if not shapely.is_valid(shape):
            found += edges.crossings(file)
            check_count(found, "crossings", file)
    small = areas[~large]
    for shape in small[~shapely.is_valid(small)]:
        found += _Edges(shape).crossings(file)
        check_count(found, "crossings", file)


def is_repairable(shape: BaseGeometry) -> bool:
    """Return whether counting and repairing the crossings of an area is fast enough."""
    try:
        check_crossings(np.array([shape], dtype=object), "")
    except LimitExceededError:
        return False
    return True


def are_valid(shapes: np.ndarray) -> np.ndarray:
    """Return which areas are valid; one that is too dense to examine is not."""
    found: np.ndarray = np.zeros(len(shapes), dtype=bool)
    large = shapely.get_num_coordinates(shapes) > _FEW
    found[~large] = shapely.is_valid(shapes[~large])
    found[large] = [is_repairable(shape) and bool(shape.is_valid) for shape in shapes[large]]
    return found


class _Edges:
    """Edges of an area: ``points`` has shape (n, 2, 2)."""

    def __init__(self, shape: BaseGeometry) -> None:
        self.points = _edges(shape)
        lines: Any = shapely.linestrings(self.points)
        self.lines: np.ndarray = lines
        self.tree = shapely.STRtree(lines)

    def near(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return pairs of the given edges and later ones whose bounding boxes overlap."""
        one, other = self.tree.query(self.lines[rows])
        one = rows[one]
        return one[one < other], other[one < other]

    def crossings(self, file: str) -> int:
        """Return the number of edge pairs that cross; touching edges do not.

        Raises
        ------
        LimitExceededError
            When there are more than the limit.
        """
        count = len(self.points)
        step = int(min(max(_BATCH * count / (2 * self.estimate() + 1), 1), _MOST))
        found = 0
        for start in range(0, count, step):
            one, other = self.near(np.arange(start, min(start + step, count)))
            found += _cross(self.points[one], self.points[other])
            check_count(found, "crossings", file)
        return found

    def estimate(self) -> float:
        """Estimate the number of edge pairs with overlapping bounding boxes, from a sample."""
        count = len(self.points)
        rows = np.unique(np.linspace(0, count - 1, min(_SAMPLE, count)).astype(int))
        pairs = 0
        for start in range(0, len(rows), _AT_ONCE):
            pairs += self.tree.query(self.lines[rows[start : start + _AT_ONCE]]).shape[1]
        return float(pairs * count / max(len(rows), 1) / 2)


def _edges(shape: BaseGeometry) -> np.ndarray:
    """Return the edges of an area, as an array of shape (n, 2, 2)."""
    rings = shapely.get_rings(shapely.get_parts(np.array([shape], dtype=object)))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    edges = np.stack([points[:-1], points[1:]], axis=1)[ring[:-1] == ring[1:]]
    apart: np.ndarray = (edges[:, 0] != edges[:, 1]).any(axis=1)
    return edges[apart]


def _cross(one: np.ndarray, other: np.ndarray) -> int:
    """Return the number of rows in which the two edges cross."""

    def side(line: np.ndarray, point: np.ndarray) -> np.ndarray:
        along, off = line[:, 1] - line[:, 0], point - line[:, 0]
        return np.sign(along[:, 0] * off[:, 1] - along[:, 1] * off[:, 0])

    apart = side(one, other[:, 0]) * side(one, other[:, 1]) < 0
    apart &= side(other, one[:, 0]) * side(other, one[:, 1]) < 0
    return int(np.count_nonzero(apart))
