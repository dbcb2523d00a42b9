"""Atomic writes: files are old or new at any interruption, with one writer at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from atlas.core import atomic_files
from atlas.core.atomic_files import (
    NEXT,
    FolderBusyError,
    current,
    current_files,
    only_writer,
    read_whole,
    replace_files,
    write_file,
)
from atlas.pipeline.build import build
from tests.support.bureau import SAID, as_gpkg, failing, redlines
from tests.support.machine import needs_resource

OLD = {"a.json": "old a", "layer/b.json": "old b", "layer/gone.json": "old gone"}
NEW = {"a.json": "new a", "layer/b.json": "new b", "c.json": "new c", "layer/gone.json": None}


class Killed(BaseException):
    """Ends a process: nothing catches it."""


def state(folder: Path) -> dict[str, str]:
    found = current_files(folder, "*.json") | current_files(folder, "*/*.json")
    return {name: path.read_text("utf-8") for name, path in sorted(found.items())}


def lay(folder: Path) -> None:
    for name, text in OLD.items():
        write = folder / name
        write.parent.mkdir(exist_ok=True, parents=True)
        write.write_text(text, "utf-8")


def test_a_kill_at_any_step_leaves_all_old_or_all_new(tmp_path, monkeypatch):
    """Interrupt the write at each call that changes the disk."""
    wanted = {name: text for name, text in NEW.items() if text is not None}
    outcomes, done = [], False
    for moment in range(200):
        folder = tmp_path / str(moment)
        lay(folder)
        left = moment

        def step(*_: object) -> None:
            nonlocal left
            if left == 0:
                raise Killed
            left -= 1

        with monkeypatch.context() as patch:
            for name in ("open", "replace", "rename", "unlink", "mkdir", "rmdir"):
                real = getattr(Path, name)
                patch.setattr(
                    Path, name, lambda self, *a, _real=real, **k: (step(), _real(self, *a, **k))[1]
                )
            patch.setattr(atomic_files.shutil, "rmtree", lambda *a, **k: step())
            try:
                replace_files(folder, NEW)
                done = True
            except Killed:
                pass
        found = state(folder)
        assert found in (dict(sorted(OLD.items())), wanted), moment
        outcomes.append("new" if found == wanted else "old")
        with only_writer(folder):
            pass
        assert state(folder) == found, "who writes next finishes what was begun"
        assert not (folder / NEXT).exists()
        if done:
            break
    assert done
    assert outcomes == sorted(outcomes, reverse=True)
    assert set(outcomes) == {"old", "new"}


def test_a_second_writer_is_refused_with_a_message(tmp_path, private, monkeypatch):
    monkeypatch.setattr(atomic_files.only_writer.__wrapped__, "__defaults__", (0.1,))
    with only_writer(private):
        err = failing(str(as_gpkg(tmp_path, redlines())), *SAID)
    assert err == (
        f"atlas import: Another import is writing to “{private}”. "
        "Please try again when it has finished.\n"
    )


def test_a_second_writer_waits_briefly(tmp_path):
    entered, leaving = threading.Event(), threading.Event()

    def first() -> None:
        with only_writer(tmp_path):
            entered.set()
            threading.Event().wait(0.3)
            leaving.set()

    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(first)
        assert entered.wait(10), writing.exception(0)
        busy = pytest.raises(FolderBusyError, match="another process is writing")
        with busy, only_writer(tmp_path, 0.05):
            pass
        with only_writer(tmp_path, 10):
            assert leaving.is_set()
        writing.result(10)  # raises what was raised in the thread


@needs_resource
def test_a_full_disk_ends_a_build_with_one_line_and_leaves_the_data(root_copy):
    import resource  # noqa: PLC0415  # not on Windows, where the other tests run all the same

    before = {p.name: p.read_bytes() for p in (root_copy / "geodata").glob("*.*json")}
    names = root_copy / "geodata/sources/features/rivers.csv"
    names.write_text(names.read_text("utf-8").replace("泽河", "泽河流", 1), "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "atlas.cli.main", "build", "--root", str(root_copy)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"atlas build: {root_copy}/geodata/.draft/")
    assert ended.stderr.count("\n") == 1
    assert {p.name: p.read_bytes() for p in (root_copy / "geodata").glob("*.*json")} == before
    assert "rivers.geojson" in build(root_copy)


def test_a_written_file_is_old_or_new_and_keeps_its_permissions(tmp_path, monkeypatch):
    path = tmp_path / "map.html"
    write_file(path, "old")
    path.chmod(0o640)
    write_file(path, b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left on device: .*map.html"):
        write_file(path, b"newer")
    assert path.read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_a_reader_retries_if_files_change_meanwhile(tmp_path):
    lay(tmp_path)
    calls = []

    def read() -> dict[str, str]:
        calls.append(state(tmp_path)["a.json"])
        if len(calls) == 1:
            replace_files(tmp_path, NEW)
        return state(tmp_path)

    assert read_whole([tmp_path], read)["c.json"] == "new c"
    assert calls == ["old a", "new a"]
    assert current(tmp_path, "a.json") == tmp_path / "a.json"
