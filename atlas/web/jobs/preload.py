"""Everything that jobs need, loaded once in the process from which workers are forked.

Imported there, never in the server.
"""

import gc
import logging
from importlib import import_module

MODULES = (
    "atlas.web.downloads.download_routes",
    "atlas.web.jobs.check_jobs",
    "atlas.web.jobs.import_jobs",
)

try:
    # computed before the imports: forked jobs then share these digests, and a file that changes
    # later does not make them differ from the server's
    import_module("atlas.web.server.resources").versions()
    for name in MODULES:
        import_module(name)
    # a process's first sheet reads fonts and fills caches, which would add a second to each job
    page = import_module("atlas.web.state.page_view").view_at("overview", {})
    subject = import_module("atlas.web.downloads.sheet_download").subject_of_view(page, None)
    import_module("atlas.print.sheet.render").warm_up(subject)
except Exception:  # each job reports it; without this process no job could run
    logging.getLogger(__name__).exception("workers start without the data")
# memory pages that the collector has not touched stay shared
gc.collect()
gc.freeze()
