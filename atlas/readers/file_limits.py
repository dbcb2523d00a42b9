"""Limits of planners' files and the functions that enforce them before work begins."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely

from atlas.core.model import Strict
from atlas.core.toml_files import load_toml
from atlas.readers.planners_file import LimitExceededError

MB = 1_000_000
#: quantities with a limit of the same name
Counted = Literal[
    "files",
    "layers",
    "shapes",
    "crossings",
    "edge_pairs",
    "pairs",
    "values",
    "markup",
    "columns",
    "cells",
    "entities",
    "expanded",
]
#: shapes queried at a time, so that the resulting pairs fit into memory
_BATCH = 64


class Limits(Strict):
    """Content of ``file_limits.toml``, which gives a reason for each value."""

    file_mb: int
    unpacked_mb: int
    files: int
    archives_deep: int
    layers: int
    shapes: int
    vertices: int
    crossings: int
    edge_pairs: int
    pairs: int
    nesting: int
    values: int
    markup: int
    columns: int
    cells: int
    entities: int
    expanded: int
    blocks_deep: int


@cache
def limits() -> Limits:
    """Return the limits (cached)."""
    return load_toml(Limits, Path(__file__).with_suffix(".toml"))


class Allowance:
    """Remaining amounts that may be read of one upload, including its archives.

    Every method subtracts an amount and raises :class:`LimitExceededError` below zero.
    """

    def __init__(self) -> None:
        self.bytes, self.files = limits().unpacked_mb * MB, limits().files
        self.shapes, self.vertices = limits().shapes, limits().vertices

    def take_file(self, file: str) -> None:
        """Count a file."""
        self.files -= 1
        if self.files < 0:
            raise LimitExceededError("planners.limit_files", file=file, count=limits().files)

    def take_bytes(self, count: int, file: str) -> None:
        """Count bytes, once they are unpacked."""
        self.bytes -= count
        if self.bytes < 0:
            raise LimitExceededError("planners.limit_unpacked", file=file, mb=limits().unpacked_mb)

    def take_shapes(self, shapes: np.ndarray, file: str) -> None:
        """Count shapes and their vertices."""
        self.shapes -= len(shapes)
        self.vertices -= int(shapely.get_num_coordinates(shapes).sum())
        if self.shapes < 0:
            raise LimitExceededError("planners.limit_shapes", file=file, count=limits().shapes)
        if self.vertices < 0:
            raise LimitExceededError("planners.limit_vertices", file=file, count=limits().vertices)


def check_count(found: int, most: Counted, file: str) -> None:
    """Refuse a file if ``found`` exceeds the limit named by ``most``."""
    limit: int = getattr(limits(), most)
    if found > limit:
        raise LimitExceededError(f"planners.limit_{most}", file=file, count=limit)


def check_deep(steps: Iterable[int], file: str) -> None:
    """Refuse excessive nesting, given as steps down (1) and up (-1)."""
    depth, most = 0, limits().nesting
    for step in steps:
        depth += step
        if depth > most:
            raise LimitExceededError("planners.limit_nesting", file=file, count=most)


def table_of(rows: list[dict[str, Any]], file: str) -> pd.DataFrame:
    """Return rows as a data frame, unless it would have too many columns or cells.

    Different keys in every row each become a column, making the frame a thousand times the file.
    """
    names = {name for row in rows for name in row}
    check_count(len(names), "columns", file)
    check_count(len(names) * len(rows), "cells", file)
    return pd.DataFrame(rows)


def pairs_of(
    shapes: np.ndarray, among: np.ndarray, file: str, predicate: Any = None, **more: Any
) -> np.ndarray:
    """Return the pairs of shapes that intersect, of shape (2, n), as ``STRtree.query`` does.

    Raises
    ------
    LimitExceededError
        When there are so many that comparing them would take minutes.
    """
    tree = shapely.STRtree(among)
    found, count = [np.empty((2, 0), dtype=np.intp)], 0
    for start in range(0, len(shapes), _BATCH):
        pairs = tree.query(shapes[start : start + _BATCH], predicate=predicate, **more)
        pairs[0] += start
        found.append(pairs)
        count += pairs.shape[1]
        check_count(count, "pairs", file)
    return np.concatenate(found, axis=1)
