"""A job: what is to be done, and what kind of work that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from atlas.notes import NotedError


@dataclass(frozen=True)
class Job:
    """A function call that another process can make.

    Attributes
    ----------
    kind : str
        Key of ``limits.toml``.
    function : callable
        Of the top of a module; what it returns can be pickled.
    arguments : tuple
        Can be pickled. Equal jobs in one line are done once.
    refusals : tuple of type
        Errors that say to the reader why something cannot be done; any other is a fault.
    """

    kind: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = field(repr=False)
    refusals: tuple[type[Exception], ...] = (NotedError,)
