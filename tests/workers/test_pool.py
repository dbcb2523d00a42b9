"""The pool with real processes: limits, cancellation, crashes, queues, shared results."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from atlas.core.errors import LocalizedError
from atlas.core.messages import LANGUAGES
from atlas.workers import BusyError, InlinePool, Job, Kind, Limits, ProcessPool, WorkError, limits
from atlas.workers import process as processes
from tests.support import jobs
from tests.support.waiting import until

KIND = {"memory_mb": 300, "result_mb": 2, "kept_s": 0}
LIMITS = Limits(
    waiting=2,
    waiting_mb=3,
    kept_mb=1,
    answer_s=5,
    kinds={
        "page": Kind(line="page", seconds=20, **KIND),
        "file": Kind(line="file", seconds=20, **KIND),
        "kept": Kind(line="file", seconds=20, **{**KIND, "kept_s": 60}),
        "short": Kind(line="file", seconds=1, **KIND),
        "brief": Kind(line="file", seconds=0.2, **KIND),
    },
)
LINUX = pytest.mark.skipif(
    not processes.LINUX,
    reason="a worker limits its memory and processor time (setrlimit, /proc) and its priority on "
    "Linux only; elsewhere there is nothing to test",
)


@pytest.fixture(scope="module")
def shared() -> ProcessPool:
    # loaded once by the fork server instead of by each job
    return ProcessPool(LIMITS, workers=1, preload="tests.support.jobs")


@pytest.fixture
def pool(shared: ProcessPool) -> Iterator[ProcessPool]:
    """One worker, which must still work after each test."""
    yield shared
    assert result(shared, "page", jobs.sleep, 0.01) == "slept"


def job(kind: str, function: Callable[..., Any], *arguments: Any) -> Job:
    return Job(kind, function, arguments)


def result(pool: ProcessPool, kind: str, function: Callable[..., Any], *arguments: Any) -> Any:
    ticket = pool.submit(job(kind, function, *arguments))
    try:
        return ticket.result(60)
    finally:
        ticket.leave()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "function", "arguments", "key"),
    [
        pytest.param("short", jobs.calculate, (), "work.time", marks=LINUX),
        ("brief", jobs.sleep, (60,), "work.time"),
        pytest.param("page", jobs.allocate, (2000,), "work.memory", marks=LINUX),
        ("page", jobs.crash, (signal.SIGSEGV,), "work.died"),
        ("page", jobs.be_killed, (), "work.died"),
        ("page", jobs.leave, (3,), "work.died"),
        ("page", jobs.swell, (3,), "work.large"),
        ("page", jobs.fail, (), "work.failed"),
    ],
)
def test_a_failed_job_says_why_and_the_next_one_runs(
    pool: ProcessPool, kind: str, function: Callable[..., Any], arguments: Any, key: str
) -> None:
    before = time.monotonic()
    with pytest.raises(WorkError) as error:
        result(pool, kind, function, *arguments)
    assert error.value.note.key == key
    assert time.monotonic() - before < 30
    for lang in LANGUAGES:
        assert "{" not in error.value.text(lang)
        assert "Traceback" not in error.value.text(lang)


def test_a_fault_is_in_the_log(pool: ProcessPool, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(WorkError):
        result(pool, "page", jobs.fail)
    assert "a fault of ours" in caplog.text


def test_a_job_refuses_in_both_languages(pool: ProcessPool) -> None:
    with pytest.raises(LocalizedError) as error:
        result(pool, "page", jobs.refuse)
    assert not isinstance(error.value, WorkError)
    assert "7" in error.value.text("zh")
    assert error.value.text("zh") != error.value.text("en")


def test_a_job_may_allocate_up_to_its_limit(pool: ProcessPool) -> None:
    assert result(pool, "page", jobs.allocate, 200) == 200 << 17


@LINUX
def test_a_job_gives_way_to_the_server(pool: ProcessPool) -> None:
    assert result(pool, "page", os.nice, 0) == min(os.nice(0) + processes.YIELDS, 19)


def test_the_process_of_an_abandoned_job_ends(pool: ProcessPool, tmp_path: Path) -> None:
    file = tmp_path / "count"
    ticket = pool.submit(job("page", jobs.count, file, 60))
    assert until(file.exists)
    assert until(lambda: bool(file.read_text()))
    pid = int(file.read_text())
    assert alive(pid)
    ticket.leave()
    assert until(lambda: not alive(pid), 3)


def test_an_abandoned_queued_job_never_starts(pool: ProcessPool, tmp_path: Path) -> None:
    first = pool.submit(job("page", jobs.wait_for, tmp_path / "end"))
    left = pool.submit(job("page", jobs.count, tmp_path / "count"))
    left.leave()
    (tmp_path / "end").touch()
    first.result(60)
    first.leave()
    assert result(pool, "page", jobs.sleep, 0.02) == "slept"
    assert not (tmp_path / "count").exists()


def test_equal_jobs_run_once_and_survive_one_leaving(pool: ProcessPool, tmp_path: Path) -> None:
    order = job("page", jobs.count, tmp_path / "count", 0.3)
    one, two, three = (pool.submit(order) for _ in range(3))
    one.leave()
    assert two.result(60) == three.result(20) == 1
    two.leave()
    three.leave()


def test_a_result_is_cached_if_its_kind_says_so(pool: ProcessPool, tmp_path: Path) -> None:
    kept, not_kept = tmp_path / "kept", tmp_path / "not-kept"
    assert [result(pool, "kept", jobs.count, kept) for _ in range(3)] == [1, 1, 1]
    assert [result(pool, "page", jobs.count, not_kept) for _ in range(3)] == [1, 2, 3]


def test_the_result_cache_is_bounded(pool: ProcessPool) -> None:
    before = pool._kept.size
    for n in range(4):
        assert result(pool, "kept", jobs.swell, 1 - n % 2) is not None
        assert pool._kept.size <= LIMITS.kept_mb << 20
    assert pool._kept.size >= before


def test_a_full_queue_refuses_and_the_other_does_not(pool: ProcessPool, tmp_path: Path) -> None:
    running = pool.submit(job("file", jobs.wait_for, tmp_path / "end"))
    assert until(lambda: running.started)
    waiting = [pool.submit(job("file", jobs.sleep, 5 + n)) for n in range(LIMITS.waiting)]
    assert [ticket.ahead for ticket in waiting] == [0, 1]
    with pytest.raises(BusyError) as error:
        pool.submit(job("file", jobs.sleep, 0.5))
    assert error.value.retry_s >= 2
    assert str(error.value.retry_s) in error.value.text("zh")
    page = pool.submit(job("page", jobs.sleep, 0.1))
    (tmp_path / "end").touch()
    # the queues take turns, so a page does not wait for all downloads
    assert page.result(60) == "slept"
    assert not all(ticket.wait(0) for ticket in waiting)
    for ticket in (running, page, *waiting):
        ticket.leave()


def test_queued_arguments_are_bounded(pool: ProcessPool, tmp_path: Path) -> None:
    running = pool.submit(job("page", jobs.wait_for, tmp_path / "end"))
    assert until(lambda: running.started)
    first = pool.submit(job("page", jobs.measure, b"a" * (2 << 20)))
    with pytest.raises(BusyError):
        pool.submit(job("page", jobs.measure, b"b" * (2 << 20)))
    (tmp_path / "end").touch()
    assert first.result(60) == 2 << 20
    first.leave()
    running.leave()


def test_a_job_reports_its_progress(pool: ProcessPool) -> None:
    ticket = pool.submit(job("page", jobs.go_on, 10))
    assert until(lambda: ticket.progress is not None)
    done, total = ticket.progress or (0, 0)
    assert 0 < done <= total == 10
    assert ticket.result(60) == "done"
    ticket.leave()


def test_a_job_left_to_finish_is_cached_for_the_next_request(
    pool: ProcessPool, tmp_path: Path
) -> None:
    order = job("kept", jobs.count, tmp_path / "count", 0.5)
    first = pool.submit(order)
    assert until(lambda: first.started)
    first.leave(to_end=True)
    again = pool.submit(order)
    assert again.result(60) == 1
    again.leave()


def test_without_fork_each_job_starts_its_own_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "LINUX", False)
    spawned = ProcessPool(LIMITS, workers=1, preload="atlas.workers")
    assert spawned._context.get_start_method() == "spawn"
    assert result(spawned, "page", jobs.measure, b"abc") == 3
    with pytest.raises(WorkError) as error:
        result(spawned, "short", jobs.sleep, 60)
    assert error.value.note.key == "work.time"


def test_the_inline_pool_behaves_like_the_process_pool() -> None:
    inline = InlinePool(LIMITS)
    assert inline.submit(job("page", jobs.measure, b"abc")).result() == 3
    with pytest.raises(LocalizedError):
        inline.submit(job("page", jobs.refuse)).result()


def test_every_limit_is_valid() -> None:
    known = limits()
    assert {"extract", "sheet", "map", "layers", "check", "read", "import"} <= known.kinds.keys()
    uploads = ("read", "check-file", "import")
    assert {known.kinds[name].kept_s for name in uploads} == {0}, "uploads are never kept"
    assert known.kinds["report-file"].kept_s <= 60, "it waits for its reader only"
    assert known.slower(3).kinds["sheet"].seconds == 3 * known.kinds["sheet"].seconds
