"""``atlas serve``: runs Streamlit as a child process and checks that it can start."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from atlas.core.fatal_errors import FAILED
from atlas.core.settings import PROJECT

ADDRESS, NAME = "--server.address", "--browser.serverAddress"


class ServeError(ValueError):
    """The server cannot start or has stopped unexpectedly."""


def serve_atlas(port: int, root: Path | None, more: Sequence[str] = ()) -> int:
    """Serve until interrupted; return the exit code: 0, or 2 if the server failed.

    Parameters
    ----------
    port : int
    root : Path or None
        Folder of the data, if not the default.
    more : sequence of str
        Further options of ``streamlit run``.

    Raises
    ------
    ServeError
        When the port is in use, the address is not local, or the server was killed.
    """
    check_port(port, _value(more, ADDRESS))
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    if _value(more, NAME) is None:
        # set explicitly, or Streamlit would look up its public address on the internet
        command += [NAME, "localhost"]
    environment = {**os.environ, **({"ATLAS_ROOT": str(root.resolve())} if root else {})}
    told_to_stop = False
    with subprocess.Popen([*command, *more], cwd=PROJECT, env=environment) as server:

        def stop(*_: object) -> None:
            nonlocal told_to_stop
            told_to_stop = True
            server.terminate()

        # SIGTERM is passed on to the server; Ctrl-C reaches both anyway
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
    """Check that a server can listen on a port.

    Raises
    ------
    ServeError
        Names the option.
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
    """Return the value of a command-line option; ``None`` if it is not given."""
    for place, option in enumerate(options):
        if option == name and place + 1 < len(options):
            return options[place + 1]
        if option.startswith(f"{name}="):
            return option.partition("=")[2]
    return None
