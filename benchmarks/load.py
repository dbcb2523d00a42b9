"""Load test of the served atlas: ``python -m benchmarks.load [--hostile] [--uploads N]``.

Starts a server and uses it like browsers do: a websocket for each reader, HTTP requests for files.
Prints the measurements beside their limits, also as a table for ``docs/deploy.md``; exits with 1
if a limit is exceeded. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles

from benchmarks.heavy import ASKERS, ask
from benchmarks.visitor import Visitor
from tests.support.server import ROOT, Server, memory_mb

#: limits of a page switch and of /healthz in seconds, and of additional memory in MB
TURN_S, HEALTH_S, MORE_MB = 0.5, 0.2, 300.0
#: interval between two measurements of memory, in seconds
MEMORY_EVERY_S = 0.25
PAGES = ("", "structure", "industry", "transport", "ecology")


@dataclass
class Measured:
    """The measurements of one load test.

    Attributes
    ----------
    turns, opened, health : list of float
        Durations of page switches, of opening a page and of ``/healthz``, in seconds.
    received : list of int
        Bytes received by the reader for each page switch.
    counts : Counter of (str, str)
        Number of requests by kind and outcome.
    errors : Counter of str
        Number of failures by description; each is printed and fails the load test.
    start_mb, peak_mb, end_mb, workers_mb : float
        Memory of the server process at the start, its maximum, and at the end; maximum of the sum
        over all worker processes.
    more : list of Row
        Further lines of the table.
    """

    turns: list[float] = field(default_factory=list)
    opened: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    start_mb: float = 0.0
    peak_mb: float = 0.0
    end_mb: float = 0.0
    workers_mb: float = 0.0
    more: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    """A line of the table: title, value, unit and limit, if there is one."""

    title: str
    value: float
    unit: str
    most: float | None = None

    @property
    def met(self) -> bool:
        return self.most is None or self.value <= self.most

    def cells(self) -> list[str]:
        form = "{:.3f}" if self.unit == "s" else "{:,.0f}"
        value = f"{form.format(self.value)} {self.unit}".strip()
        if self.most is None:
            return [self.title, value, "", ""]
        asked = f"at most {self.most:g} {self.unit}".strip()
        ratio = f"{self.value / self.most:.2f}" if self.most else ""
        return [self.title, value, asked, f"{ratio} {'met' if self.met else 'MISSED'}".strip()]


def percentile(values: list[float], share: int) -> float:
    """Return a percentile of the values."""
    return quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]


async def watch(server: Server, measured: Measured) -> None:
    """Measure the memory of the server and its workers until cancelled."""
    while True:
        measured.peak_mb = max(measured.peak_mb, server.memory_mb())
        measured.workers_mb = max(measured.workers_mb, sum(map(memory_mb, server.workers())))
        await asyncio.sleep(MEMORY_EVERY_S)


async def ask_health(server: Server, measured: Measured) -> None:
    """Request ``/healthz`` repeatedly from another process until cancelled.

    Raises
    ------
    RuntimeError
        When that process ends by itself.
    """
    command = [sys.executable, "-m", "benchmarks.health", server.url]
    asking = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert asking.stdout
    try:
        async for line in asking.stdout:
            seconds, how = line.decode().split()
            measured.health.append(float(seconds))
            if how != "200":
                measured.errors[f"/healthz {how}"] += 1
        raise RuntimeError(f"the requests of /healthz ended with code {await asking.wait()}")
    finally:
        if asking.returncode is None:
            asking.kill()


@asynccontextmanager
async def background(
    measured: Measured, *work: Coroutine[None, None, None]
) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Run endless coroutines beside the block, and cancel them at its end.

    A coroutine that has ended by then is an error, with or without an exception.
    """
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if not isinstance(end, asyncio.CancelledError):
                reason = "ended early" if end is None else f"{type(end).__name__}: {end}"
                measured.errors[f"in the background: {reason}"[:200]] += 1


def monitors(server: Server, measured: Measured) -> Iterable[Coroutine[None, None, None]]:
    """Return the coroutines that measure memory and ``/healthz``."""
    return watch(server, measured), ask_health(server, measured)


async def read(visitor: Visitor, measured: Measured, every_s: float, luck: random.Random) -> None:
    """Turn to another page at regular intervals, from a random start, until cancelled.

    Filtering costs the server nothing: the browser does it.
    """
    due = time.monotonic() + luck.uniform(0, every_s)
    while True:
        await asyncio.sleep(due - time.monotonic())
        run = await visitor.turn(luck.choice([page for page in PAGES if page != visitor.page]))
        measured.turns.append(run.seconds)
        measured.received.append(run.received)
        measured.counts["page switch", run.failure or "answered"] += 1
        if run.failure:
            measured.errors[f"page switch: {run.failure}"] += 1
        # the next switch is made after the answer at the earliest
        due = max(due + every_s, time.monotonic())


async def load(
    server: Server, readers: int, askers: int, seconds: float, every_s: float
) -> Measured:
    """Measure readers who turn pages while ``askers`` others request heavy work."""
    measured = Measured(start_mb=server.memory_mb())
    async with AsyncExitStack() as stack:
        visitors = []
        for number in range(readers):
            page = PAGES[number % len(PAGES)]
            visitor = await stack.enter_async_context(Visitor(server.url, page))
            opened = await visitor.open()
            measured.opened.append(opened.seconds)
            if opened.failure:
                measured.errors[f"opening: {opened.failure}"] += 1
            visitors.append(visitor)
        work = [
            read(visitor, measured, every_s, random.Random(number))
            for number, visitor in enumerate(visitors)
        ]
        for number in range(askers):
            kind, luck = ASKERS[number % len(ASKERS)], random.Random(1000 + number)
            work.append(ask(kind, server.url, luck, measured.counts, measured.errors))
        before_s = server.processor_s()
        async with background(measured, *work, *monitors(server, measured)) as tasks:
            await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
            if measured.turns and not askers:
                each_ms = 1000 * (server.processor_s() - before_s) / len(measured.turns)
                measured.more.append(
                    Row("server's processor time for a page switch", each_ms, "ms")
                )
    measured.end_mb = server.memory_mb()
    return measured


