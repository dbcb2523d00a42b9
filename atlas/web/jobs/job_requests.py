"""Jobs from pages and downloads to the worker pool, tied to the server's version of the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from atlas.core.errors import LocalizedError
from atlas.web.server.resources import pool, versions
from atlas.workers import Job, Ticket, WorkError


def ask(
    kind: str,
    function: Callable[..., Any],
    *arguments: Any,
    refusals: tuple[type[Exception], ...] = (),
) -> Ticket:
    """Submit a call to the pool; the caller must leave the ticket.

    Parameters
    ----------
    kind : str
        Key of ``job_limits.toml``.
    function : callable
        A module-level function; the arguments must be picklable.
    refusals : tuple of type
        Exceptions by which it refuses, besides localized errors.

    Raises
    ------
    BusyError
        If the queue is full.
    """
    call = (versions(), function, arguments)
    return pool().submit(Job(kind, with_data, call, (LocalizedError, *refusals)))


def with_data(
    expected: dict[str, str], function: Callable[..., Any], arguments: tuple[Any, ...]
) -> Any:
    """Call a function if data and code match those of the caller. For workers.

    Raises
    ------
    WorkError
        If they differ: files have changed since the server started.
    """
    if versions() != expected:
        raise WorkError("work.other_data")
    return function(*arguments)
