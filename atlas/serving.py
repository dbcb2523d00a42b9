"""``atlas serve``: Streamlit in a process of its own, and what keeps it from starting."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from atlas.faults import FAILED

#: where app.py and Streamlit's configuration stand
PROJECT = Path(__file__).parent.parent
ADDRESS, NAME = "--server.address", "--browser.serverAddress"


class ServeError(ValueError):
    """A server that cannot start or that broke off; says why."""


def serve_atlas(port: int, root: Path | None, more: Sequence[str] = ()) -> int:
    """Serve until interrupted; return the exit code: 0, or 2 when the server could not go on.

    Parameters
    ----------
    port : int
    root : Path or None
        Folder of the data, where it is not the usual one.
    more : sequence of str
        Further options of ``streamlit run``.

    Raises
    ------
    ServeError
        When the port is taken, the address is none of this machine's, or the server was killed.
    """
    check_port(port, _value(more, ADDRESS))
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    if _value(more, NAME) is None:
        # its public name, so that Streamlit does not ask the internet for one
        command += [NAME, "localhost"]
    environment = {**os.environ, **({"ATLAS_ROOT": str(root.resolve())} if root else {})}
    told_to_stop = False
    with subprocess.Popen([*command, *more], cwd=PROJECT, env=environment) as server:

        def stop(*_: object) -> None:
            nonlocal told_to_stop
            told_to_stop = True
            server.terminate()

        # what stops this command stops the server; Ctrl-C reaches both by itself
        signal.signal(signal.SIGTERM, stop)
        try:
            code = server.wait()
        except KeyboardInterrupt:
            told_to_stop, code = True, server.wait()
    if code == 0 or told_to_stop:
        return 0
    if code < 0:
        raise ServeError(f"the server was ended by {signal.Signals(-code).name}")
    return FAILED


def check_port(port: int, address: str | None = None) -> None:
    """Check that a server may listen at a port.

    Raises
    ------
    ServeError
        Naming the option.
    """
    host = (address or "0.0.0.0").strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            where = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
        except OSError as error:
            raise ServeError(f"{ADDRESS}: expected an address, found {host}") from error
        try:
            probe.bind(where)
            probe.listen(1)
        except OSError as error:
            raise ServeError(_why_not(port, host, error)) from error


def _why_not(port: int, host: str, error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{ADDRESS}: expected an address of this machine, found {host}"
    if error.errno == errno.EADDRINUSE:
        return f"--port {port}: expected a free port, another program listens there"
    return f"--port {port}: {error.strerror}"


def _value(options: Sequence[str], name: str) -> str | None:
    """Return what an option of a command line is set to; ``None`` when it is not there."""
    for place, option in enumerate(options):
        if option == name and place + 1 < len(options):
            return options[place + 1]
        if option.startswith(f"{name}="):
            return option.partition("=")[2]
    return None
