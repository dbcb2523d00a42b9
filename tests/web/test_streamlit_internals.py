"""What the atlas relies on in Streamlit beyond its documented interface is there."""

from __future__ import annotations

import inspect
import re
import socket
from functools import cache
from importlib.metadata import version
from pathlib import Path

from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from atlas.web.server import streamlit_internals

ROOT = Path(__file__).parents[2]
SCRIPT, STYLES = ROOT / "static/streamlit.js", ROOT / "static/styles/streamlit.css"
#: names of Streamlit in selectors: test ids, classes, states of the app
NAMES = re.compile(r"data-testid=[\"']([\w-]+)|\.(st[A-Z]\w*)|(data-(?:test-[\w-]+|stale|baseweb))")
CHANGED = f"Streamlit {version('streamlit')} has changed"


@cache
def bundle() -> str:
    """Streamlit's own scripts."""
    return "\n".join(
        p.read_text(encoding="utf-8") for p in streamlit_internals.SCRIPTS.glob("*.js")
    )


def names(path: Path) -> set[str]:
    return {next(filter(None, found)) for found in NAMES.findall(path.read_text(encoding="utf-8"))}


def missing(wanted: set[str]) -> list[str]:
    """Names that Streamlit's scripts do not have; the end of a name may be put together there."""
    return sorted(
        name
        for name in wanted
        # the literal comes first: this way the search through 20 MB is twenty times as fast
        if not re.search(rf"{name}(?<=\b{name})\b", bundle())
        and f"`{name.split('-')[0]}-${{" not in bundle()
    )


def test_the_document_has_the_texts_that_the_atlas_replaces() -> None:
    document = streamlit_internals.DOCUMENT.read_text(encoding="utf-8")
    gone = [text for text in streamlit_internals.REPLACED.values() if document.count(text) != 1]
    assert not gone, f"{CHANGED} index.html: {gone} (REPLACED in streamlit_internals.py)"
    assert len(streamlit_internals.inline_scripts(document)) == 1, f"{CHANGED} its inline scripts"


def test_the_scripts_that_are_fetched_ahead_exist() -> None:
    gone = [
        name
        for name in streamlit_internals.LAZY
        if not list(streamlit_internals.SCRIPTS.glob(f"{name}.*.js"))
    ]
    assert not gone, f"{CHANGED} the names of its scripts: {gone} (LAZY)"


def test_the_names_in_selectors_are_streamlit_s() -> None:
    for path in (SCRIPT, STYLES):
        wanted = names(path)
        assert len(wanted) > 5
        gone = missing(wanted)
        assert not gone, f"{CHANGED} its page: {gone} are gone ({path.relative_to(ROOT)})"


def test_answers_do_not_wait_for_the_one_before() -> None:
    with socket.socket(socket.AF_INET) as opened:  # without a protocol, as Streamlit opens it
        assert not opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert streamlit_internals.answer_at_once() >= 1
        assert opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_the_document_names_what_makes_streamlit_run() -> None:
    document = streamlit_internals.DOCUMENT.read_text(encoding="utf-8")
    named = streamlit_internals.entry()
    assert len(named["entry"]) == 1, f"{CHANGED} its entry script"
    assert named["scripts"] and named["styles"], f"{CHANGED} its scripts and styles"
    assert (streamlit_internals.SCRIPTS.parents[1] / streamlit_internals.latin_font()).is_file()
    ours = streamlit_internals.dressed(
        document, lang="en", title="<title>T</title>", icon="i.svg", head="<meta>", body="<p></p>"
    )
    gone = [*named["entry"], *named["styles"], streamlit_internals.latin_font(), "modulepreload"]
    assert [text for text in gone if text in ours] == []
    assert "<p></p>" in ours


def test_streamlit_keeps_the_address_in_the_history() -> None:
    for word in ("history.pushState", "popstate"):
        assert word in bundle(), f"{CHANGED} its use of the history: {word} is gone (streamlit.js)"


def test_uploads_and_sessions_are_kept_as_before() -> None:
    parts = {
        "_session_mgr": (Runtime, "self._session_mgr ="),
        "uploaded_file_mgr": (Runtime, "def uploaded_file_mgr"),
        "_session_storage": (WebsocketSessionManager, "self._session_storage ="),
        "list_sessions": (WebsocketSessionManager, "def list_sessions"),
        "get_active_session_info": (WebsocketSessionManager, "def get_active_session_info"),
        "_cache": (MemorySessionStorage, "self._cache"),
        "file_storage": (streamlit_internals.MemoryUploadedFileManager, "self.file_storage"),
        "remove_file": (streamlit_internals.MemoryUploadedFileManager, "def remove_file"),
    }
    gone = [name for name, (owner, text) in parts.items() if text not in inspect.getsource(owner)]
    assert not gone, f"{CHANGED} how it keeps files and sessions: {gone} (streamlit_internals.py)"


def test_nothing_else_relies_on_them() -> None:
    scripts = {*ROOT.glob("static/**/*.js"), *ROOT.glob("static/**/*.css")} - {SCRIPT, STYLES}
    found = {str(p.relative_to(ROOT)): sorted(names(p)) for p in scripts if names(p)}
    python = {*ROOT.glob("atlas/**/*.py"), *ROOT.glob("pages/*.py")} - {
        Path(streamlit_internals.__file__)
    }
    inner = re.compile(r"streamlit\.runtime|_stcore|data-testid|from streamlit import runtime")
    for path in python:
        if words := inner.findall(path.read_text(encoding="utf-8")):
            found[str(path.relative_to(ROOT))] = words
    for path in scripts:
        if re.search(r"history\.(push|replace)State", path.read_text(encoding="utf-8")):
            found[str(path.relative_to(ROOT))] = ["history"]
    assert found == {}, "they belong into internals.py, streamlit.js or styles/streamlit.css"
