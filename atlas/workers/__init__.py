"""Jobs in, results out: heavy work in a bounded number of processes, never where readers wait.

A job is a top-level function and picklable arguments. Each runs in its own process, which ends with
it and thereby frees its memory, including a planner's file.
"""

from atlas.workers.job import Job
from atlas.workers.job_errors import BusyError, CancelledError, WorkError
from atlas.workers.job_limits import Kind, Limits, limits, workers
from atlas.workers.pool import InlinePool, Pool, ProcessPool
from atlas.workers.process import report_progress
from atlas.workers.ticket import Ticket

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
