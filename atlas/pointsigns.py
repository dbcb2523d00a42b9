"""The signs of points as outlines (``pointsigns.toml``): what paper and files draw them from."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from atlas.model import Strict

Outline = tuple[tuple[float, float], ...]


class Drawing(Strict):
    """A sign, in radii, y downwards."""

    outline: Outline = ()
    glyph: Outline = ()
    stroke: Outline = ()
    dot: float | None = None


@cache
def drawings() -> dict[str, Drawing]:
    """Return the signs by the shapes of :class:`atlas.catalogue.PointSymbol`, read once."""
    with Path(__file__).with_suffix(".toml").open("rb") as file:
        return {name: Drawing.model_validate(row) for name, row in tomllib.load(file).items()}
