"""Pages waiting for jobs: progress, and how they continue without a result."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from atlas.core.messages import LANGUAGES, message
from atlas.core.settings import PROJECT
from atlas.web.jobs import job_progress, job_requests
from atlas.web.state.page_list import page_of
from atlas.web.state.page_view import view_at
from atlas.workers import BusyError, Job, Ticket, WorkError
from atlas.workers import process as processes
from tests.support.pages import run, texts

WORKBENCH = page_of("workbench")
DRAWN = {"tool": "draw", "shape": "polygon:119.95,36.9;120.05,36.9;120.05,37;119.95,37"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "key", "values"),
    [
        ({"started": False, "ahead": 3}, "work.queued", {"n": 3}),
        ({"started": False, "ahead": 0}, "work.next", {}),
        ({"started": True}, "work.running", {"seconds": 7}),
        ({"started": True, "progress": (2, 8)}, "task.checking", {"done": 2, "total": 8}),
    ],
)
def test_a_page_shows_the_progress_of_a_job(
    state: dict[str, Any], key: str, values: dict[str, int], lang: str
) -> None:
    said: list[str] = []
    note = SimpleNamespace(html=said.append, progress=lambda share, text: said.append(text))
    ticket: Any = SimpleNamespace(**{"progress": None, **state})
    job_progress._tell(view_at("workbench", {"lang": lang}), note, ticket, 7.2)
    assert len(said) == 1
    assert message(key, lang, **values) in said[0]


class Refusing:
    """A pool that refuses every job with an error."""

    def __init__(self, error: WorkError) -> None:
        self.error = error

    def submit(self, job: Job) -> Ticket:
        raise self.error


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "error", [BusyError("work.busy", retry_s=9), WorkError("work.memory"), WorkError("work.died")]
)
def test_without_a_result_the_page_says_why_and_still_works(
    monkeypatch: pytest.MonkeyPatch, error: WorkError, lang: str
) -> None:
    monkeypatch.setattr(job_requests, "pool", lambda: Refusing(error))
    app = run(WORKBENCH, {**DRAWN, "lang": lang})
    assert not app.exception
    assert error.text(lang) in texts(app)
    assert app.button_group, "the tools are still there"
    assert message("task.again", lang) in [button.label for button in app.button]


def test_jobs_with_other_data_than_the_page_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(WorkError) as error:
        job_requests.with_data({"data": "what the server has loaded"}, len, ("abc",))
    assert error.value.note.key == "work.other_data"
    assert job_requests.with_data(job_requests.versions(), len, ("abc",)) == 3


FORKED = """
from atlas.web.server.resources import PRELOAD, versions
from atlas.workers import Job, ProcessPool, limits
from tests.support.changed_versions import versions_of_changed_files

ticket = ProcessPool(limits(), 1, PRELOAD).submit(Job("check", versions_of_changed_files, ()))
print(ticket.result(120) == versions())
ticket.leave()
"""


@pytest.mark.skipif(
    not processes.LINUX,
    reason="only on Linux are jobs forked from a process that has loaded the data",
)
def test_a_job_has_the_versions_that_its_fork_server_loaded() -> None:
    # in a process of its own, because a process has one fork server
    command = [sys.executable, "-c", FORKED]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PROJECT)
    assert ran.stdout.split() == ["True"], ran.stderr


class Slow(Ticket):
    """A ticket polled three times before its job ends; it records whether it was left."""

    looks, left = 0, False

    def __init__(self) -> None: ...

    started, progress, ahead = True, None, 0

    def wait(self, seconds: float) -> bool:
        self.looks += 1
        return self.looks > 3

    def result(self, seconds: float | None = None) -> Any:
        raise WorkError("work.time", seconds=4)

    def leave(self, *, to_end: bool = False) -> None:
        self.left = True


def test_a_ticket_is_always_left() -> None:
    ticket = Slow()
    with pytest.raises(WorkError):
        job_progress.result_of(view_at("workbench", {}), ticket, lambda: None)
    assert ticket.left
    assert ticket.looks == 4
