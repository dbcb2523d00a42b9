"""Remarks over HTTP: what is taken, what is refused, in which order, and in whose language."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from atlas.core.messages import LANGUAGES, message
from atlas.core.urls import Urls
from atlas.feedback import remark_file
from atlas.feedback.remark import MAX_TEXT
from atlas.feedback.remark_file import RemarkFile
from atlas.web.server import feedback_limits, feedback_routes, request_gate, routes
from atlas.web.server.feedback_limits import ATTEMPTS, WINDOW_S, FeedbackLimits
from atlas.web.server.resources import store, versions
from atlas.web.state import page_list
from atlas.web.state.lasting_link import lasting_link
from tests.support.error_texts import is_sentence

FEATURE = "tp-metro-14"
REMARK = {
    "feature": FEATURE,
    "kind": "state",
    "text": "已开工。",
    "lang": "zh",
    "data": "0123456789ab",
}
PAGE = {"sec-fetch-site": "same-origin"}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of fresh limits."""
    clock = Clock()
    limits = FeedbackLimits(clock)
    monkeypatch.setattr(feedback_routes, "limits", lambda: limits)
    feedback_routes.forgetting().clear()
    return clock


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> RemarkFile:
    monkeypatch.setenv("ATLAS_FEEDBACK", str(tmp_path / "remarks.sqlite"))
    return RemarkFile(tmp_path / "remarks.sqlite")


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = Starlette(routes=feedback_routes.feedback_routes(), middleware=routes.middleware())
    with TestClient(app) as client:
        yield client


def post(client: TestClient, content: Any = REMARK, lang: str = "zh", **headers: str) -> Any:
    body = content if isinstance(content, str | bytes) else json.dumps(content)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    own = {"content-type": "application/json", **PAGE, **given}
    return client.post(f"/feedback?lang={lang}", content=body, headers=own)


def test_a_remark_is_kept_with_nothing_about_the_reader(client, file):
    answer = post(client, user_agent="Secret/1", cookie="who=me", x_forwarded_for="203.0.113.9")
    assert (answer.status_code, answer.json()) == (201, {"id": 1})
    assert "set-cookie" not in answer.headers
    (kept,) = file.remarks()
    assert (kept.feature, kept.layer, kept.kind) == (FEATURE, "transport-projects", "state")
    assert (kept.text, kept.lang, kept.data) == ("已开工。", "zh", "0123456789ab")
    assert kept.link == f"/transport?id={FEATURE}"
    assert kept.time.endswith("Z") and len(kept.time) == len("2026-03-01T09:30Z")
    content = b"".join(path.read_bytes() for path in file.path.parent.iterdir())
    for secret in (b"Secret", b"who=me", b"203.0.113.9", b"testclient"):
        assert secret not in content


