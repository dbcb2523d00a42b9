"""A served page in a process of its own, and what that process and its workers hold in memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
#: until a server answers (seconds)
START_S = 180.0


class Server:
    """A script served by Streamlit on a free port.

    Parameters
    ----------
    script : str
    environment : mapping, optional
        Variables beside those of this process.

    Attributes
    ----------
    url : str
    process : subprocess.Popen
    """

    def __init__(self, script: str, environment: Mapping[str, str] | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
        command += ["--server.address", "127.0.0.1", "--browser.serverAddress", "localhost"]
        # not closed here: the server writes to it as long as it runs, and log() reads it afterwards
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + START_S
        while time.monotonic() < until and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        self.stop()
        raise SystemExit(f"{script} does not start:\n{self.log()}")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log(self) -> str:
        """Return what the server has printed."""
        self._log.seek(0)
        return self._log.read()

    def memory_mb(self) -> float:
        """Return what the server's own process holds. Linux only, as what follows."""
        return memory_mb(self.process.pid)

    def processor_s(self) -> float:
        """Return the processor time that the server's own process has taken."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def workers_mb(self) -> list[float]:
        """Return what the processes of jobs hold, with what they share with one another."""
        jobs = [job for child in children(self.process.pid) for job in children(child)]
        return [held for job in jobs if (held := memory_mb(job))]


def memory_mb(pid: int) -> float:
    """Return what a process holds; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in status else 0.0


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        listed = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(one) for text in listed for one in text.split()]
