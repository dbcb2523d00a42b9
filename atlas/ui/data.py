"""The data page: what each layer holds, and files to take away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from atlas.export.vector import as_geojson, as_geopackage
from atlas.model import vocabulary
from atlas.present.data import data_sheet
from atlas.present.service import service_section
from atlas.present.sheets import sheet
from atlas.query import layers_in_view
from atlas.ui import components, onefile
from atlas.ui.address import address_for_reader
from atlas.ui.view import View

FORMATS = (
    ("geojson", "data.geojson", as_geojson, "application/geo+json"),
    ("gpkg", "data.gpkg", as_geopackage, "application/geopackage+sqlite3"),
)


def data_page(view: View) -> None:
    """Show downloads, filtered as the map, and the description of every layer."""
    store, lang = view.store, view.lang
    offered = [d.id for d in layers_in_view(store.catalogue, view.topic, view.chosen.themes)]
    by_theme = {
        theme: [layer for layer in offered if store.catalogue[layer].theme == theme]
        for theme in vocabulary().theme
    }
    sets = {f"theme:{theme}": layers for theme, layers in by_theme.items() if layers}
    sets |= {layer: [layer] for layers in by_theme.values() for layer in layers}
    with st.container(key="downloads", horizontal=True, gap="small", vertical_alignment="bottom"):
        what = st.selectbox(
            view.text("data.what"),
            list(sets),
            format_func=partial(_label, view),
            key="data_what",
        )
        for suffix, label, make, mime in FORMATS:
            st.download_button(
                view.text(label),
                data=partial(make, store, sets[what], view.chosen),
                file_name=f"pingdu-{what.removeprefix('theme:')}.{suffix}",
                mime=mime,
                key=f"data_{suffix}",
                on_click="ignore",
            )
        st.link_button(view.text("one_file.link"), onefile.address(view), key="data_map")
    service = service_section(f"{address_for_reader()}/ogc", lang)
    components.sheet("service", sheet([service]))
    order = [layer for layers in by_theme.values() for layer in layers]
    components.sheet("layers", data_sheet(store, order, view.chosen, lang))


def _label(view: View, key: str) -> str:
    theme = key.removeprefix("theme:")
    if theme != key:
        name = vocabulary().theme[theme].text.in_(view.lang)
        return view.text("data.whole_theme", theme=name)
    return view.store.catalogue[key].title.in_(view.lang)
