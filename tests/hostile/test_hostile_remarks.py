"""A flood of remarks: readers are not slowed, and the file does not grow."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from atlas.core.messages import message
from atlas.feedback.remark import MAX_TEXT
from atlas.feedback.remark_file import RemarkFile
from atlas.web.server.feedback_limits import ATTEMPTS, KEPT_IN_HOUR
from tests.hostile.test_hostile_requests import MB, others_unaffected
from tests.support.machine import reads_proc
from tests.support.server import Server

pytestmark = reads_proc

POSTS = 1000
REMARK = {"feature": "tp-metro-14", "kind": "other", "lang": "zh", "data": "0" * 12}
HEADERS = {"content-type": "application/json", "sec-fetch-site": "same-origin"}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> RemarkFile:
    return RemarkFile(tmp_path_factory.mktemp("feedback") / "remarks.sqlite")


@pytest.fixture(scope="module")
def taking(tmp_path_factory: pytest.TempPathFactory, file: RemarkFile) -> Iterator[Server]:
    """Return a server that keeps remarks."""
    log = tmp_path_factory.mktemp("taking") / "output.log"
    server = Server(log, environment={"ATLAS_WORKERS": "1", "ATLAS_FEEDBACK": str(file.path)})
    yield server.wait()
    server.stop()


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def flood(server: Server, addresses: bool) -> Counter[int]:
    """Send remarks from many threads, as from one client or as a proxy passes on many."""

    def send(n: int) -> int:
        origin = {"x-forwarded-for": f"203.0.{n // 250}.{n % 250}"} if addresses else {}
        body = json.dumps({**REMARK, "text": f"{n} " + "道" * (MAX_TEXT - 10)})
        return client.post("/feedback", content=body, headers={**HEADERS, **origin}).status_code

    with (
        httpx2.Client(base_url=server.url, timeout=60) as client,
        ThreadPoolExecutor(20) as threads,
    ):
        return Counter(threads.map(send, range(POSTS)))


def test_a_thousand_remarks_of_one_client_are_mostly_refused(
    taking: Server, file: RemarkFile
) -> None:
    with others_unaffected(taking):
        found = flood(taking, addresses=False)
    assert found == {201: ATTEMPTS, 429: POSTS - ATTEMPTS}
    assert len(file.remarks()) == ATTEMPTS
    with httpx2.Client(base_url=taking.url) as client:
        answer = client.post("/feedback?lang=en", content="{}", headers=HEADERS)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "try again in" in answer.text


def test_a_thousand_remarks_of_a_thousand_clients_do_not_fill_the_disk(
    taking: Server, file: RemarkFile
) -> None:
    before = (
        len(file.remarks()) if file.path.exists() else 0
    )  # the test above may run in another process
    with others_unaffected(taking):
        found = flood(taking, addresses=True)
    assert set(found) <= {201, 429, 503}
    assert len(file.remarks()) == before + found[201] <= KEPT_IN_HOUR
    assert found[201]
    assert size(file.path.parent) < 2 * MB


def test_a_flood_of_large_bodies_is_refused_by_their_headers(taking: Server) -> None:
    with others_unaffected(taking), httpx2.Client(base_url=taking.url, timeout=60) as client:
        for _ in range(20):
            answer = client.post("/feedback", content=b"x" * 5 * MB, headers=HEADERS)
            assert (answer.status_code, answer.text) == (413, message("remark.too_large", "zh"))
