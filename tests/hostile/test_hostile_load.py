"""Overload of the server: readers are not affected."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2

from tests.support.machine import reads_proc
from tests.support.server import Server
from tests.support.waiting import until

pytestmark = reads_proc

#: number of simultaneous requests
SHEETS = 60
#: maximum wait of a reader in seconds, or as a multiple of the wait on this machine at rest. An
#: idle machine answers in 0.2 s, but tests share the machine
PROMPT_S, TIMES = 2.0, 10
ANSWER_S = 30.0
MORE_MB = 300
LOOK_S = 0.1


def sheet(n: int, size: str = "A4") -> str:
    """Return the URL of a small sheet that is not cached."""
    return f"/download/sheet?page=transport&size={size}&bbox={119.5 + n / 1000},36.5,120.3,37.1"


async def delays(client: httpx2.AsyncClient, path: str, until: asyncio.Event) -> list[float]:
    """Request repeatedly; return the time of each answer."""
    found = []
    while not until.is_set():
        before = time.monotonic()
        answer = await client.get(path, headers={"accept": "text/html"})
        found.append(time.monotonic() - before)
        assert answer.status_code == 200
        await asyncio.sleep(LOOK_S)
    return found


async def timed(client: httpx2.AsyncClient, path: str) -> tuple[httpx2.Response, float]:
    before = time.monotonic()
    answer = await client.get(path)
    return answer, time.monotonic() - before


async def flooded(url: str) -> tuple[list[float], list[float], list[tuple[httpx2.Response, float]]]:
    """Return readers' delays before and during a flood of sheet requests, and the answers."""
    limits = httpx2.Limits(max_connections=SHEETS + 10)
    async with httpx2.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        quiet = asyncio.Event()
        before = [asyncio.create_task(delays(client, path, quiet)) for path in ("/healthz", "/")]
        await asyncio.sleep(3)
        quiet.set()
        calm = [one for found in await asyncio.gather(*before) for one in found]
        over = asyncio.Event()
        during = [asyncio.create_task(delays(client, path, over)) for path in ("/healthz", "/")]
        made = await asyncio.gather(*(timed(client, sheet(n)) for n in range(SHEETS)))
        over.set()
        return calm, [one for found in await asyncio.gather(*during) for one in found], made


def test_readers_are_answered_during_sixty_sheet_requests(served: Server) -> None:
    at_first = served.memory_mb()
    # in a thread, because earlier browser tests may have left an event loop running in this one
    with ThreadPoolExecutor(1) as thread:
        calm, during, made = thread.submit(asyncio.run, flooded(served.url)).result()
    assert max(during) < max(PROMPT_S, TIMES * max(calm))
    assert {answer.status_code for answer, _ in made} == {200, 503}
    for answer, seconds in made:
        assert seconds < ANSWER_S
        if answer.status_code == 503:
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.text.startswith("服务器正忙")
    assert served.memory_mb() < at_first + MORE_MB
    assert "Traceback" not in served.log.read_text()


def test_work_for_a_client_that_has_gone_is_cancelled(served: Server) -> None:
    assert until(lambda: not served.workers(), 60)
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as client:
        client.sendall(f"GET {sheet(100, 'A3')} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert until(lambda: bool(served.workers()), 10)
    assert until(lambda: not served.workers(), 3)


def test_workers_recover_when_the_fork_server_dies(served: Server) -> None:
    for pid in served.family():
        if "forkserver" in Path(f"/proc/{pid}/cmdline").read_text():
            os.kill(pid, signal.SIGKILL)

    def made() -> bool:
        return httpx2.get(served.url + sheet(200), timeout=30).status_code == 200

    assert until(made, 120)


def test_no_process_outlives_the_server(served: Server) -> None:
    family = served.family()
    assert family
    served.process.terminate()
    served.process.wait(20)
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), 10)
