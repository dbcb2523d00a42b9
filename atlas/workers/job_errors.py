"""Errors of jobs, with localized messages."""

from __future__ import annotations

from atlas.core.errors import LocalizedError


class WorkError(LocalizedError):
    """A job failed: it took too long or too much memory, or its process died."""


class BusyError(WorkError):
    """A job was rejected because the queue is full.

    Attributes
    ----------
    retry_s : int
        Seconds after which to try again.
    """

    def __init__(self, key: str, *, retry_s: int) -> None:
        super().__init__(key, seconds=retry_s)
        self.retry_s = retry_s


class CancelledError(Exception):
    """The job was cancelled because nobody waits for it any more."""
