"""Uploads are deleted at the end of their session, or after a quarter of an hour."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from platform import libc_ver
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from atlas.core import temporary_folders
from atlas.core.messages import LANGUAGES, message
from atlas.readers.file_reader import answered, read_planners_file
from atlas.readers.planners_file import Answers
from atlas.web.jobs.check_jobs import Reading
from atlas.web.server import upload_expiry
from atlas.web.server.upload_expiry import KEPT_S, LOOK_S, READ, Sweeper
from atlas.web.state.page_view import view_at
from atlas.web.workbench import file_questions
from tests.support.machine import reads_proc
from tests.support.server import ROOT, memory_mb


@dataclass
class Sessions:
    """Connected sessions."""

    ids: set[str]

    def list_sessions(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(session=SimpleNamespace(id=one)) for one in self.ids]


def _uploads(*sessions: str) -> MemoryUploadedFileManager:
    files = MemoryUploadedFileManager("/upload")
    for session in sessions:
        files.add_file(session, UploadedFileRec(f"{session}-file", "a.csv", "text/csv", b"x"))
    return files


def _held(files: MemoryUploadedFileManager) -> set[str]:
    return {file for records in files.file_storage.values() for file in records}


def test_a_file_is_gone_within_a_quarter_of_an_hour() -> None:
    files, sweeper, there = _uploads("a"), Sweeper(), Sessions({"a", "b"})
    assert sweeper.remove_expired(files, there, 1000.0) == set()
    files.add_file("b", UploadedFileRec("b-file", "b.csv", "text/csv", b"x"))
    assert sweeper.remove_expired(files, there, 1000.0 + LOOK_S) == set()
    assert _held(files) == {"a-file", "b-file"}
    # “a” was uploaded at most LOOK_S before it was first seen
    assert sweeper.remove_expired(files, there, 1000.0 + KEPT_S - LOOK_S) == {"a"}
    assert _held(files) == {"b-file"}
    assert sweeper.remove_expired(files, there, 1000.0 + KEPT_S) == {"b"}
    assert _held(files) == set()
    assert sweeper.seen.keys() == {("b", "b-file")}
    assert sweeper.remove_expired(files, there, 1000.0 + KEPT_S + LOOK_S) == set()
    assert sweeper.seen == {}


def test_files_of_an_ended_session_are_removed_at_the_next_sweep() -> None:
    files = _uploads("a", "b")
    assert Sweeper().remove_expired(files, Sessions({"b"}), 0.0) == {"a"}
    assert _held(files) == {"b-file"}


def test_shapes_expire_on_every_page_that_reads_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(file_questions.job_requests, "ask", lambda *_: None)
    monkeypatch.setattr(file_questions, "result_of", lambda *_: Reading(b"", 1, (), ()))
    file_questions.read(view_at("workbench", {}), (("a.csv", b"x"),), Answers())
    upload_expiry.drop_old()
    assert state[READ][1].features == 1
    late = time.monotonic() + KEPT_S
    monkeypatch.setattr(upload_expiry, "time", SimpleNamespace(monotonic=lambda: late))
    upload_expiry.drop_old()
    assert READ not in state


def test_folders_that_a_killed_process_left_behind_are_removed(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = temporary_folders.temporary_folder()  # as long as it is held it is not removed
    left = Path(folder.name)
    (left / "file.gpkg").write_bytes(b"x")
    other = tmp_path / "another-program"
    other.mkdir()
    assert temporary_folders.remove_old_folders(KEPT_S) == 0
    for path in (left, other):
        os.utime(path, (time.time() - KEPT_S - 1,) * 2)
    assert temporary_folders.remove_old_folders(KEPT_S) == 1
    assert not left.exists()
    assert other.exists()


def test_the_page_states_how_long_files_are_kept() -> None:
    for lang in LANGUAGES:
        values = {"mb": 1, "unpacked": 1, "shapes": 1, "vertices": 1, "minutes": KEPT_S // 60}
        assert "15" in message("task.upload_limits", lang, **values)


@reads_proc
def test_memory_is_released_after_fifty_files() -> None:
    turn = np.linspace(0, 2 * np.pi, 20_000)
    ring = np.column_stack([119.95 + np.cos(turn) / 100, 36.78 + np.sin(turn) / 100])
    content = shapely.to_geojson(shapely.Polygon(ring)).encode()

    def read(count: int) -> None:
        for number in range(count):
            named = content[:-1] + f', "number": {number}}}'.encode()
            assert len(read_planners_file("a.geojson", named, answered("wgs84")).frame) == 1
        gc.collect()

    read(5)
    before = memory_mb(os.getpid())
    read(50)
    assert memory_mb(os.getpid()) - before < 28, "the text of fifty files is 38 MB"


LARGE_BLOCKS = """
import os, sys
from threading import Thread
from atlas.web.server.free_memory import return_large_blocks
from tests.support.server import memory_mb

def upload():
    files.append(bytearray(b"x" * 6_000_000))
    others.append(bytearray(b"x" * 100_000))

if sys.argv[1] == "returned":
    return_large_blocks()
bytearray(30_000_000)  # once one has been freed, the C library keeps such blocks
files, others = [], []
before = memory_mb(os.getpid())
for _ in range(50):
    threads = [Thread(target=upload), Thread(target=upload)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
assert len(files) == len(others) == 100, "an upload failed in its thread"
files.clear()
print(memory_mb(os.getpid()) - before)
"""


@reads_proc
@pytest.mark.skipif(
    libc_ver()[0] != "glibc",
    reason="only glibc, the C library of most Linux systems, keeps large blocks that were freed; "
    "with others there is nothing to give back",
)
def test_memory_of_large_files_is_returned_to_the_system() -> None:
    def left_mb(how: str) -> float:
        command = [sys.executable, "-c", LARGE_BLOCKS, how]
        return float(
            subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        )

    assert left_mb("kept") > 100, "is return_large_blocks still needed?"
    assert left_mb("returned") < 30


def test_memory_is_returned_after_files_are_removed_or_expire() -> None:
    files, sweeper, there = _uploads("a", "b"), Sweeper(), Sessions({"a", "b"})
    sweeper.remove_expired(files, there, 0.0)
    assert not sweeper.freed
    files.remove_file("a", "a-file")  # the reader removed it
    assert sweeper.remove_expired(files, there, 1.0) == set()
    assert sweeper.freed
    assert sweeper.remove_expired(files, there, 2.0) == set()
    assert not sweeper.freed
    assert sweeper.remove_expired(files, Sessions({"a"}), 3.0) == {"b"}
    assert sweeper.freed
    assert "b" not in files.file_storage
