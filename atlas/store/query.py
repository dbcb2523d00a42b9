"""Filters and selection: which features map, tables and exports show.

This is the definition; ``static/state/select.js`` decides the same in the browser, and tests
compare the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from atlas.core.model import vocabulary
from atlas.layers.layer_definition import LayerDefinition
from atlas.plan.evaluation.outcome import OUTCOMES
from atlas.plan.evaluation.years import NONE, OUTCOME_CODES, STATUS_CODES, Years
from atlas.store.store import Store

BASE_THEME = "base"


Tool = Literal["spot", "draw", "feature", "file", "matrix"]


@dataclass(frozen=True)
class Task:
    """Settings of the workbench.

    Attributes
    ----------
    tool : str
        Report on a ``spot``, or check a drawn shape, a feature of the atlas, a file, or all
        transport projects (``matrix``).
    shape : str
        Drawn shape in the notation of :mod:`atlas.spatial.shape_text`.
    buffer_m : int
        Buffer around the checked shape, in metres.
    against : tuple of str
        Groups of zones; empty: all.
    """

    tool: Tool = "spot"
    shape: str = ""
    buffer_m: int = 0
    against: tuple[str, ...] = ()


@dataclass(frozen=True)
class SiteSearch:
    """What an investor looks for, and the sites that he keeps.

    Attributes
    ----------
    want : str or None
        Kind of production, a key of ``atlas/analysis/site_search/wants.toml``.
    needs : tuple of (str, int)
        What the site must have: hectares of land, kilometres to a target at most, kilometres to an
        ecological zone at least.
    weights : tuple of (str, int)
        Criterion → its weight, where it differs from the usual one.
    shortlist, compared : tuple of str
        Ids of parks and districts.
    """

    want: str | None = None
    needs: tuple[tuple[str, int], ...] = ()
    weights: tuple[tuple[str, int], ...] = ()
    shortlist: tuple[str, ...] = ()
    compared: tuple[str, ...] = ()


#: maximum buffer in metres; a wider one says nothing about a location
MAX_BUFFER_M = 20_000


#: fields of a filter that hold words to choose from
CHOICES = ("towns", "themes", "statuses", "industries", "outcomes", "chapters")
#: fields of a filter that decide which features show
NARROWING = (*CHOICES, "year", "off", "on")


@dataclass(frozen=True)
class Filter:
    """The reader's choices; an empty value means “all”.

    Attributes
    ----------
    towns : tuple of str
        NBS codes.
    themes, statuses, industries, outcomes : tuple of str
        Terms of the vocabulary.
    chapters : tuple of str
        Numbers of the plan's chapters.
    year : str or None
        Year of the timeline, at whose end statuses and outcomes are taken; ``None``: today.
    part : str
        What the evaluation counts by: ``theme``, ``town`` or ``chapter``.
    off, on : frozenset of str
        Legend switches that differ from the page's defaults: ``layer`` or ``layer/kind``.
    selected : str or None
        Id of the feature whose card is open.
    clause : str or None
        Id of the clause at which the plan's text is opened.
    plate : str or None
        Id of the open plate.
    tour, step : str or None
        Id of the open tour, and the number of its step.
    search : str
        Search text; it does not filter.
    spot : (float, float) or None
        WGS-84 longitude and latitude of the location report.
    task : Task
        Settings of the workbench.
    sites : SiteSearch
        What an investor looks for and keeps.
    shade : str
        What the map of towns is shaded by; see :mod:`atlas.analysis.town_measures`.
    """

    towns: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    year: str | None = None
    part: str = "theme"
    off: frozenset[str] = frozenset()
    on: frozenset[str] = frozenset()
    selected: str | None = None
    clause: str | None = None
    plate: str | None = None
    tour: str | None = None
    step: str | None = None
    search: str = ""
    spot: tuple[float, float] | None = None
    task: Task = Task()
    sites: SiteSearch = SiteSearch()
    shade: str = "projects"

    @property
    def narrowing(self) -> Filter:
        """The part of the filter that decides which features show; used as a key."""
        return Filter(**{name: getattr(self, name) for name in NARROWING})


@dataclass(frozen=True)
class Topic:
    """Subject of a page: its key in ``layers/*.toml`` and its theme, if any.

    A ``whole`` page offers every layer and lets the browser decide which ones show. A page with
    ``shows`` offers only these layers (or ``layer/kind``) and the base. On a page of ``projects``,
    other features of the listed layers do not show.
    """

    key: str
    theme: str | None = None
    whole: bool = False
    shows: tuple[str, ...] | None = None
    projects: bool = False

    def offers(self, layer: str) -> bool:
        """Return whether the page offers a layer outside the base theme."""
        return self.shows is None or any(token.split("/")[0] == layer for token in self.shows)


@dataclass(frozen=True)
class Selection:
    """Result of a filter.

    Attributes
    ----------
    layers : dict of str to (list of int or None)
        Offered layers, lowest first → ordinals of the features that pass (``None``: all).
    hidden : frozenset of str
        Legend entries that are switched off: ``layer`` or ``layer/kind``.
    features : pandas.DataFrame
        Listed features that pass and are visible, the page's own theme first.
    unticked : int
        Number of further features that pass but are in hidden legend entries.
    """

    layers: dict[str, list[int] | None]
    hidden: frozenset[str]
    features: pd.DataFrame = field(repr=False)
    unticked: int = 0


def themes_in_view(topic: Topic, chosen: Iterable[str]) -> frozenset[str]:
    """Return the themes on show: the page's own and the chosen ones, or all if there are none."""
    own = {topic.theme} if topic.theme else set()
    themes = own | set(chosen)
    return frozenset(themes or (set(vocabulary().theme) - {BASE_THEME}))


def own_theme(store: Store, topic: Topic) -> str | None:
    """Return the theme that a click on the map prefers.

    It is the page's own theme or, on a page that shows selected layers (a plate), that of the
    first.
    """
    if topic.theme or not topic.shows:
        return topic.theme
    first = store.catalogue.get(topic.shows[0].split("/")[0])
    return first.theme if first else None


def layers_in_view(
    catalogue: dict[str, LayerDefinition], topic: Topic, chosen: Iterable[str]
) -> list[LayerDefinition]:
    """Return the offered layers, lowest first: base, context and those of the themes on show."""
    themes = themes_in_view(topic, chosen)
    return [
        definition
        for definition in catalogue.values()
        if definition.theme == BASE_THEME
        or ((definition.theme in themes or definition.context) and topic.offers(definition.id))
    ]


def hidden_by_default(
    definition: LayerDefinition, topic: Topic, chosen: Iterable[str]
) -> frozenset[str]:
    """Return the legend entries of a layer that are off by default on this page."""
    here = {"*", topic.key}
    if topic.whole and not definition.context:
        return frozenset()
    if topic.shows is not None and definition.theme != BASE_THEME:
        return _unshown(definition, topic.shows)
    if definition.theme in set(chosen) and not definition.context:
        return frozenset()  # a theme that the reader adds is shown completely
    if not here & set(definition.pages):
        return frozenset({definition.id})
    return frozenset(
        f"{definition.id}/{category.value}"
        for category in definition.categories
        if category.pages is not None and not here & set(category.pages)
    )


def _unshown(definition: LayerDefinition, shows: Iterable[str]) -> frozenset[str]:
    tokens = {f"{definition.id}/{category.value}" for category in definition.categories}
    shown = set(shows)
    if definition.id in shown:
        return frozenset()
    return frozenset(tokens - shown) if tokens & shown else frozenset({definition.id})


def hidden_tokens(store: Store, topic: Topic, chosen: Filter) -> frozenset[str]:
    """Return the legend entries that are switched off."""
    offered = layers_in_view(store.catalogue, topic, chosen.themes)
    default = frozenset[str]().union(
        *(hidden_by_default(definition, topic, chosen.themes) for definition in offered)
    )
    return (default - chosen.on) | chosen.off


def passes(features: pd.DataFrame, chosen: Filter) -> np.ndarray:
    """Return which rows pass the filter on towns, status, industries, outcomes, chapters and year.

    A feature passes for a town if its geometry or its record touches it; city-wide features have no
    town and pass only when no town is chosen. Features for which status or industries do not apply
    (a road has no industry) pass filters on those; outcomes are those of projects only.

    At the end of a year, a feature passes that was there, or was planned, by then. Undated features
    pass, but not a filter on status.

    Parameters
    ----------
    features : pandas.DataFrame
        With ``town_set`` (frozenset of NBS codes), ``status``, ``industries`` (list or ``None``),
        ``chapter_set`` and ``years``.
    """
    mask = np.ones(len(features), dtype=bool)
    if chosen.towns:
        towns = frozenset(chosen.towns)
        mask &= np.fromiter(
            (not towns.isdisjoint(codes) for codes in features["town_set"]), bool, len(features)
        )
    if chosen.statuses:
        now = _statuses(features, chosen.year)
        statuses = {STATUS_CODES[word] for word in chosen.statuses if word in STATUS_CODES}
        mask &= np.fromiter((s is None or s in statuses for s in now), bool, len(features))
    if chosen.industries and "industries" in features:
        wanted = frozenset(chosen.industries)
        mask &= np.fromiter(
            (words is None or not wanted.isdisjoint(words) for words in features["industries"]),
            bool,
            len(features),
        )
    if chosen.outcomes:
        outcomes = {OUTCOME_CODES[word] for word in OUTCOMES if word in chosen.outcomes}
        mask &= np.fromiter(
            (years.outcome(chosen.year) in outcomes for years in features["years"]),
            bool,
            len(features),
        )
    if chosen.chapters:
        chapters = frozenset(chosen.chapters)
        mask &= np.fromiter(
            (not chapters.isdisjoint(own) for own in features["chapter_set"]),
            bool,
            len(features),
        )
    if chosen.year:
        mask &= _there(features["years"], chosen.year)
    return mask


def _there(years: Iterable[Years], year: str) -> np.ndarray:
    """Return which features were there, or planned, at the end of a year; undated ones were."""
    return np.array([not one.statuses or one.status(year) != NONE for one in years], dtype=bool)


def _projects(features: Iterable[Years], year: str | None) -> np.ndarray:
    """Return which features were projects at the end of a year."""
    return np.array([one.outcome(year) != NONE for one in features], dtype=bool)


def _statuses(features: pd.DataFrame, year: str | None) -> list[str | None]:
    """Return the letters of the statuses today or at the end of a year; ``None``: has no status."""
    if year is None:
        return [STATUS_CODES.get(word) if word else None for word in features["status"]]
    return [
        (years.status(year).lower() if years.statuses else NONE) if word else None
        for years, word in zip(features["years"], features["status"], strict=True)
    ]


def select(store: Store, topic: Topic, chosen: Filter) -> Selection:
    """Return the features that the map and the table show on a page under a filter.

    Examples
    --------
    >>> from atlas.store.store import load
    >>> page, built = Topic("transport", "transport"), Filter(("370283001",), statuses=("built",))
    >>> select(load(), page, built).features["name_en"].tolist()
    ['Commuter trains Pingdu–Qingdao']
    """
    offered = layers_in_view(store.catalogue, topic, chosen.themes)
    hidden = hidden_tokens(store, topic, chosen)
    features = store.features
    mask = passes(features, chosen)
    if topic.projects:
        mask &= _projects(features["years"], chosen.year)
    layers: dict[str, list[int] | None] = {}
    for definition in offered:
        rows = store.rows.get(definition.id)
        if rows is not None:
            passing = mask[rows]
        elif chosen.year:  # of what the filter does not concern, only the year
            names = store.frames[definition.id]["id"]
            passing = _there((store.years[name] for name in names), chosen.year)
        else:
            passing = np.array([True])
        layers[definition.id] = None if passing.all() else np.flatnonzero(passing).tolist()
    listed = {d.id for d in offered if not d.context}
    mask &= features["layer"].isin(listed).to_numpy(bool)
    visible = np.fromiter(
        (
            layer not in hidden and f"{layer}/{kind}" not in hidden
            for layer, kind in zip(features["layer"], features["kind"], strict=True)
        ),
        bool,
        len(features),
    )
    found = features[mask & visible]
    own = (found["theme"] == topic.theme).to_numpy(bool)
    found = pd.concat([found[own], found[~own]]) if own.any() and not own.all() else found
    return Selection(layers, hidden, found, unticked=int((mask & ~visible).sum()))
