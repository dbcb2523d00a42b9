"""The view of a page: read once from the URL and passed to its parts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import lru_cache

import streamlit as st

from atlas.core.messages import message
from atlas.plan.plates import plates
from atlas.store.query import Filter, Selection, Topic, select
from atlas.store.store import Store
from atlas.web.server.resources import store
from atlas.web.state.page_list import Page, page_of
from atlas.web.state.url_query import Query, parameters, parse

#: session keys: the last state written by callbacks, and older URLs
WRITTEN = "address_written"
REMEMBERED = 1024
#: seconds within which the browser returns a written URL; ``map/view.js`` has a longer limit
RETURNS = 2.0


@dataclass(frozen=True)
class View:
    """A page with a filter and a language.

    Attributes
    ----------
    page : Page
    query : Query
    selection : Selection
        The features that pass the filter on this page.
    """

    page: Page
    query: Query
    store: Store = field(repr=False)
    selection: Selection = field(repr=False)

    @property
    def topic(self) -> Topic:
        """The topic of the page, or of its open plate."""
        return topic_of(self.page, self.chosen)

    @property
    def plate(self) -> str | None:
        """The open plate; ``None`` on other pages."""
        return open_plate(self.page, self.chosen)

    @property
    def chosen(self) -> Filter:
        """The filter."""
        return self.query.chosen

    @property
    def applied(self) -> Filter:
        """The filter as it applies here: a plate always shows its whole topic."""
        return applied(self.page, self.chosen)

    @property
    def lang(self) -> str:
        """``zh`` or ``en``."""
        return self.query.lang

    def text(self, key: str, **values: object) -> str:
        """Return a message in the page's language."""
        return message(key, self.lang, **values)

    def name(self, record: dict[str, object]) -> str:
        """Return a feature's name in the page's language."""
        return str(record["name_en" if self.lang == "en" else "name_zh"])

    def town_names(self, codes: list[str] | tuple[str, ...]) -> list[str]:
        """Return the names of towns; unknown codes are left out."""
        return [self.name(self.store.towns[code]) for code in codes if code in self.store.towns]

    def link(self, chosen: Filter | None = None, lang: str | None = None) -> dict[str, str]:
        """Return the query parameters of a link to this view with the given changes."""
        return parameters(self.chosen if chosen is None else chosen, lang or self.lang)


def open_plate(page: Page, chosen: Filter) -> str | None:
    """Return the open plate on a page with plates: the chosen one, else the first."""
    return (chosen.plate or next(iter(plates()))) if page.plates else None


def applied(page: Page, chosen: Filter) -> Filter:
    """Return the part of a filter that applies on a page."""
    if not page.plates:
        return chosen
    return replace(chosen, towns=(), themes=(), statuses=(), industries=())


def topic_of(page: Page, chosen: Filter) -> Topic:
    """Return the topic of a page, or of its open plate."""
    key = open_plate(page, chosen)
    return replace(page.topic, shows=plates()[key].show) if key else page.topic


@lru_cache(maxsize=256)
def _selection(topic: Topic, chosen: Filter) -> Selection:
    return select(store(), topic, chosen)


def view_at(key: str, address: dict[str, str]) -> View:
    """Return the view of a page at a URL, given its query parameters.

    Raises
    ------
    KeyError
        When there is no such page.
    """
    return view_of(key, parse(address, store()))


def view_of(key: str, query: Query) -> View:
    """Return the view of a page for a parsed URL; see :func:`view_at`."""
    page = page_of(key)
    topic = topic_of(page, query.chosen)
    return View(page, query, store(), _selection(topic, applied(page, query.chosen).narrowing))


# Each message from the browser carries its URL. A message sent before an earlier choice returned
# still has the URL without that choice; applying it would undo the choice.


def read_view(key: str) -> View:
    """Return the view of a page at the URL, or at a state written after its message was sent.

    Raises
    ------
    KeyError
        When there is no such page.
    """
    address = dict(st.query_params)
    written = st.session_state.get(WRITTEN)
    return view_at(key, written["now"] if written and address in written["stale"] else address)


def write_url(chosen: Filter, lang: str) -> None:
    """Write a state to the URL, as one step of the browser's history. For callbacks."""
    now = parameters(chosen, lang)
    written = st.session_state.get(WRITTEN)
    stale = [*written["stale"], written["now"]] if written else []
    stale.append(dict(st.query_params))
    st.session_state[WRITTEN] = {
        "now": now,
        "stale": [address for address in stale[-REMEMBERED:] if address != now],
        "in_callback": True,
        "at": time.monotonic(),
    }
    st.query_params.from_dict(now)


def forget_written(page: str) -> None:
    """Discard the written state at a run that no choice caused (Back, a link): the URL counts.

    Two choices that cancel out also cause a run without a choice, and its URL may be older than
    both. So an older URL counts only once the written state must have returned; if the reader goes
    Back sooner, the browser reports it (see :func:`left`).
    """
    written = st.session_state.get(WRITTEN)
    if not written:
        return
    if written.pop("in_callback", False):
        written["page"] = page
        return
    young = time.monotonic() - written["at"] < RETURNS
    if page != written["page"] or not young or dict(st.query_params) not in written["stale"]:
        del st.session_state[WRITTEN]


def left() -> None:
    """Note that the reader went Back right after a choice: the browser's URL counts."""
    st.session_state.pop(WRITTEN, None)