REFUSED: dict[str, tuple[int, str, dict[str, Any]]] = {
    "another site": (403, "elsewhere", {"sec_fetch_site": "cross-site"}),
    "a sibling of the domain": (403, "elsewhere", {"sec_fetch_site": "same-site"}),
    "a form": (415, "not_json", {"content_type": "application/x-www-form-urlencoded"}),
    "a text": (415, "not_json", {"content_type": "text/plain"}),
    "a long body": (413, "too_large", {"content": "x" * (feedback_routes.MAX_BODY + 1)}),
    "a lie about the length": (413, "too_large", {"content_length": "9" * 30}),
    "no JSON": (422, "invalid", {"content": "{"}),
    "a list": (422, "invalid", {"content": "[]"}),
    "deep JSON": (422, "invalid", {"content": "[" * 8000}),
    "half a character": (422, "invalid", {"content": b'{"text": "\xe5"}'}),
    "nothing": (422, "invalid", {"content": ""}),
    "no text": (422, "invalid", {"content": {**REMARK, "text": " \n"}}),
    "a long text": (422, "invalid", {"content": {**REMARK, "text": "x" * (MAX_TEXT + 1)}}),
    "an unknown kind": (422, "invalid", {"content": {**REMARK, "kind": "praise"}}),
    "a number for a text": (422, "invalid", {"content": {**REMARK, "text": 5}}),
    "a further field": (422, "invalid", {"content": {**REMARK, "name": "me"}}),
    "a path for an id": (422, "invalid", {"content": {**REMARK, "feature": "../x"}}),
    "an unknown feature": (422, "unknown_feature", {"content": {**REMARK, "feature": "tp-x"}}),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", REFUSED)
def test_other_requests_are_refused_in_the_language_of_the_page(client, file, case, lang):
    status, key, request = REFUSED[case]
    answer = post(client, lang=lang, **request)
    assert (answer.status_code, answer.text) == (status, message(f"remark.{key}", lang))
    assert is_sentence(answer.text)
    assert not file.path.exists()


def test_a_body_in_parts_is_not_read_to_its_end(client, file):
    read = []

    def parts():
        for n in range(1000):
            read.append(n)
            yield b"x" * 4000

    headers = {"content-type": "application/json", **PAGE}
    assert client.post("/feedback", content=parts(), headers=headers).status_code == 413


def test_older_browsers_are_known_by_their_origin(client, file):
    headers = {"content-type": "application/json"}
    body = json.dumps(REMARK)

    def status(**more: str) -> int:
        return client.post("/feedback", content=body, headers={**headers, **more}).status_code

    assert status() == 403
    assert status(origin="null") == 403
    assert status(origin="https://evil.example") == 403
    assert status(origin="http://testserver") == 201


def test_the_public_address_counts_as_origin_behind_a_proxy(client, file, monkeypatch):
    monkeypatch.setenv("ATLAS_URL", "https://atlas.example/x")
    headers = {"content-type": "application/json", "origin": "https://atlas.example"}
    answer = client.post("/feedback", content=json.dumps(REMARK), headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_who_sends_too_often_is_asked_to_wait(client, file, clock, lang):
    for _ in range(ATTEMPTS):
        assert post(client).status_code == 201
    clock.now = 60.0
    answer = post(client, lang=lang)
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "540"
    assert answer.text == message("remark.too_many", lang, n=9)
    assert len(file.remarks()) == ATTEMPTS
    clock.now = WINDOW_S
    assert post(client).status_code == 201


def test_all_readers_together_are_limited(client, file, clock, monkeypatch):
    monkeypatch.setattr(feedback_limits, "KEPT_IN_HOUR", 3)
    monkeypatch.setattr(feedback_limits, "ATTEMPTS", 100)
    assert [post(client).status_code for _ in range(4)] == [201, 201, 201, 429]
    # what is refused does not count
    clock.now = 3600.0
    assert [post(client, "{").status_code for _ in range(4)] == [422] * 4
    assert post(client).status_code == 201


def test_clients_are_told_apart_by_network_and_forgotten(clock):
    limits = FeedbackLimits(clock)

    def waits(address: str) -> list[bool]:
        return [limits.wait_of(address) > 0 for _ in range(ATTEMPTS + 1)]

    assert waits("192.0.2.1") == [False] * ATTEMPTS + [True]
    assert waits("192.0.2.2") == [False] * ATTEMPTS + [True]
    assert waits("2001:db8::1")[-1]
    assert limits.wait_of("2001:db8::ffff") > 0
    assert limits.wait_of("2001:db8:0:1::1") == 0
    assert b"192.0.2.1" not in b"".join(limits.attempts)
    assert limits._client("192.0.2.1") != FeedbackLimits(clock)._client("192.0.2.1")
    clock.now = WINDOW_S
    limits.forget()
    assert limits.attempts == {}


def test_many_addresses_do_not_fill_memory(clock, monkeypatch):
    monkeypatch.setattr(feedback_limits, "CLIENTS", 50)
    limits = FeedbackLimits(clock)
    waits = [limits.wait_of(f"10.0.{n // 256}.{n % 256}") for n in range(500)]
    assert sum(wait == 0 for wait in waits) == 50
    assert len(limits.attempts) == 50


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_out_of_order_is_told_to_reader_and_operator(
    client, file, monkeypatch, caplog, lang
):
    file.path.write_bytes(b"damaged" * 1000)
    answer = post(client, lang=lang)
    assert (answer.status_code, answer.text) == (503, message("remark.broken", lang))
    assert str(file.path) in caplog.text and "damaged" in caplog.text
    assert str(file.path) not in answer.text
    file.path.unlink()
    assert post(client).status_code == 201
    monkeypatch.setattr(remark_file, "PATIENCE_S", 0.1)
    with closing(sqlite3.connect(file.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        answer = post(client, lang=lang)
    assert (answer.status_code, answer.text) == (503, message("remark.busy", lang))
    assert int(answer.headers["retry-after"]) > 0
    monkeypatch.setattr(remark_file, "MAX_MB", 0.02)
    long = {**REMARK, "text": "道" * MAX_TEXT}
    answer = [post(client, long, lang=lang) for _ in range(4)][-1]
    assert (answer.status_code, answer.text) == (503, message("remark.full", lang))


def test_a_damaged_file_is_reported_at_the_start_which_goes_on(file, caplog):
    file.path.write_bytes(b"damaged" * 1000)
    feedback_routes.check_feedback_file()
    assert f"{file.path}: damaged" in caplog.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_file_no_remark_is_taken(client, clock, lang, monkeypatch):
    monkeypatch.delenv("ATLAS_FEEDBACK", raising=False)
    answer = post(client, lang=lang)
    assert (answer.status_code, answer.text) == (405, message("app.only_read", lang))
    got = client.get(f"/feedback?lang={lang}", headers={"accept": "text/html"})
    assert (got.status_code, got.text) == (404, message("remark.none", lang))


def test_the_address_shows_nothing(client, file):
    assert client.get("/feedback").status_code == 405
    assert client.put("/feedback").status_code == 405
    assert client.options("/feedback").status_code == 405


def test_below_a_prefix_the_address_and_the_links_have_it(monkeypatch, file):
    for module in (feedback_routes, request_gate, routes, page_list):
        monkeypatch.setattr(module, "urls", lambda: Urls("/plans"))
    app = Starlette(routes=feedback_routes.feedback_routes(), middleware=routes.middleware())
    with TestClient(app) as client:
        headers = {"content-type": "application/json", **PAGE}
        body = json.dumps(REMARK)
        assert client.post("/feedback", content=body, headers=headers).status_code == 405
        assert client.post("/plans/feedback", content=body, headers=headers).status_code == 201
    assert file.remarks()[0].link == f"/plans/transport?id={FEATURE}"


def test_every_feature_has_an_address_and_hidden_ones_are_switched_on():
    for identifier, record in store().records.items():
        address = lasting_link(store(), identifier, "en")
        assert f"id={identifier}" in address and address.endswith("lang=en"), record["layer"]
    reservoir = next(i for i, r in store().records.items() if r["layer"] == "reservoirs")
    assert "on=reservoirs" in lasting_link(store(), reservoir, "zh")


def test_the_document_names_the_ways_that_the_settings_open(file, monkeypatch):
    monkeypatch.setenv("ATLAS_FEEDBACK_EMAIL", "atlas@example.org")
    version = versions()["data"]
    both = {
        "send": "/feedback",
        "email": "atlas@example.org",
        "most": MAX_TEXT,
        "version": version,
    }
    assert routes.feedback_ways() == both
    monkeypatch.delenv("ATLAS_FEEDBACK")
    assert routes.feedback_ways() == {**both, "send": ""}
    monkeypatch.delenv("ATLAS_FEEDBACK_EMAIL")
    assert routes.feedback_ways() == {**both, "send": "", "email": ""}
