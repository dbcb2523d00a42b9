"""Obstacles for labels: lines and symbols to avoid, and other labels never to overlap."""

from __future__ import annotations

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from atlas.print.map.window import Box


class Obstacles:
    """A grid of the map's cells that hold lines or symbols, and the boxes already taken.

    Parameters
    ----------
    box : Box
        The map; labels stay inside it.
    cell : float
        Side of a cell, in millimetres.
    """

    def __init__(self, box: Box, cell: float) -> None:
        self.box, self.cell = box, cell
        shape = int(box.height / cell) + 2, int(box.width / cell) + 2
        self.cells = np.zeros(shape, dtype=np.int32)
        #: west, south, east, north
        self.taken: list[tuple[float, float, float, float]] = []
        self._sums: np.ndarray | None = None

    def add_lines(self, shape: BaseGeometry) -> None:
        """Mark the cells that lines cross."""
        self._mark(shapely.get_coordinates(shapely.segmentize(shape, self.cell / 2)))

    def add_points(self, shape: BaseGeometry, reach: float) -> None:
        """Mark the cells of symbols, ``reach`` millimetres around points."""
        points = shapely.get_coordinates(shape)
        steps = np.arange(-reach, reach + self.cell, self.cell)
        for dx in steps:
            for dy in steps:
                self._mark(points + np.array([dx, dy]))

    def _mark(self, points: np.ndarray) -> None:
        inside = (
            (points[:, 0] >= self.box.left)
            & (points[:, 0] < self.box.right)
            & (points[:, 1] >= self.box.bottom)
            & (points[:, 1] < self.box.top)
        )
        columns, rows = self._cell(points[inside])
        self.cells[rows, columns] = 1
        self._sums = None

    def _cell(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = (points - (self.box.left, self.box.bottom)) / self.cell
        columns, rows = np.floor(at).astype(int).T
        height, width = self.cells.shape
        return np.clip(columns, 0, width - 1), np.clip(rows, 0, height - 1)

    def _count(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Return the number of marked cells between two corners, from a summed-area table."""
        if self._sums is None:
            self._sums = np.pad(self.cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
        (left, bottom), (right, top) = self._cell(low), self._cell(high)
        sums = self._sums
        counted: np.ndarray = (
            sums[top + 1, right + 1]
            - sums[bottom, right + 1]
            - sums[top + 1, left]
            + sums[bottom, left]
        )
        return counted

    def take(self, box: Box) -> None:
        """Reserve a box, which labels then avoid."""
        self.taken.append((box.left, box.bottom, box.right, box.top))

    def best(
        self, places: np.ndarray, width: float, height: float, cost: np.ndarray, line: float
    ) -> Box | None:
        """Return the cheapest free box.

        Parameters
        ----------
        places : numpy.ndarray
            Candidate centres, shape (n, 2).
        width, height : float
        cost : numpy.ndarray
            Cost of each candidate, shape (n,).
        line : float
            Cost of covering a cell with a line or a symbol.
        """
        half = np.array([width / 2, height / 2])
        low, high = places - half, places + half
        corner, far = (self.box.left, self.box.bottom), (self.box.right, self.box.top)
        free = ((low > corner) & (high < far)).all(axis=1)
        if self.taken:
            taken = np.array(self.taken)
            hits = (low[:, None] < taken[None, :, 2:]) & (high[:, None] > taken[None, :, :2])
            free &= ~hits.all(axis=2).any(axis=1)
        if not free.any():
            return None
        total = np.where(free, cost + line * self._count(low, high), np.inf)
        west, south = low[int(np.argmin(total))]
        return Box(float(west), float(south), width, height)
