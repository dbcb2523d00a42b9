"""A server as in production, with worker processes and their limits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[2]
#: maximum time for server and workers to start on a busy machine, in seconds
START_S = 120


class Served:
    """A served atlas.

    Attributes
    ----------
    url : str
    process : subprocess.Popen
    log : Path
        Its output.
    """

    def __init__(self, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url, self.log = f"http://127.0.0.1:{port}", log
        environment = {**os.environ, "ATLAS_WORKERS": "1"}
        environment.pop("ATLAS_ROOT", None)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [*command, "--server.address=127.0.0.1"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self) -> Served:
        """Wait until a worker makes files."""
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                address = f"{self.url}/download/layers?what=townships&format=csv"
                if httpx2.get(address, timeout=30).status_code == 200:
                    return self
            except httpx2.TransportError:
                time.sleep(0.2)
        self.process.kill()
        raise RuntimeError(f"the atlas did not start:\n{self.log.read_text()}")

    def memory_mb(self) -> float:
        """Return the memory of the server process itself."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def workers(self) -> list[int]:
        """Return the processes that run a job."""
        return [worker for child in _children(self.process.pid) for worker in _children(child)]

    def family(self) -> list[int]:
        """Return all descendants of the server process."""
        return [*_children(self.process.pid), *self.workers()]


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return a server of the project's atlas with one worker."""
    one = Served(tmp_path_factory.mktemp("served") / "output.log").wait()
    yield one
    one.process.terminate()
    one.process.wait(20)
