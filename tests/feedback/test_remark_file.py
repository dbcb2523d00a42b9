"""The file of remarks: kept whole, private, bounded; and every fault is named."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from atlas.feedback import remark_file
from atlas.feedback.remark import MAX_TEXT, Remark, SentRemark, clean_text
from atlas.feedback.remark_file import RemarkFile, RemarkFileError

ONE = Remark(
    time="2026-03-01T09:30Z",
    feature="tp-metro-14",
    layer="transport-projects",
    kind="state",
    text="已开工。",
    lang="zh",
    link="/transport?id=tp-metro-14",
    data="0123456789ab",
)
SENT = {"feature": "tp-metro-14", "kind": "state", "text": "x", "lang": "zh", "data": "0" * 12}
HOSTILE = (
    "'); DROP TABLE remark; --",
    '=HYPERLINK("http://evil.example")',
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} %s {0} \\u0000",
    "道" * MAX_TEXT,
    "👩‍👩‍👧 \U0001f6a7",
    "line\n\nline",
)


@pytest.fixture
def file(tmp_path: Path) -> RemarkFile:
    return RemarkFile(tmp_path / "remarks.sqlite")


def fault_of(act) -> str:
    with pytest.raises(RemarkFileError) as caught:
        act()
    return caught.value.fault


def test_remarks_are_kept_as_they_were_sent_in_order(file):
    numbers = [file.add(replace(ONE, text=text)) for text in HOSTILE]
    assert numbers == list(range(1, len(HOSTILE) + 1))
    assert [(one.id, one.text) for one in file.remarks()] == list(
        zip(numbers, HOSTILE, strict=True)
    )
    assert replace(file.remarks()[0], id=0, text=ONE.text) == ONE


def test_only_the_owner_may_read_the_file_even_if_it_was_created_otherwise(file):
    file.path.touch(mode=0o666)
    file.path.chmod(0o666)
    file.add(ONE)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    other = RemarkFile(file.path.with_name("other.sqlite"))
    before = os.umask(0)
    try:
        other.add(ONE)
    finally:
        os.umask(before)
    assert stat.S_IMODE(other.path.stat().st_mode) == 0o600


def test_servers_that_write_at_once_lose_nothing(file):
    code = (
        "import sys; from pathlib import Path; from tests.feedback.test_remark_file import *\n"
        "for _ in range(25): RemarkFile(Path(sys.argv[1])).add(ONE)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(file.path)], stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    assert [one.communicate()[1] for one in running] == [b""] * 4
    assert [one.id for one in file.remarks()] == list(range(1, 101))


def test_a_number_is_never_used_again(file):
    for _ in range(3):
        file.add(ONE)
    assert file.delete(ids=[3, 99]) == 1
    assert file.add(ONE) == 4


def test_what_is_deleted_is_not_in_the_file_any_more(file):
    file.add(replace(ONE, time="2025-12-31T23:59Z", text="电话 13800000000"))
    file.add(replace(ONE, time="2026-01-01T00:00Z"))
    assert file.delete(before=date(2026, 1, 1)) == 1
    assert [one.id for one in file.remarks()] == [2]
    for path in file.path.parent.iterdir():
        assert b"13800000000" not in path.read_bytes()


def test_a_full_file_takes_no_more_but_can_be_read_and_emptied(file, monkeypatch):
    monkeypatch.setattr(remark_file, "MAX_MB", 0.05)
    long = replace(ONE, text="道" * MAX_TEXT)

    def fill():
        for _ in range(100):
            file.add(long)

    assert fault_of(fill) == "full"
    kept = len(file.remarks())
    assert 5 < kept < 20
    assert file.path.stat().st_size <= 50_000
    assert file.delete(ids=[1, 2, 3, 4]) == 4
    assert file.add(long) == kept + 1


@pytest.mark.parametrize(
    "content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_a_damaged_file_is_named_and_left_as_it_is(file, content):
    file.path.write_bytes(content)
    for act in (file.check, file.remarks, lambda: file.add(ONE)):
        assert fault_of(act) == "damaged"
    assert file.path.read_bytes() == content


def test_damage_in_the_middle_is_found_by_the_check(file):
    for _ in range(30):
        file.add(replace(ONE, text="道" * MAX_TEXT))
    content = bytearray(file.path.read_bytes())
    content[8192:24576] = b"\xff" * 16384
    file.path.write_bytes(content)
    assert fault_of(file.check) == "damaged"


def test_another_database_and_a_newer_one_are_not_touched(file, tmp_path):
    with closing(sqlite3.connect(file.path)) as other:
        other.execute("CREATE TABLE accounts (name TEXT)")
    assert fault_of(lambda: file.add(ONE)) == "foreign"
    newer = RemarkFile(tmp_path / "newer.sqlite")
    newer.add(ONE)
    with closing(sqlite3.connect(newer.path)) as later:
        later.execute("PRAGMA user_version = 2")
    assert fault_of(lambda: newer.add(ONE)) == "newer"


def test_a_locked_file_is_waited_for_and_then_named(file, monkeypatch):
    monkeypatch.setattr(remark_file, "PATIENCE_S", 0.2)
    file.add(ONE)
    with closing(sqlite3.connect(file.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = time.monotonic()
        assert fault_of(lambda: file.add(ONE)) == "locked"
        assert time.monotonic() - before >= 0.15
        other.execute("ROLLBACK")
    assert file.add(ONE) == 2


def test_a_missing_file_or_folder_is_named(file, tmp_path):
    assert fault_of(file.remarks) == "missing"
    assert file.check() is None
    assert fault_of(lambda: RemarkFile(tmp_path / "no" / "x.sqlite").add(ONE)) == "unusable"
    assert fault_of(lambda: RemarkFile(tmp_path).add(ONE)) == "unusable"


def test_invisible_characters_are_dropped_and_empty_texts_refused():
    sent = SentRemark(**{**SENT, "text": " a\x00\x1b[31m\u202eb\u2066\ufeff\r\n\r\n\r\nc "})
    assert sent.text == "a[31mb\n\nc"
    assert clean_text("👩\u200d👧") == "👩\u200d👧"
    for text in ("", " \n\t ", "\x00\u202e", "x" * (MAX_TEXT + 1), "\ud800"):
        with pytest.raises(ValueError, match="text"):
            SentRemark(**{**SENT, "text": text})
