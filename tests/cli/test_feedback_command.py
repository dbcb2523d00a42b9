"""The operator lists, exports and deletes the remarks of readers."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from atlas.cli.main import app
from atlas.feedback.remark_file import RemarkFile
from tests.feedback.test_remark_file import ONE
from tests.support.project import store

TEXTS = ("=1+1", "+86", "-1", "@SUM(A1)", "＝1+1", '，是\n第二行“引号”"', "已开工。")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["feedback", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RemarkFile:
    """Return a file with remarks about a line, an undrawn feature, and one that is gone."""
    path = tmp_path / "remarks.sqlite"
    monkeypatch.setenv("ATLAS_FEEDBACK", str(path))
    monkeypatch.setenv("ATLAS_URL", "https://atlas.example/plans")
    file = RemarkFile(path)
    for text in TEXTS:
        file.add(replace(ONE, text=text, link="/plans/transport?id=tp-metro-14"))
    undrawn = next(i for i, r in store().records.items() if i not in store().drawn)
    file.add(replace(ONE, feature=undrawn, layer=store().records[undrawn]["layer"]))
    file.add(replace(ONE, feature="tp-gone", time="2026-04-01T00:00Z", kind="opinion"))
    return file


def test_the_table_opens_in_a_spreadsheet_and_runs_no_formula(file, tmp_path):
    to = tmp_path / "out.csv"
    assert run("export", "--to", str(to)) == (0, f"atlas feedback: {to}, 9 remarks\n", "")
    content = to.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["text"] for row in rows[: len(TEXTS)]] == [
        *(f"'{text}" for text in TEXTS[:5]),
        *TEXTS[5:],
    ]
    first, undrawn, gone = rows[0], rows[-2], rows[-1]
    assert first["link"] == "https://atlas.example/plans/transport?id=tp-metro-14"
    assert (first["kind"], first["kind_text"]) == ("state", "进展已过时")
    assert first["name_zh"] == store().records["tp-metro-14"]["name_zh"]
    assert 119 < float(first["lon"]) < 121 and 36 < float(first["lat"]) < 38
    assert first["precision"] and float(first["accuracy_m"]) > 0
    assert (undrawn["lon"], undrawn["lat"]) == ("", "") and undrawn["name_zh"]
    assert (gone["lon"], gone["name_zh"], gone["kind"]) == ("", "", "opinion")


def test_the_map_has_a_point_where_the_feature_has_a_place(file, tmp_path):
    to = tmp_path / "out.geojson"
    assert run("export", "--to", str(to), "--lang", "en")[0] == 0
    features = json.loads(to.read_text("utf-8"))["features"]
    first, undrawn, gone = features[0], features[-2], features[-1]
    assert first["geometry"]["type"] == "Point"
    assert first["properties"]["precision"] == store().records["tp-metro-14"]["precision"]
    assert first["properties"]["kind_text"] == "Its status is out of date"
    assert first["properties"]["text"] == TEXTS[0]
    assert undrawn["geometry"] is None and gone["geometry"] is None
    assert [feature["id"] for feature in features] == list(range(1, 10))


def test_remarks_are_listed_in_a_line_each_and_deleted(file):
    code, out, _ = run("list")
    assert code == 0
    assert len(out.splitlines()) == 9
    assert out.splitlines()[5].startswith("6\t2026-03-01T09:30Z\tstate\ttp-metro-14\t，是 第二行")
    said = "atlas feedback: deleted: {} remarks\n"
    assert run("delete", "--id", "6", "--id", "7")[:2] == (0, said.format(2))
    assert run("delete", "--before", "2026-04-01")[1] == said.format(6)
    assert [one.feature for one in file.remarks()] == ["tp-gone"]
    assert run("delete", "--id", "6")[0] == 1


def test_what_cannot_be_done_ends_with_2_and_one_line(file, tmp_path, monkeypatch):
    def said(*arguments: str) -> str:
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        return err

    assert "ending in .csv or .geojson" in said("export", "--to", str(tmp_path / "x.xlsx"))
    assert "--id or --before" in said("delete")
    assert "no such file" in said("list", "--file", str(tmp_path / "none.sqlite"))
    file.path.write_bytes(b"x" * 5000)
    assert "damaged" in said("list")
    assert "damaged" in said("export", "--to", str(tmp_path / "x.csv"))
    assert not (tmp_path / "x.csv").exists()
    monkeypatch.delenv("ATLAS_FEEDBACK")
    assert "ATLAS_FEEDBACK" in said("list")
