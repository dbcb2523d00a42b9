"""What somebody holds who waits for a job."""

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

from atlas.work.errors import WorkError
from atlas.work.limits import Kind
from atlas.work.process import Outcome

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Task:
    """A job in the pool, and how many wait for it.

    Attributes
    ----------
    key : bytes
        Of the job: equal for equal jobs.
    payload : bytes
        The job, pickled; empty once it has ended.
    outcome : concurrent.futures.Future
    process : pebble.ProcessFuture or None
        While it runs.
    progress : (int, int) or None
        How much is done, of how much.
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
    """A place in the line for a job; whoever holds it must :meth:`leave`, in a ``finally``.

    Several may hold tickets for one job. It ends when the last has left.
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
        """Whether the job is being done, or done."""
        return self._task.started is not None

    @property
    def progress(self) -> tuple[int, int] | None:
        """How much is done, of how much, where the job tells it."""
        return self._task.progress

    @property
    def ahead(self) -> int:
        """How many jobs will be begun before this one."""
        return self._ahead(self._task)

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the job; return whether it has come."""
        wait([self._task.outcome], timeout=seconds)
        return self._task.outcome.done()

    async def ended(self) -> None:
        """Wait for the end of the job on an event loop, holding up nobody there."""
        loop, end = asyncio.get_running_loop(), asyncio.Event()

        def tell(_: object) -> None:
            with suppress(RuntimeError):  # the loop has closed
                loop.call_soon_threadsafe(end.set)

        self._task.outcome.add_done_callback(tell)
        await end.wait()

    def result(self, seconds: float | None = None) -> Any:
        """Return what the job returned.

        Raises
        ------
        WorkError
            When it came to no result.
        Exception
            One of the job's refusals.
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
        """Wait no longer: the job ends when nobody else waits for it.

        Parameters
        ----------
        to_end : bool
            When it is being done it goes on to its end: whoever asks again gets its result.
        """
        if not self._left:
            self._left = True
            self._leave(self._task, to_end)
