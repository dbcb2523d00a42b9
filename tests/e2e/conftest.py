"""One served atlas and one browser a test process; readers who have not seen the atlas before."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from driver import CHROMIUM_ARGS, Reader, Server, chromium
from playwright.sync_api import Browser, BrowserContext, sync_playwright

NewReader = Callable[..., Reader]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start an atlas; every one is ended with the tests."""
    servers: list[Server] = []

    def start(root: Path | None = None, prefix: str = "") -> Server:
        log = tmp_path_factory.mktemp("server") / "output.log"
        servers.append(Server(log, root, prefix))
        return servers[-1].wait()

    yield start
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def server(serve: Callable[..., Server]) -> Server:
    """The project's own atlas."""
    return serve()


@pytest.fixture(scope="session")
def prefixed(serve: Callable[..., Server]) -> Server:
    """The same below a path of a web server (``server.baseUrlPath``)."""
    return serve(prefix="pingdu")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts() -> dict[str, list[BrowserContext]]:
    """Contexts of earlier tests that nobody uses now, by their options: empty but for the cache."""
    return defaultdict(list)


@pytest.fixture
def new_reader(
    browser: Browser, server: Server, contexts: dict[str, list[BrowserContext]]
) -> Iterator[NewReader]:
    """Seat a reader at a browser without cookies or stored state that reaches nothing outside.

    ``new_reader(phone=True)``, ``new_reader(server=other)``; further keywords go to the context.
    Flights of the map are off (``reduced_motion``) unless a test asks for them.

    Two readers never share a context. Each takes one whose last reader has gone, with the files
    that the browser has cached; ``new_reader(fresh=True)`` takes a new one. A test that changes
    its context (routes, the clock) must ask for a fresh one.
    """
    readers: list[tuple[Reader, str | None]] = []

    def seat(
        phone: bool = False, server: Server = server, fresh: bool = False, **options: Any
    ) -> Reader:
        options = {
            "locale": "zh-CN",
            "reduced_motion": "reduce",
            "service_workers": "block",
            **(PHONE if phone else DESKTOP),
            **options,
        }
        key = None if fresh else json.dumps(options)
        free = contexts[key] if key else []
        context = free.pop() if free else browser.new_context(**options)
        readers.append((Reader(context, server), key))
        return readers[-1][0]

    yield seat
    for reader, key in readers:
        reader.leave()
        if key and not reader.unexpected():
            contexts[key].append(reader.context)
        else:
            reader.context.close()
    for reader, _ in readers:
        reader.check()


@pytest.fixture
def reader(new_reader: NewReader) -> Reader:
    """A reader at a desk."""
    return new_reader()
