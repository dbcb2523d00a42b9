"""What planners upload is forgotten: at the end of their session, or a quarter of an hour later.

Streamlit holds uploaded files in memory. It drops them when a session ends, but notices an end only
when the next session does, and keeps those of an open page for as long as it is open.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import streamlit as st

from atlas.folders import remove_old_folders
from atlas.ui.internals import (
    MemoryUploadedFileManager,
    held_files,
    live_sessions,
    request_rerun,
    uploads,
)

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
        sessions : SessionManager
            Streamlit's.
        now : float
            Seconds, of a clock that only goes on.

        Returns
        -------
        set of str
            Sessions some of whose files were removed.
        """
        there = live_sessions(sessions)
        found = list(held_files(files))
        self.seen = {key: self.seen.get(key, now) for key in found}
        removed = set()
        for session, file in found:
            # a file may have come just after the last look
            if session not in there or now - self.seen[session, file] >= KEPT_S - LOOK_S:
                files.remove_file(session, file)
                removed.add(session)
        return removed


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
        found = uploads()
        if found is None:
            continue
        files, sessions = found
        removed = sweeper.forget(files, sessions, time.monotonic())
        for session in removed:
            request_rerun(sessions, session)  # the page then drops what it has read, see drop_old
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
