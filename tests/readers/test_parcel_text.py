"""The national parcel text, spreadsheets, and their upload, check and import."""

from __future__ import annotations

import io

import openpyxl
import pytest
from typer.testing import CliRunner

from atlas.cli.main import app
from atlas.readers.format_detection import ENDINGS
from atlas.readers.planners_file import Answers
from atlas.web.state.page_list import page_of
from tests.support import bureau
from tests.support.bureau import SAID, failing
from tests.support.corner_tables import (
    AREAS,
    OTHER,
    PARCEL,
    TEXT,
    asked,
    hectares,
    read,
    refusal,
)
from tests.support.drawings import FILES
from tests.support.pages import run as run_page
from tests.support.pages import texts

NOTHING = Answers()


def text(*changes: tuple[str, str]) -> bytes:
    """Return the parcel text with changes."""
    changed = TEXT
    for before, after in changes:
        assert before in changed
        changed = changed.replace(before, after)
    return changed.encode("gbk")


def told(content: bytes, key: str) -> list[str]:
    drawing = read(content, NOTHING, "a.txt")
    return [note.text("zh") for note in drawing.notes if note.key == key]


# ---- the parcel text -----------------------------------------------------------------------------


def test_the_zone_of_a_parcel_text():
    wanted = [24.0, 8.0]
    bare = (("40517", "517"), ("40518", "518"))
    assert hectares(read(text(*bare), NOTHING, "a.txt")) == wanted
    other = read(text(("带号=40", "带号=39")), NOTHING, "a.txt")
    assert asked(other) == {"system": ["zone40"]}
    unsaid = read(text(("带号=40\r\n", "")), NOTHING, "a.txt")
    assert asked(unsaid) == {"system": ["zone40"]}
    wide = text(
        ("分带=3", "分带=6"), ("带号=40", "带号=20"), ("40517", "20783"), ("40518", "20784")
    )
    drawing = read(wide, NOTHING, "a.txt")
    assert (
        "zone 20" in next(n for n in drawing.notes if n.key == "planners.stated").values["system"]
    )
    assert drawing.frame.total_bounds[0] == pytest.approx(120.17, abs=0.01)


def test_swapped_northing_and_easting_are_asked_about():
    turned = [
        ",".join([*cells[:2], cells[3], cells[2]]) if row.startswith("J") else row
        for row in TEXT.split("\r\n")
        for cells in [row.split(",")]
    ]
    drawing = read("\r\n".join(turned).encode("gbk"), NOTHING, "a.txt")
    assert asked(drawing) == {"system": ["zone40/swapped"]}


def test_older_systems_are_refused_unless_overridden():
    for name in ("80国家大地坐标系", "1980西安坐标系", "1954北京坐标系"):
        content = text(("2000国家大地坐标系", name))
        assert "参数不公开" in refusal(content, NOTHING, "a.txt")
        assert hectares(read(content, Answers(system="zone40"), "a.txt")) == [24.0, 8.0]


def test_the_stated_area_is_compared():
    [note] = told(text(("24.0000", "25.0000")), "planners.area_differs")
    assert "填写 25.0000 公顷" in note and "24.0000 公顷" in note and "+1.0000 公顷" in note
    [note] = told(text(("24.0000", "360.00")), "planners.area_in_unit")
    assert "以亩计" in note and "24.0000 公顷" in note
    [note] = told(text(("8.0000", "80000")), "planners.area_in_unit")
    assert "以平方米计" in note
    # a corner less makes another area, whatever the number of corners says
    less = text(("J3,1,4079512.000,40517000.000\r\n", ""))
    assert len(told(less, "planners.area_differs")) == 1


def test_a_parcel_of_too_few_corners_is_named():
    added = TEXT + "2,1.0,三号,三号地块,面,,林地,,@\r\nJ1,1,4079000.0,40518500.0\r\n"
    [note] = told(added.encode("gbk"), "planners.short_parcels")
    assert "三号地块" in note
    assert "“X, Y”" in refusal((TEXT + "J1,1\r\n").encode("gbk"), NOTHING, "a.txt")


def test_points_and_lines_of_a_parcel_text():
    as_points = text(("一号地块,面", "一号地块,点"), ("二号地块,面", "二号地块,线"))
    frame = read(as_points, NOTHING, "a.txt").frame
    assert list(frame.geom_type) == ["MultiPoint", "MultiLineString"]


def test_a_parcel_text_without_its_sections():
    bare = TEXT[TEXT.index("5,24.0000") :].encode("gbk")
    assert asked(read(bare, NOTHING, "a.txt")) == {"system": ["zone40"]}
    assert hectares(read(bare, Answers(system="zone40"), "a.txt")) == [24.0, 8.0]


def test_an_older_system_in_a_parcel_text_is_recognised_after_a_colon():
    text = TEXT.replace("=2000国家大地坐标系", "：1980西安坐标系")
    assert text != TEXT
    assert "1980 西安坐标系" in refusal(text.encode("gbk"), NOTHING, "a.txt")


def test_a_corner_of_a_parcel_text_without_one_coordinate_is_refused():
    row = next(n for n, one in enumerate(TEXT.splitlines(), start=1) if one.startswith("J2,"))
    rows = TEXT.splitlines()
    rows[row - 1] = rows[row - 1].rpartition(",")[0]
    assert f"第 {row} 行" in refusal("\n".join(rows).encode("gbk"), NOTHING, "a.txt")


