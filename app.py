"""The ASGI application: the Streamlit pages, the files of the map, headers. Nothing else.

``streamlit run app.py`` serves it from one process.
"""

from streamlit.starlette import App

from atlas.ui.server import SHELL, middleware, routes

app = App(SHELL, routes=routes(), middleware=middleware())
