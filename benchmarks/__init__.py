"""How fast the atlas is beside an ordinary folium page and a bare Streamlit page: ``python -m benchmarks``."""
