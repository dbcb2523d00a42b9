"""Jobs in, results out: heavy work in a bounded number of processes, never where readers wait.

A job is a function at the top of a module and arguments that can be pickled. Each runs in a process
of its own, which ends with it: its memory, and a planner's file in it, are gone then.
"""

from atlas.work.errors import BusyError, CancelledError, WorkError
from atlas.work.job import Job
from atlas.work.limits import Kind, Limits, limits, workers
from atlas.work.pool import InlinePool, Pool, ProcessPool
from atlas.work.process import report_progress
from atlas.work.ticket import Ticket

__all__ = [
    "BusyError",
    "CancelledError",
    "InlinePool",
    "Job",
    "Kind",
    "Limits",
    "Pool",
    "ProcessPool",
    "Ticket",
    "WorkError",
    "limits",
    "report_progress",
    "workers",
]
