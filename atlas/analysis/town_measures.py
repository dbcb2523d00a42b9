"""What the map of towns can be shaded by: a value for each town, and its class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import model_validator

from atlas.analysis.evaluation.outcome_counts import Count, count_by
from atlas.analysis.town_profile import Profile
from atlas.core.model import Colour, Strict
from atlas.core.toml_files import load_toml
from atlas.plan.evaluation.outcome import Outcome
from atlas.store.store import Store

Measure = Literal["projects", "active", "km", "redline"]
#: in the order of the switch; the first is the usual one
MEASURES: tuple[Measure, ...] = get_args(Measure)
#: outcomes of projects of which a resident sees something
ACTIVE: tuple[Outcome, ...] = ("done", "under_way")


class Scale(Strict):
    """The classes of a measure: the least value of each, the first one 0.

    Attributes
    ----------
    none : bool
        Whether the first class is that of the towns without any.
    """

    key: Measure
    least: tuple[float, ...]
    none: bool

    def place(self, value: float) -> int:
        """Return the number of the class of a value.

        Examples
        --------
        >>> Scale(key="km", least=(0, 5, 10), none=False).place(7)
        1
        """
        return max(place for place, least in enumerate(self.least) if value >= least)


class Scales(Strict):
    """The classes of all measures, and their colours, light to dark."""

    colours: tuple[Colour, ...]
    measure: tuple[Scale, ...]

    @model_validator(mode="after")
    def _fit(self) -> Self:
        for one in self.measure:
            if len(one.least) != len(self.colours) or one.least[0] != 0:
                raise ValueError(f"{one.key}: expected a class from 0 on for each colour")
            if list(one.least) != sorted(set(one.least)):
                raise ValueError(f"{one.key}: expected rising classes, found {one.least}")
        if tuple(one.key for one in self.measure) != MEASURES:
            raise ValueError(f"expected the measures {MEASURES}")
        return self


@cache
def scales() -> Scales:
    """Return the classes of ``town_measures.toml`` (cached)."""
    return load_toml(Scales, Path(__file__).with_suffix(".toml"))


@dataclass(frozen=True)
class Value:
    """The value of a measure for a town.

    Attributes
    ----------
    value : float
    precision : str or None
        Coarsest precision of the shapes that it was measured on; ``None``: it was counted, or
        there is nothing.
    """

    value: float
    precision: str | None = None


def counts_by_town(store: Store) -> dict[str, Count]:
    """Return NBS code → projects of the town by outcome, as of today."""
    rows = count_by(store, "town").rows
    none = Count(dict.fromkeys(next(iter(rows.values())).numbers, 0), 0) if rows else Count({}, 0)
    return {code: rows.get(code, none) for code in store.towns}


def measured(store: Store, own: Profile, counted: Count) -> dict[Measure, Value]:
    """Return the values of a town.

    Parameters
    ----------
    store : Store
    own : Profile
        The town's profile.
    counted : Count
        Its projects by outcome.
    """
    lines = [store.records[length.feature] for length in own.lines]
    planned = [record["precision"] for record in lines if record["status"] != "built"]
    zones = [store.records[zone.feature]["precision"] for zone in own.zones]
    return {
        "projects": Value(counted.total),
        "active": Value(sum(counted.numbers.get(word, 0) for word in ACTIVE)),
        "km": Value(own.km(store, built=False), _coarsest(planned)),
        "redline": Value(own.redline.ha, _coarsest(zones)),
    }


#: precisions of drawn shapes, the coarsest first
COARSE = ("town", "schematic", "derived", "surveyed", "official")


def _coarsest(precisions: list[str]) -> str | None:
    return min(precisions, key=COARSE.index, default=None)
