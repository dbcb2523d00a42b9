"""How pages wait for work: what they say meanwhile, and that they go on where there is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from test_pages import run, texts

from atlas.i18n import LANGUAGES, message
from atlas.ui import jobs, waiting
from atlas.ui.pages import page_of
from atlas.ui.view import view_at
from atlas.work import BusyError, Job, Ticket, WorkError

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
def test_a_page_says_how_far_the_work_is(
    state: dict[str, Any], key: str, values: dict[str, int], lang: str
) -> None:
    said: list[str] = []
    note = SimpleNamespace(html=said.append, progress=lambda share, text: said.append(text))
    ticket: Any = SimpleNamespace(**{"progress": None, **state})
    waiting._tell(view_at("workbench", {"lang": lang}), note, ticket, 7.2)
    assert len(said) == 1
    assert message(key, lang, **values) in said[0]


class Refusing:
    """A pool that does nothing, and says why."""

    def __init__(self, error: WorkError) -> None:
        self.error = error

    def submit(self, job: Job) -> Ticket:
        raise self.error


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "error", [BusyError("work.busy", retry_s=9), WorkError("work.memory"), WorkError("work.died")]
)
def test_without_a_result_the_page_says_why_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, error: WorkError, lang: str
) -> None:
    monkeypatch.setattr(jobs, "pool", lambda: Refusing(error))
    app = run(WORKBENCH, {**DRAWN, "lang": lang})
    assert not app.exception
    assert error.text(lang) in texts(app)
    assert app.button_group, "the tools are still there"
    assert message("task.again", lang) in [button.label for button in app.button]


def test_work_with_other_data_than_the_page_has_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(WorkError) as error:
        jobs.with_data({"data": "what the server has loaded"}, len, ("abc",))
    assert error.value.note.key == "work.other_data"
    assert jobs.with_data(jobs.versions(), len, ("abc",)) == 3


class Slow(Ticket):
    """A ticket that is looked at three times before its job ends; it says whether it was left."""

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


def test_a_ticket_is_left_whatever_comes_of_it() -> None:
    ticket = Slow()
    with pytest.raises(WorkError):
        waiting.result_of(view_at("workbench", {}), ticket, lambda: None)
    assert ticket.left
    assert ticket.looks == 4
