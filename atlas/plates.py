"""The plates: the plan's four figures as views of the map, defined in ``plates.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.model import Strict, Text
from atlas.textfiles import read_toml_as


class Plate(Strict):
    """A figure of the plan: what of the map it shows, where, and the clauses that it rests on."""

    title: Text
    caption: Text
    #: west, south, east, north
    bounds: tuple[float, float, float, float]
    #: layers, or ``layer/kind``
    show: tuple[str, ...]
    #: clause ids in reading order
    clauses: tuple[str, ...]


@cache
def plates() -> dict[str, Plate]:
    """Return the plates by the id of the figure's caption (``fig1``…), read once."""
    return read_toml_as(Path(__file__).with_name("plates.toml"), dict[str, Plate])
