"""Addresses, pages and features as the browser needs them to filter; the same in both languages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from atlas.analysis.evaluation.outcome_counts import rests_on_plan
from atlas.plan.plates import plates
from atlas.spatial.shape_text import EAST, MAX_LENGTH, NORTH, SOUTH, WEST
from atlas.store.query import MAX_BUFFER_M, Filter
from atlas.store.search_match import MAX_QUERY
from atlas.store.store import Store
from atlas.web.browsing.tour_data import tour_rules
from atlas.web.state.page_list import PAGES, Page
from atlas.web.state.page_view import topic_of
from atlas.web.state.url_query import MAX_ITEMS, grammar, known_names, values
from atlas.webmap.filter_rules import codes, listed_features, topic_rules, years_known
from atlas.wording.status_text import was_checked

#: number of cards per file
BLOCK = 256


def filter_data(store: Store) -> dict[str, Any]:
    """Return the data; ``static/types.d.ts`` describes them as ``Filtering``."""
    known = {name: list(found) for name, found in values(store).items()}
    features = listed_features(store)
    for found in features.values():
        for one in found:
            record = store.records[one["id"]]
            if record["status"] and rests_on_plan(store, record, store.today):
                one["old"] = "checked" if was_checked(store, record) else "plan"
    for layer in store.catalogue.keys() - features.keys():
        members = store.frames[layer][["id", "kind"]].to_dict("records")
        features[layer] = [
            {**one, "touches": [], **years_known(store, one["id"])} for one in members
        ]
    return {
        "grammar": [one.model_dump() for one in grammar()],
        "known": list(known_names()),
        "limits": {
            "items": MAX_ITEMS,
            "search": MAX_QUERY,
            "metres": MAX_BUFFER_M,
            "shape": MAX_LENGTH,
            "extent": [WEST, SOUTH, EAST, NORTH],
        },
        "block": BLOCK,
        "values": known,
        "ids": {old: new for old, new in store.current_ids.items() if old != new},
        "order": list(store.rows),
        "codes": codes(),
        "features": features,
        "pages": [_page(store, page) for page in PAGES],
        "plates": {key: _plate(store, key) for key in plates()},
        "tours": tour_rules(store),
    }


def packed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data as they are sent, which ``static/state/unpack.js`` unpacks.

    Of each layer: the ids, one a line; the facts that occur, once each; and for each feature the
    place of its facts. Thousands of polygons have few different facts. The ids that addresses may
    name are those of the features and the former ones, and are not repeated.
    """
    return {
        **data,
        "values": {key: some for key, some in data["values"].items() if key != "features"},
        "features": {layer: _columns(found) for layer, found in data["features"].items()},
    }


def _columns(features: list[dict[str, Any]]) -> dict[str, Any]:
    places: dict[str, int] = {}
    facts: list[dict[str, Any]] = []
    of: list[int] = []
    for feature in features:
        own = {key: value for key, value in feature.items() if key != "id"}
        key = json.dumps(own, sort_keys=True)
        if key not in places:
            places[key] = len(facts)
            facts.append(own)
        of.append(places[key])
    return {"ids": "\n".join(one["id"] for one in features), "facts": facts, "of": of}


def _page(store: Store, page: Page) -> dict[str, Any]:
    return {
        "key": page.topic.key,
        "path": page.path,
        "counts": page.counts,
        "wide": page.wide,
        "mapless": page.mapless,
        "plates": page.plates,
        "tours": page.tours,
        "focus": page.focus,
        "colours": page.colours,
        "parts": list(page.parts),
        "columns": list(page.columns),
        "choices": list(page.choices),
        "follows": list(page.follows),
        **topic_rules(store, page.topic),
    }


def _plate(store: Store, key: str) -> dict[str, Any]:
    page = next(page for page in PAGES if page.plates)
    west, south, east, north = plates()[key].bounds
    topic = topic_of(page, Filter(plate=key))
    return {"home": [[south, west], [north, east]], **topic_rules(store, topic)}
