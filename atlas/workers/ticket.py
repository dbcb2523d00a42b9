"""Tickets: what a caller holds while waiting for a job."""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError, wait
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pebble

from atlas.workers.job_errors import WorkError
from atlas.workers.job_limits import Kind
from atlas.workers.process import Outcome

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Task:
    """A job in the pool and the number of its waiters.

    Attributes
    ----------
    key : bytes
        Equal for equal jobs.
    payload : bytes
        The pickled job; empty once it has started.
    outcome : concurrent.futures.Future
    process : pebble.ProcessFuture or None
        While it is running.
    progress : (int, int) or None
        Amount done and total amount.
    """

    key: bytes
    name: str
    kind: Kind
    payload: bytes = field(repr=False)
    outcome: Future[Outcome] = field(default_factory=Future, repr=False)
    process: pebble.ProcessFuture[Outcome] | None = None
    waiters: int = 0
    asked: float = field(default_factory=monotonic)
    started: float | None = None
    progress: tuple[int, int] | None = None


class Ticket:
    """A caller's place in the queue; the holder must call :meth:`leave`, in a ``finally``.

    Several callers may hold tickets for one job, which is cancelled when the last has left.
    """

    def __init__(
        self,
        task: Task,
        leave: Callable[[Task, bool], None] = lambda *_: None,
        ahead: Callable[[Task], int] = lambda _: 0,
    ) -> None:
        self._task, self._leave, self._ahead = task, leave, ahead
        self._left = False

    @property
    def started(self) -> bool:
        """Whether the job is running or has ended."""
        return self._task.started is not None

    @property
    def progress(self) -> tuple[int, int] | None:
        """Amount done and total amount, if the job reports progress."""
        return self._task.progress

    @property
    def ahead(self) -> int:
        """Number of jobs that will start before this one."""
        return self._ahead(self._task)

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the job; return whether it has ended."""
        wait([self._task.outcome], timeout=seconds)
        return self._task.outcome.done()

    async def ended(self) -> None:
        """Wait for the end of the job without blocking the event loop."""
        loop, end = asyncio.get_running_loop(), asyncio.Event()

        def tell(_: object) -> None:
            with suppress(RuntimeError):  # the loop has closed
                loop.call_soon_threadsafe(end.set)

        self._task.outcome.add_done_callback(tell)
        await end.wait()

    def result(self, seconds: float | None = None) -> Any:
        """Return the result of the job.

        Raises
        ------
        WorkError
            When the job failed.
        Exception
            One of the job's own exceptions (``refusals``).
        """
        try:
            how, content = self._task.outcome.result(seconds)
        except TimeoutError:
            raise WorkError("work.time", seconds=round(seconds or 0)) from None
        if how == "done":
            return pickle.loads(content)
        if how == "refused":
            raise pickle.loads(content)
        log.error("job %s failed:\n%s", self._task.name, content.decode())
        raise WorkError("work.failed")

    def leave(self, *, to_end: bool = False) -> None:
        """Stop waiting; the job is cancelled if nobody else waits for it.

        Parameters
        ----------
        to_end : bool
            Let a running job finish, so that its result is cached for the next request.
        """
        if not self._left:
            self._left = True
            self._leave(self._task, to_end)
