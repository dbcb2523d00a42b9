"""Background jobs: heavy work in a limited number of processes, away from those serving readers.

A job is a top-level function and picklable arguments. Each runs in its own process, which ends with
it and thereby frees its memory, including a planner's file.
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
