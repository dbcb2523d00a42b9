"""The subject of a sheet: a selection of the store, its title, and its extent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from atlas.core.messages import message
from atlas.core.model import vocabulary
from atlas.plan.plates import plates
from atlas.spatial.crs import Bounds
from atlas.store.query import Filter, Selection, Topic, select
from atlas.store.store import Store
from atlas.wording.phrases import joined, name

#: margin around the subject, relative to its size
ROOM = 0.03
#: maximum number of towns named
NAMED = 5


class SheetError(ValueError):
    """The sheet cannot be drawn as requested."""


@dataclass(frozen=True)
class Subject:
    """The subject of a sheet.

    Attributes
    ----------
    store : Store
    selection : Selection
        Layers, ordinals that pass the filter and hidden legend entries, as on the map.
    lang : str
    title : str
    notes : tuple of str
        Lines below the title that describe the filter.
    towns : tuple of str
        NBS codes of the chosen towns; the rest of the city is dimmed.
    selected : str or None
        Id of the feature to highlight and label.
    focus : frozenset of str or None
        Ids of the non-context features to draw; ``None``: all.
    spot : (float, float) or None
        Longitude and latitude of a pinned spot.
    bounds : (float, float, float, float) or None
        West, south, east, north in degrees; ``None``: the chosen towns, or the city.
    """

    store: Store = field(repr=False)
    selection: Selection = field(repr=False)
    lang: str
    title: str
    notes: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    selected: str | None = None
    focus: frozenset[str] | None = None
    spot: tuple[float, float] | None = None
    bounds: Bounds | None = None

    @property
    def marked(self) -> dict[str, Any] | None:
        """The selected feature."""
        return self.store.feature(self.selected) if self.selected else None

    @property
    def extent(self) -> Bounds:
        """The extent that the map must show, in degrees."""
        if self.bounds:
            return self.bounds
        frames = self.store.frames
        bounds = self.store.extent
        if self.towns and "townships" in frames:
            frame = frames["townships"]
            bounds = frame.geometry[frame["code"].isin(self.towns)].total_bounds
        west, south, east, north = map(float, bounds)
        across, up = ROOM * (east - west), ROOM * (north - south)
        return west - across, south - up, east + across, north + up


def title_of(page: str, lang: str) -> str:
    """Return the title of a page's sheet."""
    return message(f"sheet.title.{page}", lang)


def filter_notes(store: Store, chosen: Filter, lang: str) -> tuple[str, ...]:
    """Return the description of a filter, or nothing if it keeps all."""
    words, found = vocabulary(), []
    towns = [name(store.towns[code], lang) for code in chosen.towns if code in store.towns]
    if towns:
        text = joined(towns[:NAMED], lang)
        if len(towns) > NAMED:
            text = message("filter.chosen", lang, first=text, n=len(towns), more=len(towns) - NAMED)
        found.append(message("sheet.towns", lang, text=text))
    if chosen.themes:
        text = joined((words.theme[word].text.in_(lang) for word in chosen.themes), lang)
        found.append(message("sheet.themes", lang, text=text))
    if chosen.statuses:
        text = joined((words.status[word].text.in_(lang) for word in chosen.statuses), lang)
        found.append(message("sheet.statuses", lang, text=text))
    if chosen.industries:
        text = joined((words.industry[word].text.in_(lang) for word in chosen.industries), lang)
        found.append(message("sheet.industries", lang, text=text))
    return tuple(found)


def subject_of(store: Store, page: str, chosen: Filter, lang: str) -> Subject:
    """Return the subject for a page under a filter, or for a whole plate.

    Parameters
    ----------
    store : Store
    page : str
        Page named in ``layers/*.toml``, or the id of a plate.
    chosen : Filter
    lang : str

    Raises
    ------
    SheetError
        If the page or town does not exist.
    """
    for code in chosen.towns:
        if code not in store.towns:
            raise SheetError(f"no town {code!r}: expected one of {', '.join(store.towns)}")
    if page in plates():
        plate = plates()[page]
        selection = select(store, Topic("plates", shows=plate.show), chosen)
        return Subject(store, selection, lang, plate.title.in_(lang), bounds=plate.bounds)
    pages = {key for layer in store.catalogue.values() for key in layer.pages} - {"*"}
    if page not in pages:
        raise SheetError(
            f"no page {page!r}: expected one of {', '.join([*sorted(pages), *plates()])}"
        )
    topic = Topic(page, page if page in vocabulary().theme else None)
    return Subject(
        store=store,
        selection=select(store, topic, chosen),
        lang=lang,
        title=title_of(page, lang),
        notes=filter_notes(store, chosen, lang),
        towns=chosen.towns,
    )
