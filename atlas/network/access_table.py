"""Access of sites: what ``access.json`` and ``access-areas.json`` hold."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from atlas.core.model import Kebab, Latitude, Longitude, Strict, Text

Position = tuple[Longitude, Latitude]
Amount = Annotated[float, Field(ge=0)]
#: ``exit_unknown``: the nearest exit of the expressway is not known, only a lower bound;
#: ``no_target``: no feature of this kind has a known place; ``no_way``: no road leads there
Unknown = Literal["", "exit_unknown", "no_target", "no_way"]
#: ``no_place``: not drawn; ``several_towns``: known only to lie in several towns;
#: ``outside``: beyond the roads of the data
Unplaced = Literal["no_place", "several_towns", "outside"]


class Parts(Strict):
    """Lengths of a way as drawn, in kilometres.

    Attributes
    ----------
    link_km : float
        Straight links from both ends to the nearest road.
    network_km : float
        Over the roads.
    straight_km : float
        In a straight line from where the data end to a target beyond.
    """

    link_km: Amount
    network_km: Amount
    straight_km: Amount

    @property
    def total_km(self) -> float:
        """The whole way."""
        return self.link_km + self.network_km + self.straight_km


class Way(Strict):
    """The way from a site to the nearest target of a kind.

    Attributes
    ----------
    to : str or None
        Feature at its end; ``None`` if unknown.
    km, minutes : (float, float or None) or None
        Lower and upper bound; the upper is ``None`` if only a lower bound is known.
    parts : Parts or None
        Of the shortest way as drawn, which the bounds in kilometres enclose.
    leaves : (float, float) or None
        Where the way leaves the roads of the data for a target beyond.
    exact : bool
        Whether the whole way is known: it ends at a feature and does not leave the data.
    near : str or None
        For a lower bound: the expressway whose nearest point gives it.
    """

    to: Kebab | None
    km: tuple[Amount, Amount | None] | None
    minutes: tuple[Amount, Amount | None] | None
    parts: Parts | None
    leaves: Position | None = None
    exact: bool
    near: Kebab | None = None
    unknown: Unknown = ""


class Evidence(Strict):
    """What a source says about a target or a hub."""

    source: Kebab
    text: Text


class Target(Strict):
    """A kind of target.

    Attributes
    ----------
    features : tuple of str
        The features that serve; the way leads to the nearest.
    evidence : dict of str to Evidence
        Feature → why it serves.
    """

    features: tuple[Kebab, ...]
    evidence: dict[Kebab, Evidence]


class Hub(Strict):
    """Two expressways between which one can change, according to a source."""

    a: Kebab
    b: Kebab
    evidence: Evidence


class Site(Strict):
    """Access of one site.

    Attributes
    ----------
    centre : (float, float)
    accuracy_m : float
    link_m : float
        Straight link to the nearest road.
    ways : dict of str to Way
        Kind of target → way.
    eco : tuple of (str, float or None, float or None)
        Ecological zones with the lowest and highest straight distance in kilometres from edge to
        edge, the nearest first; at the end those whose place is not public.
    """

    centre: Position
    accuracy_m: Amount
    link_m: Amount
    ways: dict[str, Way]
    eco: tuple[tuple[Kebab, Amount | None, Amount | None], ...]


class Access(Strict):
    """Content of ``access.json``."""

    targets: dict[str, Target] = Field(default_factory=dict)
    #: id of the place → hub
    hubs: dict[Kebab, Hub] = Field(default_factory=dict)
    sites: dict[Kebab, Site] = Field(default_factory=dict)
    unplaced: dict[Kebab, Unplaced] = Field(default_factory=dict)


class Area(Strict):
    """What can be reached from a site within a driving time.

    Attributes
    ----------
    minutes : int
    cut : bool
        Whether it ends at the bounds of the data, not of what can be reached.
    geometry : dict
        GeoJSON (EPSG:4326).
    """

    minutes: int
    cut: bool
    geometry: dict[str, Any]


class AccessAreas(Strict):
    """Content of ``access-areas.json``.

    Attributes
    ----------
    sites : dict of str to tuple of Area
        Shortest time first.
    left_out : dict of str to str
        Sites with ways but without areas: the driving times are shorter than what is known of
        their place.
    """

    sites: dict[Kebab, tuple[Area, ...]] = Field(default_factory=dict)
    left_out: dict[Kebab, Literal["town_only"]] = Field(default_factory=dict)
