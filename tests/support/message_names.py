"""Names that a message asks for."""

from __future__ import annotations

from string import Formatter


def names(text: str) -> set[str]:
    """Return the ``{names}`` in a text."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
