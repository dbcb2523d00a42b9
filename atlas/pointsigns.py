"""The signs of points as outlines (``pointsigns.toml``): what paper and files draw them from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.model import Strict
from atlas.textfiles import read_toml_as

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
    return read_toml_as(Path(__file__).with_suffix(".toml"), dict[str, Drawing])
