"""Deletion of planners' uploads: at the end of their session, or after a quarter of an hour.

Streamlit keeps uploaded files in memory. It drops them when a session ends, but notices an end only
when the next session ends, and keeps those of an open page as long as the page is open.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import streamlit as st

from atlas.core.temporary_folders import remove_old_folders
from atlas.web.server.free_memory import return_free_memory
from atlas.web.server.resources import pool
from atlas.web.server.streamlit_internals import (
    MemoryUploadedFileManager,
    held_files,
    live_sessions,
    request_rerun,
    uploads,
)

#: maximum age of files, and interval between sweeps, in seconds
KEPT_S, LOOK_S = 15 * 60, 30
#: session keys: time of the upload, shapes read, result of their check
SINCE, READ, CHECKED = "task_since", "task_read", "checked"


class Sweeper:
    """Removes expired uploads from memory.

    Attributes
    ----------
    seen : dict of (str, str) to float
        Session and file id → time when the sweeper first saw the file.
    freed : bool
        Whether any file has gone since the previous sweep: expired, deleted by the reader, or
        removed with its session.
    """

    def __init__(self) -> None:
        self.freed = False
        self.seen: dict[tuple[str, str], float] = {}

    def remove_expired(
        self, files: MemoryUploadedFileManager, sessions: Any, now: float
    ) -> set[str]:
        """Remove expired files, and files of ended sessions.

        Parameters
        ----------
        files : MemoryUploadedFileManager
        sessions : SessionManager
            Streamlit's.
        now : float
            Seconds of a monotonic clock.

        Returns
        -------
        set of str
            Sessions that lost files.
        """
        there = live_sessions(sessions)
        found = list(held_files(files))
        self.freed = not self.seen.keys() <= set(found)
        self.seen = {key: self.seen.get(key, now) for key in found}
        removed = set()
        for session, file in found:
            # a file may have arrived just after the last sweep
            if session not in there or now - self.seen[session, file] >= KEPT_S - LOOK_S:
                files.remove_file(session, file)
                removed.add(session)
        for session in removed - there:
            files.remove_session_files(session)
        self.freed |= bool(removed)
        return removed


@asynccontextmanager
async def sweep_uploads(_: Any) -> AsyncIterator[None]:
    """Sweep uploaded files while the server runs."""
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
        await asyncio.to_thread(pool().drop_expired)
        found = uploads()
        if found is None:
            continue
        files, sessions = found
        removed = sweeper.remove_expired(files, sessions, time.monotonic())
        for session in removed:
            request_rerun(sessions, session)  # the page then drops its cached shapes, see drop_old
        if sweeper.freed:
            await asyncio.to_thread(_free_memory)


def _free_memory() -> None:
    gc.collect()
    return_free_memory()


def note_upload(files: bool) -> None:
    """Record when files were uploaded; drop cached shapes once there are none."""
    if files:
        st.session_state.setdefault(SINCE, time.monotonic())
    else:
        drop()


def drop_old() -> None:
    """Drop the shapes read from files and their checks, once they have expired."""
    since = st.session_state.get(SINCE)
    if since is not None and time.monotonic() - since >= KEPT_S - LOOK_S:
        drop()


def drop() -> None:
    """Drop the shapes read from files and their checks."""
    if st.session_state.pop(SINCE, None) is not None:
        for key in (READ, CHECKED):
            st.session_state.pop(key, None)
