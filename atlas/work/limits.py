"""What jobs may take: ``limits.toml`` and the settings of this machine."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from atlas.model import Strict
from atlas.settings import settings
from atlas.textfiles import read_toml_as

Line = Literal["page", "file"]
#: how much longer than its processor time a job may take by the clock, on a busy machine
CLOCK = 4


class Kind(Strict):
    """What a kind of job may take.

    Attributes
    ----------
    line : str
        Where it waits: ``page`` or ``file``.
    seconds : float
        Of processor time, where the system can limit that; :data:`CLOCK` times as many by the
        clock.
    memory_mb, result_mb : int
        Of its process, beyond what that has at its start; of its result.
    kept_s : int
        How long its result is kept for whoever asks for the same.
    """

    line: Line
    seconds: float = Field(gt=0)
    memory_mb: int = Field(gt=0)
    result_mb: int = Field(gt=0)
    kept_s: int = Field(ge=0)


class Limits(Strict):
    """What all jobs may take together, and each kind.

    Attributes
    ----------
    waiting, waiting_mb : int
        Jobs in each line; what their arguments hold.
    kept_mb : int
        Recent results.
    answer_s : float
        Within which an address is answered.
    kinds : dict of str to Kind
    """

    waiting: int = Field(gt=0)
    waiting_mb: int = Field(gt=0)
    kept_mb: int = Field(ge=0)
    answer_s: float = Field(gt=0)
    kinds: dict[str, Kind]

    def slower(self, factor: float) -> Limits:
        """Return the limits of a machine that takes so many times as long."""
        kinds = {
            name: kind.model_copy(update={"seconds": kind.seconds * factor})
            for name, kind in self.kinds.items()
        }
        return self.model_copy(update={"kinds": kinds, "answer_s": self.answer_s * factor})


@cache
def limits() -> Limits:
    """Return the limits of this machine."""
    known = read_toml_as(Path(__file__).with_name("limits.toml"), Limits)
    return known.slower(settings().patience)


def workers() -> int:
    """Return how many jobs run at once: by default as many as there are cores, but for one.

    None (0) only where somebody says so (``ATLAS_WORKERS=0``).
    """
    stated = settings().workers
    return max(1, (os.cpu_count() or 2) - 1) if stated is None else stated