def test_a_ring_of_a_parcel_text_with_too_few_corners_is_named():
    head = "[地块坐标]\n6,,1,甲,面,,,,@\n"
    corners = "".join(f"{label},1,{x},{y}\n" for label, x, y in PARCEL)
    drawing = read(f"{head}{corners}J5,2,4079200,517100\nJ6,2,4079200,517200\n", name="a.txt")
    assert hectares(drawing) == [24.0]
    note = next(note for note in drawing.notes if note.key == "planners.short_parcels")
    assert note.values["rows"] == "甲 (J5)"


@pytest.mark.parametrize("separator", [" ", "\t", ";", "，"])
def test_separators_of_a_parcel_text(separator):
    rows = [
        one if "@" in one or not one.startswith("J") else one.replace(",", separator)
        for one in TEXT.splitlines()
    ]
    for end in ("\r\n", "\r"):
        assert hectares(read(end.join(rows).encode("gbk"), NOTHING, "a.txt")) == [24.0, 8.0]


# ---- spreadsheets --------------------------------------------------------------------------------


def workbook(**worksheets: list[tuple[object, ...]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in worksheets.items():
        sheet = book.create_sheet(title.removeprefix("_"))
        sheet.sheet_state = "hidden" if title.startswith("_") else "visible"
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_every_worksheet_with_coordinates_is_read_and_the_others_are_named():
    head = ("点号", "纵坐标X(m)", "横坐标Y(m)")
    content = workbook(
        一号=[("宗地一",), head, *PARCEL], 二号=[head, *OTHER], 说明=[("无",)], _旧=[head, *OTHER]
    )
    for name in ("a.xlsx", "a.zip", "a.csv"):
        drawing = read(content, AREAS, name)
        assert hectares(drawing) == [24.0, 9.0]
        assert list(drawing.frame["name"]) == ["一号", "二号"]
        [note] = [n for n in drawing.notes if n.key == "planners.worksheets_left"]
        assert note.values["names"] == "说明, 旧"


def test_an_older_workbook_is_read():
    content = (FILES.parent / "corners.xls").read_bytes()
    assert hectares(read(content, AREAS, "a.xls")) == [24.0]


def test_a_workbook_without_coordinates_or_damaged_is_refused():
    assert "现有列：甲, 乙" in refusal(workbook(a=[("甲", "乙"), (1, 2)]), AREAS, "a.xlsx")
    whole = (FILES.parent / "corners.xls").read_bytes()
    assert "无法读取" in refusal(whole[:900], AREAS, "a.xls")


# ---- the ways in ---------------------------------------------------------------------------------


def test_the_check_names_the_options_that_answer_and_takes_them(tmp_path):
    path = str(FILES / "corners_across.csv")
    report = tmp_path / "report.json"
    asked_ = CliRunner().invoke(app, ["check", path, "--lang", "en"])
    assert asked_.exit_code == 2
    assert "--shape areas    1 area, 180.0000 ha" in asked_.stderr
    assert "--system cm120 --swapped" in asked_.stderr
    said = ["--shape", "areas", "--system", "cm120", "--swapped", "--output", str(report)]
    answer = CliRunner().invoke(app, ["check", path, *said])
    assert answer.exit_code == 1, answer.stderr
    assert "冲突" in answer.stderr
    packed = str(FILES / "dms_packed.csv")
    assert "--degrees packed" in CliRunner().invoke(app, ["check", packed]).stderr
    said = ["--degrees", "packed", "--system", "wgs84", "--output", str(report)]
    assert CliRunner().invoke(app, ["check", packed, *said]).exit_code == 0


def test_the_import_names_the_options_that_answer_and_takes_them(tmp_path, monkeypatch):
    monkeypatch.setenv("ATLAS_PRIVATE", str(tmp_path))
    said = (str(FILES / "corners.csv"), *SAID, "--dry-run", "--kind", "redline")
    error = failing(*said)
    assert "--shape areas" in error and "--system cm120 --swapped" in error
    code, out, _ = bureau.run(*said, "--shape", "areas", "--system", "cm120", "--swapped")
    assert code == 0 and "一号: added" in out and "二号: added" in out


def test_the_page_asks_and_uses_the_answer():
    content = (FILES / "corners_across.csv").read_bytes()
    page = run_page(page_of("workbench"), {"tool": "file"})
    page.file_uploader[0].set_value(("corners_across.csv", content, "text/csv")).run()
    assert "界址点" in texts(page) and not page.exception
    by_key = {radio.key.split("_")[1]: radio for radio in page.radio}
    by_key["shape"].set_value("areas").run()
    by_key = {radio.key.split("_")[1]: radio for radio in page.radio}
    by_key["asked"].set_value("cm120/swapped").run()
    assert not page.exception
    assert "1: 180.0000" in texts(page)
    assert "已读取 1 个图形" in texts(page)


def test_the_dialogs_offer_tables_and_texts():
    assert {"csv", "txt", "tsv", "dat", "xlsx", "xls", "et", "ods"} <= set(ENDINGS)
