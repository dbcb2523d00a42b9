"""A feature of the build: its row and its shape."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from atlas.pipeline.build.source_tables import Row


@dataclass(frozen=True)
class Built:
    """A feature with its shape; properties are added when all shapes are known."""

    row: Row
    shape: BaseGeometry | None
    accuracy_m: float | None
