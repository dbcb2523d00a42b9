"""The live service at ``/ogc``: OGC API - Features for QGIS and others, and a page for browsers.

pygeoapi is loaded at the first request, so that the atlas's own pages do not wait for it.
"""

from __future__ import annotations

from functools import cache
from http import HTTPMethod
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from atlas.core.messages import message
from atlas.web.server.html_page import html_page, language_of
from atlas.web.server.public_address import urls_for
from atlas.web.server.resources import store, urls
from atlas.wording.service_text import collections_section, more_section, service_section

if TYPE_CHECKING:
    from atlas.ogcapi.service import Service


_first = Lock()


def service() -> Service:
    """Return the service for the store; concurrent first requests create it once."""
    with _first:
        return _service()


@cache
def _service() -> Service:
    made: Service = import_module("atlas.ogcapi.service").Service.of(store())
    return made


async def serve_ogc(request: Request) -> Response:
    """Answer a request in a thread, so that it blocks no other."""
    path = request.path_params.get("path", "").strip("/")
    lang = language_of(request.query_params)
    public = urls_for(request)
    if public is None:
        error = {"code": "BadRequest", "description": message("service.no_host", lang)}
        return JSONResponse(error, 400)
    if not path and wants_page(request):
        headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
        return HTMLResponse(service_page(public.ogc, lang), headers=headers)
    return await run_in_threadpool(lambda: service().answer(request, path, public))


def wants_page(request: Request) -> bool:
    """Return whether the client is a browser that wants HTML, not a program that accepts JSON."""
    asked = request.query_params.get("f")
    accepts = request.headers.get("accept", "")
    by_browser = "text/html" in accepts and "json" not in accepts
    return request.method in ("GET", "HEAD") and (asked == "html" or (not asked and by_browser))


def ogc_routes() -> list[Route]:
    """Return the routes of the service, below ``server.baseUrlPath``."""
    # other methods than GET get a JSON answer that the service is read-only
    methods = [method.value for method in HTTPMethod]
    return [
        Route(urls().ogc, serve_ogc, methods=methods),
        Route(f"{urls().ogc}/{{path:path}}", serve_ogc, methods=methods),
    ]


def service_page(address: str, lang: str) -> str:
    """Return the HTML page of the service."""
    other = "zh" if lang == "en" else "en"
    title = f"{message('service.title', lang)} · {message('app.title', lang)}"
    home = urls().page("data", {"lang": "en"} if lang == "en" else None)
    sections = [
        service_section(address, lang),
        more_section(address, lang),
        collections_section(store(), address, lang),
    ]
    return html_page(
        "service.html.j2",
        lang,
        title,
        home=home,
        atlas=message("app.title", lang),
        language=message("app.language", lang),
        language_address=f"{urls().ogc}?lang={other}",
        sections=sections,
        description=message("service.description", lang),
    )
