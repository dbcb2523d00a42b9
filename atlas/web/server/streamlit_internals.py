"""All that the atlas relies on in Streamlit beyond its documented interface.

In: the installed Streamlit. Out: its HTML document, script names, addresses, uploads and sessions,
for the other modules of the web part. The browser's side is ``static/streamlit.js``, the styles are
``static/styles/streamlit.css``. A test names what a new release of Streamlit has changed.
"""

from __future__ import annotations

import gc
import re
import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import streamlit
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

__all__ = [
    "COUNTERS",
    "DOCUMENT",
    "LAZY",
    "REPLACED",
    "SCRIPTS",
    "SERVICE",
    "UPLOADS",
    "MemoryUploadedFileManager",
    "UploadedFile",
    "answer_at_once",
    "bundle_file",
    "dressed",
    "entry",
    "held_files",
    "inline_scripts",
    "is_inner",
    "latin_font",
    "lazy_scripts",
    "live_sessions",
    "navigated",
    "request_rerun",
    "uploads",
]

_STATIC = Path(streamlit.__file__).parent / "static"

# ---- the document --------------------------------------------------------------------------------

#: the one HTML document of all pages, and its scripts
DOCUMENT, SCRIPTS = _STATIC / "index.html", _STATIC / "static" / "js"
#: texts of the document that the atlas replaces
REPLACED = {
    "lang": '<html lang="en">',
    "title": "<title>Streamlit</title>",
    "icon": "./favicon.png",
    "end": "</head>",
    "root": '<div id="root"></div>',
}
#: what the document loads at once: its entry script, more scripts, styles, and a font
_ENTRY = re.compile(r'<script type="module" crossorigin src="([^"]+)"></script>')
_PRELOADS = re.compile(r'<link rel="modulepreload" crossorigin href="([^"]+)">')
_STYLES = re.compile(r'<link rel="stylesheet" crossorigin href="([^"]+)">')
_FONT = re.compile(r'<link\s+rel="preload"\s+href="([^"]+)"\s+as="font"[^>]*>')
#: scripts that Streamlit fetches only when the first element of their kind arrives
LAZY = (*("BidiComponent", "serialization", "recordbatch", "_arrayReduce", "Html", "purify.es"),)


def dressed(document: str, *, lang: str, title: str, icon: str, head: str, body: str) -> str:
    """Return the document as the atlas's, without what Streamlit would load at once.

    Parameters
    ----------
    document : str
    lang, title, icon : str
        Language, title element and icon of the page.
    head, body : str
        What the head has besides, and what stands before Streamlit's root element.
    """
    for pattern in (_ENTRY, _PRELOADS, _STYLES, _FONT):
        document = pattern.sub("", document)
    texts = {
        "lang": f'<html lang="{lang}">',
        "title": title,
        "icon": icon,
        "end": f"{head}{REPLACED['end']}",
        "root": f"{body}{REPLACED['root']}",
    }
    for key, text in texts.items():
        document = document.replace(REPLACED[key], text, 1)
    return document


@cache
def latin_font() -> str:
    """Return the address of Streamlit's sans-serif font, relative to the document."""
    return _FONT.findall(DOCUMENT.read_text(encoding="utf-8"))[0]


@cache
def entry() -> dict[str, list[str]]:
    """Return the addresses that make Streamlit run, relative to the document.

    ``static/streamlit.js`` loads them once the page stands: ``entry``, the script that starts it;
    ``scripts``, what that script and the first elements need; ``styles``.
    """
    document = DOCUMENT.read_text(encoding="utf-8")
    lazy = [f"./static/js/{name}" for name in lazy_scripts()]
    return {
        "entry": _ENTRY.findall(document),
        "scripts": [*_PRELOADS.findall(document), *lazy],
        "styles": _STYLES.findall(document),
    }


def inline_scripts(document: str) -> list[str]:
    """Return the inline scripts of an HTML document, which a security policy must name."""
    return re.findall(r"<script>(.*?)</script>", document, flags=re.DOTALL)


@cache
def lazy_scripts() -> list[str]:
    """Return the file names of :data:`LAZY`; a name that Streamlit no longer has is left out."""
    return sorted(path.name for name in LAZY for path in SCRIPTS.glob(f"{name}.*.js"))


@cache
def bundle_file(folder: str, name: str) -> bytes | None:
    """Return a script or style sheet of Streamlit's; ``None`` if there is none.

    Their names have digests of their content.
    """
    path = _STATIC / "static" / folder / name
    known = folder in ("js", "css") and path.parent.name == folder and path.is_file()
    return path.read_bytes() if known and path.name == name else None


# ---- addresses -----------------------------------------------------------------------------------

#: addresses of Streamlit's own service, its counters and its uploads, below the prefix
SERVICE = "/_stcore/"
COUNTERS, UPLOADS = f"{SERVICE}metrics", f"{SERVICE}upload_file/"


def is_inner(path: str) -> bool:
    """Return whether Streamlit itself answers a path: its service and files, not a page."""
    return "/_stcore" in path or "/static/" in path


def answer_at_once() -> int:
    """Let the server's answers leave at once; return how many sockets it waits at.

    asyncio does so by itself (TCP_NODELAY), but only for sockets that name their protocol, and
    Streamlit's does not: each small answer then waited 40 ms for the one before to be acknowledged.
    Streamlit opens the socket before it loads the application, and keeps it to itself.
    """
    streams = [
        one
        for one in gc.get_objects()
        if isinstance(one, socket.socket)
        and one.family in (socket.AF_INET, socket.AF_INET6)
        and one.type == socket.SOCK_STREAM
        and one.fileno() >= 0
    ]
    for one in streams:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # connections inherit it
    return len(streams)


def navigated() -> bool:
    """Return whether the reader went to an address (Back, a link), and so caused this run."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.is_history_navigation)


# ---- uploaded files and sessions -----------------------------------------------------------------


def uploads() -> tuple[MemoryUploadedFileManager, Any] | None:
    """Return the keeper of uploaded files and the session manager, if files are kept in memory."""
    if not runtime.exists():
        return None
    server = runtime.get_instance()
    files = server.uploaded_file_mgr
    return (files, server._session_mgr) if isinstance(files, MemoryUploadedFileManager) else None


def held_files(files: MemoryUploadedFileManager) -> Iterator[tuple[str, str]]:
    """Yield session and id of each file that is held."""
    for session, records in list(files.file_storage.items()):
        for file in list(records):
            yield session, file


def live_sessions(sessions: Any) -> set[str]:
    """Return the sessions whose reader is there, or may still come back."""
    lost = getattr(getattr(sessions, "_session_storage", None), "_cache", ())
    len(lost)  # makes the cache drop the sessions whose time is over
    return {info.session.id for info in sessions.list_sessions()}


def request_rerun(sessions: Any, session: str) -> None:
    """Run the script of a session again, if its reader is there."""
    active = sessions.get_active_session_info(session)
    if active is not None:
        active.session.request_rerun(None)
