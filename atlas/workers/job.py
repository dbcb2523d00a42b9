"""Definition of a job."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from atlas.core.errors import LocalizedError


@dataclass(frozen=True)
class Job:
    """A function call to be made in another process.

    Attributes
    ----------
    kind : str
        Key of ``job_limits.toml``.
    function : callable
        A top-level function; its result can be pickled.
    arguments : tuple
        Can be pickled. Equal jobs in a queue are done once.
    refusals : tuple of type
        Exceptions with a message for the reader; all others count as defects.
    """

    kind: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = field(repr=False)
    refusals: tuple[type[Exception], ...] = (LocalizedError,)
