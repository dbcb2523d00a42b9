"""The data files that the browser fetches, made when they are first asked for.

Their folder is named after the versions of code and data and the day on which projects are
evaluated, so that browsers may keep them forever.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import Any

from atlas.core.messages import LANGUAGES
from atlas.spatial.geojson_text import json_line
from atlas.web.browsing.comparison_data import comparison_data
from atlas.web.browsing.filter_data import BLOCK, filter_data, packed
from atlas.web.browsing.panel_data import card_data, panel_data, row_data
from atlas.web.browsing.reach_data import reach_data
from atlas.web.browsing.search_data import search_data
from atlas.web.browsing.site_data import site_data
from atlas.web.browsing.tour_data import tour_data
from atlas.web.browsing.town_data import town_data
from atlas.web.server.resources import store, urls, versions

#: path of a block of cards or rows below the folder
_BLOCK = re.compile(r"(cards|rows)-(zh|en)/([a-z0-9-]+)/(\d{1,5})\.json")
#: folder of a day, below the map's files
_FOLDER = re.compile(r"(data-[^/]+)-\d{4}-\d{2}-\d{2}/")
#: path of the areas that can be reached from a site
_REACH = re.compile(r"reach/([a-z0-9-]+)\.json")
#: number of files kept
KEPT = 512


@cache
def _versions() -> str:
    known = versions()
    return f"data-{known['code'].rpartition('+')[2]}-{known['data']}"


def folder() -> str:
    """Return the folder of today's files, below the map's files."""
    return f"{_versions()}-{date.today().isoformat()}"


def data_urls() -> dict[str, Any]:
    """Return the URLs of the files; of ``cards``, ``rows`` and ``reach``, their folders."""
    base = f"{urls().assets}/{folder()}"
    return {
        "filter": f"{base}/filter.json",
        "words": {lang: f"{base}/words-{lang}.json" for lang in LANGUAGES},
        "cards": {lang: f"{base}/cards-{lang}/" for lang in LANGUAGES},
        "comparison": {lang: f"{base}/comparison-{lang}.json" for lang in LANGUAGES},
        "rows": {lang: f"{base}/rows-{lang}/" for lang in LANGUAGES},
        "reach": f"{base}/reach/",
        "search": {lang: f"{base}/search-{lang}.json" for lang in LANGUAGES},
        "sites": {lang: f"{base}/sites-{lang}.json" for lang in LANGUAGES},
        "towns": {lang: f"{base}/towns-{lang}.json" for lang in LANGUAGES},
        "tours": {lang: f"{base}/tours-{lang}.json" for lang in LANGUAGES},
    }


def card_url(feature: str, lang: str) -> str:
    """Return the URL of the block with a feature's card."""
    layer = store().records[feature]["layer"]
    place = store().frames[layer]["id"].tolist().index(feature)
    return f"{data_urls()['cards'][lang]}{layer}/{place // BLOCK}.json"


def data_file(path: str) -> bytes | None:
    """Return a file by its path below the map's files; ``None`` if there is none.

    A page that was opened on an earlier day gets today's files.
    """
    found = _FOLDER.match(path)
    if found is None or found[1] != _versions():
        return None
    return _made(path[found.end() :], date.today())


@lru_cache(maxsize=KEPT)
def _made(name: str, day: date) -> bytes | None:
    """Return a file as of a day, which is today."""
    data: dict[str, Any] | None
    if name == "filter.json":
        data = packed(filter_data(store()))
    else:
        data = _in_a_language(name) or _part(name, day)
    return json_line(data).encode() if data else None


def _in_a_language(name: str) -> dict[str, Any] | None:
    """Return the data of a whole file in a language; ``None`` if there is no such file."""
    makers = {
        "words": panel_data,
        "comparison": comparison_data,
        "search": search_data,
        "sites": site_data,
        "towns": town_data,
        "tours": tour_data,
    }
    what, _, lang = name.removesuffix(".json").partition("-")
    known = what in makers and lang in LANGUAGES and name.endswith(".json")
    return makers[what](store(), lang) if known else None


def _part(name: str, day: date) -> dict[str, Any] | None:
    """Return a block of cards or rows, or what can be reached from a site."""
    if found := _REACH.fullmatch(name):
        return reach_data(store(), found[1])
    found = _BLOCK.fullmatch(name)
    return _block(found, day) if found else None


def _block(found: re.Match[str], day: date) -> dict[str, Any] | None:
    what, lang, layer, number = found.groups()
    frame = store().frames.get(layer)
    if frame is None:
        return None
    names = frame["id"].iloc[int(number) * BLOCK : (int(number) + 1) * BLOCK]
    if not len(names):
        return None
    if what == "cards":
        return card_data(store(), names, lang, day)
    return row_data(store(), names, lang)


def warm() -> None:
    """Make the files that every page needs."""
    for path in ("filter.json", *(f"words-{lang}.json" for lang in LANGUAGES)):
        data_file(f"{folder()}/{path}")


def warm_later() -> None:
    """Make the files of the search box, the finder and the towns, which take seconds."""
    for what in ("towns", "search", "sites"):
        for lang in LANGUAGES:
            data_file(f"{folder()}/{what}-{lang}.json")
