"""A page served in a process of its own, for the browser tests, hostile requests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
#: timeout of a request or a condition, in seconds; long, because a busy machine must not
#: fail a test
PATIENCE = 60
#: settings of the calling process that a server does not inherit
NOT_INHERITED = ("ATLAS_ROOT", "ATLAS_WORKERS", "ATLAS_BASEMAPS")


class Server:
    """A script served by ``streamlit run`` on a free local port.

    Parameters
    ----------
    log : Path
        File for its output.
    script : str
        Path in the project.
    prefix : str
        ``server.baseUrlPath``.
    environment : mapping, optional
        Environment variables added to those of this process.

    Attributes
    ----------
    url : str
    log : Path
    process : subprocess.Popen
    """

    def __init__(
        self,
        log: Path,
        script: str = "app.py",
        prefix: str = "",
        environment: Mapping[str, str] | None = None,
    ) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.log = log
        self.url = f"http://127.0.0.1:{port}/{prefix}".rstrip("/")
        inherited = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
        command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
        command += ["--server.address=127.0.0.1", f"--server.baseUrlPath={prefix}"]
        # set explicitly, or Streamlit would look up its public address on the internet
        command += ["--browser.serverAddress=localhost"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**inherited, **(environment or {})},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self, path: str = "/healthz", seconds: float = 3 * PATIENCE) -> Server:
        """Wait until a path is answered with status 200.

        Raises
        ------
        RuntimeError
            With the output of the server.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if self.get(path)[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the server did not start:\n{self.log.read_text('utf-8')}")

    def get(self, path: str, accept: str = "*/*") -> tuple[int, dict[str, str], str]:
        """Return status, headers (names in lower case) and text of a path or URL."""
        address = path if path.startswith("http") else self.url + path
        request = urllib.request.Request(address, headers={"Accept": accept})
        try:
            answer = urllib.request.urlopen(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, headers, answer.read().decode("utf-8", "replace")

    def stop(self) -> None:
        """Terminate the server; kill it if it does not end in time."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def memory_mb(self) -> float:
        """Return the memory of the server process itself. Linux only, like all below."""
        return memory_mb(self.process.pid)

    def processor_s(self) -> float:
        """Return the processor time used by the server process itself, in seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def workers(self) -> list[int]:
        """Return the processes that run a job."""
        return [worker for child in _children(self.process.pid) for worker in _children(child)]

    def family(self) -> list[int]:
        """Return all descendants of the server process."""
        return [*_children(self.process.pid), *self.workers()]


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process, including shared pages; 0 if it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024 if "VmRSS:" in status else 0.0


def _children(pid: int) -> list[int]:
    try:
        listed = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:
        return []
    return [int(one) for text in listed for one in text.split()]
