"""Layout of trays, one for the map, sheets and QGIS (``tray_rules.toml``).

A tray holds the symbols of features located only by town, side by side below the town's name.
"""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from atlas.core.model import Strict
from atlas.core.toml_files import load_toml


class TrayRules(Strict):
    """The content of ``tray_rules.toml``; lengths are px of the screen."""

    pitch: float
    edge: float
    below: float
    below_on_paper: float
    row: int
    ratio: float

    def columns(self, symbols: int) -> int:
        """Return the symbols per row of a tray; ``static/map/trays.js`` does the same.

        Examples
        --------
        >>> [tray_rules().columns(symbols) for symbols in (3, 8, 20)]
        [3, 5, 8]
        """
        return min(symbols, max(self.row, math.ceil(math.sqrt(symbols * self.ratio))))


@cache
def tray_rules() -> TrayRules:
    """Return the rules, cached."""
    return load_toml(TrayRules, Path(__file__).with_suffix(".toml"))
