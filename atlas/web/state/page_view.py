"""The view of a page: read once from the URL and passed to its parts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from atlas.core.messages import message
from atlas.plan.plates import plates
from atlas.store.query import CHOICES, NARROWING, Filter, Selection, Topic, select
from atlas.store.store import Store
from atlas.tours.tour import Step
from atlas.web.server.resources import store, tours
from atlas.web.server.streamlit_internals import navigated
from atlas.web.state.page_list import Page, page_of
from atlas.web.state.url_query import Query, parameters, parse

#: session key: the reader's address (``now``), and those that Streamlit may still hold (``known``)
ADDRESS = "address"
#: maximum number of known addresses
REMEMBERED = 256


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
        """The topic of the page, or of its open plate or tour step."""
        return topic_of(self.page, self.chosen)

    @property
    def plate(self) -> str | None:
        """The open plate; ``None`` on other pages."""
        return open_plate(self.page, self.chosen)

    @property
    def chosen(self) -> Filter:
        """The filter in the address."""
        return self.query.chosen

    @property
    def applied(self) -> Filter:
        """The filter that applies here: a tour step has its own, a plate has none."""
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


def open_step(page: Page, chosen: Filter) -> Step | None:
    """Return the open step of a tour, on the page that has tours."""
    if not page.tours or chosen.tour is None:
        return None
    return tours().usable[chosen.tour].at(chosen.step)


def applied(page: Page, chosen: Filter) -> Filter:
    """Return the filter that applies on a page: that of the open step, or the reader's own."""
    if step := open_step(page, chosen):
        shown = step.chosen
        return replace(chosen, **{name: getattr(shown, name) for name in NARROWING})
    if not page.plates and not page.tours:
        return chosen
    unfiltered: dict[str, Any] = dict.fromkeys(CHOICES, ())
    return replace(chosen, year=None, **unfiltered)


def topic_of(page: Page, chosen: Filter) -> Topic:
    """Return the topic of a page, or of its open plate or step."""
    if step := open_step(page, chosen):
        return step.topic
    key = open_plate(page, chosen)
    return replace(page.topic, shows=plates()[key].show) if key else page.topic


@lru_cache(maxsize=256)
def _selection(topic: Topic, chosen: Filter, _day: date) -> Selection:
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
    narrowing = applied(page, query.chosen).narrowing
    return View(page, query, store(), _selection(topic, narrowing, store().today))


# Streamlit's messages carry the address that Streamlit knows, which may be an older one: the
# browser tells its own choices only to pages that depend on them, and Python's are on their way
# back. So an address counts if it is new, or if the reader went to it (Back, a link); else the last
# one counts that the browser has told or Python has written.


def address() -> dict[str, str]:
    """Return the query parameters of the reader's address."""
    given = dict(st.query_params)
    kept: dict[str, Any] = st.session_state.setdefault(ADDRESS, {"now": given, "known": [given]})
    if navigated() or given not in kept["known"]:
        _keep(given)
    now: dict[str, str] = st.session_state[ADDRESS]["now"]
    return now


def _keep(now: dict[str, str]) -> None:
    kept = st.session_state.get(ADDRESS, {"known": []})
    known = [*(one for one in kept["known"] if one != now), now]
    st.session_state[ADDRESS] = {"now": now, "known": known[-REMEMBERED:]}


def take_address(query: str) -> None:
    """Take the address that the browser tells. For callbacks."""
    address()
    _keep(dict(parse_qsl(query)))


def read_view(key: str) -> View:
    """Return the view of a page at the reader's address.

    Raises
    ------
    KeyError
        When there is no such page.
    """
    return view_at(key, address())


def write_url(chosen: Filter, lang: str) -> None:
    """Write a state to the URL, as one step of the browser's history. For callbacks."""
    now = parameters(chosen, lang)
    address()
    _keep(now)
    st.query_params.from_dict(now)
