"""Memory that the server keeps after many sessions that uploaded a file each have ended."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Coroutine

import httpx2

from benchmarks.load import Measured, Row, background, monitors
from benchmarks.visitor import Visitor
from tests.support.server import Server

#: shapes in a file, and corners of each; the file has about 6 MB
SHAPES, CORNERS = 3_000, 72
#: simultaneous sessions
TOGETHER = 4
#: seconds after which Streamlit has ended all sessions, and between two measurements of memory
AFTER_S, LOOK_S = 180, 30
#: limit of the memory kept in addition to that after the first file, in MB
LEFT_MB = 50.0


def drawing(number: int) -> bytes:
    """Return a GeoJSON of round parcels that differs for each number."""
    features = []
    for n in range(SHAPES):
        lon, lat = 119.5 + n % 60 * 0.01, 36.5 + n // 60 * 0.01 + number * 1e-5
        ring = [
            [
                round(lon + 0.004 * math.cos(2 * math.pi * corner / CORNERS), 7),
                round(lat + 0.004 * math.sin(2 * math.pi * corner / CORNERS), 7),
            ]
            for corner in [*range(CORNERS), 0]
        ]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        properties = {"地块编号": f"{number}-{n}"}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def measuring(times: int) -> Callable[[Server], Coroutine[None, None, Measured]]:
    """Return a function that measures ``times`` sessions with a file each."""

    async def measure(server: Server) -> Measured:
        measured = Measured()
        print(f"  {server.memory_mb():6.0f} MB before the first file", flush=True)
        await _upload(server, 0, measured)
        await asyncio.sleep(LOOK_S)
        measured.start_mb = measured.peak_mb = server.memory_mb()
        print(f"  {measured.start_mb:6.0f} MB half a minute after it", flush=True)
        places = asyncio.Semaphore(TOGETHER)

        async def one(number: int) -> None:
            async with places:
                await _upload(server, number, measured)

        async with background(measured, *monitors(server, measured)):
            await asyncio.gather(*map(one, range(1, times + 1)))
            for seconds in range(0, AFTER_S + 1, LOOK_S):
                print(f"  {server.memory_mb():6.0f} MB {seconds} s after the last", flush=True)
                if seconds < AFTER_S:
                    await asyncio.sleep(LOOK_S)
            measured.end_mb = server.memory_mb()
        left = measured.end_mb - measured.start_mb
        measured.more.append(Row("memory kept after all files", left, "MB", LEFT_MB))
        return measured

    return measure


async def _upload(server: Server, number: int, measured: Measured) -> None:
    content = await asyncio.to_thread(drawing, number)
    async with (
        Visitor(server.url, "workbench", {"tool": "file"}) as visitor,
        httpx2.AsyncClient(base_url=server.url, timeout=120) as client,
    ):
        await visitor.open()
        run = await visitor.upload(f"{number}.geojson", content, client)
        how = run.failure or "; ".join(run.problems) or "read and checked"
        measured.counts[f"file of {len(content) / 1e6:.0f} MB", how] += 1
        if how != "read and checked":
            measured.errors[f"file: {how}"] += 1
