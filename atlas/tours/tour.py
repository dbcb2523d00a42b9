"""A guided tour: its title and its steps. ``docs/tours.md`` explains the files."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from atlas.core.model import Kebab, Latitude, Longitude, Name, Strict, Text
from atlas.store.query import Filter, Topic
from atlas.store.topics import TOPICS, MapPage

#: allowed numbers of steps
FEWEST, MOST = 5, 9


class Words(Text):
    """A text in Chinese and English, neither empty."""

    zh: Name
    en: Name


class Quote(Strict):
    """Words of a clause of the plan on which a step rests."""

    clause: Name
    quote: Name


class View(Strict):
    """What the map has in view, whatever the size of the screen: one of these."""

    features: tuple[Kebab, ...] = ()
    #: NBS codes
    towns: tuple[str, ...] = ()
    #: west, south, east, north in degrees (WGS-84)
    box: tuple[Longitude, Latitude, Longitude, Latitude] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> View:
        if sum(map(bool, (self.features, self.towns, self.box))) != 1:
            raise ValueError("expected one of features, towns and box")
        return self


class Narrowing(Strict):
    """The filter of a step, as the page's filter bar and timeline offer it."""

    towns: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    year: str | None = None


class Step(Strict):
    """A step of a tour.

    Attributes
    ----------
    heading, text : Words
    page : str
        Page whose map and legend it shows.
    features : tuple of str
        Ids of the features that stand out; the others are dimmed.
    on, off : tuple of str
        Legend entries that differ from the page's own: ``layer`` or ``layer/kind``.
    filter : Narrowing
    view : View or None
        By default the features that stand out.
    quotes : tuple of Quote
    """

    heading: Words
    text: Words
    page: MapPage
    features: Annotated[tuple[Kebab, ...], Field(min_length=1)]
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    filter: Narrowing = Narrowing()
    view: View | None = None
    quotes: Annotated[tuple[Quote, ...], Field(min_length=1)]

    @property
    def topic(self) -> Topic:
        """The topic of its page."""
        return TOPICS[self.page]

    @property
    def looks_at(self) -> View:
        """What the map has in view."""
        return self.view or View(features=self.features)

    @property
    def chosen(self) -> Filter:
        """The filter with which its page shows the same."""
        return Filter(**vars(self.filter), on=frozenset(self.on), off=frozenset(self.off))


class Tour(Strict):
    """A tour; its id is the name of its file."""

    id: Kebab
    #: place in the list of tours
    order: int
    title: Words
    lead: Words
    step: Annotated[tuple[Step, ...], Field(min_length=FEWEST, max_length=MOST)]

    def at(self, number: str | None) -> Step:
        """Return the step with a number counted from 1, the first without one; at most the last."""
        return self.step[min(int(number or 1), len(self.step)) - 1]
