"""Lasting links: the address at which a feature's card is open, free of the reader's filter."""

from __future__ import annotations

from dataclasses import replace

from atlas.store.query import BASE_THEME, Filter, Topic, hidden_tokens
from atlas.store.store import Store
from atlas.web.state.page_list import page_address, page_on
from atlas.web.state.url_query import parameters


def lasting_link(store: Store, identifier: str, lang: str) -> str:
    """Return the path of the page that shows a feature, with its card open.

    It is the page of its theme, else the overview with the theme added; what the page would not
    show of itself is switched on. Ids are permanent (``docs/links.md``).
    """
    record = store.records[identifier]
    page = page_on(record["theme"])
    theme = record["theme"]
    own = theme in (page.topic.theme, BASE_THEME)
    chosen = Filter(themes=() if own else (theme,), selected=identifier)
    layer, token = record["layer"], f"{record['layer']}/{record['kind']}"
    for switches in ((), (layer,), (token,), (layer, token)):
        shown = replace(chosen, on=frozenset(switches))
        if _shows(store, page.topic, shown, layer, token):
            chosen = shown
            break
    return page_address(page, parameters(chosen, lang))


def _shows(store: Store, topic: Topic, chosen: Filter, layer: str, token: str) -> bool:
    return not {layer, token} & hidden_tokens(store, topic, chosen)
