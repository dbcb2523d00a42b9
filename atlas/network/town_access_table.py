"""Ways from the towns to stations, airport and Qingdao over the years: ``town-access.json``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from atlas.core.model import Kebab, PartialDate, Strict, Text
from atlas.network.access_table import Amount, Position, Target, Way

#: the end of 2020; now; the end of 2030, if the newest promises are kept
Era = Literal["2020", "now", "2030"]
ERAS: tuple[Era, ...] = ("2020", "now", "2030")
#: last day of the eras that are years
FIRST_DAY, LAST_DAY = "2020-12-31", "2030-12-31"
#: kinds of targets, in the order of pages
TOWN_KINDS = ("hsr", "airport", "qingdao")


class End(Strict):
    """A target that is not a feature, or the seat of a town.

    Attributes
    ----------
    name : Text
    point : (float, float)
    accuracy_m : float
    """

    name: Text
    point: Position
    accuracy_m: Amount


class Opening(Strict):
    """A station, an airport or a road that came into service, or is promised to.

    Attributes
    ----------
    feature : str
    date : str
        Of the opening, or the promised one.
    promised : bool
    source : str
        Gives the date.
    position : bool
        Whether its line and its exits are known; if not, it counts for lower bounds only.
    """

    feature: Kebab
    date: PartialDate
    promised: bool
    source: Kebab
    position: bool


class ThenAndNow(Strict):
    """The ways from a town to the nearest target of a kind, era by era.

    Attributes
    ----------
    ways : dict of str to Way
        Era → way. Its bounds are those of the target with the lowest bound each.
    changes : dict of str to tuple of str
        Era → features whose opening since the era before changed the way or a bound.
    """

    ways: dict[Era, Way]
    changes: dict[Era, tuple[Kebab, ...]]


class TownAccess(Strict):
    """Ways of one town.

    Attributes
    ----------
    seat : End
        Where the ways begin.
    link_m : float
        Straight link to the nearest road.
    kinds : dict of str to ThenAndNow
        Kind of target → ways.
    """

    seat: End
    link_m: Amount
    kinds: dict[str, ThenAndNow]


class TownAccessTable(Strict):
    """Content of ``town-access.json``.

    Attributes
    ----------
    targets : dict of str to Target
        Kind → all that serve in the last era.
    ends : dict of str to End
        Targets that are not features.
    openings : dict of str to Opening
        Feature → opening between the eras, by date; the promised ones last.
    towns : dict of str to TownAccess
        NBS code → ways.
    """

    targets: dict[str, Target] = Field(default_factory=dict)
    ends: dict[Kebab, End] = Field(default_factory=dict)
    openings: dict[Kebab, Opening] = Field(default_factory=dict)
    towns: dict[str, TownAccess] = Field(default_factory=dict)
