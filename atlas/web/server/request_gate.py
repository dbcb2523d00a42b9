"""Middleware that rejects requests that would write, and uploads that memory has no room for.

Remarks of readers pass if they are kept.

Streamlit limits the size of each file; the gate limits the size of all files together and the
number of files of a session.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from atlas.core.messages import message
from atlas.core.model import Language
from atlas.core.settings import settings
from atlas.readers.file_limits import MB
from atlas.web.server.html_page import language_of
from atlas.web.server.resources import urls
from atlas.web.server.streamlit_internals import SERVICE, UPLOADS, uploads

#: maximum size of the uploaded files of all sessions together; maximum number of a session's files
HELD_MB, HELD_FILES = 400, 500
#: delay after which to try a rejected upload again (seconds)
RETRY_S = 60


class Gate:
    """Reject requests that would change something, and uploads that memory has no room for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.inner = urls().streamlit(SERVICE)
        self.uploads = urls().streamlit(UPLOADS)
        #: answers other methods itself, in the JSON that its clients expect
        self.service = urls().ogc
        self.feedback = urls().feedback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward a request, or reject it before its body is read."""
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
        if path == self.feedback and scope["method"] == "POST" and settings().feedback:
            return None
        text = message("app.only_read", _lang(scope))
        return PlainTextResponse(text, 405, {"Allow": "GET, HEAD"})


def has_room(session: str, length: int) -> bool:
    """Return whether a session may upload another file of ``length`` bytes."""
    found = uploads()
    if found is None:
        return True
    files, _ = found
    held = list(files.file_storage.items())
    size = sum(len(file.data) for _, records in held for file in list(records.values()))
    count = sum(len(records) for one, records in held if one == session)
    return size + length <= HELD_MB * MB and count < HELD_FILES


def _length(scope: Scope) -> int:
    """Return the ``Content-Length`` of a request, or 0; Streamlit rejects a longer body."""
    said = dict(scope["headers"]).get(b"content-length", b"")
    return int(said) if said.isdigit() and len(said) < 16 else 0


def _lang(scope: Scope) -> Language:
    return language_of(dict(parse_qsl(scope["query_string"].decode("latin-1"))))
