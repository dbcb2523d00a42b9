"""The guided tours: what their steps show, and their words in a language."""

from __future__ import annotations

from typing import Any

from atlas import wording
from atlas.core.messages import message
from atlas.store.query import NARROWING
from atlas.store.store import Store
from atlas.tours.tour import Quote, Step, Tour
from atlas.tours.tour_rules import bounds_of
from atlas.web.server.resources import tours
from atlas.wording.phrases import clause_place


def tour_rules(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Return the view of each step, the same in both languages: tour → its steps.

    A step is its ``page``, the ``filter`` there, the ``features`` that stand out, and the corners
    of its view, ``home``, each latitude and longitude.
    """
    return {
        name: [_rules(step, store) for step in tour.step] for name, tour in tours().usable.items()
    }


def _rules(step: Step, store: Store) -> dict[str, Any]:
    bounds = bounds_of(step.looks_at, store)
    assert bounds is not None, "a checked step has a view"
    west, south, east, north = (round(degrees, 5) for degrees in bounds)
    chosen = step.chosen
    narrow = {name: getattr(chosen, name) for name in NARROWING}
    lists = {name: value if name == "year" else sorted(value) for name, value in narrow.items()}
    return {
        "page": step.page,
        "filter": lists,
        "features": list(step.features),
        "home": [[south, west], [north, east]],
    }


def tour_list(lang: str) -> list[dict[str, Any]]:
    """Return the tours to choose from: id, title, lead and number of steps."""
    return [
        {
            "id": name,
            "title": tour.title.in_(lang),
            "lead": tour.lead.in_(lang),
            "steps": len(tour.step),
        }
        for name, tour in tours().usable.items()
    ]


def tour_data(store: Store, lang: str) -> dict[str, Any]:
    """Return the words of all tours; ``static/types.d.ts`` describes them as ``TourWords``."""
    return {name: _tour(store, tour, lang) for name, tour in tours().usable.items()}


def _tour(store: Store, tour: Tour, lang: str) -> dict[str, Any]:
    return {
        "title": tour.title.in_(lang),
        "steps": [_step(store, step, lang) for step in tour.step],
    }


def _step(store: Store, step: Step, lang: str) -> dict[str, Any]:
    page = message(f"page.{step.page}", lang)
    return {
        "heading": step.heading.in_(lang),
        "text": step.text.in_(lang),
        "features": [_feature(store, name, lang) for name in step.features],
        "quotes": [_quote(store, quote, lang) for quote in step.quotes],
        "explore": message("tour.explore", lang, page=page),
    }


def _feature(store: Store, name: str, lang: str) -> dict[str, Any]:
    record = store.records[name]
    found = {
        "id": name,
        "name": wording.name(record, lang),
        "state": wording.state(store, record, lang, short=True),
        "tone": f"status-{record['status']}" if record["status"] else "",
    }
    if store.standing(name) == "undrawn":
        found["place"] = message("tour.undrawn", lang)
    return found


def _quote(store: Store, quote: Quote, lang: str) -> dict[str, str]:
    place = clause_place(store.clauses[quote.clause], lang)
    clause = message("card.clause", lang, place=place)
    return {"id": quote.clause, "clause": clause, "text": quote.quote}
