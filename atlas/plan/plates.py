"""Plates: the plan's four figures as map views, defined in ``plates.toml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from atlas.core.model import Strict, Text
from atlas.core.toml_files import load_toml


class Plate(Strict):
    """A figure of the plan: visible layers, extent and the clauses it is based on."""

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
    """Return the plates by figure id (``fig1`` …), cached."""
    return load_toml(dict[str, Plate], Path(__file__).with_suffix(".toml"))
