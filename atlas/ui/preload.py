"""What all jobs need, loaded once in the process that workers are forked from.

Imported there, never in the server.
"""

import gc
import logging
from importlib import import_module

MODULES = (
    "atlas.ui.makers",
    "atlas.ui.checking",
    "atlas.ui.importing",
    "atlas.export.sheet.render",
    "atlas.ui.towns",
)

try:
    for name in MODULES:
        import_module(name)
    # the first sheet of a process looks for fonts and fills its caches: a second of each job
    makers = import_module("atlas.ui.makers")
    makers.make_file("sheet", "overview", [])
except Exception:  # the jobs will say so one by one; without this process there are none
    logging.getLogger(__name__).exception("workers start without the data")
# a page of memory that the collector has not touched stays shared
gc.collect()
gc.freeze()
