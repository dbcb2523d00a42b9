"""All that the atlas knows of an industrial site: a park or a district."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from atlas.core.layer_ids import SITE_LAYERS
from atlas.core.model import Text
from atlas.network.access_table import Position, Way
from atlas.plan.firms import Firm, firms_in, is_stale_firm
from atlas.plan.site_facts import (
    NOT_GIVEN,
    SiteFact,
    fact_kinds,
    first_day,
    is_stale,
    not_public,
)
from atlas.store.store import Standing, Store

#: whether a zone lies within a distance, as far as the accuracy of both tells
Within = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class ZoneDistance:
    """The distance of a site to an ecological zone, from edge to edge.

    Attributes
    ----------
    zone : str
        Feature id.
    low_km, high_km : float or None
        Bounds; ``None`` if the place of the zone is not public.
    """

    zone: str
    low_km: float | None
    high_km: float | None

    def within(self, km: float) -> Within:
        """Return whether the zone lies within a distance.

        Examples
        --------
        >>> zone = ZoneDistance("eco-river-ze", 2.0, 11.0)
        >>> zone.within(1), zone.within(5), zone.within(11)
        ('no', 'unknown', 'yes')
        """
        if self.low_km is None or self.high_km is None:
            return "unknown"
        if self.high_km <= km:
            return "yes"
        return "no" if self.low_km > km else "unknown"


@dataclass(frozen=True)
class FactGroup:
    """The facts of a group of the site certification checklist.

    Attributes
    ----------
    key : str
    facts : tuple of SiteFact
        In the order of the vocabulary of facts.
    not_public : tuple of str
        Kinds of the checklist of which no fact is known.
    """

    key: str
    facts: tuple[SiteFact, ...]
    not_public: tuple[str, ...]


@dataclass(frozen=True)
class SiteProfile:
    """A site: its record, ways, distances, facts, firms and clauses.

    Attributes
    ----------
    id, layer, kind : str
    name : Text
    status : str or None
    reported : tuple of str
        Dates of its status and milestones: when each was reached or stated.
    towns : tuple of str
        NBS codes.
    industries : tuple of str
        Terms of the vocabulary of industries.
    standing : Standing
        Whether it is drawn at its own place, by its town, or not at all.
    precision : str or None
    accuracy_m : float or None
        Of its place; ``None`` if it has none.
    centre : (float, float) or None
        Longitude and latitude from which its ways begin.
    link_m : float or None
        Straight link from the centre to the nearest road.
    unplaced : str
        Why it has no ways; empty if it has.
    ways : dict of str to Way
        Kind of target → way, in the order of the access table.
    eco : tuple of ZoneDistance
        The nearest first, those without a public place last.
    groups : tuple of FactGroup
        All groups of the vocabulary, in its order.
    firms : tuple of Firm
        One entry a report.
    clauses : tuple of str
        Ids of the clauses it is linked to.
    """

    id: str
    layer: str
    kind: str
    name: Text
    status: str | None
    reported: tuple[str, ...]
    towns: tuple[str, ...]
    industries: tuple[str, ...]
    standing: Standing
    precision: str | None
    accuracy_m: float | None
    centre: Position | None
    link_m: float | None
    unplaced: str
    ways: dict[str, Way]
    eco: tuple[ZoneDistance, ...]
    groups: tuple[FactGroup, ...]
    firms: tuple[Firm, ...]
    clauses: tuple[str, ...]

    @property
    def facts(self) -> tuple[SiteFact, ...]:
        """All facts, group by group."""
        return tuple(fact for group in self.groups for fact in group.facts)

    def of_kind(self, key: str) -> tuple[SiteFact, ...]:
        """Return the facts of a kind."""
        return tuple(fact for fact in self.facts if fact.key == key)

    @property
    def entries(self) -> tuple[SiteFact | Firm, ...]:
        """All facts, and the entries of the firms."""
        return (*self.facts, *self.firms)

    @property
    def newest(self) -> str | None:
        """Date of what is newest: its status, a milestone, a fact or a firm's entry."""
        dates = [entry.date for entry in self.entries if entry.date != NOT_GIVEN]
        return max([*dates, *self.reported], key=first_day, default=None)

    def due(self, today: datetime.date) -> int:
        """Return how many entries should have been checked again by now."""
        stale = [is_stale(fact, today) for fact in self.facts]
        return sum(stale) + sum(is_stale_firm(firm, today) for firm in self.firms)

    def check_after(self, today: datetime.date) -> datetime.date | None:
        """Return the next day after which an entry should be checked again, from today on."""
        days = (entry.check_after for entry in self.entries)
        return min((day for day in days if day is not None and day >= today), default=None)


def site_ids(store: Store) -> list[str]:
    """Return the ids of all sites, districts first."""
    return [name for layer in SITE_LAYERS if layer in store.frames for name in _ids(store, layer)]


def is_site(store: Store, identifier: str) -> bool:
    """Return whether an id is that of a park or a district."""
    record = store.feature(identifier)
    return record is not None and record["layer"] in SITE_LAYERS


def site_profile(store: Store, identifier: str) -> SiteProfile:
    """Return the profile of a site.

    Raises
    ------
    KeyError
        If there is no such park or district.

    Examples
    --------
    >>> from atlas.store.store import load
    >>> site_profile(load(private=False), "ind-xinhe").name.en
    'Xinhe Chemical Base'
    """
    if not is_site(store, identifier):
        raise KeyError(identifier)
    record = store.records[identifier]
    access = store.access.sites.get(identifier)
    facts = store.site_facts.get(identifier, ())
    return SiteProfile(
        id=identifier,
        layer=record["layer"],
        kind=record["kind"],
        name=Text(zh=record["name_zh"], en=record["name_en"]),
        status=record["status"],
        reported=tuple(_reported(store, record)),
        towns=tuple(record["towns"]),
        industries=tuple(record["industries"] or ()),
        standing=store.standing(identifier),
        precision=record["precision"],
        accuracy_m=record["accuracy_m"],
        centre=access.centre if access else None,
        link_m=access.link_m if access else None,
        unplaced="" if access else store.access.unplaced.get(identifier, "no_place"),
        ways=dict(access.ways) if access else {},
        eco=tuple(ZoneDistance(*zone) for zone in access.eco) if access else (),
        groups=tuple(_groups(facts)),
        firms=tuple(firms_in(store.firms, identifier)),
        clauses=tuple(dict.fromkeys(link.clause for link in store.links.get(identifier, ()))),
    )


def _reported(store: Store, record: dict[str, Any]) -> Iterator[str]:
    if record["status_as_of"]:
        yield str(record["status_as_of"])
    for milestone in store.milestones.get(record["id"], ()):
        if milestone.kind == "reached":
            yield milestone.date
        if milestone.said:
            yield milestone.said


def _ids(store: Store, layer: str) -> list[str]:
    return [str(name) for name in store.frames[layer]["id"]]


def _groups(facts: tuple[SiteFact, ...]) -> Iterator[FactGroup]:
    kinds, unknown = fact_kinds().kind, not_public(facts)
    for group in fact_kinds().group:
        yield FactGroup(
            key=group,
            facts=tuple(fact for fact in facts if kinds[fact.key].group == group),
            not_public=tuple(key for key in unknown if kinds[key].group == group),
        )
