"""How fast the atlas is beside an ordinary folium map and a bare page: ``python -m benchmarks``."""
