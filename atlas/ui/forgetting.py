"""What planners upload is forgotten: at the end of their session, or a quarter of an hour later.

Streamlit holds uploaded files in memory. It drops them when a session ends, but notices an end only
when the next session does, and keeps those of an open page for as long as it is open.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import streamlit as st
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from atlas.folders import remove_old_folders
from atlas.ui.resources import pool

#: seconds: how long files are kept at most, and how often that is looked after
KEPT_S, LOOK_S = 15 * 60, 30
#: in the session: when the files were given; what was read of them, what their check found
SINCE, READ, CHECKED = "task_since", "task_read", "checked"


class Sweeper:
    """Removes uploaded files from memory when their time is over."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], float] = {}

    def forget(self, files: MemoryUploadedFileManager, sessions: Any, now: float) -> set[str]:
        """Remove files that are too old, and those of sessions that have ended.

        Parameters
        ----------
        files : MemoryUploadedFileManager
        sessions : streamlit.runtime.session_manager.SessionManager
        now : float
            Seconds, of a clock that only goes on.

        Returns
        -------
        set of str
            Sessions some of whose files were removed.
        """
        there = _sessions(sessions)
        found = list(_held(files))
        self.seen = {key: self.seen.get(key, now) for key in found}
        removed = set()
        for session, file in found:
            # a file may have come just after the last look
            if session not in there or now - self.seen[session, file] >= KEPT_S - LOOK_S:
                files.remove_file(session, file)
                removed.add(session)
        return removed


def _held(files: MemoryUploadedFileManager) -> Iterator[tuple[str, str]]:
    for session, records in list(files.file_storage.items()):
        for file in list(records):
            yield session, file


def _sessions(sessions: Any) -> set[str]:
    """Return the sessions whose reader is there, or may still come back."""
    lost = getattr(getattr(sessions, "_session_storage", None), "_cache", ())
    len(lost)  # with this Streamlit lets go of those whose time is over
    return {info.session.id for info in sessions.list_sessions()}


@asynccontextmanager
async def forgetting(_: Any) -> AsyncIterator[None]:
    """Look after uploaded files for as long as the server runs."""
    task = asyncio.create_task(_sweep())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _sweep() -> None:
    sweeper = Sweeper()
    while True:
        await asyncio.to_thread(remove_old_folders, KEPT_S)
        await asyncio.sleep(LOOK_S)
        await asyncio.to_thread(pool().forget)
        if not runtime.exists():
            continue
        server = runtime.get_instance()
        files, sessions = server.uploaded_file_mgr, server._session_mgr
        if not isinstance(files, MemoryUploadedFileManager):
            continue
        removed = sweeper.forget(files, sessions, time.monotonic())
        for session in removed:
            active = sessions.get_active_session_info(session)
            if active is not None:  # the page then drops what it has read, see drop_old
                active.session.request_rerun(None)
        if removed:
            await asyncio.to_thread(gc.collect)


def remember(files: bool) -> None:
    """Note in the session since when there are files; drop what was read once there are none."""
    if files:
        st.session_state.setdefault(SINCE, time.monotonic())
    else:
        drop()


def drop_old() -> None:
    """Drop what was read of files and found in them, once it is too old."""
    since = st.session_state.get(SINCE)
    if since is not None and time.monotonic() - since >= KEPT_S - LOOK_S:
        drop()


def drop() -> None:
    """Drop what was read of files and found in them."""
    if st.session_state.pop(SINCE, None) is not None:
        for key in (READ, CHECKED):
            st.session_state.pop(key, None)
