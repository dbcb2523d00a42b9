"""Why a check cannot be made, or was not made to its end."""

from __future__ import annotations

from atlas.notes import NotedError


class CheckError(NotedError):
    """A check that cannot be made."""


class StoppedError(Exception):
    """The check was told to stop before its end; there is no report."""
