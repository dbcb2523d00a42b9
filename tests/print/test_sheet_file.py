"""The printed sheet as a file: text, fonts, refusals, URL and command."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from typer.testing import CliRunner

from atlas.cli.main import app
from atlas.print.map import legend
from atlas.print.map.map_text import width_of, wrapped
from atlas.print.map.subject import SheetError, subject_of
from atlas.print.sheet.render import plan, sheet
from atlas.store.query import Filter
from atlas.store.store import load
from tests.support.project import store
from tests.support.sheets import (
    NANCUN,
    TODAY,
    labels_of,
    legend_of,
    pdf,
    subject,
    text_of,
    words_of,
)

CHINESE = re.compile(r"[\u3400-\u9fff]")


# ---- texts and fonts -----------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["structure", "transport"])
def test_the_texts_can_be_selected_and_searched(page):
    planned, text = plan(subject(page), "A3", TODAY), text_of(pdf(page, "A3"))
    for word in ("图例", "北", "审图号", "未送审，仅供工作参考", "编制单位", "2026年11月25日"):
        assert word in text, word
    for word in ("EPSG:4549", "CGCS2000", "不作为法定依据", "数据来源：", "位置精度：", "平度市"):
        assert word in text, word
    assert subject(page).title in text
    for word in words_of(planned):
        assert re.sub(r"\s", "", word) in text, word
    for label in labels_of(subject(page), planned):
        assert re.sub(r"\s", "", label.text) in text, label.text


def test_fonts_are_embedded_and_nothing_is_rasterised():
    page = pdf("ecology", "A3").pages[0]
    fonts = {}
    found = [page["/Resources"]]
    while found:
        resources = found.pop()
        fonts |= {font["/BaseFont"]: font for font in resources.get("/Font", {}).values()}
        for shape in resources.get("/XObject", {}).values():
            assert shape["/Subtype"] == "/Form"
            found.append(shape.get("/Resources", {}))
    assert len(fonts) >= 2
    for name, font in fonts.items():
        assert font["/Subtype"] == "/Type0", name  # outlines with hints, unlike Type 3
        assert "CJK" in name and "/ToUnicode" in font
        assert "/FontFile3" in font["/DescendantFonts"][0]["/FontDescriptor"]


def test_the_english_sheet_is_english():
    text = text_of(pdf("transport", "A4", "en"))
    assert not CHINESE.search(text)
    for word in ("Legend", "Notsubmitted", "Drawnby", "Pingdu:TransportProjects", "Sources:"):
        assert word in text, word


def test_the_drafting_unit_and_the_number_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("ATLAS_SHEET_UNIT", "平度市自然资源和规划局")
    monkeypatch.setenv("ATLAS_SHEET_NUMBER", "鲁SG(2026)001号")
    rows = dict(plan(subject("structure"), "A4", TODAY).rows)
    assert rows["编制单位"] == "平度市自然资源和规划局"
    assert rows["审图号"] == "鲁SG(2026)001号"


def test_the_notes_name_the_sources_of_what_is_shown():
    notes = "".join(plan(subject("ecology"), "A3", TODAY).notes)
    assert "自然资源主管部门批复的矢量成果为准" in notes
    assert "OpenStreetMap" in notes
    plain = "".join(plan(subject("structure"), "A3", TODAY).notes)
    assert "批复的矢量成果" not in plain


@given(text=st.text("平度市，。（）空间布局 abc-12°", max_size=60), width=st.floats(12, 60))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text, width):
    lines = wrapped(text, 3.0, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        pieces = wrapped(line, 3.0, 0.1)
        assert width_of(line, 3.0) <= width or len(pieces) == 1
    for line in lines[1:]:
        assert not line.startswith(("，", "。", "）")) or not line.strip("，。）")


# ---- what may go wrong ---------------------------------------------------------------------------


def test_a_broken_layer_is_missing_and_named_on_the_sheet(root_copy):
    (root_copy / "geodata/rivers.geojson").write_text("{", encoding="utf-8")
    broken = load(root_copy)
    planned = plan(subject_of(broken, "structure", Filter(), "zh"), "A4", TODAY)
    assert "rivers/river" not in legend_of(planned)
    assert "未能载入、图上没有的图层：rivers" in "".join(planned.notes)


def test_without_the_base_layers_there_is_still_a_sheet(root_copy):
    for layer in ("city-boundary", "townships", "neighbours", "land"):
        (root_copy / f"geodata/{layer}.geojson").unlink()
    about = subject_of(load(root_copy), "transport", Filter(), "zh")
    assert sheet(about, "A4", "pdf", TODAY).startswith(b"%PDF")


def test_a_page_or_town_that_does_not_exist_is_named():
    with pytest.raises(SheetError, match="no page 'nowhere': expected one of ecology"):
        subject("nowhere")
    with pytest.raises(SheetError, match="no town '1'"):
        subject("structure", towns=("1",))


@pytest.mark.parametrize(
    "bbox",
    [
        *("1,2,3", "a,b,c,d", "nan,nan,nan,nan", "inf,36,120,37", "120,37,119,36", ",,,"),
        *("0,0,10,10", "119.9,36.7,119.90001,36.70001", "119,36,120,37,38", "1e999,0,1,1"),
        "119.5;36.4;120.4;37.1",
    ],
)
def test_a_hostile_box_is_refused_in_the_reader_s_language(client, bbox):
    answer = client.get("/download/sheet", params={"page": "structure", "bbox": bbox})
    assert answer.status_code == 400
    assert answer.text.startswith("bbox 应为")
    english = client.get("/download/sheet", params={"bbox": bbox, "lang": "en"})
    assert english.text.startswith("bbox: expected west,south,east,north")


@pytest.mark.parametrize(("name", "value"), [("size", "A0"), ("size", "a3"), ("format", "svg")])
def test_another_paper_or_format_is_refused(client, name, value):
    answer = client.get("/download/sheet", params={"page": "structure", name: value})
    assert answer.status_code == 400
    assert answer.text.startswith(f"{name} 应为")


def test_a_legend_without_room_is_refused(client, monkeypatch):
    monkeypatch.setattr(legend, "TRIES", ())
    answer = client.get("/download/sheet", params={"page": "structure"})
    assert (answer.status_code, answer.text[:6]) == (400, "图例放不下：")


def test_a_box_is_clipped_to_the_atlas_s_extent(client):
    answer = client.get(
        "/download/sheet",
        params={"page": "transport", "bbox": "-180,-90,180,90", "lang": "en", "size": "A4"},
    )
    assert answer.status_code == 200
    assert "1:50" in text_of(PdfReader(io.BytesIO(answer.content)))


def test_the_sheet_of_a_view_has_its_filter_selection_and_extent(client):
    answer = client.get(
        "/download/sheet",
        params={
            **{"page": "transport", "town": NANCUN, "status": "planned,studied", "size": "A4"},
            **{"id": "tp-metro-14", "bbox": "119.95,36.45,120.2,36.65", "format": "pdf"},
        },
    )
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith("A4.pdf")
    text = text_of(PdfReader(io.BytesIO(answer.content)))
    for word in ("镇街：南村镇", "进展：规划、研究", "选中：", "1:150000"):
        assert word in text, word


def test_a_plate_has_its_title_and_its_bounds(client):
    answer = client.get("/download/sheet", params={"page": "plates", "plate": "fig3"})
    text = text_of(PdfReader(io.BytesIO(answer.content)))
    assert "图3主城区布局" in text and "南部新城区" in text


def test_beside_the_text_the_sheet_shows_the_open_clause_s_features(client):
    clause = store().links["tp-metro-14"][0].clause
    answer = client.get("/download/sheet", params={"page": "reader", "clause": clause})
    text = text_of(PdfReader(io.BytesIO(answer.content)))
    assert "地铁" in text and "自然保护区" not in text


def test_the_command_prints_a_page_or_says_why_not(tmp_path):
    output = tmp_path / "sheet.png"
    run = CliRunner().invoke
    made = run(app, ["sheet", "fig2", "--size", "A4", "--format", "png", "--output", str(output)])
    assert made.exit_code == 0, made.stderr
    assert Image.open(output).size == (3508, 2480)
    failed = run(app, ["sheet", "nowhere", "--output", str(output)])
    assert failed.exit_code == 2
    assert failed.stderr.startswith("atlas sheet: no page 'nowhere'")
