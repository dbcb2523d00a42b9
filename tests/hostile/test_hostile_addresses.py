"""Any URL is answered quickly, with the requested content or with one sentence."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

import httpx2
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from atlas.print.sheet.page_layout import SIZES
from atlas.web.downloads import extract_download, one_file_download, sheet_download
from atlas.web.server.routes import middleware, routes
from atlas.web.server.streamlit_internals import DOCUMENT
from tests.hostile.hostile_addresses import ASKED, KEYS, PATHS
from tests.support.crossing_shapes import star
from tests.support.error_texts import is_sentence

#: maximum time for a URL in seconds, on a busy machine
LONGEST_S = 10


async def _document(_: Request) -> Response:
    return HTMLResponse(DOCUMENT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def client() -> TestClient:
    """Return a client of the atlas's routes and middleware around Streamlit's document."""
    pages = [Route(path, _document) for path in PATHS]
    return TestClient(Starlette(routes=[*routes(), *pages], middleware=middleware()))


@pytest.fixture(scope="module", autouse=True)
def nothing_is_drawn() -> Iterator[None]:
    """Skip the drawing of files, which is slow and has its own tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheet_download, "sheet", lambda *_: b"sheet")
        patch.setattr(extract_download, "extract_pdf", lambda *_: b"extract")
        patch.setattr(one_file_download, "one_file", lambda *_, **__: b"map")
        yield


def asked(client: TestClient, address: str) -> httpx2.Response:
    """Request like a browser; assert that the answer is quick."""
    before = time.monotonic()
    answer = client.get(address, headers={"accept": "text/html"})
    assert time.monotonic() - before < LONGEST_S, address[:200]
    return answer


@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=40)
@given(query=ASKED)
@example(query={"shape": star(161), "tool": "draw"})
@example(query={"buffer": "1" * 4300})
@example(query={"shape": "polygon:" + "|".join(["1,1;2,2;3,3"] * 2000)})
@example(query={"at": "1" * 4300 + ",36"})
def test_every_page_url_is_answered_with_the_page(client, path, query) -> None:
    answer = asked(client, f"{path}?{urlencode(query)}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_the_event_loop_does_no_geometry(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []

    def watched(function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            threads.append(asyncio._get_running_loop() is None)
            return function(*arguments, **options)

        return call

    for name in ("make_valid", "union_all", "intersection", "buffer"):
        monkeypatch.setattr(shapely, name, watched(getattr(shapely, name)))
    bow = "polygon:119.91,36.91;120.01,37.01;120.01,36.91;119.91,37.01"
    for address in ("/workbench?tool=draw&", "/?", "/ecology?"):
        assert asked(client, f"{address}shape={bow}&buffer=100").status_code == 200
    assert len(threads) >= 6
    assert all(threads)


@settings(max_examples=100)
@given(raw=st.binary(max_size=200), path=st.sampled_from(PATHS))
def test_a_query_of_any_bytes_is_answered(client, raw, path) -> None:
    assert asked(client, f"{path}?{quote(raw)}").status_code == 200
    assert asked(client, f"{path}?shape={quote(raw)}&buffer={quote(raw)}").status_code == 200


@settings(max_examples=100)
@given(path=st.one_of(st.text(max_size=30), st.binary(max_size=30)))
def test_an_invalid_url_is_not_found_or_a_page(client, path) -> None:
    answer = asked(client, f"/{quote(path, safe='/')}")
    assert answer.status_code in (200, 404)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("what", ["sheet", "extract", "atlas.html"])
@settings(max_examples=60)
@given(query=ASKED, page=st.sampled_from(KEYS), size=st.sampled_from([*SIZES, "A0"]))
@example(query={"shape": star(161)}, page="workbench", size="A4")
@example(query={"shape": "polygon:" + "120,36;" * 5000}, page="workbench", size="A4")
@example(query={"bbox": "1" * 4300}, page="overview", size="A3")
def test_every_download_url_is_answered(client, what, query, page, size) -> None:
    query = {"page": page, "size": size, **query}
    answer = asked(client, f"/download/{what}?{urlencode(query)}")
    assert answer.status_code in (200, 400, 404), answer.text[:300]
    assert answer.status_code == 200 or is_sentence(answer.text), answer.text[:300]


@settings(max_examples=25)
@given(query=ASKED, form=st.sampled_from(["csv", "geojson", "kml", "svg"]))
def test_every_layer_url_is_answered(client, query, form) -> None:
    query = {"page": "data", "what": "industrial-parks", "format": form, **query}
    answer = asked(client, f"/download/layers?{urlencode(query)}")
    assert answer.status_code in (200, 400, 404), answer.text[:300]
    assert answer.status_code == 200 or is_sentence(answer.text), answer.text[:300]


@settings(max_examples=60)
@given(query=ASKED, path=st.sampled_from(["", "collections", "collections/townships/items"]))
@example(query={"bbox": "1e400,0,0,0"}, path="collections/townships/items")
@example(query={"limit": "1" * 4300}, path="collections/townships/items")
def test_every_service_url_is_answered(client, query, path) -> None:
    answer = client.get(f"/ogc/{path}?{urlencode(query)}")
    assert answer.status_code < 500, answer.text[:300]
    assert "Traceback" not in answer.text
