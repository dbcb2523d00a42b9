"""Outlines of point symbols (``point_symbols.toml``), for the map, print and files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.core.model import Strict
from atlas.core.toml_files import load_toml

Outline = tuple[tuple[float, float], ...]


class PointSymbolShape(Strict):
    """Outline of a symbol, in units of its radius, y downwards; see ``point_symbols.toml``."""

    outline: Outline = ()
    corner: float = 0.0
    glyph: Outline = ()
    stroke: Outline = ()
    dot: float | None = None


@cache
def point_symbol_shapes() -> dict[str, PointSymbolShape]:
    """Return the symbols by the shapes of :class:`.layer_definition.PointSymbol`, cached."""
    return load_toml(dict[str, PointSymbolShape], Path(__file__).with_suffix(".toml"))
