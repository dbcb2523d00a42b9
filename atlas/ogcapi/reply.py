"""Responses of the service: links checked, with headers for caching and for other origins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from atlas.spatial.geojson_text import json_line

#: headers that allow requests from other origins
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Expose-Headers": "Content-Crs, ETag",
}
#: paths of the service
PLACES = frozenset({"", "openapi", "conformance", "collections"})

#: headers, status and content, as returned by pygeoapi
Answer = tuple[Mapping[str, str], int, Any]


def reply(request: Request, base: str, answer: Answer, media_type: str) -> Response:
    """Return an answer of pygeoapi as a response.

    Parameters
    ----------
    request : starlette.requests.Request
    base : str
        URL of the service.
    answer : Answer
        Content is a JSON text, or an object to serialize.
    media_type : str
        Media type of a successful answer.
    """
    given, status, content = answer
    document = json.loads(content) if isinstance(content, str) else content
    kept = ("Content-Language", "Content-Crs")
    headers = {**CORS, **{name: given[name] for name in kept if name in given}}
    if status != HTTPStatus.OK:
        headers["Cache-Control"] = "no-store"
        return Response(json_line(document), status, headers, "application/json")
    body = json_line(_pruned(document, base, request.query_params)).encode()
    headers |= {
        "Cache-Control": "no-cache",
        "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:20]}"',
        "Vary": "Accept, Accept-Language",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, status, headers, media_type)


def _pruned(document: dict[str, Any], base: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a document without dead links and without timestamps.

    The content depends only on the data; a timestamp would defeat caches.
    """
    document.pop("timeStamp", None)
    for part in (document, *document.get("collections", ())):
        if "links" in part:
            part["links"] = [link for link in part["links"] if _leads_somewhere(link, base)]
    end = int(asked.get("offset", 0)) + document.get("numberReturned", 0)
    if end >= document.get("numberMatched", end + 1):
        # pygeoapi assumes that a full page is followed by another
        document["links"] = [link for link in document["links"] if link["rel"] != "next"]
    return document


def _leads_somewhere(link: Mapping[str, str], base: str) -> bool:
    address, _, query = link["href"].partition("?")
    if not address.startswith(base):
        return True
    place = address.removeprefix(base).strip("/").split("/")[0]
    shape = parse_qs(query).get("f", ["json"])[0]
    return place in PLACES and (shape == "json" or (place, shape) == ("", "html"))


def refusal(status: HTTPStatus, text: str) -> Response:
    """Return an error in the standard's form: code and description."""
    body = {"code": status.phrase.replace(" ", ""), "description": text}
    headers = {**CORS, "Cache-Control": "no-store"}
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = CORS["Access-Control-Allow-Methods"]
    return Response(json_line(body), status, headers, "application/json")
