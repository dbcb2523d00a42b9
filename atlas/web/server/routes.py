"""The atlas's routes besides Streamlit's, and the middleware for every response.

Streamlit's page is a single HTML document. The middleware adds the atlas's title, language and
styles, and hints to fetch the map while Streamlit still loads. An unknown URL gets the atlas's own
page with status 404.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from atlas.core.messages import language_code, message
from atlas.core.settings import settings
from atlas.core.templates import render
from atlas.feedback.remark import MAX_TEXT
from atlas.web.browsing.data_files import card_url, data_file, data_urls
from atlas.web.downloads.download_routes import serve_download
from atlas.web.server.feedback_routes import feedback_routes
from atlas.web.server.health import healthz, readyz
from atlas.web.server.html_page import html_page, icon_url, language_of
from atlas.web.server.ogc_routes import ogc_routes
from atlas.web.server.request_gate import Gate
from atlas.web.server.resources import assets, urls, versions
from atlas.web.server.streamlit_internals import (
    COUNTERS,
    DOCUMENT,
    bundle_file,
    dressed,
    entry,
    inline_scripts,
    is_inner,
    latin_font,
)
from atlas.web.state.page_list import PAGES
from atlas.web.state.page_view import View, open_step, view_at

SHELL = Path(__file__).parents[1] / "parts" / "shell.py"
IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}


async def serve_asset(request: Request) -> Response:
    """Serve a content-hashed file of the map."""
    path = request.path_params["path"]
    found = assets().files.get(path)
    if found is None:
        data = await run_in_threadpool(data_file, path)
        if data is None:
            return PlainTextResponse("Not found", status_code=404)
        found = data, "application/json"
    return _immutable(request, *found)


def _immutable(request: Request, content: bytes, media_type: str) -> Response:
    headers = {**IMMUTABLE, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = zipped(content), "gzip"
    return Response(content, media_type=media_type, headers=headers)


@cache
def zipped(content: bytes) -> bytes:
    """Return a file compressed, from a cache."""
    return gzip.compress(content, mtime=0)


def routes() -> list[Route]:
    """Return the atlas's routes, below ``server.baseUrlPath``."""
    return [
        Route(f"{urls().assets}/{{path:path}}", serve_asset),
        Route(urls().download("{what:path}"), serve_download),
        Route(urls().healthz, healthz),
        Route(urls().readyz, readyz),
        *feedback_routes(),
        *ogc_routes(),
    ]


def middleware() -> list[Middleware]:
    """Return the middleware, outermost first."""
    return [
        Middleware(SecurityHeaders),
        Middleware(Gate),
        Middleware(Bundle),
        Middleware(Document),
    ]


def inline_script_hashes(document: str) -> list[str]:
    """Return the CSP hashes of the inline scripts of an HTML document."""
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()}'"
        for s in inline_scripts(document)
    ]


def content_security_policy() -> str:
    """Return the policy: own origin only, and images of the base maps on offer."""
    hashes = " ".join(inline_script_hashes(DOCUMENT.read_text(encoding="utf-8")))
    hosts = " ".join(basemap.host for basemap in assets().basemaps.values())
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' blob: {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {hosts}".strip(),
            "font-src 'self' data:",
            "connect-src 'self' ws: wss:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


