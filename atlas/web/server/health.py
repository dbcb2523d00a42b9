"""``/healthz``: the process is alive; ``/readyz``: data problems, and versions of code and data."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from atlas.web.server.resources import store, versions


async def healthz(request: Request) -> JSONResponse:
    """Report that the process answers; nothing is computed."""
    return JSONResponse({"ok": True}, headers={"Cache-Control": "no-store"})


async def readyz(request: Request) -> JSONResponse:
    """Report that the data are loaded, and which files are broken or missing.

    Broken files do not make the server unready: pages report them and show the rest. A server that
    cannot serve at all ends at its start.
    """
    known = store()
    state = {
        "ready": True,
        "whole": not known.broken and not known.refused,
        "broken": known.broken,
        "refused": [note.text("en") for note in known.refused],
        "layers": len(known.frames),
        "features": len(known.records),
        **versions(),
    }
    return JSONResponse(state, headers={"Cache-Control": "no-store"})
