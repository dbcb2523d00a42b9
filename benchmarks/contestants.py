"""The three pages that are compared: how each is opened, clicked and recognised as repainted.

Conditions are JavaScript expressions, true once what was asked for stands in the page's DOM.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from atlas.i18n import message
from atlas.query import Filter, Selection, Topic, select
from atlas.store import load

STORE = load()
TOPICS = {key: Topic(key, key) for key in ("transport", "industry")}
#: the names that the bare page knows too
TOWNS = {
    town["name_zh"]: code
    for code, town in STORE.towns.items()
    if town["name_zh"] in ("南村镇", "新河镇", "店子镇", "大泽山镇", "旧店镇", "云山镇")
}


def selection(page: str, town: str | None) -> Selection:
    towns = (TOWNS[town],) if town else ()
    return select(STORE, TOPICS[page], Filter(towns=towns))


@dataclass(frozen=True)
class Click:
    """A click to time: what is clicked, what is true when it has been answered."""

    selector: str
    done: str
    #: the click falls into the map's iframe, where ``done`` is judged too
    in_frame: bool = False
    #: clicked before, untimed, when ``selector`` is not visible
    opener: str | None = None


class Bare:
    """One widget, no map."""

    name, script, path, has_map = "bare page", "benchmarks/bare.py", "/", False
    map_element, table_element = None, None

    def shown(self, page: str, town: str | None) -> str:
        text = f"{ {'transport': 'one', 'industry': 'two'}[page] }: {town or 'all'}"
        return f"document.querySelector('.st-key-answer')?.textContent === {json.dumps(text)}"

    def filter(self, name: str, town: str | None) -> Click:
        return Click(f'button:has-text("{name}")', self.shown("transport", town))

    def switch(self) -> Click | None:
        return None

    def page(self, page: str) -> Click:
        return Click(f".st-key-pages a >> nth={int(page == 'industry')}", self.shown(page, None))


class Ordinary:
    """A folium map rebuilt each rerun."""

    name, script, path, has_map = "ordinary map", "benchmarks/ordinary.py", "/", True
    map_element, table_element = "component_instance", "dataframe"

    def shown(self, page: str, town: str | None) -> str:
        state = f"state-{page}-{TOWNS[town] if town else 'all'}"
        return (
            "[...document.querySelectorAll('iframe')].some("
            f"f => f.contentDocument?.querySelector('path.{state}'))"
        )

    def filter(self, name: str, town: str | None) -> Click:
        return Click(f'button:has-text("{name}")', self.shown("transport", town))

    def switch(self) -> Click:
        # The topmost layer's box in Leaflet's own control; Python learns nothing of it.
        return Click(
            ".leaflet-control-layers-overlays input >> nth=-1",
            "document.querySelectorAll('path').length !== pathsBefore",
            in_frame=True,
        )

    def page(self, page: str) -> Click:
        return Click(f".st-key-pages a >> nth={int(page == 'industry')}", self.shown(page, None))


class ThisAtlas:
    """The app."""

    name, script, path, has_map = "this atlas", "app.py", "/transport", True
    map_element, table_element = "atlas_map", "atlas_table"
    switched = True

    def shown(self, page: str, town: str | None) -> str:
        """Every feature of every layer is in the DOM as the atlas's query says, and the panel follows."""
        chosen = selection(page, town)
        expected = {
            name: ordinals for name, ordinals in chosen.layers.items() if name not in chosen.hidden
        }
        heading = message(f"page.{page}", "zh")
        return (
            "(() => { const root = document.querySelector('.atlas-frame[data-ready=true]')?.parentElement;"
            f" const expected = {json.dumps(expected)}, hidden = {json.dumps(sorted(chosen.hidden))};"
            f" if (document.querySelector('.atlas-lead h1')?.textContent !== {json.dumps(heading)})"
            " return false;"
            " return Boolean(root) && [...root.atlas.layers.values()].every(layer => {"
            " const want = expected[layer.id];"
            " if ((want !== undefined) !== (layer.pane.style.display !== 'none')) return false;"
            " return want === undefined || layer.features.every(f => { const on ="
            " (want === null || want.includes(f.ordinal)) && !hidden.includes(`${layer.id}/${f.properties.kind}`);"
            " return f.shown === on && f.paths.every(p => { const node = p._path ?? p._icon;"
            " return !node || (node.style.display !== 'none') === on; }); }); }); })()"
        )

    def filter(self, name: str, town: str | None) -> Click:
        return Click(
            f'[data-testid="stPopoverBody"] button:has-text("{name}")',
            self.shown("transport", town),
            opener=".st-key-filter_towns_box button",
        )

    def switch(self) -> Click:
        self.switched = not self.switched
        return Click(
            '.atlas-legend input[value="transport-projects/expressway"]',
            "document.querySelector('.atlas-frame').parentElement.atlas.layers.get('transport-projects')"
            ".features.filter(f => f.properties.kind === 'expressway' && f.geometry).every(f => f.paths"
            f".every(p => ((p._path ?? p._icon).style.display !== 'none') === {json.dumps(self.switched)}))",
        )

    def page(self, page: str) -> Click:
        return Click(f".st-key-page_{page} a, .st-key-page_{page}_here a", self.shown(page, None))


CONTESTANTS = (ThisAtlas(), Ordinary(), Bare())
