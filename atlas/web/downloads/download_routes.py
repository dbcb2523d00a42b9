"""Downloads made on request: ``/download/<what>?page=…`` and the page's own parameters."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from atlas.core.messages import message
from atlas.web.downloads.download_file import PUBLIC, DownloadError, File
from atlas.web.downloads.register import DOWNLOADS
from atlas.web.downloads.report_download import OF, held
from atlas.web.jobs.job_requests import ask
from atlas.web.server.html_page import language_of
from atlas.web.server.public_address import urls_for
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import view_at
from atlas.workers import BusyError, Ticket, WorkError, limits

#: errors due to the request itself, for which retrying is useless
REFUSED = {"work.time": 422, "work.memory": 422, "work.large": 422}
#: when to retry after a timeout (seconds)
RETRY_S = 5


async def serve_download(request: Request) -> Response:
    """Have a worker make a file; the job ends if the client disconnects."""
    asked, what = dict(request.query_params), request.path_params["what"]
    lang, page = language_of(asked), asked.get("page", "overview")
    download = DOWNLOADS.get(what)
    if download is None or all(page != one.topic.key for one in PAGES):
        return PlainTextResponse(message("download.unknown", lang), 404)
    try:
        kind = download.kind
        base = urls_for(request) if download.addressed else None
        public = base.base if base else ""
        job: tuple[Any, ...] = (make_file, what, page, sorted(asked.items()), public)
        if download.make_held and OF in asked:
            kind = download.held_kind
            job = (make_held, what, page, held(asked[OF], lang), lang, _form(asked))
        # in a thread, because pickling a large report takes a while
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


def make_file(what: str, page: str, asked: list[tuple[str, str]], public: str = "") -> File:
    """Return the file of a page's view at a URL. For workers.

    Parameters
    ----------
    what, page : str
    asked : list of (str, str)
        The parameters of the URL.
    public : str
        The atlas's address as the client reached it, for files that hold it.
    """
    parameters = dict(asked)
    return DOWNLOADS[what].make(view_at(page, parameters), {**parameters, PUBLIC: public})


def make_held(what: str, page: str, report: bytes, lang: str, asked: list[tuple[str, str]]) -> File:
    """Make a file from a pickled report that a session holds. For workers."""
    make = DOWNLOADS[what].make_held
    assert make is not None
    return make(report, view_at(page, {"lang": lang}), dict(asked))


def _form(asked: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(name, asked[name]) for name in ("format", "system") if name in asked]
