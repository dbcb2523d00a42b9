"""Jobs for the tests of the pool, one for each kind of behaviour."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from shapely.geometry import Point

from atlas.core.errors import LocalizedError
from atlas.workers import report_progress


def count(file: Path, seconds: float = 0.0) -> int:
    """Return how often this job has run, after some time."""
    with file.open("a") as one:
        one.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    return len(file.read_text().splitlines())


def refuse() -> None:
    raise LocalizedError("shape.too_many", n=7)


def fail() -> None:
    raise RuntimeError("a fault of ours")


def calculate() -> None:
    """Use the CPU endlessly, mostly in C."""
    while True:
        Point(0, 0).buffer(1, quad_segs=200_000)


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def wait_for(file: Path) -> str:
    """Run until a file exists, so that a test says when the job ends."""
    while not file.exists():
        time.sleep(0.01)
    return "waited"


def allocate(mb: int) -> int:
    return int(np.ones(mb << 17).sum())


def crash(how: int) -> None:
    os.kill(os.getpid(), how)


def leave(code: int) -> None:
    os._exit(code)


def be_killed() -> None:
    crash(signal.SIGKILL)


def swell(mb: int) -> bytes:
    return os.urandom(mb << 20)


def measure(content: bytes) -> int:
    return len(content)


def go_on(steps: int) -> str:
    for step in range(steps):
        report_progress(step + 1, steps)
        time.sleep(0.05)
    return "done"
