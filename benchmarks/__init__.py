"""Speed of the atlas against an ordinary folium map and a bare page: ``python -m benchmarks``."""
