"""The atlas as a server process, for the browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
#: timeout of all waits in seconds; long, because a busy machine must not
#: fail a test.
PATIENCE = 60


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Server:
    """The atlas, served like ``streamlit run app.py`` on its own port.

    Parameters
    ----------
    log : Path
        File for its output.
    root : Path, optional
        Data root (``ATLAS_ROOT``); by default the project's.
    prefix : str, optional
        ``server.baseUrlPath``.
    """

    def __init__(self, log: Path, root: Path | None = None, prefix: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.log = log
        self.url = f"http://localhost:{port}/{prefix}".rstrip("/")
        environment = {**os.environ}
        environment.pop("ATLAS_ROOT", None)
        environment.pop("ATLAS_WORKERS", None)
        environment["ATLAS_PATIENCE"] = "6"  # a busy machine is no fault of the code under test
        environment.pop("ATLAS_BASEMAPS", None)
        if root:
            environment["ATLAS_ROOT"] = str(root)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        command += ["--server.address=localhost", f"--server.baseUrlPath={prefix}"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def wait(self, seconds: float = 3 * PATIENCE) -> Server:
        """Wait until ``/healthz`` answers with JSON."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                status, headers, _ = self.get("/healthz")
                if status == 200 and headers.get("content-type", "").startswith("application/json"):
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the atlas did not start:\n{self.log.read_text()}")

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

    def workers(self) -> int:
        """Return the number of running jobs. Linux only."""
        return sum(len(_children(child)) for child in _children(self.process.pid))

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
