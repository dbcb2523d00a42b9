"""Downloads made on request: ``/download/<what>?page=…`` and the page's own parameters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from atlas.i18n import message
from atlas.ui.downloads import DownloadError, File
from atlas.ui.extract import extract_file
from atlas.ui.jobs import ask
from atlas.ui.layerfiles import layer_file
from atlas.ui.onefile import FILE, make_one_file
from atlas.ui.pages import PAGES
from atlas.ui.sheet import sheet_file
from atlas.ui.view import View, view_at
from atlas.work import BusyError, Ticket, WorkError, limits

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
        Key of ``limits.toml``.
    make : callable
    """

    kind: str
    make: Callable[[View, Mapping[str, str]], File]


#: last part of the path → maker of the file
MAKERS = {
    FILE: Maker("map", make_one_file),
    "extract": Maker("extract", extract_file),
    "layers": Maker("layers", layer_file),
    "sheet": Maker("sheet", sheet_file),
}


async def serve_download(request: Request) -> Response:
    """Have a worker make a file; the job ends if the client disconnects."""
    asked, what = dict(request.query_params), request.path_params["what"]
    lang, page = asked.get("lang", "zh"), asked.get("page", "overview")
    maker = MAKERS.get(what)
    if maker is None or all(page != one.topic.key for one in PAGES):
        return PlainTextResponse(message("download.unknown", lang), 404)
    try:
        job = make_file, what, page, sorted(asked.items())
        ticket = ask(maker.kind, *job, refusals=(DownloadError,))
        made = await _made(request, ticket)
    except DownloadError as error:
        return PlainTextResponse(str(error), status_code=400)
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
