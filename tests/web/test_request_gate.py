"""What may come in: reading requests, and uploads for as long as there is room for them."""

from __future__ import annotations

import html

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from atlas.core.messages import LANGUAGES, message
from atlas.web.server import request_gate
from atlas.web.server.routes import middleware

PATH = "/_stcore/upload_file/a/f"


async def _take(request: Request) -> Response:
    return PlainTextResponse("taken")


def test_an_unknown_page_is_not_found_for_get_and_head(client) -> None:
    accept = {"accept": "text/html"}
    for lang in LANGUAGES:
        path = f"/nowhere?lang={lang}"
        got, headed = client.get(path, headers=accept), client.head(path, headers=accept)
        assert (got.status_code, headed.status_code) == (404, 404)
        title = html.escape(message("app.not_found_title", lang))
        assert f"<h1>{title}</h1>" in got.text
        assert headed.headers["content-length"] == got.headers["content-length"]
    assert client.head("/transport", headers=accept).status_code == 200


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    files = MemoryUploadedFileManager("/_stcore/upload_file")
    monkeypatch.setattr(request_gate, "uploads", lambda: (files, None))
    return files


@pytest.fixture
def client(held: MemoryUploadedFileManager) -> TestClient:
    routes = [
        Route("/_stcore/upload_file/{session}/{file}", _take, methods=["PUT", "DELETE"]),
        Route("/{page}", _take),  # as Streamlit, which answers every path
    ]
    return TestClient(Starlette(routes=routes, middleware=middleware()))


def put(client: TestClient, length: int, lang: str = "zh") -> Response:
    answer: Response = client.put(f"{PATH}?lang={lang}", headers={"content-length": str(length)})
    return answer


def add(files: MemoryUploadedFileManager, session: str, count: int, size: int) -> None:
    for n in range(count):
        files.add_file(session, UploadedFileRec(f"{session}{n}", "a", "b", b"x" * size))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_uploads_of_all_sessions_share_one_allowance(client, held, monkeypatch, lang) -> None:
    monkeypatch.setattr(request_gate, "HELD_MB", 1)
    add(held, "b", 3, 200_000)
    assert put(client, 400_000).text == "taken"
    answer = put(client, 400_001, lang)
    assert (answer.status_code, answer.text) == (503, message("upload.no_room", lang))
    assert int(answer.headers["retry-after"]) > 0
    assert client.delete(PATH).text == "taken"  # that makes room
    held.remove_session_files("b")
    assert put(client, 400_001).text == "taken"


def test_the_number_of_files_of_a_session_is_limited(client, held, monkeypatch) -> None:
    monkeypatch.setattr(request_gate, "HELD_FILES", 2)
    add(held, "b", 5, 1)
    add(held, "a", 1, 1)
    assert put(client, 1).status_code == 200
    add(held, "a", 2, 1)
    assert put(client, 1).status_code == 503
