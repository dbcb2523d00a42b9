"""Downloads of layers: their URLs, and the function that makes the file.

``/download/layers?page=data&what=transport-projects&format=gpkg&system=cm120`` and the parameters
of the page's own filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import geopandas as gpd

from atlas.core.model import vocabulary
from atlas.store.filtered_layers import layers, shown
from atlas.store.query import layers_in_view
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.state.page_view import View, view_of
from atlas.web.state.url_query import Query
from atlas.writers.dbf_names import cuts
from atlas.writers.export import FORMATS, ExportError, export, file_name, remarks
from atlas.writers.feature_table import feature_tables

#: the set shown on the page's map; prefix of sets for a theme
VIEW, THEME = "view", "theme:"
#: cache size of the notes, which every rerun of the page requests
KEPT = 256


def sets(view: View) -> dict[str, list[str]]:
    """Return the downloadable sets of a page → layers: the view, themes, single layers."""
    offered = layers_in_view(view.store.catalogue, view.topic, view.chosen.themes)
    themes = {
        theme: [layer.id for layer in offered if layer.theme == theme]
        for theme in vocabulary().theme
    }
    whole = {f"{THEME}{theme}": names for theme, names in themes.items() if names}
    single = {name: [name] for names in themes.values() for name in names}
    return {VIEW: list(view.selection.layers), **whole, **single}


def title_of(view: View, what: str) -> str:
    """Return the title of a set in the page's language."""
    if what == VIEW:
        return view.text("takeaway.view")
    if what.startswith(THEME):
        name = vocabulary().theme[what.removeprefix(THEME)].text.in_(view.lang)
        return view.text("data.whole_theme", theme=name)
    return view.store.catalogue[what].title.in_(view.lang)


def frames_of(view: View, what: str) -> dict[str, gpd.GeoDataFrame]:
    """Return the frames of a set under the view's filter, lowest on the map first.

    Every page accepts any layer and theme of the catalogue.

    Raises
    ------
    DownloadError
        If the layer or theme does not exist.
    """
    store = view.store
    if what == VIEW:
        return shown(store, view.selection)
    theme = what.removeprefix(THEME) if what.startswith(THEME) else None
    names = [one.id for one in store.catalogue.values() if what == one.id or theme == one.theme]
    if not names:
        raise DownloadError(view.text("takeaway.no_layer"))
    return layers(store, names, view.chosen)


def notes(view: View, what: str, form: str, system: str) -> tuple[str, ...] | None:
    """Return the caveats of a download; ``None`` if it has no features."""
    return _notes(view.topic.key, view.query, what, form, system)


@lru_cache(maxsize=KEPT)
def _notes(page: str, query: Query, what: str, form: str, system: str) -> tuple[str, ...] | None:
    view = view_of(page, query)
    frames = frames_of(view, what)
    if all(frame.empty for frame in frames.values()):
        return None
    undrawn = sum(
        int((frame.geometry.isna() | frame.geometry.is_empty).sum()) for frame in frames.values()
    )
    found = FORMATS[form]
    lost = cuts(feature_tables(view.store, frames, query.lang)) if found.cuts_headings else []
    return tuple(remarks(found, system, query.lang, undrawn, lost))


def address(view: View, what: str, form: str, system: str) -> str:
    """Return the URL of a file: the set, format and system, and the current filter."""
    asked = {"page": view.topic.key, "what": what, "format": form, "system": system}
    return LAYERS.address({**view.link(), **asked})


def layer_file(view: View, asked: Mapping[str, str]) -> File:
    """Return the file requested by a URL.

    Raises
    ------
    DownloadError
        If layer, format or system does not exist, or nothing passes the filter.
    """
    what, system = asked.get("what", VIEW), asked.get("system", "wgs84")
    frames = frames_of(view, what)
    try:
        made = export(
            frames, asked.get("format", ""), system, store=view.store, lang=view.query.lang
        )
    except ExportError as error:
        raise DownloadError(str(error)) from error
    name = file_name(title_of(view, what), system, made.suffix, view.query.lang)
    return File(name, made.media_type, made.content)


LAYERS = Download(
    "layers", "layers", layer_file, {key: form.media_type for key, form in FORMATS.items()}
)
