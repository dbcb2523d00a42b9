"""The one-file map: an HTML document that works offline from a double click.

It runs the atlas's own map. The modules of ``static/``, Leaflet from the installed wheel and
folium's script are ``data:`` URLs in an import map, because a page opened from disk cannot import
files. Layers, cards and the filter's rules are one compressed block. A Content-Security-Policy in
the document forbids every request.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import quote

from atlas.core.messages import LANGUAGES, all_messages, language_code, message, messages
from atlas.core.model import Text, vocabulary
from atlas.core.templates import render
from atlas.plan.plates import plates
from atlas.spatial.geojson_text import frame_features, geometry_object, json_line
from atlas.store.query import (
    BASE_THEME,
    CHOICES,
    Filter,
    Topic,
    layers_in_view,
    own_theme,
)
from atlas.store.store import Store
from atlas.webmap.assets import LEAFLET, modules, rename_imports, stylesheet
from atlas.webmap.filter_rules import codes, listed_features, topic_rules, years_known
from atlas.webmap.folium_map import ELEMENT, map_script
from atlas.wording import card, column_label, kind, name, status, towns_cell
from atlas.wording.spoken_text import spoken

#: the entry script; importing Leaflet sets ``window.L``
ENTRY = """
import 'leaflet';
import drawMap from 'atlas/map.js';
import {open} from 'atlas/onefile/onefile.js';
open(window.L, drawMap);
"""
#: what filters read beside the properties
FACTS = ("touches", "place", "chapters")
#: properties that the map reads; label texts come with the layers
PROPERTIES = (
    *("id", "kind", "status", "precision", "accuracy_m", "name_zh", "name_en"),
    *("label_point", "label_zh", "label_en", "code", "towns", "industries"),
)
COLUMNS = ("name", "status", "towns")
#: characters that need no escape in a data: URL, in JSON and in a script
PLAIN = " !$'()*+,-./:;=?@[]^_`{|}~"


def one_file(
    store: Store,
    topic: Topic,
    chosen: Filter,
    lang: str,
    made: date,
    *,
    bounds: tuple[float, float, float, float] | None = None,
    focus: str = "all",
) -> bytes:
    """Return the atlas's map as one HTML document, the same bytes for the same arguments.

    Parameters
    ----------
    store : Store
    topic : Topic
        Topic of the page whose view the file opens with.
    chosen : Filter
        The filter, switches and selection on opening; ``plate`` names an open plate.
    lang : str
        Language on opening; the file holds both.
    made : datetime.date
        Date shown in the file.
    bounds : (float, float, float, float), optional
        Initial view: west, south, east, north (WGS-84 degrees); the page's own by default.
    focus : str, optional
        Purpose of the map, see :class:`atlas.web.state.page_list.Page`; ``all`` or ``towns``.
    """
    opening = {
        "element": ELEMENT,
        "lang": lang,
        "date": made.isoformat(),
        "chosen": {
            **{key: getattr(chosen, key) for key in (*CHOICES, "year")},
            **{key: sorted(getattr(chosen, key)) for key in ("off", "on")},
            "selected": chosen.selected,
        },
        "state": {
            "page": topic.key,
            "theme": own_theme(store, topic),
            "focus": focus,
            "spot": chosen.spot,
        },
        **_plate(chosen.plate),
    }
    if bounds:
        opening["bounds"] = _corners(bounds)
    modules = _script_json({"imports": import_map(store)})
    data = gzip.compress(json_line(payload(store, topic)).encode(), mtime=0)
    title = (message("app.title", lang), _page(topic).in_(lang), made.isoformat())
    document = render(
        "webmap/templates/one_file_map.html.j2",
        code=language_code(lang),
        policy=_policy(modules, ENTRY),
        title=" · ".join(title),
        style=_style(),
        modules=modules,
        wait=message("one_file.wait", lang),
        opening=_script_json(opening),
        data=base64.b64encode(data).decode(),
        entry=ENTRY,
    )
    return document.encode()


def _plate(key: str | None) -> dict[str, Any]:
    if key is None:
        return {}
    plate = plates()[key]
    return {"plate": plate.title.model_dump(), "home": _corners(plate.bounds)}


def _corners(bounds: tuple[float, float, float, float]) -> list[list[float]]:
    west, south, east, north = bounds
    return [[south, west], [north, east]]


def _page(topic: Topic) -> Text:
    return all_messages()[f"page.{topic.key}"]


# ---- what the browser runs -----------------------------------------------------------------------


def import_map(store: Store) -> dict[str, str]:
    """Return the browser's modules as an import map: bare names → ``data:`` URLs."""
    # relative imports cannot be resolved against a data: URL
    sources = {
        f"atlas/{path}": rename_imports(path, source, "atlas/{}".format)
        for path, source in modules("onefile/onefile.js").items()
    }
    sources["leaflet"] = LEAFLET.joinpath("leaflet.js").read_text("utf-8")
    sources["atlas/map.js"] = map_script(store, {layer: layer for layer in store.catalogue}, {})
    return {
        specifier: f"data:text/javascript;charset=utf-8,{quote(source, safe=PLAIN)}"
        for specifier, source in sources.items()
    }


