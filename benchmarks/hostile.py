"""The requests and files of ``tests/hostile``, sent to a served atlas."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx2
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from benchmarks.load import Measured, Row, background, monitors
from benchmarks.visitor import Visitor
from tests.hostile import hostile_addresses, hostile_files
from tests.support.crossing_shapes import star
from tests.support.server import Server

#: random addresses of each kind, and simultaneous requests
RANDOM, TOGETHER = 150, 8
#: simultaneous uploads
FILES_TOGETHER = 2
#: limit of an answer in seconds
ANSWER_S = 10.0


def random_addresses() -> list[str]:
    """Return random addresses of pages, downloads and the OGC API, the same in every run."""
    found: list[str] = []
    page = st.sampled_from(hostile_addresses.PATHS)
    key = st.sampled_from(hostile_addresses.KEYS)
    what = st.sampled_from(("sheet", "extract", "atlas.html", "layers"))
    ours = st.sampled_from(("", "collections", "collections/townships/items"))
    always = settings(
        max_examples=RANDOM,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )

    @always
    @given(page=page, query=hostile_addresses.ASKED)
    def pages(page: str, query: dict[str, str]) -> None:
        found.append(f"{page}?{urlencode(query)}")

    @always
    @given(what=what, key=key, query=hostile_addresses.ASKED)
    def files(what: str, key: str, query: dict[str, str]) -> None:
        found.append(f"/download/{what}?{urlencode({'page': key, **query})}")

    @always
    @given(path=ours, query=hostile_addresses.ASKED)
    def service(path: str, query: dict[str, str]) -> None:
        found.append(f"/ogc/{path}?{urlencode(query)}")

    for collect in (pages, files, service):
        collect()
    return found


def known_addresses() -> Iterator[str]:
    """Yield addresses that once froze or broke the server, for every page and download."""
    crossing = star(161)
    worst = [
        {"shape": crossing, "tool": "draw"},
        {"shape": "polygon:" + "|".join(["1,1;2,2;3,3"] * 2000)},
        {"shape": "polygon:" + "120,36;" * 5000},
        {"buffer": "1" * 4300},
        {"at": "1" * 4300 + ",36"},
        {"bbox": "1" * 4300},
        {"limit": "1" * 4300},
    ]
    for query in worst:
        for path in hostile_addresses.PATHS:
            yield f"{path}?{urlencode(query)}"
        for what in ("sheet", "extract", "atlas.html"):
            yield f"/download/{what}?{urlencode({'page': 'workbench', **query})}"
        yield f"/ogc/collections/townships/items?{urlencode(query)}"
    luck = random.Random(1)
    for _ in range(50):
        yield f"/?{quote(luck.randbytes(200))}"
        yield f"/{quote(luck.randbytes(30))}"


async def measure(server: Server) -> Measured:
    """Request all addresses, then upload all files."""
    measured = Measured(start_mb=server.memory_mb())
    answers: list[float] = []
    places, reading = asyncio.Semaphore(TOGETHER), asyncio.Semaphore(FILES_TOGETHER)
    async with (
        background(measured, *monitors(server, measured)),
        httpx2.AsyncClient(base_url=server.url, timeout=120) as client,
    ):

        async def one(address: str) -> None:
            async with places:
                answers.append(await _request(client, address, measured))

        requests = [*known_addresses(), *await asyncio.to_thread(random_addresses)]
        await asyncio.gather(*map(one, requests))

        async def file(name: str) -> None:
            async with reading:
                await _upload(server, client, name, measured)

        await asyncio.gather(*map(file, hostile_files.FILES))
    measured.end_mb = server.memory_mb()
    measured.more.append(Row("addresses", len(answers), ""))
    measured.more.append(Row("an address, longest", max(answers), "s", ANSWER_S))
    return measured


async def _request(client: httpx2.AsyncClient, address: str, measured: Measured) -> float:
    began = time.perf_counter()
    kind = "/".join(address.partition("?")[0].split("/")[:3]) if "download" in address else "page"
    kind = "/ogc" if address.startswith("/ogc") else kind
    try:
        answer = await client.get(address, headers={"accept": "text/html"})
        how = str(answer.status_code)
        busy = answer.status_code == 503 and "retry-after" in answer.headers
        if (answer.status_code >= 500 and not busy) or b"Traceback" in answer.content:
            measured.errors[f"{how} for {address[:100]}"] += 1
    except httpx2.TransportError as error:
        how = type(error).__name__
        measured.errors[f"{how} for {address[:100]}"] += 1
    measured.counts[kind, how] += 1
    return time.perf_counter() - began


async def _upload(
    server: Server, client: httpx2.AsyncClient, name: str, measured: Measured
) -> None:
    suffix, make, _ = hostile_files.FILES[name]
    content = await asyncio.to_thread(make)
    async with Visitor(server.url, "workbench", {"tool": "file"}) as visitor:
        await visitor.open()
        try:
            run = await visitor.upload(f"a.{suffix}", content, client)
        except httpx2.HTTPStatusError as error:
            measured.counts["file", f"upload refused: {error.response.status_code}"] += 1
            return
        except Exception as error:
            measured.errors[f"file of {name}: {type(error).__name__} {error}"[:200]] += 1
            return
    how = "refused or with questions" if run.problems else "read"
    if run.failure:
        measured.errors[f"file of {name}: {run.failure}"] += 1
    measured.counts["file", how] += 1
    print(f"  {run.seconds:5.1f} s  {name}: {' '.join(run.problems)[:100]}", flush=True)
