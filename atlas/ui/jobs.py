"""How pages and addresses hand work to the pool: with what data it must be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from atlas.notes import NotedError
from atlas.ui.resources import pool, versions
from atlas.work import Job, Ticket, WorkError


def ask(
    kind: str,
    function: Callable[..., Any],
    *arguments: Any,
    refusals: tuple[type[Exception], ...] = (),
) -> Ticket:
    """Hand a call to the pool; whoever gets the ticket must leave it.

    Parameters
    ----------
    kind : str
        Key of ``limits.toml``.
    function : callable
        At the top of a module, as ``arguments`` something that can be pickled.
    refusals : tuple of type
        What it raises to say why something cannot be done, beside errors of the catalogue.

    Raises
    ------
    BusyError
        When as many jobs wait as may.
    """
    call = (versions(), function, arguments)
    return pool().submit(Job(kind, with_data, call, (NotedError, *refusals)))


def with_data(
    expected: dict[str, str], function: Callable[..., Any], arguments: tuple[Any, ...]
) -> Any:
    """Call a function where the data and the code are those of whoever asks. For workers.

    Raises
    ------
    WorkError
        When they are not: files have changed since the server started.
    """
    if versions() != expected:
        raise WorkError("work.other_data")
    return function(*arguments)
