"""``/healthz``: alive; ``/readyz``: ready, with what is out of use and which code and data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from atlas.ui.resources import store, versions


async def healthz(request: Request) -> JSONResponse:
    """Say that the process answers; nothing is computed for it."""
    return JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})


async def readyz(request: Request) -> JSONResponse:
    """Say that the data are loaded, and which files are broken or missing.

    What is broken makes the atlas poorer, and its pages say so; it serves all the same. A server
    that cannot serve has ended before anybody can ask it.
    """
    known = store()
    told = {
        "ready": True,
        "whole": not known.broken and not known.refused,
        "broken": known.broken,
        "refused": [note.text("en") for note in known.refused],
        "layers": len(known.frames),
        "features": len(known.records),
        **versions(),
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})
