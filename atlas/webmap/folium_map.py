"""The one map: folium writes its script as a module that the page imports once.

Ids are fixed, so the script and its content-hashed name change only with the map or the data.
Layers start empty; ``static/map/loader.js`` fetches each from its own URL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import folium
from branca.element import Figure
from folium.elements import MacroElement
from folium.template import Template

from atlas.core.messages import LANGUAGES, messages
from atlas.core.model import vocabulary
from atlas.layers.label_rules import label_rules
from atlas.layers.layer_definition import LayerDefinition
from atlas.layers.point_symbols import point_symbol_shapes
from atlas.layers.symbology import layer_styles, legend_samples, legend_style, rules
from atlas.layers.tray_rules import tray_rules
from atlas.plan.evaluation.years import STATUS_CODES, YEARS
from atlas.store.city_centre import city_centre
from atlas.store.store import Store
from atlas.webmap.basemaps import Basemap
from atlas.wording.status_text import state, state_in_plan

ELEMENT = "map_atlas"
MIN_ZOOM, MAX_ZOOM = 8, 15
#: limits of panning in degrees: the Bohai rim and the Jiaodong peninsula
SOUTH, WEST, NORTH, EAST = 35.4, 118.0, 38.0, 121.9
NO_STATES: dict[str, Any] = {"texts": [], "now": [], "plan": []}


class AtlasStart(MacroElement):
    """Pass the map to the page's ``atlas`` object, with its texts and legend samples."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlas.start(L, {{ this._parent.get_name() }}, {{ this.config | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, config: dict[str, Any]) -> None:
        super().__init__()
        self._name, self._id, self.config = "AtlasStart", "start", config


class AtlasLayer(MacroElement):
    """One layer: an empty pane with its styles, legend and labels, filled from its URL.

    Parameters
    ----------
    definition : dict
        Result of :func:`layer_config`.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlas.addLayer({{ this.definition | tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, definition: dict[str, Any]) -> None:
        super().__init__()
        self._name, self._id, self.definition = "AtlasLayer", definition["id"], definition


class AtlasBasemap(MacroElement):
    """An online base map, initially off; GCJ-02 tiles are shifted into place."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "atlas.addBasemap({{ this.key | tojson }}, {{ this.maker }}"
        "({{ this.url | tojson }}, {{ this.options | tojson }}));"
        "{% endmacro %}"
    )

    def __init__(self, key: str, basemap: Basemap) -> None:
        super().__init__()
        self._name, self._id, self.key = "AtlasBasemap", key, key
        self.url = basemap.url
        self.maker = "atlas.shiftedTiles" if basemap.datum == "gcj02" else "L.tileLayer"
        self.options = {
            "maxZoom": MAX_ZOOM,
            "maxNativeZoom": basemap.max_zoom,
            "subdomains": basemap.subdomains,
        }


def layer_config(
    store: Store, definition: LayerDefinition, url: str, *, tiled: bool = False
) -> dict[str, Any]:
    """Return a layer's configuration for the browser: identity, styles, legend, labels, URL."""
    frame = store.frames[definition.id]
    drawn = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    rows = [
        (kind, status, precision, geometry_type)
        for kind, status, precision, geometry_type in zip(
            drawn["kind"], drawn["status"], drawn["precision"], drawn.geom_type, strict=True
        )
    ]
    # the comparison draws the same features with their status in the plan
    planned = [
        (kind, status, precision, geometry_type)
        for kind, status, now, precision, geometry_type in zip(
            drawn["kind"],
            drawn["status_in_plan"],
            drawn["status"],
            drawn["precision"],
            drawn.geom_type,
            strict=True,
        )
        if now and status
    ]
    # the timeline draws them with their statuses in other years
    by_letter = {letter: word for word, letter in STATUS_CODES.items()}
    dated = [
        (kind, by_letter[letter], precision, geometry_type)
        for name, kind, precision, geometry_type in zip(
            drawn["id"], drawn["kind"], drawn["precision"], drawn.geom_type, strict=True
        )
        for letter in set(store.years[name].statuses.lower()) & set(by_letter)
    ]
    usual = {
        # points and multipoints have the same symbol
        kind: Counter((*row[1:3], row[3].removeprefix("Multi")) for row in rows if row[0] == kind)
        for kind in set(drawn["kind"])
    }
    ranks = {category.value: rank for rank, category in enumerate(definition.legend_order)}
    return {
        "id": definition.id,
        "theme": definition.theme,
        "title": definition.title.model_dump(),
        "order": definition.order,
        "renderer": definition.renderer,
        "context": definition.context,
        "interactive": definition.interactive,
        "min_zoom": definition.min_zoom,
        "url": url,
        "tiled": tiled,
        # those of a layer in tiles come with its attributes
        "states": NO_STATES if tiled else layer_states(store, definition),
        "styles": layer_styles(definition, rows + planned + dated),
        "legend": [
            {
                "kind": c.value,
                "rank": ranks[c.value],
                "label": c.label.model_dump(),
                "style": legend_style(c, *usual[c.value].most_common(1)[0][0]),
            }
            for c in definition.categories
            if c.value in usual
        ],
        "labels": [label.model_dump() for label in definition.label],
    }


