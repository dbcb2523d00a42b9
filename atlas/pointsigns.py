"""Outlines of point symbols (``pointsigns.toml``), for print and files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.model import Strict
from atlas.textfiles import read_toml_as

Outline = tuple[tuple[float, float], ...]


class Drawing(Strict):
    """Outline of a symbol, in units of its radius, y downwards."""

    outline: Outline = ()
    glyph: Outline = ()
    stroke: Outline = ()
    dot: float | None = None


@cache
def drawings() -> dict[str, Drawing]:
    """Return the symbols by the shapes of :class:`atlas.catalogue.PointSymbol`, cached."""
    return read_toml_as(Path(__file__).with_suffix(".toml"), dict[str, Drawing])
