"""One server and one browser per test process, and readers with fresh browser contexts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.driver import CHROMIUM_ARGS, DESKTOP, EYES, PHONE, NewReader, Reader, chromium
from tests.support.server import Server

FAILED = pytest.StashKey[bool]()
#: maximum number of readers that reuse one page, whose memory grows with each
MOST_READERS = 20


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Start servers; all are stopped after the tests."""
    servers: list[Server] = []

    def start(root: Path | None = None, prefix: str = "", **settings: str) -> Server:
        log = tmp_path_factory.mktemp("server") / "output.log"
        # a busy machine is no fault of the code under test
        environment = {"ATLAS_PATIENCE": "6", **settings}
        environment |= {"ATLAS_ROOT": str(root)} if root else {}
        servers.append(Server(log, prefix=prefix, environment=environment))
        return servers[-1].wait()

    yield start
    for server in servers:
        server.process.terminate()
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def server(serve: Callable[..., Server]) -> Server:
    """Return a server of the project's own atlas."""
    return serve()


@pytest.fixture(scope="session")
def prefixed(serve: Callable[..., Server]) -> Server:
    """Return the same below a URL path (``server.baseUrlPath``)."""
    return serve(prefix="pingdu")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return the one browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Record whether a test failed, since its page is then not reused."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def free_pages() -> dict[str, list[tuple[Page, int]]]:
    """Return blank pages of earlier tests by context options, with the number of uses."""
    return defaultdict(list)


@pytest.fixture
def new_reader(
    request: pytest.FixtureRequest,
    browser: Browser,
    server: Server,
    free_pages: dict[str, list[tuple[Page, int]]],
) -> Iterator[NewReader]:
    """Create readers, each with a browser without cookies or stored state and without internet.

    ``new_reader(phone=True)``, ``new_reader(server=other)``; further keywords go to the context.
    Map animations are off (``reduced_motion``) unless a test asks for them.

    Two readers never share a context. Each reuses the page of an earlier one, since a browser
    with cached code opens the atlas in half the time; ``new_reader(fresh=True)`` creates a
    new page. A test that changes its page permanently (routes, scripts, size, clock) must do so.
    """
    readers: list[tuple[Reader, str | None, int]] = []

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
        if key and free_pages[key]:
            page, before = free_pages[key].pop()
        else:
            page, before = browser.new_context(**options).new_page(), 0
            for script in EYES:
                page.add_init_script(path=script)
        readers.append((Reader(page, server), key, before + 1))
        return readers[-1][0]

    yield seat
    for reader, key, count in readers:
        if key and count < MOST_READERS and not request.node.stash.get(FAILED, False):
            reader.leave()
            free_pages[key].append((reader.page, count))
        else:
            reader.page.context.close()
    for reader, *_ in readers:
        reader.check()


@pytest.fixture
def fresh_reader(new_reader: NewReader) -> Reader:
    """Return a desktop reader whose page the test may change."""
    return new_reader(fresh=True)


@pytest.fixture
def reader(new_reader: NewReader) -> Reader:
    """Return a desktop reader."""
    return new_reader()
