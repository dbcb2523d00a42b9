"""The pages to compare: how to open and click each, and how to recognise its repaint.

Awaited conditions are JavaScript expressions on the page's DOM; see ``stopwatch.js``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from atlas.core.messages import message
from atlas.store.query import Filter, Topic, select
from atlas.store.store import load

STORE = load()
TOWNS = {town["name_zh"]: code for code, town in STORE.towns.items()}


@dataclass(frozen=True)
class Click:
    """A click to time: what to click, and the condition that is true after the response."""

    selector: str
    shown: str
    #: whether the click is in the map's iframe, where ``shown`` is evaluated too
    in_frame: bool = False
    #: clicked first, untimed, if ``selector`` is not visible
    opener: str | None = None


class Bare:
    """One widget, no map."""

    name, script, path = "bare page", "benchmarks/bare.py", "/"
    #: the page at ``/``, opened for the first map; the one at ``path`` is clicked
    home = "transport"
    map_element, table_element = "", ""

    def shown(self, page: str, town: str | None) -> str:
        text = json.dumps(f"{page}: {town or 'all'}")
        return f"bench.bare({text})"

    def filter(self, pill: str, town: str | None) -> Click:
        return Click(f'button:has-text("{pill}")', self.shown("transport", town))

    def page(self, page: str) -> Click:
        return Click(f'.st-key-pages a:has-text("{page}")', self.shown(page, None))

    def first(self) -> str:
        return self.shown(self.home, None)

    def table(self) -> str:
        """Condition: the table can be read."""
        return self.first()

    def select(self, number: int) -> Click | None:
        """Return a click on a row of the table, which opens a card."""
        return None

    def switch(self) -> Click | None:
        return None


class Ordinary(Bare):
    """A folium map rebuilt at each rerun; Leaflet's own layer control does not inform Python."""

    name, script, path = "ordinary map", "benchmarks/ordinary.py", "/"
    map_element, table_element = "component_instance", "dataframe"

    def shown(self, page: str, town: str | None) -> str:
        return f"bench.ordinary('state-{page}-{TOWNS[town] if town else 'all'}')"

    def switch(self) -> Click:
        box = '.leaflet-control-layers-overlays label:has-text("交通项目") input'
        return Click(box, "document.querySelectorAll('path').length !== bench.paths", in_frame=True)


class ThisAtlas(Bare):
    """The atlas."""

    name, script, path, home = "this atlas", "app.py", "/transport", "overview"

    def __init__(self) -> None:
        self.switched: tuple[str, ...] = ()

    def first(self) -> str:
        return self._shown(self.home, None, whole=False)

    def table(self) -> str:
        found = select(STORE, Topic(self.home), Filter())
        return f"bench.rows({json.dumps(found.features['id'].tolist())})"

    def shown(self, page: str, town: str | None) -> str:
        return self._shown(page, town, whole=True)

    def _shown(self, page: str, town: str | None, *, whole: bool) -> str:
        """Return the condition: map, and if ``whole`` title, table and count, are as selected."""
        towns = (TOWNS[town],) if town else ()
        topic = Topic(page, None if page == "overview" else page)
        found = select(STORE, topic, Filter(towns=towns, off=frozenset(self.switched)))
        state = {"layers": found.layers, "hidden": sorted(found.hidden)}
        if whole:
            state["title"] = message(f"page.{page}", "zh")
            state["ids"] = found.features["id"].tolist()
        return f"bench.atlas({json.dumps(state)})"

    def filter(self, pill: str, town: str | None) -> Click:
        selector = f'.choice-towns .pill:has-text("{pill}")'
        opener = ".choice-towns summary"
        return Click(selector, self.shown("transport", town), opener=opener)

    def page(self, page: str) -> Click:
        return Click(f".atlas-pages a.page-{page}", self.shown(page, None))

    def select(self, number: int) -> Click:
        ids = select(STORE, Topic("transport", "transport"), Filter()).features["id"].tolist()
        chosen = ids[number % len(ids)]
        return Click(f'.atlas-table tr[data-id="{chosen}"]', f"bench.card({json.dumps(chosen)})")

    def switch(self) -> Click:
        token = "transport-projects/expressway"
        self.switched = () if self.switched else (token,)
        return Click(f'.atlas-legend input[value="{token}"]', self.shown("transport", None))


CONTESTANTS = (ThisAtlas(), Ordinary(), Bare())
