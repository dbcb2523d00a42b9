"""The worker's side: runs one job in a process that ends with it.

On Linux it is forked from a process that has loaded everything (forkserver), so it starts within
hundredths of a second and shares that memory; other systems start a new Python for each job.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import Literal

import pebble

from atlas.workers.job import Job
from atlas.workers.job_errors import WorkError
from atlas.workers.job_limits import CLOCK, Kind

if sys.platform != "win32":  # Windows has no such module, and only Linux uses it here
    import resource

LINUX = sys.platform == "linux"
MB = 1 << 20
#: added to a job's niceness, so that the server's own process goes first
YIELDS = 10
#: minimum interval between progress messages (seconds)
PAUSE = 0.1

#: ``done``: the pickled result; ``refused``: a pickled error with a message for the reader;
#: ``failed``: the traceback, for the log
Outcome = tuple[Literal["done", "refused", "failed"], bytes]


@dataclass
class _Progress:
    """Connection for the progress of this process's job, and the time of the last message."""

    to_server: Connection | None = None
    last: float = 0.0


_progress = _Progress()


def start_method(preload: str) -> BaseContext:
    """Return the start method for processes; ``preload`` is the module they share."""
    if not LINUX:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


def start(
    context: BaseContext, payload: Path, kind: Kind, to_server: Connection
) -> pebble.ProcessFuture[Outcome]:
    """Start the pickled job in a file within the limits of its kind.

    A file, since arguments would be copied twice more on their way to the process.
    """
    # pebble reads the argument as ``context`` but annotates it as ``mp_context``
    decorate = pebble.concurrent.process(timeout=kind.seconds * CLOCK, context=context)  # type: ignore[call-overload]
    decorated = decorate(run)
    future: pebble.ProcessFuture[Outcome] = decorated(payload, kind, to_server)
    return future


def run(payload: Path, kind: Kind, to_server: Connection) -> Outcome:
    """Run the job in a file within its limits; entry point of the worker process."""
    _progress.to_server = to_server
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # ends at once, even during a long C call
    if LINUX:
        os.nice(YIELDS)
        _limit(kind.seconds, kind.memory_mb)
    return attempt(payload.read_bytes(), kind)


def attempt(payload: bytes, kind: Kind) -> Outcome:
    """Run a pickled job and return its result or error."""
    refusals: tuple[type[Exception], ...] = ()
    try:
        job: Job = pickle.loads(payload)
        refusals = job.refusals
        result = pickle.dumps(job.function(*job.arguments), protocol=pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _refused(WorkError("work.memory"))
    except Exception as error:
        if "bad_alloc" in str(error):  # raised by GEOS
            return _refused(WorkError("work.memory"))
        if isinstance(error, refusals):
            return _refused(error)
        return "failed", traceback.format_exc().encode()
    if len(result) > kind.result_mb * MB:
        return _refused(WorkError("work.large", mb=kind.result_mb))
    return "done", result


def report_progress(done: int, total: int) -> None:
    """Report the progress of the job to the server; cheap when called often."""
    now = time.monotonic()
    if _progress.to_server is None or (now - _progress.last < PAUSE and done < total):
        return
    _progress.last = now
    with suppress(OSError):  # the server no longer listens
        _progress.to_server.send((done, total))


def _refused(error: Exception) -> Outcome:
    return "refused", pickle.dumps(error)


def _limit(seconds: float, memory_mb: int) -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + memory_mb * MB
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    # also ends a job whose server has died
    processor = math.ceil(seconds)
    # the hard limit kills without a reason, so on a busy machine it must not come first
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
