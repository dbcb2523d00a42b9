"""The atlas's own URL: as the client reached it, or as ``ATLAS_URL`` sets it.

Without a trailing slash. It is only returned to that client and never stored.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request

from atlas.core.settings import settings
from atlas.web.server.resources import prefix

#: a host name or IP address with an optional port, safe in a link
HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


def address_for(request: Request) -> str | None:
    """Return the URL that a client used; ``None`` if its host is invalid."""
    return _fixed() or _address(request.scope["scheme"], request.headers.get("host", ""))


def address_for_reader() -> str:
    """Return the URL that the page's reader used, or only the path if it is unknown."""
    split = urlsplit(st.context.url or "")
    return _fixed() or _address(split.scheme, split.netloc) or prefix()


def _fixed() -> str:
    return settings().url


def _address(scheme: str, host: str) -> str | None:
    return f"{scheme}://{host}{prefix()}" if HOST.fullmatch(host) else None
