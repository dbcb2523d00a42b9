"""What goes wrong with the plan's text or its files."""

from __future__ import annotations


class PlanError(ValueError):
    """A plan text or plan file that cannot be used; the message names file and place."""
