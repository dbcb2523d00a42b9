"""A server as in production, with worker processes and their limits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.server import Server


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server of the project's atlas with one worker that is ready."""
    log = tmp_path_factory.mktemp("served") / "output.log"
    server = Server(log, environment={"ATLAS_WORKERS": "1"})
    yield server.wait("/download/layers?what=townships&format=csv")
    server.stop()
