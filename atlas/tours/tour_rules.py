"""What must be true of a tour beyond the form of its file: what it names exists and is seen."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from atlas.core.model import vocabulary
from atlas.plan.evaluation.years import YEARS
from atlas.store.query import BASE_THEME, Selection, select
from atlas.store.store import Store
from atlas.tours.tour import Step, Tour, View

#: how far from the city, in degrees, a view may reach: as far as Qingdao, Yantai and Weifang
SURROUNDINGS = 1.5
#: the most, in degrees of longitude and latitude, that fits on a small phone (320 × 640 pixels) at
#: the map's smallest zoom, beside its buttons
WIDEST, HIGHEST = 1.15, 0.85
#: degrees by which a feature may reach out of the view, since views are rounded
ROUNDING = 1e-4

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, order=True)
class TourProblem:
    """What is wrong with a tour file.

    Attributes
    ----------
    file : str
        Path below the root.
    step : int
        Number of the step, from 1; 0 for the tour itself.
    field : str
    why : str
        Expected and found value.
    """

    file: str
    step: int
    field: str
    why: str

    def __str__(self) -> str:
        step = f"step {self.step}" if self.step else ""
        return ": ".join(filter(None, (self.file, step, self.field, self.why)))


def check_tour(tour: Tour, store: Store, file: str) -> list[TourProblem]:
    """Return the errors in a tour."""
    return [
        TourProblem(file, number, field, why)
        for number, step in enumerate(tour.step, 1)
        for field, why in _step(step, store)
    ]


#: field and what is wrong with it
Found = Iterator[tuple[str, str]]


def _step(step: Step, store: Store) -> Found:
    wrong = [*_unknown_words(step, store), *_unknown_features(step, store)]
    yield from wrong
    yield from _quotes(step, store)
    if not wrong:  # else what it shows cannot be told
        yield from _unseen(step, store)
        yield from _view(step, store)


def _unknown_words(step: Step, store: Store) -> Found:
    words, narrow = vocabulary(), step.filter
    themes = [word for word in words.theme if word != BASE_THEME]
    years = (narrow.year,) if narrow.year else ()
    a_token, a_town, a_word = "a layer or layer/kind", "the code of a town", "a known word"
    given: list[tuple[tuple[str, ...], Sequence[str], Collection[str], str]] = [
        (("on",), step.on, _tokens(store), a_token),
        (("off",), step.off, _tokens(store), a_token),
        (("filter", "towns"), narrow.towns, store.towns, a_town),
        (("filter", "themes"), narrow.themes, themes, a_word),
        (("filter", "statuses"), narrow.statuses, words.status, a_word),
        (("filter", "industries"), narrow.industries, words.industry, a_word),
        (("filter", "year"), years, YEARS, f"{YEARS[0]} to {YEARS[-1]}"),
        (("view", "towns"), step.looks_at.towns, store.towns, a_town),
    ]
    for field, values, known, wanted in given:
        for value in values:
            if value not in known:
                yield ".".join(field), f"expected {wanted}, found {value!r}"


def _tokens(store: Store) -> set[str]:
    kinds = ((name, kind) for name, layer in store.catalogue.items() for kind in layer.kinds)
    return {*store.catalogue, *(f"{name}/{kind}" for name, kind in kinds)}


def _unknown_features(step: Step, store: Store) -> Found:
    named = [("features", name) for name in step.features]
    named += [("view.features", name) for name in step.view.features] if step.view else []
    for field, name in named:
        if name not in store.records:
            now = store.current_ids.get(name)
            hint = f"; it is called {now} now" if now else ""
            yield field, f"expected the id of a feature, found {name!r}{hint}"


def _quotes(step: Step, store: Store) -> Found:
    for clause, quote in ((one.clause, one.quote) for one in step.quotes):
        if clause not in store.plan:
            where = ", ".join(found.id for found in store.plan.find(quote)) or "no clause"
            yield (
                "quotes",
                f"expected a clause of the plan, found {clause!r}; {where} has the quote",
            )
        elif problem := store.plan.quote_problem(clause, quote):
            yield "quotes", problem


def _unseen(step: Step, store: Store) -> Found:
    selection = select(store, step.topic, step.chosen)
    for name in step.features:
        if why := _why_hidden(name, store, selection):
            yield "features", f"expected features that the step shows, found {name!r}: {why}"


def _why_hidden(name: str, store: Store, selection: Selection) -> str:
    """Return why a feature is not among what a selection shows; empty if it is."""
    record = store.records[name]
    layer, kind = record["layer"], record["kind"]
    if layer not in selection.layers:
        return f"its page does not show {layer}"
    for token in (layer, f"{layer}/{kind}"):
        if token in selection.hidden:
            return f"{token} is off"
    passing = selection.layers[layer]
    place = store.frames[layer]["id"].tolist().index(name)
    if passing is not None and place not in passing:
        return "the filter excludes it"
    return "small maps do not show its layer" if store.catalogue[layer].min_zoom else ""


def _view(step: Step, store: Store) -> Found:
    if step.view and step.view.box:
        west, south, east, north = step.view.box
        if west >= east or south >= north:
            yield "view.box", f"expected west, south, east, north; found {list(step.view.box)}"
            return
    bounds = bounds_of(step.looks_at, store)
    if bounds is None:
        field = "view" if step.view else "features"
        yield field, "expected a feature with a place on the map, found none"
        return
    around = shapely.box(*store.extent).buffer(SURROUNDINGS, join_style="mitre")
    if not around.covers(shapely.box(*bounds)):
        near = [round(degrees, 2) for degrees in around.bounds]
        yield (
            "view",
            f"expected a view within {near}, the city's surroundings; found {list(bounds)}",
        )
        return
    west, south, east, north = bounds
    if east - west > WIDEST or north - south > HIGHEST:
        size = f"{east - west:.2f} by {north - south:.2f}"
        yield "view", f"expected at most {WIDEST} by {HIGHEST} degrees, for phones; found {size}"
        return
    seen = shapely.box(*bounds).buffer(ROUNDING, join_style="mitre")
    for name in step.features:
        shape = _inside(store.geometry(name), store)
        if shape is not None and not seen.covers(shape):
            yield "view", f"expected a view with all of {name!r} that lies in the city"


def bounds_of(view: View, store: Store) -> Bounds | None:
    """Return west, south, east and north of what a view shows; ``None`` if nothing is drawn.

    The symbol of a feature of which only the town is known stands beside the town's name, farther
    away on a smaller map; so the view has the whole town.
    """
    if view.box:
        return view.box
    in_towns = [name for name in view.features if store.standing(name) == "town"]
    towns = {*view.towns, *(code for name in in_towns for code in store.records[name]["towns"])}
    shapes = [store.geometry(name) for name in view.features]
    shapes += [store.town_areas.get(code) for code in towns]
    drawn = [shape for shape in shapes if shape is not None]
    if not drawn:
        return None
    west, south, east, north = map(float, shapely.total_bounds(drawn))
    return west, south, east, north


def _inside(shape: BaseGeometry | None, store: Store) -> BaseGeometry | None:
    """Return the part of a shape that lies in the city; all of it, if none does."""
    if shape is None or shape.is_empty or store.outline is None:
        return shape
    part = shapely.intersection(shape, store.outline)
    return shape if part.is_empty else part
