"""The lasting address of a feature: the page of its theme, with its card open."""

from __future__ import annotations

from atlas.store.query import hidden_by_default
from atlas.store.store import Store
from atlas.web.state.page_list import page_address, page_on


def feature_address(store: Store, identifier: str, lang: str) -> str:
    """Return path and query of the page that shows a feature, whatever else is filtered.

    Raises
    ------
    KeyError
        If no usable layer has the feature.
    """
    record = store.records[identifier]
    definition = store.catalogue[record["layer"]]
    page = page_on(record["theme"])
    tokens = (definition.id, f"{definition.id}/{record['kind']}")
    off = hidden_by_default(definition, page.topic, ())
    on = ",".join(token for token in tokens if token in off)
    english = {"lang": "en"} if lang == "en" else {}
    return page_address(page, {"id": identifier, **({"on": on} if on else {}), **english})
