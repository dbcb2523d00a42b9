"""The made-up polygons in Streamlit with a filter on a town, drawn by another library.

See ``growth.py``. ``GROWTH_LIBRARY`` is ``folium``, ``leafmap`` or ``pydeck``; ``ATLAS_ROOT`` names
the folder with the data.
"""

import os

import geopandas as gpd
import streamlit as st

from tests.support.many_polygons import LAYER, made_up

LIBRARY = os.environ["GROWTH_LIBRARY"]
# each library is imported where it is used: the others may not be installed
CENTRE, ZOOM, HEIGHT = (36.78, 119.95), 10, 620
CONTROLS = ("draw", "fullscreen", "layers", "locate", "measure", "search")
EDGE, FILL = "#4b8a55", "#e3efd9"


@st.cache_resource
def polygons() -> gpd.GeoDataFrame:
    frame = gpd.read_file(f"{os.environ['ATLAS_ROOT']}/geodata/{LAYER}.geojson")
    return frame[made_up(frame["id"])][["id", "name_zh", "towns", "geometry"]]


def style(state: str):
    return lambda _: {"color": EDGE, "weight": 1.4, "fillColor": FILL, "className": state}


def show_folium(shown: gpd.GeoDataFrame, state: str) -> None:
    import folium  # noqa: PLC0415 - each page loads its own library only, as it is measured
    from streamlit_folium import st_folium  # noqa: PLC0415 - the same

    made = folium.Map(location=CENTRE, zoom_start=ZOOM, tiles=None)
    tip = folium.GeoJsonTooltip(["name_zh"], labels=False)
    folium.GeoJson(shown, style_function=style(state), tooltip=tip).add_to(made)
    st_folium(made, key="map", height=HEIGHT, use_container_width=True, returned_objects=[])


def show_leafmap(shown: gpd.GeoDataFrame, state: str) -> None:
    import leafmap.foliumap as leafmap  # noqa: PLC0415 - the same; it may be missing

    # scripts of its controls lie on other hosts; without them the map's own script fails
    controls = dict.fromkeys((f"{name}_control" for name in CONTROLS), False)
    made = leafmap.Map(center=CENTRE, zoom=ZOOM, tiles=None, **controls)
    made.add_gdf(shown, style_function=style(state), fields=["name_zh"], zoom_to_layer=False)
    made.to_streamlit(height=HEIGHT)


def show_pydeck(shown: gpd.GeoDataFrame, state: str) -> None:
    import pydeck  # noqa: PLC0415 - the same

    layer = pydeck.Layer(
        "GeoJsonLayer",
        shown.__geo_interface__,
        id=state,
        pickable=True,
        get_fill_color=[227, 239, 217],
        get_line_color=[75, 138, 85],
        line_width_min_pixels=1.4,
    )
    view = pydeck.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=ZOOM - 1)
    deck = pydeck.Deck(
        [layer], initial_view_state=view, map_style=None, tooltip={"text": "{name_zh}"}
    )
    st.pydeck_chart(deck, height=HEIGHT)


st.set_page_config(layout="wide")
town = st.text_input("Town", key="town")
table = polygons()
chosen = table[[not town or town in towns for towns in table["towns"].astype(str)]]
globals()[f"show_{LIBRARY}"](chosen, f"state-{town or 'all'}")
st.caption(f"shown: {town or 'all'}")
