"""The web application: requests in, pages and downloads out; only here is Streamlit known."""