def rows(title: str, measured: Measured) -> list[Row]:
    """Return the table of the measurements."""
    found = [Row(f"{title}: errors", sum(measured.errors.values()), "", 0)]
    if measured.turns:
        p50, p95 = median(measured.turns), percentile(measured.turns, 95)
        found += [
            Row(f"{title}: page switches", len(measured.turns), ""),
            Row(f"{title}: a page switch, median", p50, "s"),
            Row(f"{title}: a page switch, 95 of 100 within", p95, "s", TURN_S),
            Row(f"{title}: a page switch, longest", max(measured.turns), "s"),
            Row(f"{title}: sent to the reader, median", median(measured.received) / 1000, "KB"),
        ]
    if measured.health:
        found += [
            Row(f"{title}: `/healthz`, 95 of 100 within", percentile(measured.health, 95), "s"),
            Row(f"{title}: `/healthz`, longest", max(measured.health), "s", HEALTH_S),
        ]
    found += [replace(row, title=f"{title}: {row.title}") for row in measured.more]
    more = measured.peak_mb - measured.start_mb
    found += [
        Row(f"{title}: server's memory at the start", measured.start_mb, "MB"),
        Row(f"{title}: server's memory, most beyond that", more, "MB", MORE_MB),
        Row(f"{title}: workers' memory, most", measured.workers_mb, "MB"),
    ]
    return found


def machine() -> str:
    """Return the date, the machine, the versions and the load of the machine."""
    info = Path("/proc/cpuinfo").read_text()
    model = info.partition("model name")[2].partition("\n")[0].strip(" \t:") or platform.machine()
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return (
        f"{date.today()}, {os.cpu_count()} cores ({model}), {gigabytes:.0f} GB, Python "
        f"{platform.python_version()}, Streamlit {version('streamlit')}, "
        f"load {os.getloadavg()[0]:.1f} before"
    )


def show(title: str, measured: Measured) -> list[Row]:
    """Print all measurements; return their table."""
    found = rows(title, measured)
    width = max(len(row.title) for row in found)
    for row in found:
        name, value, asked, verdict = row.cells()
        print(f"{name:{width}} {value:>12}  {asked:18} {verdict}")
    for (what, how), n in sorted(measured.counts.items()):
        print(f"  {n:6}  {what}: {how}")
    for what, n in measured.errors.most_common():
        print(f"  {n:6}  ERROR {what}")
    print(flush=True)
    return found


def run(
    title: str, work: Callable[[Server], Coroutine[None, None, Measured]], settle_s: float
) -> list[Row]:
    """Start a server, wait until it and its workers are idle, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "output.log")
        try:
            server.wait("/download/layers?what=townships&format=csv")
            time.sleep(settle_s)
            found = show(title, asyncio.run(work(server)))
            broken = server.log.read_text("utf-8").count("Traceback")
        finally:
            server.stop()
    return [*found, Row(f"{title}: tracebacks in the server's log", broken, "", 0)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.load", description=__doc__)
    parser.add_argument("--readers", type=int, default=50, help="besides the askers; 0: none")
    parser.add_argument("--askers", type=int, default=10, help="of extracts, checks, A3 sheets")
    parser.add_argument("--alone", type=int, default=100, help="readers without askers; 0: none")
    parser.add_argument("--seconds", type=float, default=180, help="with askers")
    parser.add_argument("--alone-seconds", type=float, default=60, help="without askers")
    parser.add_argument("--every", type=float, default=5, help="seconds between two switches")
    parser.add_argument("--settle", type=float, default=5, help="idle seconds before measuring")
    parser.add_argument("--hostile", action="store_true", help="requests of tests/hostile instead")
    parser.add_argument("--uploads", type=int, default=0, help="sessions that upload a file")
    asked = parser.parse_args()
    about = machine()
    print(about, flush=True)
    table: list[Row] = []
    if asked.hostile or asked.uploads:
        from benchmarks import hostile, uploads  # noqa: PLC0415 - as they import this module

        if asked.hostile:
            table += run("hostile requests", hostile.measure, asked.settle)
        if asked.uploads:
            work = uploads.measuring(asked.uploads)
            table += run(f"{asked.uploads} uploads", work, asked.settle)
    else:
        if asked.readers:
            title = f"{asked.readers} readers, {asked.askers} askers"
            table += run(
                title,
                lambda s: load(s, asked.readers, asked.askers, asked.seconds, asked.every),
                asked.settle,
            )
        if asked.alone:
            table += run(
                f"{asked.alone} readers",
                lambda s: load(s, asked.alone, 0, asked.alone_seconds, asked.every),
                asked.settle,
            )
    print(f"{about}\n\n| | measured | limit | measured ÷ limit |\n|---|---|---|---|")
    for row in table:
        print(f"| {' | '.join(row.cells())} |")
    return 0 if all(row.met for row in table) else 1


if __name__ == "__main__":
    sys.exit(main())
