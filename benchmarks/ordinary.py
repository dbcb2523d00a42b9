"""What tutorials do with the same data: a folium map built anew on each rerun, in streamlit-folium's iframe.

It is given every advantage that it may have: the data are loaded once and filtered by the atlas's own
query, the map reports nothing back to Python, so that showing it causes no rerun of its own.
"""

import folium
import streamlit as st
from streamlit_folium import st_folium

from atlas.query import Filter, Selection, Topic, select
from atlas.store import Store, load


@st.cache_resource
def store() -> Store:
    return load()


def build_map(selection: Selection, state: str) -> folium.Map:
    """Every shape carries the class ``state``, by which the benchmark knows that it is the new map."""
    made = folium.Map(location=[36.78, 119.95], zoom_start=10, tiles=None)
    for name, ordinals in selection.layers.items():
        if name in selection.hidden:
            continue
        definition, frame = store().catalogue[name], store().frames[name]
        shown = frame if ordinals is None else frame.iloc[ordinals]
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
            style_function=lambda f, colours=colours: {
                "color": colours[f["properties"]["kind"]],
                "weight": 2,
                "className": state,
            },
            marker=folium.CircleMarker(radius=5),
            tooltip=folium.GeoJsonTooltip(["name_zh"], labels=False),
        ).add_to(made)
    folium.LayerControl(collapsed=False).add_to(made)
    return made


def show(topic: Topic) -> None:
    names = {town["name_zh"]: code for code, town in store().towns.items()}
    chosen = st.pills("Towns", list(names), selection_mode="multi", key="towns")
    selection = select(store(), topic, Filter(towns=tuple(names[name] for name in chosen)))
    st_folium(
        build_map(selection, f"state-{topic.key}-{'-'.join(names[name] for name in chosen) or 'all'}"),
        key="map",
        height=520,
        use_container_width=True,
        returned_objects=[],
    )
    st.dataframe(selection.features[["name_zh", "kind", "status", "length_km_published", "towns"]])


def transport() -> None:
    show(Topic("transport", "transport"))


def industry() -> None:
    show(Topic("industry", "industry"))


pages = [st.Page(transport, title="transport", default=True), st.Page(industry, title="industry")]
current = st.navigation(pages, position="hidden")
with st.container(horizontal=True, key="pages"):
    for page in pages:
        st.page_link(page)
current.run()
