"""The atlas's public addresses: as the client reached it, or as ``ATLAS_URL`` sets them.

They are only returned to that client and never stored.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request

from atlas.core.settings import settings
from atlas.core.urls import Urls
from atlas.web.server.resources import urls

#: a host name or IP address with an optional port, safe in a link
HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


def urls_for(request: Request) -> Urls | None:
    """Return the addresses as a client used them; ``None`` if its host is invalid."""
    return _fixed() or _address(request.scope["scheme"], request.headers.get("host", ""))


def urls_for_reader() -> Urls:
    """Return the addresses as the page's reader used them, or only paths if they are unknown."""
    split = urlsplit(st.context.url or "")
    return _fixed() or _address(split.scheme, split.netloc) or urls()


def _fixed() -> Urls | None:
    return Urls(settings().url) if settings().url else None


def _address(scheme: str, host: str) -> Urls | None:
    return Urls(f"{scheme}://{host}{urls().base}") if HOST.fullmatch(host) else None
