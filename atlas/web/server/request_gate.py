"""What may come in: reading requests, and uploads for as long as the memory for them lasts.

Streamlit bounds each file; how many of them there are is bounded here.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from atlas.core.messages import message
from atlas.readers.file_limits import MB
from atlas.web.server.resources import urls
from atlas.web.server.streamlit_internals import SERVICE, UPLOADS, uploads

#: what uploaded files of all sessions may hold together, and how many files one session
HELD_MB, HELD_FILES = 400, 500
#: seconds after which there may be room again
RETRY_S = 60


class Gate:
    """Refuse requests that would change something, and uploads that there is no room for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.inner = urls().streamlit(SERVICE)
        self.uploads = urls().streamlit(UPLOADS)
        #: says itself that it is read only, in the form of its clients
        self.service = urls().ogc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it before its body is read."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        path, reads = scope["path"], scope["method"] in ("GET", "HEAD")
        if reads:
            return None
        if path.startswith(self.uploads):
            session = path.removeprefix(self.uploads).partition("/")[0]
            if scope["method"] == "PUT" and not has_room(session, _length(scope)):
                headers = {"Retry-After": str(RETRY_S)}
                return PlainTextResponse(message("upload.no_room", _lang(scope)), 503, headers)
            return None
        if path.startswith((self.inner, f"{self.service}/")) or path == self.service:
            return None
        text = message("app.only_read", _lang(scope))
        return PlainTextResponse(text, 405, {"Allow": "GET, HEAD"})


def has_room(session: str, length: int) -> bool:
    """Tell whether a session may upload a file of so many bytes beside those that are held."""
    found = uploads()
    if found is None:
        return True
    files, _ = found
    held = list(files.file_storage.items())
    size = sum(len(file.data) for _, records in held for file in list(records.values()))
    count = sum(len(records) for one, records in held if one == session)
    return size + length <= HELD_MB * MB and count < HELD_FILES


def _length(scope: Scope) -> int:
    """Return what a request says of its length; Streamlit ends one that says too little."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() and len(said) < 16 else 0


def _lang(scope: Scope) -> str:
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return "en" if query.get("lang") == ["en"] else "zh"
