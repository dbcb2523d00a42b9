"""Rules for labels, one for the map, sheets and documents (``label_rules.toml``).

Which features have labels, from which zoom on and with which priority, is defined by their layers
(:class:`.layer_definition.LabelDefinition`); here is where labels may stand and how they look.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from atlas.core.model import Colour, Strict
from atlas.core.toml_files import load_toml
from atlas.layers.layer_definition import complete_kinds

Spot = tuple[float, float]


class Look(Strict):
    """The text style of a label."""

    size: float = 12.0
    colour: Colour = "#2f2a24"
    bold: float = 0.0
    ground: Colour | None = None


class LabelStyle(Look):
    """A label style, and how it differs for some kinds."""

    kinds: dict[str, Look] = Field(default_factory=dict)

    _complete = model_validator(mode="before")(complete_kinds)


class Spots(Strict):
    """Candidate positions around an anchor, in half widths and heights of the label, best first."""

    point: tuple[Spot, ...]
    area: tuple[Spot, ...]
    town: tuple[Spot, ...]
    beside: tuple[Spot, ...]
    line: tuple[Spot, ...]
    shield: tuple[Spot, ...]


class Costs(Strict):
    """What a position costs beside its rank among the candidates; see ``label_rules.toml``."""

    covers: float
    later: float
    later_area: float
    line: float
    beside: float


class Placing(Strict):
    """Lengths (px) and shares; see ``label_rules.toml``."""

    along: tuple[float, ...]
    inside: float
    long: float
    small: float
    selected: int
    gap: float
    line_gap: float
    symbol: float
    cell: float


class Growth(Strict):
    """How labels of some styles grow with the zoom: from a level on, by a factor."""

    styles: tuple[str, ...]
    steps: tuple[tuple[float, float], ...]

    def factor(self, zoom: float) -> float:
        """Return the factor at a zoom."""
        return [factor for level, factor in self.steps if zoom >= level][-1]


class HaloRule(Strict):
    """The edge around labels."""

    colour: Colour


class LabelRules(Strict):
    """The content of ``label_rules.toml``."""

    spots: Spots
    costs: Costs
    placing: Placing
    growth: Growth
    styles: dict[str, LabelStyle]
    chosen: Look
    halo: HaloRule

    def look(self, style: str, kind: str, *, chosen: bool) -> Look:
        """Return the text style for features of a kind under a label style."""
        own = self.styles[style]
        look = own.kinds.get(kind, own)
        change = self.chosen.model_dump(exclude_unset=True) if chosen else {}
        return look.model_copy(update=change)


@cache
def label_rules() -> LabelRules:
    """Return the rules, cached."""
    return load_toml(LabelRules, Path(__file__).with_suffix(".toml"))
