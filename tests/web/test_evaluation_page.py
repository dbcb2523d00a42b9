"""The evaluation page: counts that lead to lists, its chart, and its files."""

from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from atlas.analysis.evaluation.outcome_counts import PARTS, count_by
from atlas.core.messages import LANGUAGES
from atlas.core.model import vocabulary
from atlas.store.query import Filter
from atlas.web.downloads.download_routes import make_file
from atlas.web.server.resources import store
from atlas.web.state.page_list import page_of
from atlas.web.state.page_view import view_at
from atlas.writers.evaluation_workbook import evaluation_tables
from tests.support.pages import run, texts
from tests.support.papers import paper, text_of_pages

LINK = re.compile(r'<a class="atlas-go" href="([^"]+)"[^>]*>(\d+)</a>')
CHINESE = re.compile(r"[\u3400-\u9fff]")


def links(html: str) -> list[tuple[dict[str, str], int]]:
    """Return the query and the number of each link of the table."""
    return [(dict(parse_qsl(urlsplit(unescape(a)).query)), int(n)) for a, n in LINK.findall(html)]


@pytest.mark.parametrize("query", [{}, {"year": "2022"}, {"town": "370283105", "lang": "en"}])
def test_each_number_leads_to_as_many_projects(query):
    app = run(page_of("evaluation"), query)
    assert not app.exception
    found = links(texts(app))
    assert len(found) > 20
    assert not [
        (there, n)
        for there, n in found
        if len(view_at("evaluation", there).selection.features) != n
    ]


@pytest.mark.parametrize("part", PARTS)
def test_an_address_says_what_is_counted_by_and_so_do_all_links(part):
    html = texts(run(page_of("evaluation"), {"by": part, "town": "370283122"}))
    named = {"theme": "交通", "town": "旧店镇", "chapter": "第六章"}
    heads = re.findall(r'<th scope="row">([^<]+)', html)
    assert [one for one in PARTS if any(named[one] in head for head in heads)] == [part]
    kept = [there.get("by", "theme") for there, _ in links(html)]
    assert kept and set(kept) == {part}


def panels(app: AppTest) -> list[dict[str, Any]]:
    """Return the data of the page's panels."""
    return [
        json.loads(each.proto.json)
        for each in app.get("bidi_component")
        if each.proto.component_name == "atlas_panel"
    ]


def test_what_drafts_of_the_next_plan_say_is_told_while_its_text_is_not_there():
    app = run(page_of("evaluation"), {})
    [section] = panels(app)[-1]["sections"]
    assert "尚未找到" in section["title"]
    assert "tp-exp-laizhou-qingdao" in [row["cells"][0][0]["select"] for row in section["rows"]]
    assert all("征求意见稿" in row["cells"][1][0]["small"] for row in section["rows"])


def test_transport_projects_that_are_late_come_with_their_delay():
    app = run(page_of("evaluation"), {"theme": "transport", "outcome": "late", "lang": "en"})
    panel = panels(app)[0]
    items = [row["cells"][0][0] for row in panel["sections"][0]["rows"]]
    assert [one["select"] for one in items] == ["tp-metro-14", "tp-exp-laizhou-qingdao"]
    assert "72 months" in items[0]["small"]
    assert "23–35 months" in items[1]["small"]


def test_chart_has_the_counts_the_colours_and_a_description():
    app = run(page_of("evaluation"), {})
    [chart] = app.get("arrow_vega_lite_chart") or app.get("vega_lite_chart")
    spec = json.loads(chart.proto.spec)
    assert spec["encoding"]["color"]["scale"]["range"] == [
        term.colour for term in vocabulary().outcome.values()
    ]
    assert "交通 32" in spec["description"]


def test_a_year_before_the_plan_has_no_projects():
    app = run(page_of("evaluation"), {"year": "2020"})
    assert not app.exception
    assert "没有符合条件的项目" in texts(app)


def test_english_page_has_no_chinese():
    assert not CHINESE.search(texts(run(page_of("evaluation"), {"lang": "en"})))


def test_workbook_has_the_pages_counts_and_a_source_for_each_milestone():
    file = make_file("evaluation", "evaluation", [("format", "xlsx"), ("year", "2025")])
    book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True)
    titles = [
        "项目",
        "条文表述",
        "汇总 按主题",
        "汇总 按镇街",
        "汇总 按章",
        "进展经过",
        "方法与局限",
    ]
    assert book.sheetnames == titles
    for part, title in zip(PARTS, titles[2:5], strict=True):
        counts = count_by(store(), part, Filter(year="2025"))
        *rows, whole = list(book[title].iter_rows(min_row=2, values_only=True))
        assert [row[1:9] for row in rows] == [
            (*row.numbers.values(), row.total, row.plan_only) for row in counts.rows.values()
        ]
        assert whole[7] == counts.whole.total == book["项目"].max_row - 1
    heads, *rows = book["进展经过"].iter_rows(values_only=True)
    sources = [row[heads.index("来源")] for row in rows]
    assert len(sources) > 50
    assert all(sources)


def test_tables_are_whole_in_english():
    tables = evaluation_tables(store(), None, "en")
    quoted = {"quote"}
    wrong = [
        (table.title, column, value)
        for table in tables
        for column in table.frame
        if column not in quoted
        for value in table.frame[column]
        if isinstance(value, str) and CHINESE.search(value)
    ]
    assert not wrong


@pytest.mark.parametrize("lang", LANGUAGES)
def test_report_has_the_chapters_in_order_and_each_statement(lang):
    pages = text_of_pages(paper("evaluation", lang))
    whole = "".join(pages)
    quotes = ["".join(one.quote.split()) for one in store().coverage.statements]
    lost = [quote for quote in quotes if quote not in whole]
    assert not lost
    clauses = list(store().clauses)
    ordered = sorted(store().coverage.statements, key=lambda one: clauses.index(one.clause))
    place = whole.index("".join(ordered[0].quote.split()))
    for one in ordered:
        place = whole.index("".join(one.quote.split()), place)
    day = "2025-12-31"
    assert day in pages[0]
    assert ("方法与局限" if lang == "zh" else "Methodandlimits") in pages[-1]


def test_report_for_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="pdf"):
        make_file("evaluation", "evaluation", [("format", "doc")])
