"""The ASGI application: Streamlit's pages, the files of the map, headers, the workers' start.

``streamlit run app.py`` serves it from one process.
"""

import gc

from streamlit.starlette import App

from atlas.faults import ending_in_one_line
from atlas.settings import settings
from atlas.ui.memory import return_large_blocks

# a wrong setting, or data that nothing can be shown of: no server that answers errors everywhere
with ending_in_one_line("atlas"):
    settings()  # before what takes seconds to load
    return_large_blocks()
    from atlas.ui.forgetting import forgetting
    from atlas.ui.resources import pool
    from atlas.ui.start import start

    start()
    from atlas.ui.server import SHELL, middleware, routes

app = App(SHELL, routes=routes(), middleware=middleware(), lifespan=forgetting)
pool().warm()

# Streamlit has Python collect garbage after each rerun. What is loaded for good is no garbage:
# going through it held every message back.
gc.collect()
gc.freeze()
