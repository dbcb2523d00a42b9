"""Clients that request heavy work without pause: extracts, sheets, and checks on a page."""

from __future__ import annotations

import math
import random
from collections import Counter
from urllib.parse import urlencode

import httpx2

from atlas.core.messages import message
from benchmarks.visitor import Visitor

#: the kinds of work that ten clients request
ASKERS = (*("extract", "check", "sheet") * 3, "extract")
#: bounds and smallest and largest radius of random shapes, in degrees
WEST, SOUTH, EAST, NORTH = 119.6, 36.5, 120.3, 37.1
SMALL, LARGE = 0.01, 0.15
#: fewest and most corners of a shape
CORNERS = (5, 150)
PAGES = ("structure", "industry", "transport", "ecology")
#: timeout of a client in seconds
PATIENCE_S = 60.0
#: outcome of a request that the busy server asks to repeat
LATER = "503, Retry-After"
BUSY = message("work.busy", "zh").partition("{")[0]

Counts = Counter[tuple[str, str]]


def shape(luck: random.Random) -> str:
    """Return a random polygon in the form of the URL, not yet in any cache."""
    lon, lat, n = luck.uniform(WEST, EAST), luck.uniform(SOUTH, NORTH), luck.randint(*CORNERS)
    size = luck.uniform(SMALL, LARGE)
    corners = []
    for corner in range(n):
        turn, reach = 2 * math.pi * corner / n, size * luck.uniform(0.6, 1)
        corners.append(f"{lon + reach * math.cos(turn):.6f},{lat + reach * math.sin(turn):.6f}")
    return "polygon:" + ";".join(corners)


def sheet(luck: random.Random) -> dict[str, str]:
    """Return the URL parameters of a random A3 sheet, not yet in any cache."""
    west, south = luck.uniform(119.4, 119.8), luck.uniform(36.3, 36.6)
    box = west, south, west + luck.uniform(0.2, 0.9), south + luck.uniform(0.2, 0.7)
    return {
        "page": luck.choice(PAGES),
        "size": "A3",
        "format": luck.choice(("pdf", "png")),
        "bbox": ",".join(f"{one:.5f}" for one in box),
    }


async def ask(
    kind: str, url: str, luck: random.Random, counts: Counts, errors: Counter[str]
) -> None:
    """Request random work of one kind until cancelled; repeat at once what the server put off."""
    if kind == "check":
        await _check(url, luck, counts, errors)
        return
    async with httpx2.AsyncClient(base_url=url, timeout=PATIENCE_S) as client:
        while True:
            query = sheet(luck) if kind == "sheet" else {"page": "workbench", "shape": shape(luck)}
            how = LATER
            while how == LATER:
                how = await fetch(client, f"/download/{kind}?{urlencode(query)}")
                counts[kind, how] += 1
            if how != "200":
                errors[f"{kind}: {how}"] += 1


async def fetch(client: httpx2.AsyncClient, address: str) -> str:
    """Request a file; return the outcome: status, :data:`LATER` or the name of an error."""
    try:
        answer = await client.get(address)
    except httpx2.TransportError as error:
        return type(error).__name__
    if answer.status_code == 503 and "retry-after" in answer.headers:
        return LATER
    return str(answer.status_code)


async def _check(url: str, luck: random.Random, counts: Counts, errors: Counter[str]) -> None:
    async with Visitor(url, "workbench", {"tool": "draw"}) as visitor:
        await visitor.open()
        while True:
            buffer = str(luck.choice((0, 50, 200)))
            run = await visitor.go({"tool": "draw", "shape": shape(luck), "buffer": buffer})
            busy = any(text.startswith(BUSY) for text in run.problems)
            others = [text for text in run.problems if not text.startswith(BUSY)]
            failure = run.failure or "; ".join(others)
            counts["check", failure or ("asked to wait" if busy else "answered")] += 1
            if failure:
                errors[f"check: {failure}"] += 1
