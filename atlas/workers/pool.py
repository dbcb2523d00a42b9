"""The pool: queues of limited length, running jobs and cached results."""

from __future__ import annotations

import hashlib
import logging
import math
import pickle
import signal
from abc import ABC, abstractmethod
from collections import OrderedDict, deque
from concurrent.futures import CancelledError as ProcessCancelledError
from concurrent.futures import TimeoutError
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from threading import Condition, Thread
from time import monotonic

import pebble

from atlas.core.temporary_folders import temporary_folder
from atlas.workers.job import Job
from atlas.workers.job_errors import BusyError, CancelledError, WorkError
from atlas.workers.job_limits import Limits, Line
from atlas.workers.process import LINUX, MB, Outcome, attempt, start, start_method
from atlas.workers.ticket import Task, Ticket

log = logging.getLogger(__name__)

#: seconds between polls of a job's progress
POLL_S = 0.1
#: weight of the latest job in the moving average of job times
MEAN_WEIGHT = 0.2
#: range of the delay suggested to rejected readers (seconds)
MIN_RETRY_S, MAX_RETRY_S = 2, 60


class Pool(ABC):
    """Interface for submitting jobs."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits

    @abstractmethod
    def submit(self, job: Job) -> Ticket:
        """Add a job to its queue.

        Raises
        ------
        BusyError
            When the queue is full.
        """

    def warm(self) -> None:
        """Start preloading in the background, so that the first job starts quickly."""
        return

    def drop_expired(self) -> None:
        """Remove expired results from the cache."""
        return

    def _task(self, job: Job) -> Task:
        payload = pickle.dumps(job, protocol=pickle.HIGHEST_PROTOCOL)
        key = hashlib.sha256(payload).digest()
        return Task(key, job.kind, self.limits.kinds[job.kind], payload)


class InlinePool(Pool):
    """A pool without processes: jobs run at once in the calling thread.

    For tests and commands. There are no limits and no cancelling; arguments and results are pickled
    as in a process.
    """

    def submit(self, job: Job) -> Ticket:
        """Run a job."""
        task = self._task(job)
        task.started = monotonic()
        task.outcome.set_result(attempt(task.payload, task.kind))
        return Ticket(task)


class ProcessPool(Pool):
    """A pool of worker processes.

    Parameters
    ----------
    limits : Limits
    workers : int
        Number of concurrent jobs.
    preload : str
        Module whose import loads what all jobs need.
    """

    def __init__(self, limits: Limits, workers: int, preload: str) -> None:
        super().__init__(limits)
        self.workers = workers
        self._context = start_method(preload)
        self._changed = Condition()
        self._lines: dict[Line, deque[Task]] = {"page": deque(), "file": deque()}
        #: queued or running tasks, by key
        self._tasks: dict[bytes, Task] = {}
        self._threads: list[Thread] = []
        self._kept = Kept(limits.kept_mb * MB)
        self._mean_s = 2.0

    def warm(self) -> None:
        """Start preloading in the background, so that the first job starts quickly."""
        if LINUX:
            Thread(target=forkserver.ensure_running, daemon=True).start()

    def drop_expired(self) -> None:
        """Remove expired results from the cache."""
        with self._changed:
            self._kept.drop_expired()

    def submit(self, job: Job) -> Ticket:
        """Add a job to its queue, unless an equal one is queued or its result is cached."""
        task = self._task(job)
        with self._changed:
            self._start_threads()
            kept = self._kept.get(task.key)
            if kept:
                task.started = monotonic()
                task.outcome.set_result(kept)
                return Ticket(task)
            same = self._tasks.get(task.key)
            if same is None:
                self._refuse_when_full(task)
                self._lines[task.kind.line].append(task)
                self._tasks[task.key] = same = task
                self._changed.notify_all()
            same.waiters += 1
        return Ticket(same, self._leave, self._ahead)

    def busy_error(self) -> BusyError:
        """Return the error for a job that is rejected because the queue is full."""
        waiting = sum(map(len, self._lines.values()))
        seconds = math.ceil(self._mean_s * (waiting + 1) / self.workers)
        return BusyError("work.busy", retry_s=min(max(seconds, MIN_RETRY_S), MAX_RETRY_S))

    def _refuse_when_full(self, task: Task) -> None:
        held = sum(len(one.payload) for line in self._lines.values() for one in line)
        full = len(self._lines[task.kind.line]) >= self.limits.waiting
        if full or (held and held + len(task.payload) > self.limits.waiting_mb * MB):
            raise self.busy_error()

    def _ahead(self, task: Task) -> int:
        with self._changed:
            line = self._lines[task.kind.line]
            return line.index(task) if task in line else 0

    def _leave(self, task: Task, to_end: bool) -> None:
        with self._changed:
            if to_end and task.started:
                return
            task.waiters -= 1
            if task.waiters or task.outcome.done():
                return
            if self._tasks.get(task.key) is task:
                del self._tasks[task.key]
            line = self._lines[task.kind.line]
            if task in line:
                line.remove(task)
            if task.process:
                task.process.cancel()
            task.payload = b""
            task.outcome.set_exception(CancelledError())

    # ---- threads, each with one process at a time ---------------------------------------------

    def _start_threads(self) -> None:
        if not self._threads:
            self._threads = [Thread(target=self._work, daemon=True) for _ in range(self.workers)]
            for thread in self._threads:
                thread.start()

    def _work(self) -> None:
        turn: list[Line] = ["page", "file"]
        while True:
            with self._changed:
                while not any(self._lines.values()):
                    self._changed.wait()
                turn.reverse()
                line = next(name for name in turn if self._lines[name])
                task = self._lines[line].popleft()
                task.started = monotonic()
            outcome = self._done(task)
            with self._changed:
                self._finish(task, outcome)

    def _finish(self, task: Task, outcome: Outcome) -> None:
        if task.outcome.done():  # cancelled
            return
        self._mean_s += MEAN_WEIGHT * (monotonic() - (task.started or 0) - self._mean_s)
        if self._tasks.get(task.key) is task:
            del self._tasks[task.key]
        if outcome[0] == "done" and task.kind.kept_s:
            self._kept.put(task.key, outcome, task.kind.kept_s)
        task.payload = b""
        task.outcome.set_result(outcome)

    def _done(self, task: Task) -> Outcome:
        """Run a job in a process; return its outcome, whether success or failure."""
        try:
            return self._in_process(task)
        except TimeoutError:
            return _refused(WorkError("work.time", seconds=round(task.kind.seconds)))
        except ProcessCancelledError:
            return _refused(WorkError("work.failed"))
        except pebble.ProcessExpired as error:
            if LINUX and error.exitcode == -signal.SIGXCPU:
                return _refused(WorkError("work.time", seconds=round(task.kind.seconds)))
            log.error("the process of job %s died with code %s", task.name, error.exitcode)
            return _refused(WorkError("work.died"))
        except Exception:
            log.exception("job %s could not be done", task.name)
            return _refused(WorkError("work.failed"))

    def _in_process(self, task: Task) -> Outcome:
        reader, writer = self._context.Pipe(duplex=False)
        with reader, temporary_folder() as folder:
            payload = Path(folder) / "job"
            payload.write_bytes(task.payload)
            task.payload = b""  # uploads are large
            with writer:
                process = start(self._context, payload, task.kind, writer)
            with self._changed:
                task.process = process
                if task.outcome.done():  # cancelled while it started
                    process.cancel()
            with suppress(EOFError, OSError):  # the process has ended
                # a cancelled one may still read its file: until it is gone
                while not process.done() or process.cancelled():
                    if reader.poll(POLL_S):
                        task.progress = reader.recv()
            return process.result()


class Kept:
    """Cache of recent results, limited by size; the oldest are dropped first."""

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._found: OrderedDict[bytes, tuple[float, Outcome]] = OrderedDict()

    def get(self, key: bytes) -> Outcome | None:
        """Return the cached result of a job, unless it has expired."""
        self.drop_expired()
        found = self._found.get(key)
        return found[1] if found else None

    def drop_expired(self) -> None:
        """Remove expired results."""
        for old in [k for k, (until, _) in self._found.items() if until < monotonic()]:
            self._drop(old)

    def put(self, key: bytes, outcome: Outcome, seconds: float) -> None:
        """Cache the result of a job."""
        if key in self._found or len(outcome[1]) > self.most:
            return
        self._found[key] = monotonic() + seconds, outcome
        self.size += len(outcome[1])
        while self.size > self.most:
            self._drop(next(iter(self._found)))

    def _drop(self, key: bytes) -> None:
        _, outcome = self._found.pop(key)
        self.size -= len(outcome[1])


def _refused(error: WorkError) -> Outcome:
    return "refused", pickle.dumps(error)