class SecurityHeaders:
    """Add the security headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "Content-Security-Policy": content_security_policy(),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward the request, and set the headers as the response starts."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, with_headers)


class Bundle:
    """Serves Streamlit's scripts and styles compressed, which Streamlit does not."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.folders = tuple(urls().streamlit(f"/static/{kind}/") for kind in ("js", "css"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests for them, and forward everything else."""
        asked = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if asked and scope["path"].startswith(self.folders):
            folder, name = scope["path"].split("/")[-2:]
            content = bundle_file(folder, name)
            if content is not None:
                kind = mimetypes.guess_type(name)[0] or "text/plain"
                await _immutable(Request(scope), content, kind)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class Document:
    """Turns Streamlit's HTML document into the atlas's, and answers unknown URLs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        #: URL of Streamlit's metrics, which are not public
        self.counters = urls().streamlit(COUNTERS)
        #: URL path → key of the page
        self.pages = {urls().page(p.path).rstrip("/") or "/": p.topic.key for p in PAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite the documents of pages, refuse the metrics, and forward everything else."""
        if scope["type"] == "http" and scope["path"].rstrip("/") == self.counters:
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
            return
        if scope["type"] != "http" or not self._wants_document(scope):
            await self.app(scope, receive, send)
            return
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        page = self.pages.get(scope["path"].rstrip("/") or "/")
        if page is None:
            await HTMLResponse(not_found(language_of(query)), status_code=404)(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # there is no document to rewrite
            await self.app(scope, receive, send)
            return
        view = await run_in_threadpool(view_at, page, query)
        await self._rewrite(scope, receive, send, view)

    @staticmethod
    def _wants_document(scope: Scope) -> bool:
        accept = dict(scope["headers"]).get(b"accept", b"")
        last = scope["path"].rsplit("/", 1)[-1]
        inner = is_inner(scope["path"]) or urls().is_route(scope["path"])
        reads = scope["method"] in ("GET", "HEAD")
        return reads and b"text/html" in accept and "." not in last and not inner

    async def _rewrite(self, scope: Scope, receive: Receive, send: Send, view: View) -> None:
        started: Message = {}
        body = b""

        async def collect(message: Message) -> None:
            nonlocal started, body
            if message["type"] == "http.response.start":
                started = message
                return
            body += message.get("body", b"")
            if message.get("more_body"):
                return
            headers = MutableHeaders(scope=started)
            content = body
            if started["status"] == 200 and headers.get("content-type", "").startswith("text/html"):
                dressed = await run_in_threadpool(dress, body.decode("utf-8"), view)
                content = dressed.encode("utf-8")
                headers["content-length"] = str(len(content))
                headers["cache-control"] = "no-cache"
                for name in ("etag", "last-modified"):
                    del headers[name]
            await send(started)
            await send({"type": "http.response.body", "body": content})

        # A compressed or cached answer could not be rewritten.
        unwanted = (b"accept-encoding", b"if-none-match", b"if-modified-since")
        plain = [(name, value) for name, value in scope["headers"] if name not in unwanted]
        await self.app({**scope, "headers": plain}, receive, collect)


def dress(document: str, view: View) -> str:
    """Return Streamlit's HTML document as the atlas's: its title, language, styles and scripts.

    They draw the whole page from the data files that the document names, before Streamlit runs.
    """
    files, lang = assets(), view.lang
    url, data = files.url, data_urls()
    visible = [
        layer
        for layer in files.layers
        if layer in view.selection.layers
        and layer not in view.selection.hidden
        and not view.store.catalogue[layer].min_zoom
    ]
    scripts = [files.main, files.module]
    if not files.tiled.isdisjoint(visible):
        scripts += files.tile_scripts
    start = {
        **map_files(),
        "data": data,
        "home": urls().page(),
        "feedback": feedback_ways(),
        "streamlit": entry(),
    }
    head = render(
        "web/templates/document_head.html.j2",
        stylesheets=[url(files.leaflet_css), url(files.stylesheet)],
        font=latin_font(),
        english=lang == "en",
        leaflet=url(files.leaflet),
        modules=[url(path) for path in scripts],
        data=[data["filter"], data["words"][lang], *_tours(view), *_card(view)],
        layers=[url(files.layers[layer]) for layer in visible],
        start=json.dumps(start),
        main=url(files.main),
    )
    title = render("web/templates/document_title.html.j2", title=message("app.title", lang))
    body = render("web/templates/document_body.html.j2", failed=message("app.failed", lang))
    code = language_code(lang)
    return dressed(document, lang=code, title=title, icon=icon_url(), head=head, body=body)


def _card(view: View) -> list[str]:
    """Return the URL of the selected feature's card, if one is selected."""
    selected = view.chosen.selected
    return [card_url(selected, view.lang)] if selected else []


def _tours(view: View) -> list[str]:
    """Return the URL of the tours' words, where a step is open."""
    return [data_urls()["tours"][view.lang]] if open_step(view.page, view.chosen) else []


def map_files() -> dict[str, str]:
    """Return the URLs of the files from which the browser makes the map, and of the downloads."""
    files = assets()
    return {
        "module": files.url(files.module),
        "leaflet": files.url(files.leaflet),
        "element": files.element,
        "downloads": urls().download(""),
    }


def feedback_ways() -> dict[str, str | int]:
    """Return where remarks can be sent, empty if nowhere; their length; the geodata's version."""
    known = settings()
    return {
        "send": urls().feedback if known.feedback else "",
        "email": known.feedback_email,
        "most": MAX_TEXT,
        "version": versions()["data"],
    }


def not_found(lang: str) -> str:
    """Return the page for an unknown URL."""
    home = urls().page(query={"lang": "en"} if lang == "en" else None)
    title, text, back = (
        message(f"app.not_found_{part}", lang) for part in ("title", "text", "home")
    )
    return html_page(
        "not_found.html.j2",
        lang,
        f"{title} · {message('app.title', lang)}",
        heading=title,
        text=text,
        back=back,
        home=home,
    )