def layer_states(store: Store, definition: LayerDefinition) -> dict[str, Any]:
    """Return the dated statuses for tooltips: distinct texts, and each feature's index into them.

    Returns
    -------
    dict
        ``texts``: texts by language; ``now``, ``plan``: by ordinal, an index into ``texts`` or -1.
    """
    records = [store.records[name] for name in store.frames[definition.id]["id"]]
    dated: dict[str, list[tuple[str, ...]]] = {
        "now": [tuple(state(store, r, lang, short=True) for lang in LANGUAGES) for r in records],
        "plan": [tuple(state_in_plan(store, r, lang) for lang in LANGUAGES) for r in records],
    }
    texts = [pair for pair in dict.fromkeys([*dated["now"], *dated["plan"]]) if all(pair)]
    places = {pair: place for place, pair in enumerate(texts)}
    return {
        "texts": [dict(zip(LANGUAGES, pair, strict=True)) for pair in texts],
        **{time: [places.get(pair, -1) for pair in own] for time, own in dated.items()},
    }


def map_script(
    store: Store,
    urls: dict[str, str],
    basemaps: dict[str, Basemap],
    tiled: Collection[str] = (),
) -> str:
    """Return the map as the source of an ES module, ``export default (L, atlas) => map``.

    Parameters
    ----------
    store : Store
        The atlas's data; its usable layers make the map.
    urls : dict of str to str
        Layer → URL of its GeoJSON, or of the index of its tiles.
    basemaps : dict of str to Basemap
        Online base maps to offer.
    tiled : collection of str
        Layers in tiles.
    """
    west, south, east, north = store.extent
    bounds = [[float(south), float(west)], [float(north), float(east)]]
    terms, middle = vocabulary(), city_centre(store)
    precisions = {record["precision"] for record in store.records.values()}
    config = {
        "home": bounds,
        "centre": [[middle[1], middle[0]], [middle[3], middle[2]]] if middle else None,
        "messages": {lang: messages("map.", lang) for lang in LANGUAGES},
        "themes": {
            key: {"label": term.text.model_dump(), "colour": term.colour}
            for key, term in terms.theme.items()
        },
        "statuses": {key: term.text.model_dump() for key, term in terms.status.items()},
        "outcomes": [
            {"key": key, "label": term.text.model_dump(), "colour": term.colour}
            for key, term in terms.outcome.items()
        ],
        "tint": rules().tint.model_dump(),
        "mark": rules().mark.model_dump(),
        "years": list(YEARS),
        "samples": legend_samples(official="official" in precisions),
        "labels": label_rules().model_dump(),
        "trays": tray_rules().model_dump(exclude={"below_on_paper"}),
        "symbols": {key: shape.model_dump() for key, shape in point_symbol_shapes().items()},
    }
    one = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=10,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.25,
        max_bounds=True,
        min_lat=SOUTH,
        min_lon=WEST,
        max_lat=NORTH,
        max_lon=EAST,
        max_bounds_viscosity=0.8,
        wheel_px_per_zoom_level=110,
    )
    # folium passes these options only to its tile layers
    one.options.update(minZoom=MIN_ZOOM, maxZoom=MAX_ZOOM)
    one.options.update(trackResize=False)  # view.js does it, and keeps the middle
    one._name, one._id = "map", "atlas"
    one.add_child(AtlasStart(config))
    for definition in store.catalogue.values():
        name = definition.id
        drawn = layer_config(store, definition, urls[name], tiled=name in tiled)
        one.add_child(AtlasLayer(drawn))
    for key, basemap in basemaps.items():
        one.add_child(AtlasBasemap(key, basemap))
    root = one.get_root()
    if not isinstance(root, Figure):
        raise TypeError(f"expected folium to draw into a figure, found {type(root)}")
    root.render()
    script = root.script.render()
    return f"export default (L, atlas) => {{\n{script}\nreturn {ELEMENT};\n}};\n"
