"""The error of the check."""

from __future__ import annotations

from atlas.notes import NotedError


class CheckError(NotedError):
    """A check that cannot be made."""
