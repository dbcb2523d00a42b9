"""The one map: folium writes its script, once; the files that the browser loads for it."""
