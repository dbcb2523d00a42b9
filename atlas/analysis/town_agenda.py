"""The projects of a town as a resident asks for them: by state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from atlas.analysis.claim import claim_of
from atlas.analysis.evaluation.outcome_counts import Project, projects
from atlas.core.model import vocabulary
from atlas.store.query import Filter
from atlas.store.store import Store

Group = Literal["under_way", "dated", "late", "done", "not_begun", "unknown", "dropped"]
#: in the order of a resident's interest; ``dated``: not begun, with a date to come
GROUPS: tuple[Group, ...] = get_args(Group)
#: themes whose projects come first in a group: roads and railways, schools and hospitals, water
FIRST_THEMES = ("transport", "services", "water", "energy")


@dataclass(frozen=True)
class Agenda:
    """Projects by group.

    Attributes
    ----------
    groups : dict of str to tuple of str
        Group → ids, in display order; only groups with projects.
    """

    groups: dict[Group, tuple[str, ...]]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all projects, in display order."""
        return tuple(one for members in self.groups.values() for one in members)


def town_agenda(store: Store, code: str) -> Agenda:
    """Return the projects that touch a town, as of today.

    Examples
    --------
    >>> from atlas.store.store import load
    >>> town_agenda(load(), "370283122").groups["late"]
    ('tp-exp-laizhou-qingdao',)
    """
    return _arranged(store, projects(store, Filter(towns=(code,))))


@dataclass(frozen=True)
class Elsewhere:
    """Projects that belong to no town.

    Attributes
    ----------
    city_wide : Agenda
        Of the whole city.
    unlocated : Agenda
        Neither plan nor press says where.
    """

    city_wide: Agenda
    unlocated: Agenda


def elsewhere(store: Store) -> Elsewhere:
    """Return the projects that belong to no town, as of today."""
    without = [one for one in projects(store, Filter()) if not one.towns]
    hidden = [one for one in without if store.records[one.id]["towns_unknown"]]
    wide = [one for one in without if not store.records[one.id]["towns_unknown"]]
    return Elsewhere(_arranged(store, wide), _arranged(store, hidden))


def _arranged(store: Store, found: Sequence[Project]) -> Agenda:
    groups: dict[Group, list[Project]] = {group: [] for group in GROUPS}
    for one in found:
        groups[_group(store, one)].append(one)
    return Agenda(
        {group: tuple(_in_order(members)) for group, members in groups.items() if members}
    )


def _group(store: Store, one: Project) -> Group:
    claim = claim_of(store.records[one.id], store.milestones.get(one.id, ()), store.today)
    return "dated" if claim.state == "promised" and one.outcome == "not_begun" else one.outcome


def _in_order(members: Iterable[Project]) -> Iterable[str]:
    """Return ids by theme, and within a theme in the order of the tables."""
    others = [theme for theme in vocabulary().theme if theme not in FIRST_THEMES]
    places = {theme: place for place, theme in enumerate((*FIRST_THEMES, *others))}
    return (one.id for one in sorted(members, key=lambda one: places[one.theme]))
