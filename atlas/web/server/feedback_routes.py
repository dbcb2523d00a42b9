"""``/feedback``: readers' remarks about features, kept in the file that ``ATLAS_FEEDBACK`` names.

A request is refused as early as possible: by its headers first, then by the number of requests,
and only then its body is read. Neither address, cookie nor browser of a reader is kept or logged.
"""

from __future__ import annotations

import asyncio
import logging
import math
from datetime import UTC, datetime
from functools import cache
from urllib.parse import urlsplit

import anyio
from anyio.to_thread import run_sync
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from atlas.core.messages import message
from atlas.core.model import Language
from atlas.core.settings import settings
from atlas.feedback.remark import Remark, SentRemark, minute
from atlas.feedback.remark_file import RemarkFile, RemarkFileError
from atlas.web.server.feedback_limits import WINDOW_S, FeedbackLimits
from atlas.web.server.html_page import language_of
from atlas.web.server.resources import store, urls
from atlas.web.state.lasting_link import lasting_link

#: maximum size of a request's body: the longest text, each character escaped in JSON (bytes)
MAX_BODY = 16_000
#: maximum time for a body to arrive (seconds)
BODY_S = 10.0
#: remarks that may wait for the file; more are asked to come again
WAITING = 20
#: delay after which to try again when the file is in use (seconds)
RETRY_S = 5

_log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818 - an answer, not an error of the program
    """A request is not accepted.

    Parameters
    ----------
    status : int
    text : str
        In the language of the page.
    retry_s : float
        When to try again, if that may help.
    """

    def __init__(self, status: int, text: str, retry_s: float = 0) -> None:
        super().__init__(text)
        self.headers = {"Retry-After": str(math.ceil(retry_s))} if retry_s else {}
        self.status, self.text = status, text


@cache
def limits() -> FeedbackLimits:
    """Return the counts of this process."""
    return FeedbackLimits()


@cache
def writer() -> anyio.CapacityLimiter:
    """Return the lock that admits one writer of this process at a time."""
    return anyio.CapacityLimiter(1)


@cache
def forgetting() -> set[asyncio.TimerHandle]:
    """Return the pending call that forgets clients, if any."""
    return set()


def feedback_routes() -> list[Route]:
    """Return the route, below ``server.baseUrlPath``."""
    return [Route(urls().feedback, serve_feedback, methods=["GET", "POST"])]


async def serve_feedback(request: Request) -> Response:
    """Keep a remark and return its number, or say in one sentence why it is not accepted."""
    lang = language_of(request.query_params)
    headers = {"Cache-Control": "no-store"}
    try:
        number = await _take(request, lang)
    except Refused as refused:
        return PlainTextResponse(refused.text, refused.status, {**headers, **refused.headers})
    return JSONResponse({"id": number}, 201, headers)


async def _take(request: Request, lang: Language) -> int:
    path = settings().feedback
    if path is None:
        raise Refused(404, message("remark.none", lang))
    if request.method != "POST":
        raise Refused(405, message("remark.only_post", lang))
    _check_headers(request, lang)
    _check_number(request, lang)
    remark = _remark(_parsed(await _body(request, lang), lang), lang)
    # many may have come this far at once
    _wait(limits().reserve(), lang)
    try:
        return await _keep(RemarkFile(path), remark, lang)
    except Refused:
        limits().give_back()
        raise


def _check_headers(request: Request, lang: Language) -> None:
    if not same_origin(request):
        raise Refused(403, message("remark.elsewhere", lang))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(415, message("remark.not_json", lang))
    said = request.headers.get("content-length", "0")
    if not (said.isdigit() and len(said) < 16 and int(said) <= MAX_BODY):
        raise Refused(413, message("remark.too_large", lang))


def same_origin(request: Request) -> bool:
    """Return whether a page of the atlas made a request.

    Browsers say so in ``Sec-Fetch-Site``, older ones in ``Origin``; what sends neither is none.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    host = urlsplit(request.headers.get("origin", "")).netloc
    return bool(host) and host in (request.headers.get("host"), urlsplit(settings().url).netloc)


def _check_number(request: Request, lang: Language) -> None:
    seconds = limits().wait_of(request.client.host if request.client else "")
    _forget_later()
    _wait(seconds, lang)


def _wait(seconds: float, lang: Language) -> None:
    if seconds > 0:
        minutes = max(1, math.ceil(seconds / 60))
        raise Refused(429, message("remark.too_many", lang, n=minutes), seconds)


def _forget_later() -> None:
    """Have clients forgotten after the window even if no other request comes."""
    if not forgetting():
        forgetting().add(asyncio.get_running_loop().call_later(WINDOW_S + 1, _forget))


def _forget() -> None:
    forgetting().clear()
    limits().forget()
    if limits().attempts:
        _forget_later()


async def _body(request: Request, lang: Language) -> bytes:
    body = b""
    try:
        with anyio.fail_after(BODY_S):
            async for part in request.stream():
                body += part
                if len(body) > MAX_BODY:  # a body in parts does not say how long it is
                    raise Refused(413, message("remark.too_large", lang))
    except (TimeoutError, ClientDisconnect) as error:
        raise Refused(408, message("remark.slow", lang)) from error
    return body


def _parsed(body: bytes, lang: Language) -> SentRemark:
    try:
        return SentRemark.model_validate_json(body)
    except ValidationError as error:
        raise Refused(422, message("remark.invalid", lang)) from error


def _remark(sent: SentRemark, lang: Language) -> Remark:
    known = store()
    feature = known.current_ids.get(sent.feature, sent.feature)
    if feature not in known.records:
        raise Refused(422, message("remark.unknown_feature", lang))
    return Remark(
        time=minute(datetime.now(UTC)),
        feature=feature,
        layer=known.records[feature]["layer"],
        kind=sent.kind,
        text=sent.text,
        lang=sent.lang,
        link=lasting_link(known, feature, sent.lang),
        data=sent.data,
    )


async def _keep(file: RemarkFile, remark: Remark, lang: Language) -> int:
    """Keep a remark in a thread: writing waits for the disk, and readers must not."""
    if writer().statistics().tasks_waiting >= WAITING:
        raise Refused(503, message("remark.busy", lang), RETRY_S)
    try:
        return await run_sync(file.add, remark, limiter=writer())
    except RemarkFileError as error:
        _log.error("feedback: %s", error)
        if error.fault == "locked":
            raise Refused(503, message("remark.busy", lang), RETRY_S) from error
        key = "remark.full" if error.fault == "full" else "remark.broken"
        raise Refused(503, message(key, lang)) from error


def check_feedback_file() -> None:
    """Report in the log if the file cannot be used; the rest of the atlas does without it."""
    path = settings().feedback
    if path is None:
        return
    try:
        RemarkFile(path).check()
    except RemarkFileError as error:
        _log.error("feedback: %s", error)
