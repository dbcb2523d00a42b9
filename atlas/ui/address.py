"""The address of the atlas: as whoever asks reached it, or as ``ATLAS_URL`` sets it.

Without a trailing slash. It is told back to the one who asked and kept nowhere.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import streamlit as st
from starlette.requests import Request

from atlas.settings import settings
from atlas.ui.resources import prefix

#: a name or an address, and a port: what may become part of a link
HOST = re.compile(r"([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?")


def address_for(request: Request) -> str | None:
    """Return the address that a client used; ``None`` when it names a host that cannot be one."""
    return _fixed() or _address(request.scope["scheme"], request.headers.get("host", ""))


def address_for_reader() -> str:
    """Return the address that the reader of a page used, or the bare path where none is known."""
    split = urlsplit(st.context.url or "")
    return _fixed() or _address(split.scheme, split.netloc) or prefix()


def _fixed() -> str:
    return settings().url


def _address(scheme: str, host: str) -> str | None:
    return f"{scheme}://{host}{prefix()}" if HOST.fullmatch(host) else None
