"""The extract as a PDF: verbatim clauses, page numbers in the contents, embedded fonts."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from urllib.parse import quote

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from shapely.geometry import Point

from atlas.analysis.land_extract import Topic, extract, not_held
from atlas.core.messages import LANGUAGES, message
from atlas.print.documents.extract_pdf import extract_pdf
from atlas.print.typesetting import FONT_FILES, FONTS, plain
from atlas.spatial.shape_text import parse_shape
from atlas.web.browsing.panel_data import card_data
from atlas.wording.extract_text import source_numbers, subject_title
from atlas.wording.phrases import name
from tests.support.papers import text_of_pages
from tests.support.project import store

DAY = date(2026, 11, 25)
SUBJECTS = {
    "spot": Point(120.03, 36.98),
    "area": parse_shape("polygon:120,36.9;120.1,36.9;120.1,37;120,37"),
    "line": parse_shape("line:119.95,36.78;120,36.8;120.0,36.5"),
    "feature": "ind-xinhe",
    "outside": Point(121.5, 37.2),
}


def bare(text: str) -> str:
    return "".join(plain(text).split())


class Read:
    """An extract and the text of its PDF by page, without the footer."""

    def __init__(self, subject: str, lang: str) -> None:
        self.lang, self.made = lang, extract(store(), SUBJECTS[subject])
        self.content = extract_pdf(store(), self.made, lang, DAY)
        self.reader = PdfReader(io.BytesIO(self.content))
        tail = bare(f"{subject_title(store(), self.made.subject, lang)} \u00b7 {DAY.isoformat()}")
        self.pages = []
        for number, page in enumerate(text_of_pages(self.content), 1):
            text, foot = bare(page), f"{tail}{number}"
            assert text.count(foot) == 1
            head, _, rest = text.partition(foot)
            self.pages.append(head[: head.rindex(bare(message("app.title", lang)))] + rest)
        self.text = "".join(self.pages)


@cache
def read_of(subject: str, lang: str) -> Read:
    return Read(subject, lang)


def of_every_extract(test: Callable[[Read], None]) -> Callable[[pytest.Subtests], None]:
    """Run a test on the extract of every subject in both languages."""

    def run(subtests: pytest.Subtests) -> None:
        for lang in LANGUAGES:
            for subject in SUBJECTS:
                with subtests.test(subject=subject, lang=lang):
                    test(read_of(subject, lang))

    run.__name__ = test.__name__
    return run


@of_every_extract
def test_every_applying_clause_is_quoted_in_full_once(read):
    wanted = {clause for topic in read.made.topics for clause in topic.clauses}
    for clause in wanted:
        assert read.text.count(bare(store().clauses[clause].text)) == 1, clause


@of_every_extract
def test_every_feature_that_applies_or_is_unknown_is_named(read):
    features = [f.feature for topic in read.made.topics for f in topic.findings]
    features += [unknown.feature for unknown in read.made.unknown]
    for feature in features:
        assert bare(name(store().records[feature], read.lang)) in read.text


def counted(topic: Topic) -> str:
    """Return the counts and share printed between a layer and its page in the contents."""
    relations = [finding.relation for finding in topic.findings]
    counts = [sum(r in kinds for r in relations) for kinds in (("self", "covers"), ("may_cover",))]
    counts.append(relations.count("town"))
    told = "".join(str(count) for count in counts if count)
    return (
        told if topic.share is None else f"{told}{topic.share * 100:.1f}".removesuffix(".0") + "%"
    )


@of_every_extract
def test_the_contents_lead_to_the_pages_where_the_parts_begin(read):
    contents = read.pages[1]
    outline = {
        entry.title: read.reader.get_destination_page_number(entry) + 1
        for entry in read.reader.outline
    }
    assert len(outline) >= len(read.made.topics) + 3
    told = {store().catalogue[t.layer].title.in_(read.lang): counted(t) for t in read.made.topics}
    for title, page in outline.items():
        assert bare(title) in read.pages[page - 1]
        row = contents[contents.index(bare(title)) + len(bare(title)) :]
        assert row.startswith(bare(f"{told.get(title, '')}{page}")), title
    titles = [store().catalogue[topic.layer].title.in_(read.lang) for topic in read.made.topics]
    assert list(outline)[: len(titles)] == titles
    ends = [contents.index(bare(title)) for title in titles]
    assert ends == sorted(ends)
    for layer in read.made.layers_absent:
        assert bare(store().catalogue[layer].title.in_(read.lang)) in contents


@of_every_extract
def test_a_repeated_clause_refers_to_the_right_page(read):
    for topic in read.made.topics:
        for clause in topic.clauses:
            text = bare(store().clauses[clause].text)
            pages = [n for n, page in enumerate(read.pages, 1) if text[:20] in page]
            again = bare(message("extract.clause_again", read.lang, page=pages[0]))
            cited = sum(clause in other.clauses for other in read.made.topics)
            if cited > 1:
                assert again in read.text


@of_every_extract
def test_sources_missing_kinds_and_disclaimer_are_printed(read):
    findings = [finding for topic in read.made.topics for finding in topic.findings]
    for source, number in source_numbers(store(), findings).items():
        assert f"[{number}]" in read.text
        assert bare(getattr(store().sources[source], f"title_{read.lang}")) in read.text
    for kind in not_held():
        assert bare(kind.note.in_(read.lang)) in read.text
    assert bare(message("extract.disclaimer_text", read.lang)) in read.text


@of_every_extract
def test_all_fonts_of_an_extract_are_embedded(read):
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in read.reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile3" in font for font in fonts)
    assert read.reader.root_object["/Lang"] == ("en" if read.lang == "en" else "zh-CN")


@of_every_extract
def test_the_font_has_every_character(read):
    known = TTFont(FONTS / FONT_FILES["sans"], lazy=True).getBestCmap()
    assert {one for one in read.text if ord(one) not in known} == set()


@of_every_extract
def test_no_line_begins_or_ends_with_wrong_punctuation(read):
    for page in pypdfium2.PdfDocument(read.content):
        lines = page.get_textpage().get_text_range().splitlines()
        assert not [line for line in lines if line.rstrip().endswith(("（", "“", "《", "【"))]
        assert not [line for line in lines if line.startswith(("，", "。", "；", "、", "）", "》"))]


# ---- the address ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("at=120.03,36.98", "平度规划图集-摘录-一处 120.03000, 36.98000.pdf"),
        ("id=eco-dazeshan-reserve", "平度规划图集-摘录-大泽山省级自然保护区.pdf"),
        ("shape=polygon:120,36.9;120.1,36.9;120.1,37", "平度规划图集-摘录-一个范围 4943 公顷.pdf"),
        ("lang=en&shape=line:120,36.9;120.1,36.9", "Pingdu atlas extract A line 8.91 km.pdf"),
    ],
)
def test_an_extract_is_saved_under_the_name_of_its_subject(client, query, named):
    answer = client.get(f"/download/extract?page=workbench&{query}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"].endswith(quote(named))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "at=",
        "at=999,999",
        "at=120.03",
        "at=1%00,2",
        "id=no-such",
        "id=../../etc/passwd",
        "id=eco-redline",
        "id=land",
        "shape=",
        "shape=polygon:1,2",
        "shape=polygon:120,36;120,36;120,36",
        "shape=<script>alert(1)</script>",
        "shape=" + "polygon:120,36;" * 2000,
    ],
)
def test_an_invalid_extract_subject_is_refused_with_a_message(client, query):
    for lang in LANGUAGES:
        answer = client.get(f"/download/extract?page=workbench&lang={lang}&{query}")
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/plain")
        chinese = any("\u4e00" <= sign <= "\u9fff" for sign in answer.text)
        assert chinese is (lang == "zh")
        assert "<script>" not in answer.text


def test_a_card_offers_the_extract_if_the_feature_has_a_location(client):
    reserve, redline = card_data(
        store(), ["eco-dazeshan-reserve", "eco-redline"], "en", date.today()
    ).values()
    [link] = reserve["takes"]
    assert link["href"] == "/download/extract?id=eco-dazeshan-reserve&lang=en"
    assert client.get(link["href"]).status_code == 200
    assert redline["takes"] == []
