"""The ASGI application: Streamlit's pages, the atlas's routes and headers, the worker pool.

``streamlit run app.py`` serves it from one process.
"""

import gc

from streamlit.starlette import App

from atlas.faults import ending_in_one_line
from atlas.settings import settings

# do not start with a wrong setting or unusable data: the server could only answer errors
with ending_in_one_line("atlas"):
    settings()  # check these before the slow imports
    from atlas.ui.forgetting import forgetting
    from atlas.ui.resources import pool
    from atlas.ui.start import start

    start()
    from atlas.ui.server import SHELL, middleware, routes

app = App(SHELL, routes=routes(), middleware=middleware(), lifespan=forgetting)
pool().warm()

# Streamlit runs Python's garbage collector after each rerun. Objects loaded here are never garbage,
# so freeze them: scanning them would delay every message.
gc.collect()
gc.freeze()
