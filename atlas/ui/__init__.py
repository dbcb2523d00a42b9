"""The Streamlit parts that the pages share. Nothing else of the engine knows Streamlit."""
