"""The tutorials' way with the same data: a folium map rebuilt at each rerun, in an iframe.

It gets every advantage: the data are loaded once and filtered by the atlas's own query, and the
map reports nothing to Python, so that showing it causes no further rerun.
"""

from functools import partial

import folium
import streamlit as st
from streamlit_folium import st_folium

from atlas.store.query import Filter, Selection, Topic, select
from atlas.store.store import load

store = st.cache_resource(load)


def build_map(selection: Selection, state: str) -> folium.Map:
    """Return the map; every shape has the class ``state``, by which the new map is recognised."""
    made = folium.Map(location=[36.78, 119.95], zoom_start=10, tiles=None)
    for name in selection.layers.keys() - selection.hidden:
        definition, ordinals = store().catalogue[name], selection.layers[name]
        shown = store().frames[name].iloc[slice(None) if ordinals is None else ordinals]
        shown = shown[shown.geometry.notna()][["name_zh", "kind", "geometry"]]
        if shown.empty:
            continue
        colours = {
            c.value: (c.line and c.line.colour) or (c.area and c.area.edge) or c.point.colour
            for c in definition.categories
        }
        folium.GeoJson(
            shown,
            name=definition.title.zh,
            style_function=lambda feature, colours=colours: {
                "color": colours[feature["properties"]["kind"]],
                "weight": 2,
                "className": state,
            },
            marker=folium.CircleMarker(radius=5),
            tooltip=folium.GeoJsonTooltip(["name_zh"], labels=False),
        ).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    return made


def show(key: str) -> None:
    codes = {town["name_zh"]: code for code, town in store().towns.items()}
    chosen = st.pills("Towns", list(codes), selection_mode="multi", key="towns")
    towns = tuple(codes[name] for name in chosen)
    selection = select(store(), Topic(key, key), Filter(towns=towns))
    made = build_map(selection, f"state-{key}-{'-'.join(towns) or 'all'}")
    st_folium(made, key="map", height=520, use_container_width=True, returned_objects=[])
    st.dataframe(selection.features[["name_zh", "kind", "status", "towns"]])


pages = [
    st.Page(partial(show, key), title=key, url_path=key, default=key == "transport")
    for key in ("transport", "industry")
]
current = st.navigation(pages, position="hidden")
with st.container(horizontal=True, key="pages"):
    for page in pages:
        st.page_link(page)
current.run()
