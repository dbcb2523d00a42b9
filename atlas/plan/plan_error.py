"""The error of the plan's text and files."""

from __future__ import annotations


class PlanError(ValueError):
    """An invalid plan text or plan file; the message names file and location."""
