"""The web map: layers in, folium's script and the content-hashed files of the browser out."""
