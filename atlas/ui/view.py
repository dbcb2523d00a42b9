"""What a page is shown with: read once from the URL, handed to its parts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from functools import lru_cache

import streamlit as st

from atlas.i18n import message
from atlas.plates import plates
from atlas.query import Filter, Selection, Topic, select
from atlas.store import Store
from atlas.ui.pages import Page, page_of
from atlas.ui.resources import store
from atlas.ui.url import Query, parameters, parse

#: in the session: what callbacks wrote last, and the addresses that are older
WRITTEN = "address_written"
REMEMBERED = 1024
#: seconds within which a written address comes back from the browser (see ``static/map/view.js``)
RETURNS = 2.0


@dataclass(frozen=True)
class View:
    """A page under a filter in a language.

    Attributes
    ----------
    page : Page
    query : Query
    selection : Selection
        What the filter leaves on this page.
    """

    page: Page
    query: Query
    store: Store = field(repr=False)
    selection: Selection = field(repr=False)

    @property
    def topic(self) -> Topic:
        """What the page, or the open plate of it, is about."""
        return topic_of(self.page, self.chosen)

    @property
    def plate(self) -> str | None:
        """The open plate; none on other pages."""
        return open_plate(self.page, self.chosen)

    @property
    def chosen(self) -> Filter:
        """The filter."""
        return self.query.chosen

    @property
    def applied(self) -> Filter:
        """The filter as far as it applies here: a plate shows its whole subject."""
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
        """Return the query parameters of a link that keeps this view but for what is given."""
        return parameters(self.chosen if chosen is None else chosen, lang or self.lang)


def open_plate(page: Page, chosen: Filter) -> str | None:
    """Return the open plate on a page that has some: the chosen one, else the first."""
    return (chosen.plate or next(iter(plates()))) if page.plates else None


def applied(page: Page, chosen: Filter) -> Filter:
    """Return a filter as far as it applies on a page."""
    if not page.plates:
        return chosen
    return replace(chosen, towns=(), themes=(), statuses=(), industries=())


def topic_of(page: Page, chosen: Filter) -> Topic:
    """Return what a page, or the open plate of it, is about."""
    key = open_plate(page, chosen)
    return replace(page.topic, shows=plates()[key].show) if key else page.topic


@lru_cache(maxsize=256)
def _selection(topic: Topic, chosen: Filter) -> Selection:
    return select(store(), topic, chosen)


def view_at(key: str, address: dict[str, str]) -> View:
    """Return the view of a page at an address: its query parameters.

    Raises
    ------
    KeyError
        When there is no such page.
    """
    return view_of(key, parse(address, store()))


def view_of(key: str, query: Query) -> View:
    """Return the view of a page under what an address asks for; see :func:`view_at`."""
    page = page_of(key)
    topic = topic_of(page, query.chosen)
    return View(page, query, store(), _selection(topic, applied(page, query.chosen).narrowing))


# A message of the browser carries its address. One that was sent before an earlier choice came back
# still carries the address without it; whoever believed it would undo that choice.


def read_view(key: str) -> View:
    """Return the view of a page at the URL, or at what was written since its message was sent.

    Raises
    ------
    KeyError
        When there is no such page.
    """
    address = dict(st.query_params)
    written = st.session_state.get(WRITTEN)
    return view_at(key, written["now"] if written and address in written["stale"] else address)


def write_url(chosen: Filter, lang: str) -> None:
    """Put a state into the URL: one step of the browser's history. For callbacks."""
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
    """At the start of a page's run that no choice led to (Back, a link): the address counts.

    But two choices that undo each other, taken together, lead to a run without a choice as well,
    and its address may be older than both. So an older one counts only once what was written has
    surely come back; when the reader goes Back sooner, the browser says so (see :func:`left`).
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
    """The reader went Back right after a choice: the browser's address counts."""
    st.session_state.pop(WRITTEN, None)
