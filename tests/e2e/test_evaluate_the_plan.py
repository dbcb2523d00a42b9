"""The plan's final evaluation: from a number to the list behind it, on map and paper."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from atlas.core.model import vocabulary
from tests.e2e.driver import NewReader, Reader
from tests.support.papers import text_of_pages
from tests.support.project import store

COUNTS = ".atlas-counts"
LATE = ["tp-metro-14", "tp-exp-laizhou-qingdao"]
#: colours in which a line is drawn
STROKES = """id => document.querySelector('.atlas-frame').atlas.find(id).paths
    .map(path => path._path?.getAttribute('stroke'))"""
#: colour in which a town is filled
FILL = """code => document.querySelector('.atlas-frame').atlas.layers.get('townships').features
    .find(f => f.properties.code === code).paths.map(path => path._path?.getAttribute('fill'))[0]"""


def colour(word: str) -> str | None:
    return vocabulary().outcome[word].colour


def test_which_transport_projects_are_late_and_by_how_much(reader: Reader) -> None:
    """On a desk, in Chinese."""
    reader.visit("evaluation", COUNTS)
    chart = reader.page.locator("[role=graphics-document]")
    expect(chart).to_have_attribute(
        "aria-label", "按主题、按结果统计的项目数：" + "; ".join(chart_labels())
    )
    row = reader.page.locator(f"{COUNTS} tr", has_text="交通")
    row.get_by_role("link").nth(2).click()  # done, begun, late
    reader.eventually(lambda: reader.query, {"theme": "transport", "outcome": "late"})
    reader.eventually(lambda: sorted(reader.rows), sorted(LATE))
    late = reader.page.locator(".st-key-late")
    expect(late).to_contain_text("地铁14号线")
    expect(late).to_contain_text("已晚至少 72 个月")
    expect(late).to_contain_text("推迟了 23–35 个月")
    expect(late).not_to_contain_text("官路水库")  # not transport
    assert colour("late") in reader.js(STROKES, LATE[0])
    # on the year's end nobody had promised otherwise: only the metro was late
    reader.page.get_by_role("link", name="2023 年底").click()
    reader.eventually(lambda: reader.query.get("year"), "2023")
    expect(reader.page.locator(".atlas-days .summary")).to_contain_text("截至 2023-12-31")
    # elsewhere, the map has its own colours again
    reader.go_to("transport")
    reader.eventually(lambda: colour("late") in reader.js(STROKES, LATE[0]), False)


def chart_labels() -> list[str]:
    themes = store().features
    projects = themes[[bool(one.outcomes) for one in themes["years"]]]
    numbers = projects["theme"].value_counts()
    return [
        f"{term.text.zh} {numbers[theme]}"
        for theme, term in vocabulary().theme.items()
        if theme in numbers
    ]


def test_what_chapter_9_promised_and_what_is_known(new_reader: NewReader) -> None:
    """On a phone, in English."""
    phone = new_reader(phone=True)
    phone.visit("evaluation?lang=en", COUNTS)
    phone.page.get_by_text("by chapter", exact=True).click()
    row = phone.page.locator(f"{COUNTS} tr", has_text="9 Environment")
    expect(row).to_be_visible()
    numbers = [cell.strip() for cell in row.locator("td").all_inner_texts()]
    row.get_by_role("link").last.click()
    phone.eventually(lambda: phone.query, {"lang": "en", "chapter": "9", "by": "chapter"})
    phone.eventually(lambda: len(phone.rows), int(numbers[6]))
    wanted = [
        name
        for name, own in zip(store().features["id"], store().features["chapter_set"], strict=True)
        if "9" in own and store().years[name].outcomes
    ]
    assert sorted(phone.rows) == sorted(wanted)
    sizes = phone.js("eyes.sizes", ["html", "body", ".atlas-page", ".stApp"])
    assert all(inner <= outer + 1 for inner, outer in sizes), sizes


def test_towns_are_shaded_by_what_is_known(reader: Reader) -> None:
    reader.visit("evaluation?theme=culture&outcome=not_begun", COUNTS)
    town = "370283119"
    culture = store().features[store().features["theme"] == "culture"]
    known = [
        one.outcome(None)
        for one, codes in zip(culture["years"], culture["town_set"], strict=True)
        if one.outcomes and town in codes
    ]
    assert known and set(known) == {"u"}  # nothing is known of any
    reader.eventually(lambda: reader.js(FILL, town), "#f7f4f7")
    legend = reader.page.locator(".legend-outcomes")
    expect(legend.first).to_contain_text("逾期")
    expect(legend.last).to_contain_text("≥ 30%")


def test_take_the_report_away(reader: Reader, tmp_path: Path) -> None:
    reader.visit("evaluation?year=2024", COUNTS)
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="下载评估报告（PDF）").click()
    file = tmp_path / "report.pdf"
    download.value.save_as(file)
    assert download.value.suggested_filename == "规划评估报告 2024-12-31.pdf"
    first = text_of_pages(file.read_bytes())[0]
    assert "截至2024-12-31" in first