def _style() -> str:
    leaflet = (LEAFLET / "leaflet.css").read_text("utf-8")
    return "\n".join((leaflet, stylesheet(), stylesheet("tools", "onefile")))


def _script_json(value: Any) -> str:
    """Return JSON that is safe inside a script element, whatever its texts."""
    text = json_line(value)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _policy(*inline: str) -> str:
    """Return the Content-Security-Policy: inline content only, no requests."""
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline)
    scripts = " ".join(f"'sha256-{each}'" for each in hashes)
    return (
        f"default-src 'none'; script-src data: {scripts}; style-src 'unsafe-inline'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


# ---- what it shows -------------------------------------------------------------------------------


def payload(store: Store, topic: Topic) -> dict[str, Any]:
    """Return all data of a page's file: layers, cards, filter rules and texts."""
    geometries, features, listed = {}, {}, listed_features(store)
    for layer in store.catalogue:
        geometries[layer], features[layer] = _layer(store, layer)
        for row, facts in zip(features[layer], listed.get(layer, ()), strict=False):
            row |= {key: facts[key] for key in FACTS if key in facts}
        features[layer] = [{**row, **years_known(store, row["id"])} for row in features[layer]]
    return {
        **topic_rules(store, topic),
        "order": list(store.rows),
        "codes": codes(),
        "features": features,
        "geometries": geometries,
        "cards": {lang: {i: card(store, i, lang) for i in store.records} for lang in LANGUAGES},
        "columns": {lang: _columns(store, lang) for lang in LANGUAGES},
        "rows": {
            lang: {i: _row(store, i, lang) for i in store.features["id"]} for lang in LANGUAGES
        },
        "spoken": {
            lang: {i: spoken(store, store.records[i], lang) for i in store.features["id"]}
            for lang in LANGUAGES
        },
        "choices": _choices(store, topic),
        "title": _page(topic).model_dump(),
        "texts": {lang: _texts(lang) for lang in LANGUAGES},
    }


def _layer(store: Store, layer: str) -> tuple[list[Any], list[dict[str, Any]]]:
    """Return geometries and properties of a layer, in the order of its file."""
    frame = store.frames[layer]
    wanted = {*PROPERTIES, *(label.field for label in store.catalogue[layer].label)}
    rows = frame_features(frame)
    properties = [{k: v for k, v in row.items() if k in wanted} for row, _ in rows]
    return [geometry_object(shape) for _, shape in rows], properties


def _columns(store: Store, lang: str) -> list[dict[str, Any]]:
    definition = next(iter(store.catalogue.values()))
    return [{"label": column_label(definition, key, lang), "number": False} for key in COLUMNS]


def _row(store: Store, identifier: str, lang: str) -> list[Any]:
    """Return a feature's row of the list: name and kind, status, towns."""
    record = store.records[identifier]
    below = [kind(store, record, lang)]
    if identifier not in store.drawn:
        below.append(message("table.undrawn", lang))
    title = {"text": name(record, lang), "below": " · ".join(below)}
    return [title, status(store, record, lang), towns_cell(store, record, lang)]


def _choices(store: Store, topic: Topic) -> list[dict[str, Any]]:
    """Return the filters: title, text when nothing is chosen, options."""
    words, texts = vocabulary(), all_messages()
    offered = layers_in_view(store.catalogue, topic, words.theme)
    there = {d.theme for d in offered if not d.context} - {BASE_THEME, topic.theme}
    every = texts["filter.all"]

    def choice(key: str, title: str, nothing: Text, options: Iterable[tuple[str, Text]]) -> Any:
        return {
            "key": key,
            "title": texts[title].model_dump(),
            "nothing": nothing.model_dump(),
            "options": [{"value": word, "label": text.model_dump()} for word, text in options],
        }

    towns = [(c, Text(zh=t["name_zh"], en=t["name_en"])) for c, t in store.towns.items()]
    themes = [(word, term.text) for word, term in words.theme.items() if word in there]
    found = [
        choice("towns", "filter.towns", texts["filter.whole_city"], towns),
        {
            **choice("themes", "filter.themes", _page(topic) if topic.theme else every, themes),
            "hint": texts["filter.more_themes"].model_dump() if topic.theme else None,
        },
        choice(
            "statuses", "filter.statuses", every, [(w, t.text) for w, t in words.status.items()]
        ),
    ]
    if topic.theme == "industry":
        industries = [(word, term.text) for word, term in words.industry.items()]
        found.append(choice("industries", "filter.industries", every, industries))
    return found


def _texts(lang: str) -> dict[str, str | dict[str, str]]:
    prefixes = ("app.", "one_file.", "filter.", "pull.", "table.", "spoken.", "list.joiner")
    return {key: text for prefix in prefixes for key, text in messages(prefix, lang).items()}
