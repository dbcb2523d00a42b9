"""Requests of browsers in; pages and files out. The only package that knows Streamlit."""
