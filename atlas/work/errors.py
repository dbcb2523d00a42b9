"""Why a job has no result; each says so in one sentence in the reader's language."""

from __future__ import annotations

from atlas.notes import NotedError


class WorkError(NotedError):
    """A job that came to no result: it took too long or too much memory, or its process died."""


class BusyError(WorkError):
    """A job that was not begun: as many wait as may.

    Attributes
    ----------
    retry_s : int
        Seconds after which it is worth asking again.
    """

    def __init__(self, key: str, *, retry_s: int) -> None:
        super().__init__(key, seconds=retry_s)
        self.retry_s = retry_s


class CancelledError(Exception):
    """Nobody waits for the job any more."""
