"""The error of the check."""

from __future__ import annotations

from atlas.core.errors import LocalizedError


class CheckError(LocalizedError):
    """A check that cannot be made."""
