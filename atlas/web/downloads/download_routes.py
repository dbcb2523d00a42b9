"""Downloads made on request: ``/download/<what>?page=…`` and the page's own parameters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from atlas.core.messages import message
from atlas.web.downloads.download_file import DownloadError, File
from atlas.web.downloads.extract_download import extract_file
from atlas.web.downloads.layer_download import layer_file
from atlas.web.downloads.one_file_download import FILE, make_one_file
from atlas.web.downloads.report_download import (
    OF,
    OVERLAPS,
    REPORT,
    held,
    make_overlaps,
    make_report,
    overlaps_of,
    report_of,
)
from atlas.web.downloads.sheet_download import sheet_file
from atlas.web.jobs.job_requests import ask
from atlas.web.parts.town_profiles import profile_file
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import View, view_at
from atlas.workers import BusyError, Ticket, WorkError, limits

#: errors due to the request itself, for which retrying is useless
REFUSED = {"work.time": 422, "work.memory": 422, "work.large": 422}
#: when to retry after a timeout (seconds)
RETRY_S = 5


@dataclass(frozen=True)
class Maker:
    """A function that makes a file from a view and the URL's parameters, and its kind of work.

    Attributes
    ----------
    kind : str
        Key of ``job_limits.toml``.
    make : callable
    """

    kind: str
    make: Callable[[View, Mapping[str, str]], File]


#: last part of the path → maker of the file
MAKERS = {
    FILE: Maker("map", make_one_file),
    "extract": Maker("extract", extract_file),
    "layers": Maker("layers", layer_file),
    "profile": Maker("profile", profile_file),
    REPORT: Maker("report", make_report),
    OVERLAPS: Maker("report", make_overlaps),
    "sheet": Maker("sheet", sheet_file),
}
#: the same of what a session holds; the kind of that work
HELD = {REPORT: report_of, OVERLAPS: overlaps_of}
HELD_KIND = "report-file"


async def serve_download(request: Request) -> Response:
    """Have a worker make a file; the job ends if the client disconnects."""
    asked, what = dict(request.query_params), request.path_params["what"]
    lang, page = asked.get("lang", "zh"), asked.get("page", "overview")
    maker = MAKERS.get(what)
    if maker is None or all(page != one.topic.key for one in PAGES):
        return PlainTextResponse(message("download.unknown", lang), 404)
    try:
        kind = maker.kind
        job: tuple[Any, ...] = (make_file, what, page, sorted(asked.items()))
        if what in HELD and OF in asked:
            kind, job = (
                HELD_KIND,
                (make_held, what, page, held(asked[OF], lang), lang, _form(asked)),
            )
        # what a session holds may be large: handing it on takes its time
        ticket = await run_in_threadpool(ask, kind, *job, refusals=(DownloadError,))
        made = await _made(request, ticket)
    except DownloadError as error:
        return PlainTextResponse(str(error), error.status)
    except BusyError as error:
        headers = {"Retry-After": str(error.retry_s), "Cache-Control": "no-store"}
        return PlainTextResponse(error.text(lang), 503, headers)
    except WorkError as error:
        status = REFUSED.get(error.note.key, 503)
        return PlainTextResponse(error.text(lang), status, {"Cache-Control": "no-store"})
    if made is None:
        return Response(status_code=499)  # the client has gone
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.name)}",
        "Cache-Control": "no-store",
    }
    return Response(made.content, media_type=made.media_type, headers=headers)


async def _made(request: Request, ticket: Ticket) -> File | None:
    """Wait for a file within the time limit; ``None`` if the client has gone.

    Raises
    ------
    DownloadError, WorkError
    """
    answer_s = limits().answer_s
    end = asyncio.create_task(ticket.ended())
    gone = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({end, gone}, timeout=answer_s, return_when=asyncio.FIRST_COMPLETED)
        if end.done():
            made: File = ticket.result()
            return made
        if gone.done():
            return None
        ticket.leave(to_end=True)
        raise BusyError("work.busy", retry_s=RETRY_S)
    finally:
        end.cancel()
        gone.cancel()
        ticket.leave()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def make_file(what: str, page: str, asked: list[tuple[str, str]]) -> File:
    """Return the file of a page's view at a URL. For workers."""
    parameters = dict(asked)
    return MAKERS[what].make(view_at(page, parameters), parameters)


def make_held(what: str, page: str, report: bytes, lang: str, asked: list[tuple[str, str]]) -> File:
    """Make a file of what a session holds. For workers."""
    return HELD[what](report, view_at(page, {"lang": lang}), dict(asked))


def _form(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, asked[name]) for name in ("format", "system") if name in asked]
