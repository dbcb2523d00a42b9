"""The ASGI application: Streamlit's pages, the atlas's routes and headers, the worker pool.

``streamlit run app.py`` serves it from one process.
"""

import gc

from streamlit.starlette import App

from atlas.core.fatal_errors import ending_in_one_line
from atlas.core.settings import settings
from atlas.web.server.free_memory import return_large_blocks

# do not start with a wrong setting or unusable data: the server could only answer errors
with ending_in_one_line("atlas"):
    settings()  # check these before the slow imports
    return_large_blocks()
    from atlas.web.server.resources import pool
    from atlas.web.server.startup import start, start_later
    from atlas.web.server.streamlit_internals import answer_at_once
    from atlas.web.server.upload_expiry import sweep_uploads

    start()
    from atlas.web.server.routes import SHELL, middleware, routes

# before any thread starts: it looks through all objects, and Python fails in a thread that is just
# filling a tuple
answer_at_once()
app = App(SHELL, routes=routes(), middleware=middleware(), lifespan=sweep_uploads)
pool().warm()

# Streamlit runs Python's garbage collector after each rerun. Objects loaded here are never garbage,
# so freeze them: scanning them would delay every message.
gc.collect()
gc.freeze()
start_later()
