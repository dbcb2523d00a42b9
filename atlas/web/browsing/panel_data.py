"""The words of a page in one language: bars, introductions, tables; and the cards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from atlas import wording
from atlas.analysis.land_extract import has_place
from atlas.analysis.site_search.site_profile import is_site
from atlas.core.messages import message, messages
from atlas.core.model import Text, vocabulary
from atlas.layers.layer_definition import LayerDefinition
from atlas.plan.plates import plates
from atlas.store.query import BASE_THEME
from atlas.store.store import Store
from atlas.web.browsing.overview_data import doors, glance
from atlas.web.browsing.reach_data import has_reach
from atlas.web.browsing.tour_data import tour_list
from atlas.web.downloads.download_file import Download
from atlas.web.downloads.extract_download import EXTRACT
from atlas.web.downloads.site_download import SITE
from atlas.web.server.resources import tours
from atlas.web.state.lasting_link import lasting_link
from atlas.web.state.page_list import PAGES, Page
from atlas.web.state.url_query import chapters
from atlas.wording.override_text import official_lead
from atlas.wording.spoken_text import spoken
from atlas.wording.table_cells import cell, column_label, is_number

#: messages that the browser's parts use
PREFIXES = (
    "app.",
    "filter.",
    "table.",
    "pull.",
    "search.",
    "notice.",
    "parameter.",
    "state.summary",
    "state.then",
    "shortlist.",
    "mytown.",
    "link.",
    "tour.",
    "spoken.",
    "feedback.",
)
#: features of a layer above which their rows are fetched in blocks, as they are shown
MANY = 2000
#: colour of a page without a theme
PLUM = "#8d3f6b"


def panel_data(store: Store, lang: str) -> dict[str, Any]:
    """Return the words; ``static/types.d.ts`` describes them as ``Words``."""
    texts = {key: text for prefix in PREFIXES for key, text in messages(prefix, lang).items()}
    texts |= messages("list.joiner", lang)
    listed = _listed(store)
    common = _common()
    return {
        "texts": texts,
        "pages": {page.topic.key: _page(store, page, lang) for page in PAGES},
        "plates": {key: plate.title.in_(lang) for key, plate in plates().items()},
        "options": options(store, lang),
        "broken": _broken(store, lang),
        "columns": {d.id: [_column(store, d.id, key, lang) for key in d.table] for d in listed},
        "common": {key: _column(store, d.id, key, lang) for d in listed[:1] for key in common},
        "rows": row_data(store, _few(store), lang),
        "doors": doors(lang),
        "tours": tour_list(lang),
        "glance": glance(store, lang),
    }


def row_data(store: Store, names: Iterable[str], lang: str) -> dict[str, Any]:
    """Return the cells of features in tables, and how they are announced: id → column → cell."""
    keys = list(dict.fromkeys([*_common(), *(key for d in _listed(store) for key in d.table)]))
    return {name: _cells(store, name, keys, lang) for name in names}


def _listed(store: Store) -> list[LayerDefinition]:
    return [definition for definition in store.catalogue.values() if definition.id in store.rows]


def _common() -> list[str]:
    """Return the columns of pages whose table does not depend on the layer."""
    return sorted({key for page in PAGES for key in page.columns})


def _few(store: Store) -> list[str]:
    """Return the features of all layers but those whose rows are fetched in blocks."""
    few = [layer for layer, rows in store.rows.items() if len(rows) <= MANY]
    return [name for layer in few for name in store.features.iloc[store.rows[layer]]["id"]]


def card_data(store: Store, names: Iterable[str], lang: str, day: date) -> dict[str, Any]:
    """Return the cards of features as of a day: id → card."""
    return {name: _card(store, name, lang, day) for name in names}


def options(store: Store, lang: str) -> dict[str, dict[str, str]]:
    """Return the options of the filter bar: field of the filter → value → label."""
    words = vocabulary()

    def named(terms: Any) -> dict[str, str]:
        return {word: term.text.in_(lang) for word, term in terms.items() if word != BASE_THEME}

    towns = {
        code: Text(zh=town["name_zh"], en=town["name_en"]).in_(lang)
        for code, town in store.towns.items()
    }
    return {
        "towns": towns,
        "themes": named(words.theme),
        "statuses": named(words.status),
        "industries": named(words.industry),
        "outcomes": named(words.outcome),
        "chapters": {n: message(f"chapter.{n}", lang) for n in chapters(store)},
    }


def _page(store: Store, page: Page, lang: str) -> dict[str, str]:
    key, theme = page.topic.key, page.topic.theme
    return {
        "name": message(f"page.{key}", lang),
        "colour": (vocabulary().theme[theme].colour if theme else None) or PLUM,
        "lead": official_lead(store, key, lang) or message(f"lead.{key}", lang),
    }


def _broken(store: Store, lang: str) -> list[str]:
    """Return notices of the layers, tours and overrides that are out of use."""
    layers = [
        message("notice.broken_layer", lang, layer=layer, reason=reason)
        for layer, reason in store.broken.items()
    ]
    tellings = {one.file: one for one in reversed(tours().problems)}  # the first of each file
    layers += [message("notice.broken_tour", lang, reason=one) for one in tellings.values()]
    return [*layers, *(note.text(lang) for note in store.refused)]


def _column(store: Store, layer: str, key: str, lang: str) -> dict[str, Any]:
    definition = store.catalogue[layer]
    label = column_label(definition, key, lang)
    return {"key": key, "label": label, "number": is_number(definition, key)}


def _cells(store: Store, name: str, keys: list[str], lang: str) -> dict[str, Any]:
    cells = {key: cell(store, store.records[name], key, lang) for key in keys}
    cells["spoken"] = spoken(store, store.records[name], lang)
    return {key: value for key, value in cells.items() if value is not None}


def _card(store: Store, name: str, lang: str, day: date) -> dict[str, Any]:
    takes = []
    if is_site(store, name):
        takes.append(_take(SITE, "factsheet.link", name, lang))
    if has_place(store, store.records[name]):
        takes.append(_take(EXTRACT, "extract.link", name, lang))
    reach = {"reach": message("reach.switch", lang)} if has_reach(store, name) else {}
    link = lasting_link(store, name, lang)
    return {**wording.card(store, name, lang, day), "takes": takes, "link": link, **reach}


def _take(download: Download, key: str, name: str, lang: str) -> dict[str, str]:
    """Return the link to a file about a feature."""
    href = download.address({"id": name, "lang": lang})
    return {"text": message(key, lang), "href": href}
