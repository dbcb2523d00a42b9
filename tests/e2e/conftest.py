"""One served atlas and one browser for all browser tests; a fresh, walled-in context for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from driver import CHROMIUM_ARGS, Reader, Server, chromium
from playwright.sync_api import Browser, sync_playwright

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
        server.stop()


@pytest.fixture(scope="session")
def server(serve: Callable[..., Server]) -> Server:
    """The project's own atlas."""
    return serve()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture
def new_reader(browser: Browser, server: Server) -> Iterator[NewReader]:
    """Seat a reader at a browser that has never seen the atlas and reaches nothing outside.

    ``new_reader(phone=True)``, ``new_reader(server=other)``; further keywords go to the context.
    Flights of the map are off (``reduced_motion``) unless a test asks for them.
    """
    readers: list[Reader] = []

    def seat(phone: bool = False, server: Server = server, **options: Any) -> Reader:
        context = browser.new_context(
            **{
                "locale": "zh-CN",
                "reduced_motion": "reduce",
                "service_workers": "block",
                **(PHONE if phone else DESKTOP),
                **options,
            }
        )
        readers.append(Reader(context, server))
        return readers[-1]

    yield seat
    for reader in readers:
        reader.context.close()
    for reader in readers:
        reader.check()


@pytest.fixture
def reader(new_reader: NewReader) -> Reader:
    """A reader at a desk."""
    return new_reader()
