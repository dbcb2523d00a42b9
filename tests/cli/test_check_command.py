"""The command atlas check: exit codes, formats, questions, output."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from shapely.geometry import Point, mapping

from atlas.analysis.overlap import matrix
from atlas.cli import check_command
from atlas.spatial.crs import to_degrees
from tests.support.check_command import run
from tests.support.project import store
from tests.support.squares import box

RESERVE = "eco-dazeshan-reserve"
INSIDE, NEAR, FAR = Point(120.02, 36.93), Point(120.0, 36.86), Point(119.6, 36.55)


def file(tmp_path: Path, *points: Point, name: str = "file.geojson") -> str:
    features = [
        {"type": "Feature", "properties": {"name": f"地块{n}"}, "geometry": mapping(point)}
        for n, point in enumerate(points)
    ]
    path = tmp_path / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("point", "code", "said"),
    [
        (INSIDE, 1, "Conflict: overlap with 1 zone,"),
        (NEAR, 0, "Cannot be excluded"),
        (FAR, 0, "No conflict: it overlaps no zone"),
    ],
)
def test_the_exit_code_is_the_verdict(tmp_path, point, code, said):
    got, out, err = run(file(tmp_path, point), "--against", RESERVE, "--lang", "en")
    assert got == code
    assert said in err
    assert json.loads(out)["statement"] in err


def test_notes_of_the_file_go_to_standard_error(tmp_path):
    _, out, err = run(file(tmp_path, FAR), "--against", RESERVE)
    assert "“file.geojson”" in err
    assert out.startswith(b"{")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_format_is_written(tmp_path, lang):
    asked = (file(tmp_path, INSIDE, FAR), "--against", "ecological-redlines", "--lang", lang)
    for form in ("json", "csv", "pdf"):
        path = tmp_path / f"report.{form}"
        code, out, _ = run(*asked, "--format", form, "--output", str(path))
        assert (code, out) == (1, b"")
    assert len(json.loads((tmp_path / "report.json").read_text("utf-8"))["rows"]) >= 2
    rows = list(csv.reader((tmp_path / "report.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][1] == "地块0"
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)
    assert "地块0" in text.replace("\x00", "")


def test_the_buffer_and_several_zones_are_taken(tmp_path):
    code, out, _ = run(
        *(file(tmp_path, NEAR), "--against", RESERVE, "--against", "towns", "--buffer", "4000"),
    )
    document = json.loads(out)
    assert code == 1
    assert document["settings"]["buffer_m"] == 4000
    assert {row["group"] for row in document["rows"]} == {"红线、自然保护地与生态屏障", "所在镇街"}


def test_all_transport_projects_are_checked_at_once():
    code, out, err = run("--matrix", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out.decode("utf-8-sig"))))
    whole = matrix(store())
    wanted = len(whole.report.pairs) + len(whole.unchecked) + 3  # zones
    wanted += len(whole.report.subjects) - whole.report.pairs["subject"].nunique()
    assert code == 1
    assert len(rows) == wanted
    assert "13 个要素" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--matrix"),
        (("FILE", "--matrix"), "--matrix"),
        (("FILE", "--against", "nix"), "没有“nix”这一类、图层或要素。可选：reserves"),
        (("FILE", "--buffer", "-1"), "不小于零"),
        (("FILE", "--buffer", "nan"), "不小于零"),
        (("FILE", "--system", "nix"), "没有坐标系“nix”"),
        (("nowhere.geojson",), "“nowhere.geojson”"),
        (("FILE", "--output", "/nowhere/at/all.json"), "/nowhere/at/all.json"),
        (("FILE", "--root", "/nowhere"), "atlas check: "),
    ],
)
def test_an_impossible_check_exits_with_2_and_says_why(tmp_path, arguments, said):
    there = file(tmp_path, INSIDE)
    code, out, err = run(*(there if word == "FILE" else word for word in arguments))
    assert (code, out) == (2, b"")
    assert said in err


def test_an_open_question_is_asked_with_the_option_that_answers_it(tmp_path):
    metres = box(0, 0, 100).centroid
    path = tmp_path / "points.csv"
    path.write_text(f"name,x,y\na,{metres.x},{metres.y}\n", "utf-8")
    code, out, err = run(str(path), "--lang", "en")
    assert (code, out) == (2, b"")
    assert "--system cm120 " in err
    code, out, err = run(str(path), "--lang", "en", "--system", "cm120", "--against", "towns")
    assert code == 0
    assert json.loads(out)["rows"][0]["name"] == "a"
    swapped = tmp_path / "swapped.csv"
    swapped.write_text(f"name,x,y\na,{metres.y},{metres.x}\n", "utf-8")
    code, _, err = run(str(swapped))
    assert code == 2
    assert "--system cm120 --swapped " in err
    assert run(str(swapped), "--system", "cm120", "--swapped", "--against", "towns")[0] == 0


def test_a_file_without_shapes_is_refused(tmp_path):
    code, out, err = run(file(tmp_path, name="none.geojson"))
    assert (code, out) == (2, b"")
    assert "none.geojson" in err


def test_an_interruption_ends_with_130_and_writes_nothing(tmp_path, monkeypatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check_command, "check", interrupted)
    path = tmp_path / "report.json"
    code, out, err = run(file(tmp_path, INSIDE), "--output", str(path))
    assert (code, out) == (130, b"")
    assert "已中止" in err
    assert not path.exists()


def test_a_terminal_sees_the_progress_and_can_stop_it(tmp_path):
    pty = pytest.importorskip("pty")
    # one shape at a time: minutes of work, so that the signal comes before its end on any machine
    slow = "from atlas.analysis.overlap import overlap_check as check; check.CHUNK = 1; "
    slow += "from atlas.cli import main as cli; "
    # what runs in the background ignores SIGINT and hands that on; at a terminal nothing does
    slow += "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    shapes = [to_degrees(box(x * 50, y * 50, 40)) for x in range(40) for y in range(100)]
    master, slave = pty.openpty()
    command = [sys.executable, "-c", f"{slow}; cli.app()", "check", file(tmp_path, *shapes)]
    report = tmp_path / "report.json"
    command += ["--output", str(report)]
    with subprocess.Popen(command, stderr=slave, stdout=subprocess.DEVNULL) as process:
        os.close(slave)
        seen = b""
        while "核对".encode() not in seen:
            seen += os.read(master, 1024)
        process.send_signal(signal.SIGINT)
        try:
            while piece := os.read(master, 1024):
                seen += piece
        except OSError:  # the other end is closed
            pass
    os.close(master)
    told = seen.decode("utf-8", "ignore")
    assert process.returncode == 130, told
    assert "已中止" in told
    assert "Traceback" not in told
    assert not report.exists()
