"""The plates: the plan's four figures as views of the map, defined in ``plates.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from atlas.model import Strict, Text


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
    with (Path(__file__).parent / "plates.toml").open("rb") as file:
        return TypeAdapter(dict[str, Plate]).validate_python(tomllib.load(file))
