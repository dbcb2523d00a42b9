"""Downloads: answers, refusals, file names."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas.ui import makers
from atlas.ui.downloads import DownloadError, File
from atlas.ui.makers import Maker
from atlas.ui.server import routes


@pytest.fixture
def client(monkeypatch):
    def make(view, asked):
        if "bad" in asked:
            raise DownloadError("expected something else")
        return File("平度.txt", "text/plain", f"{view.topic.key} {view.chosen.towns}".encode())

    monkeypatch.setitem(makers.MAKERS, "try", Maker("layers", make))
    return TestClient(Starlette(routes=routes()))


def test_a_download_has_the_view_s_content_and_a_chinese_name(client):
    answer = client.get("/download/try?page=transport&town=370283105")
    assert answer.text == "transport ('370283105',)"
    assert "filename*=UTF-8''%E5%B9%B3%E5%BA%A6.txt" in answer.headers["content-disposition"]


@pytest.mark.parametrize("address", ["/download/nothing", "/download/try?page=nowhere"])
def test_unknown_downloads_are_not_found(client, address):
    assert client.get(address).status_code == 404
    assert client.get(address).text == "没有这个文件。"


def test_a_refusal_says_why(client):
    answer = client.get("/download/try?bad=1")
    assert (answer.status_code, answer.text) == (400, "expected something else")
