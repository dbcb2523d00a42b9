"""A town's projects on paper: one page for every town, complete or counted, in readable type."""

from __future__ import annotations

import pypdfium2
import pytest
from starlette.testclient import TestClient

from atlas.analysis.town_agenda import town_agenda
from atlas.core.messages import LANGUAGES
from atlas.print.documents.blocks import Block, document
from atlas.print.documents.town_sheet import sheet_block, town_sheet
from tests.print.test_site_sheet import codes, outside, plain, smallest
from tests.support.papers import text_of_pages
from tests.support.project import failures, store

BASE = "https://atlas.example/plans"
#: the smallest type, in points: that of the notes and of the list where space is scarce
READABLE = 7.499
XINHE, JIUDIAN = "370283116", "370283122"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_town_has_one_page_with_all_its_projects(lang: str) -> None:
    blocks = [sheet_block(store(), code, lang, BASE) for code in store().towns]
    pdf = document("towns", "the foot", blocks, lang)
    pages = text_of_pages(pdf)
    assert len(pages) == len(store().towns)
    bare = pypdfium2.PdfDocument(document("towns", "foot", [_mapless(one) for one in blocks], lang))

    def check(number: int) -> None:
        code, text = list(store().towns)[number], plain(pages[number])
        block = blocks[number]
        names = [one["name"] for one in block["items"] if not one["heading"]]
        assert len(names) == len(town_agenda(store(), code).ids)
        assert [one for one in names if plain(one) not in text] == []
        assert plain(block["headline"]) in text
        assert text.index(plain(block["sources"])[-6:]) < text.index("thefoot")
        page = pypdfium2.PdfDocument(pdf)[number]
        assert outside(page) == []
        assert smallest(bare[number]) >= READABLE
        assert codes(page) == [f"{BASE}/towns?town={code}&lang={lang}"]

    assert failures(check, range(len(pages))) == {}


def _mapless(block: Block) -> Block:
    """Return a sheet without what is drawn on its map, whose road signs are smaller."""
    return {**block, "maps": [{**one, "svg": ""} for one in block["maps"]]}


def test_what_does_not_fit_is_counted_and_the_rest_is_still_one_page() -> None:
    block = sheet_block(store(), XINHE, "en", BASE)
    long = [dict(one, state="late " * 40) if not one["heading"] else one for one in block["items"]]
    pages = text_of_pages(document("t", "f", [{**block, "items": long}], "en"))
    assert len(pages) == 1
    counts = [n for n in range(1, 46) if plain(block["more"][n]) in plain(pages[0])]
    shown = [
        one
        for one in block["items"]
        if not one["heading"] and plain(one["name"]) in plain(pages[0])
    ]
    assert counts
    assert max(counts) == 46 - len(shown)


def test_projects_with_a_place_have_their_number_on_the_map() -> None:
    block = sheet_block(store(), JIUDIAN, "zh")
    rows = [one for one in block["items"] if not one["heading"]]
    assert [row["number"] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    for row in rows:
        for drawn in block["maps"]:
            assert (f">{row['number']}<" in drawn["svg"]) is row["placed"], row["name"]


def test_without_a_public_address_there_is_no_code_and_the_sheet_says_so() -> None:
    block = sheet_block(store(), JIUDIAN, "zh")
    assert (block["qr"], block["address"]) == (None, "")
    [text] = text_of_pages(town_sheet(store(), JIUDIAN, "zh"))
    assert plain("没有公开网址") in text


def test_the_sheet_is_downloaded_from_the_page_of_the_town(client: TestClient) -> None:
    answer = client.get("/download/town", params={"town": JIUDIAN, "lang": "en"})
    assert answer.headers["content-type"] == "application/pdf"
    [text] = text_of_pages(answer.content)
    assert f"http://testserver/towns?town={JIUDIAN}&lang=en" in text
    refused = client.get("/download/town", params={"lang": "en"})
    assert refused.status_code == 400
