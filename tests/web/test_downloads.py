"""Downloads: answers, refusals, file names."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas.core.messages import LANGUAGES, message
from atlas.readers.planners_file import Answers
from atlas.store.query import Task
from atlas.web.downloads.download_file import Download, DownloadError, File
from atlas.web.downloads.register import DOWNLOADS
from atlas.web.downloads.report_download import hold, overlaps_address, report_address
from atlas.web.jobs import job_requests
from atlas.web.jobs.check_jobs import check_upload, read_upload
from atlas.web.server.routes import routes
from atlas.web.state.page_view import view_at
from atlas.workers import BusyError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def client(monkeypatch):
    def make(view, asked):
        if "bad" in asked:
            raise DownloadError("expected something else")
        return File("平度.txt", "text/plain", f"{view.topic.key} {view.chosen.towns}".encode())

    monkeypatch.setitem(DOWNLOADS, "try", Download("try", "layers", make))
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


ACROSS = "polygon:119.95,36.9;120.05,36.9;120.05,37;119.95,37"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "asked",
    [
        {"tool": "draw", "shape": ACROSS},
        {"tool": "feature", "id": "tp-metro-14"},
        {"tool": "matrix"},
    ],
)
def test_an_address_of_the_workbench_gives_its_report(client, asked, lang):
    view = view_at("workbench", {**asked, "lang": lang})
    answer = client.get(report_address(view, "json"))
    assert answer.status_code == 200, answer.text
    document = json.loads(answer.text)
    assert document["rows"]
    assert client.get(report_address(view, "pdf")).content.startswith(b"%PDF")


def test_overlaps_of_a_drawing_come_as_shapes(client):
    view = view_at("workbench", {"tool": "draw", "shape": ACROSS, "against": "reserves"})
    answer = client.get(overlaps_address(view, "geojson", "wgs84"))
    zones = [one["properties"]["zone_name"] for one in json.loads(answer.text)["features"]]
    assert "大泽山省级自然保护区" in zones
    answer = client.get(overlaps_address(view, "geojson", "cm120"))
    assert (answer.status_code, "GeoJSON" in answer.text) == (400, True)


def test_files_about_an_upload_can_be_downloaded_until_it_expires(client):
    shape = {"type": "Polygon", "coordinates": [[[119.95, 36.9], [120, 36.9], [120, 37]]]}
    feature = {"type": "Feature", "properties": {"name": "我的地块"}, "geometry": shape}
    reading = read_upload([("a.geojson", json.dumps(feature).encode())], Answers(system="wgs84"))
    found = check_upload(Task(tool="file"), reading.frame)
    view = view_at("workbench", {"tool": "file", "lang": "en"})
    report = report_address(view, "json", hold(found))
    overlaps = overlaps_address(view, "gpkg", "cm120", hold(found))
    assert {row["name"] for row in json.loads(client.get(report).text)["rows"]} == {"我的地块"}
    assert client.get(overlaps).content.startswith(b"SQLite")
    del found
    gc.collect()
    for address in (report, overlaps):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (410, message("download.expired", "en"))


@pytest.mark.parametrize(
    ("what", "asked", "key"),
    [
        ("report", {"tool": "draw"}, "download.nothing_checked"),
        ("report", {"tool": "feature"}, "download.nothing_checked"),
        ("report", {"tool": "file"}, "download.nothing_checked"),
        ("overlaps", {"format": "gpkg"}, "download.nothing_checked"),
        ("profile", {}, "download.one_town"),
        ("profile", {"town": "370283105,370283116"}, "download.one_town"),
        ("shortlist", {}, "shortlist.nothing"),
        ("shortlist", {"list": "ind-xinhe", "format": "doc"}, "shortlist.bad_format"),
    ],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_download_without_its_subject_is_refused_with_a_message(client, what, asked, key, lang):
    query = urlencode({"page": "workbench", "lang": lang, **asked})
    answer = client.get(f"/download/{what}?{query}")
    assert (answer.status_code, answer.text) == (400, message(key, lang))


def test_the_profile_of_a_town_comes_under_its_name(client):
    answer = client.get("/download/profile?page=towns&town=370283105&lang=en")
    assert answer.content.startswith(b"%PDF")
    assert "profile.pdf" in answer.headers["content-disposition"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", sorted(DOWNLOADS))
def test_every_file_of_a_full_server_says_when_to_ask_again(client, monkeypatch, what, lang):
    def refuse(_):
        raise BusyError("work.busy", retry_s=9)

    monkeypatch.setattr(job_requests, "pool", lambda: SimpleNamespace(submit=refuse))
    answer = client.get(f"/download/{what}?page=workbench&lang={lang}")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "9")
    assert answer.text == message("work.busy", lang, seconds=9)


def test_no_page_gives_files_by_streamlits_own_button():
    # its refusals are in English, and its addresses are known to one server only
    scripts = [*(ROOT / "atlas").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    assert len(scripts) > 100
    assert [path.name for path in scripts if "st.download_button" in path.read_text("utf-8")] == []
