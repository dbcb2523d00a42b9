"""Many connected readers: ``python -m benchmarks.crowd [--readers 1000] [--minutes 15]``.

Connects readers, then opens pages and turns pages of connected readers at fixed rates for some
minutes. Each new reader replaces the one with the oldest session: the number stays the same while
readers come and go. An opening is the document, its data files, the websocket and the first run;
filtering is not part of it, as browsers do it alone. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

from benchmarks.load import PAGES, Row, machine, percentile
from benchmarks.visitor import Visitor
from tests.support.server import Server

OPENED_S, SESSION_MB = 1.0, 2.0
#: interval between two measurements of memory, in seconds
MEMORY_EVERY_S = 5.0
#: growth of the server's memory between the first and the last fifth that counts as flat
FLAT = 0.05


@dataclass
class Crowd:
    """The readers who are there, and what was measured."""

    there: deque[tuple[Visitor, AsyncExitStack]] = field(default_factory=deque)
    openings: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    memory_mb: list[float] = field(default_factory=list)


async def enter(crowd: Crowd, server: Server, client: httpx2.AsyncClient, page: str) -> None:
    """Open a page as a browser with cached files does: the document, then the session."""
    stack = AsyncExitStack()
    try:
        document = await client.get(f"/{page}", headers={"accept": "text/html"})
        document.raise_for_status()
        visitor = await stack.enter_async_context(Visitor(server.url, page))
        run = await visitor.open()
        if run.failure:
            crowd.errors[f"opening: {run.failure}"] += 1
        crowd.there.append((visitor, stack))
    except Exception as error:
        crowd.errors[f"opening: {type(error).__name__} {error}"[:150]] += 1
        await stack.aclose()


async def timed(work: Awaitable[None], into: list[float]) -> None:
    began = time.perf_counter()
    await work
    into.append(time.perf_counter() - began)


async def turn(crowd: Crowd, visitor: Visitor, luck: random.Random) -> None:
    """Turn a reader's page."""
    run = await visitor.turn(luck.choice([page for page in PAGES if page != visitor.page]))
    if run.failure:
        crowd.errors[f"page switch: {run.failure}"] += 1


async def fill(crowd: Crowd, server: Server, client: httpx2.AsyncClient, readers: int) -> None:
    """Connect readers, one after the other."""
    luck = random.Random(1)
    while len(crowd.there) < readers and not crowd.errors:
        await enter(crowd, server, client, luck.choice(PAGES))
        if len(crowd.there) % 100 == 0:
            there = f"{len(crowd.there)} connected, {server.memory_mb():.0f} MB"
            print(there, file=sys.stderr, flush=True)


async def come_and_go(
    crowd: Crowd, server: Server, client: httpx2.AsyncClient, every_s: float, end: float
) -> None:
    """Open a page at a fixed rate, in the place of the reader who came first."""
    luck = random.Random(2)
    async with asyncio.TaskGroup() as group:
        while time.monotonic() < end:
            if crowd.there:
                _, stack = crowd.there.popleft()
                group.create_task(stack.aclose())
            opening = enter(crowd, server, client, luck.choice(PAGES))
            group.create_task(timed(opening, crowd.openings))
            await asyncio.sleep(every_s)


async def turn_pages(crowd: Crowd, every_s: float, end: float) -> None:
    """Turn the page of a reader who stays for a while yet, at a fixed rate."""
    luck = random.Random(3)
    async with asyncio.TaskGroup() as group:
        while time.monotonic() < end:
            visitor, _ = crowd.there[luck.randrange(len(crowd.there) // 2, len(crowd.there))]
            group.create_task(timed(turn(crowd, visitor, luck), crowd.turns))
            await asyncio.sleep(every_s)


async def watch(crowd: Crowd, server: Server, end: float) -> None:
    """Note the server's memory at intervals."""
    while time.monotonic() < end:
        crowd.memory_mb.append(server.memory_mb())
        await asyncio.sleep(MEMORY_EVERY_S)


async def measure(
    server: Server, readers: int, openings: float, turns: float, minutes: float
) -> Crowd:
    """Fill the atlas with readers, then let them come, turn pages and go."""
    crowd = Crowd()
    async with httpx2.AsyncClient(base_url=server.url, timeout=60) as client:
        await fill(crowd, server, client, readers)
        end = time.monotonic() + minutes * 60
        await asyncio.gather(
            come_and_go(crowd, server, client, 1 / openings, end),
            turn_pages(crowd, 1 / turns, end),
            watch(crowd, server, end),
        )
        for _, stack in crowd.there:
            await stack.aclose()
    return crowd


def rows(crowd: Crowd, readers: int, empty_mb: float) -> list[Row]:
    """Return the table of the measurements."""
    fifth = max(1, len(crowd.memory_mb) // 5)
    first, last = (
        sum(part) / fifth for part in (crowd.memory_mb[:fifth], crowd.memory_mb[-fifth:])
    )
    return [
        Row("errors", sum(crowd.errors.values()), "", 0),
        Row("openings", len(crowd.openings), ""),
        Row("an opening, 95 of 100 within", percentile(crowd.openings, 95), "s", OPENED_S),
        Row("page switches", len(crowd.turns), ""),
        Row("a page switch, 95 of 100 within", percentile(crowd.turns, 95), "s", OPENED_S),
        Row(
            "server's memory a session",
            (first - empty_mb) * 1000 / readers,
            "KB",
            SESSION_MB * 1000,
        ),
        Row("server's memory, growth", last - first, "MB", FLAT * first),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.crowd", description=__doc__)
    parser.add_argument("--readers", type=int, default=1000)
    parser.add_argument("--openings", type=float, default=3, help="a second")
    parser.add_argument("--turns", type=float, default=3, help="page switches a second")
    parser.add_argument("--minutes", type=float, default=15)
    asked = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "output.log")
        try:
            server.wait("/")
            empty_mb = server.memory_mb()
            crowd = asyncio.run(
                measure(server, asked.readers, asked.openings, asked.turns, asked.minutes)
            )
        finally:
            server.stop()
    for what, n in crowd.errors.most_common():
        print(f"{n:6}  ERROR {what}")
    table = rows(crowd, asked.readers, empty_mb)
    for row in table:
        title, value, limit, verdict = row.cells()
        print(f"{title:36} {value:>12}  {limit:18} {verdict}")
    return 0 if all(row.met for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
