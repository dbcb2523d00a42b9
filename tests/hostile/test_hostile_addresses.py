"""Any URL is answered quickly, with the requested content or with one sentence."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
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

from atlas.plan.plates import plates
from atlas.print.sheet.page_layout import SIZES
from atlas.web.downloads import extract_download, one_file_download, sheet_download
from atlas.web.server.resources import store
from atlas.web.server.routes import middleware, routes
from atlas.web.server.streamlit_internals import DOCUMENT
from atlas.web.state.page_list import PAGES
from atlas.web.state.url_query import KNOWN

#: maximum time for a URL in seconds, on a busy machine
LONGEST_S = 10
#: maximum length of an error message
LONGEST_TEXT = 400
PATHS = [f"/{page.path}" for page in PAGES]
KEYS = [page.topic.key for page in PAGES]


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
        drawer = SimpleNamespace(sheet=lambda *_: b"sheet")
        patch.setattr(sheet_download, "_renderer", lambda: drawer)
        patch.setattr(extract_download, "extract_pdf", lambda *_: b"extract")
        patch.setattr(one_file_download, "one_file", lambda *_, **__: b"map")
        yield


def known_words() -> list[str]:
    """Return words known to the atlas, for URLs that are nearly valid."""
    some = list(store().records)[::40]
    clauses, towns, layers = (
        list(store().clauses)[:3],
        list(store().towns)[:3],
        list(store().frames),
    )
    return [*some, *clauses, *towns, *layers, *plates(), *KEYS, "zh", "en", "draw", "matrix"]


NUMBERS = st.one_of(
    st.floats().map(str),
    st.integers().map(str),
    st.integers(0, 5000).map(lambda n: "9" * n),
    st.sampled_from(["1e400", "-0", "+1", "0x10", "٣", "１２", "1_000", "nan", "1" * 4300, ""]),
)
SPOT = st.tuples(st.floats(111, 129), st.floats(29, 45)).map("{0[0]:.6f},{0[1]:.6f}".format)
RING = st.lists(SPOT, min_size=0, max_size=30).map(";".join)
SHAPES = st.tuples(
    st.sampled_from(["polygon:", "line:", "point:", ""]),
    st.lists(st.one_of(RING, NUMBERS, st.text(max_size=5)), max_size=6),
    st.sampled_from(["|", "/", ";", "||", ","]),
).map(lambda parts: parts[0] + parts[2].join(parts[1]))
BOXES = st.lists(st.one_of(NUMBERS, st.floats(100, 140).map(str)), max_size=6).map(",".join)
VALUES = st.one_of(
    st.deferred(lambda: st.sampled_from(known_words())),
    st.deferred(lambda: st.lists(st.sampled_from(known_words()), max_size=300).map(",".join)),
    NUMBERS,
    SPOT,
    SHAPES,
    BOXES,
    st.text(max_size=50),
    st.text("<>\"'`\\/.%&;\x00\r\n\u202e", max_size=20),
)
ASKED = st.dictionaries(
    st.one_of(
        st.sampled_from([*KNOWN, "page", "what", "format", "system", "size", "bbox"]), VALUES
    ),
    VALUES,
    max_size=6,
)


def star(n: int) -> str:
    """A star that crosses itself at every edge."""
    turns = [2 * math.pi * i * (n // 2 - 1) / n for i in range(n)]
    ring = ";".join(f"{120 + 0.2 * math.cos(a):.6f},{36.8 + 0.2 * math.sin(a):.6f}" for a in turns)
    return f"polygon:{ring}"


def asked(client: TestClient, address: str) -> httpx2.Response:
    """Request like a browser; assert that the answer is quick."""
    before = time.monotonic()
    answer = client.get(address, headers={"accept": "text/html"})
    assert time.monotonic() - before < LONGEST_S, address[:200]
    return answer


def is_sentence(answer: httpx2.Response) -> bool:
    text = answer.text
    return 0 < len(text) < LONGEST_TEXT and "Traceback" not in text and "Error" not in text


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
    assert answer.status_code == 200 or is_sentence(answer), answer.text[:300]


@settings(max_examples=25)
@given(query=ASKED, form=st.sampled_from(["csv", "geojson", "kml", "svg"]))
def test_every_layer_url_is_answered(client, query, form) -> None:
    query = {"page": "data", "what": "industrial-parks", "format": form, **query}
    answer = asked(client, f"/download/layers?{urlencode(query)}")
    assert answer.status_code in (200, 400, 404), answer.text[:300]
    assert answer.status_code == 200 or is_sentence(answer), answer.text[:300]


@settings(max_examples=60)
@given(query=ASKED, path=st.sampled_from(["", "collections", "collections/townships/items"]))
@example(query={"bbox": "1e400,0,0,0"}, path="collections/townships/items")
@example(query={"limit": "1" * 4300}, path="collections/townships/items")
def test_every_service_url_is_answered(client, query, path) -> None:
    answer = client.get(f"/ogc/{path}?{urlencode(query)}")
    assert answer.status_code < 500, answer.text[:300]
    assert "Traceback" not in answer.text
