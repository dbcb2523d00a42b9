"""Limits of jobs: ``job_limits.toml`` and the settings of this machine."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from atlas.core.model import Strict
from atlas.core.settings import settings
from atlas.core.toml_files import load_toml

Line = Literal["page", "file"]
#: ratio of wall-clock limit to processor-time limit, for busy machines
CLOCK = 4


class Kind(Strict):
    """Limits of a kind of job.

    Attributes
    ----------
    line : str
        Its queue: ``page`` or ``file``.
    seconds : float
        Processor time, where the system can limit it; the wall-clock limit is :data:`CLOCK` times
        as long.
    memory_mb, result_mb : int
        Memory of its process beyond the initial memory; size of its result.
    kept_s : int
        How long its result is cached, in seconds.
    """

    line: Line
    seconds: float = Field(gt=0)
    memory_mb: int = Field(gt=0)
    result_mb: int = Field(gt=0)
    kept_s: int = Field(ge=0)


class Limits(Strict):
    """Limits of all jobs together and of each kind.

    Attributes
    ----------
    waiting, waiting_mb : int
        Maximum number of jobs in each queue; maximum size of their arguments.
    kept_mb : int
        Maximum size of cached results.
    answer_s : float
        Maximum time to answer a request for an address.
    kinds : dict of str to Kind
    """

    waiting: int = Field(gt=0)
    waiting_mb: int = Field(gt=0)
    kept_mb: int = Field(ge=0)
    answer_s: float = Field(gt=0)
    kinds: dict[str, Kind]

    def slower(self, factor: float) -> Limits:
        """Return the limits for a machine that is slower by a factor."""
        kinds = {
            name: kind.model_copy(update={"seconds": kind.seconds * factor})
            for name, kind in self.kinds.items()
        }
        return self.model_copy(update={"kinds": kinds, "answer_s": self.answer_s * factor})


@cache
def limits() -> Limits:
    """Return the limits of this machine."""
    known = load_toml(Limits, Path(__file__).with_suffix(".toml"))
    return known.slower(settings().patience)


def workers() -> int:
    """Return the number of concurrent jobs: by default one less than the number of cores.

    It is 0 only if ``ATLAS_WORKERS=0`` is set.
    """
    stated = settings().workers
    return max(1, (os.cpu_count() or 2) - 1) if stated is None else stated
