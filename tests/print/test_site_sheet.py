"""The fact sheets of parks and districts: one page each, complete."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from starlette.testclient import TestClient

from atlas.analysis.site_search.site_profile import SiteProfile, site_ids, site_profile
from atlas.core.messages import LANGUAGES, message
from atlas.plan.site_facts import fact_kinds
from atlas.print.documents import site_sheet as module
from atlas.print.documents.blocks import document
from atlas.print.documents.site_maps import numbered
from atlas.print.documents.site_sheet import site_block, site_sheet
from atlas.store.store import Store
from atlas.web.browsing.panel_data import card_data
from atlas.wording.site_text import fact_entry, firm_entry, km_text, way_label
from tests.support.papers import DAY, text_of_pages
from tests.support.project import failures, store

BASE = "https://atlas.example/plans"
#: points: a page of A4, and the least distance of a text from its edges
WIDE, HIGH, EDGE = 595.3, 841.9, 25.0
#: the smallest type, in points
READABLE = 6.499
#: of a plain printer
DPI = 150
#: the foot, which every document has, is below
FOOT = 36.0


def all_sheets(lang: str) -> bytes:
    """Return the sheets of all sites as one document, which takes less time than one each."""
    blocks = [site_block(store(), site, lang, DAY, BASE) for site in site_ids(store())]
    return document("sheets", "the foot", blocks, lang)


@pytest.fixture(scope="module")
def maps_drawn_once() -> Iterator[None]:
    """Draw the maps of a site in the first language asked for only, to save half of the time.

    The gallery has maps in both languages.
    """
    drawn: dict[tuple[str, str], object] = {}

    def once(draw: Callable[..., object]) -> Callable[..., object]:
        def kept(store: Store, profile: SiteProfile, lang: str) -> object:
            key = (draw.__name__, profile.id)
            if key not in drawn:
                drawn[key] = draw(store, profile, lang)
            return drawn[key]

        return kept

    with pytest.MonkeyPatch.context() as patch:
        for name in ("locator_map", "access_map"):
            patch.setattr(module, name, once(getattr(module, name)))
        yield


def plain(text: str) -> str:
    return "".join(text.replace("\u2019", "'").replace("\xa0", "").split())


def address(profile: SiteProfile, lang: str) -> str:
    """Return the address that a sheet and its code must have."""
    return f"{BASE}/industry?id={profile.id}&lang={lang}"


def said(profile: SiteProfile, lang: str) -> list[str]:
    """Return the texts that a sheet must have, from its title to its last line."""
    kinds = fact_kinds().kind
    texts = [profile.name.zh, profile.name.en, address(profile, lang)]
    for fact in profile.facts:
        entry = fact_entry(store(), fact, lang, DAY)
        texts += [entry.label, entry.value, entry.date, entry.note, entry.source]
    for firm in profile.firms:
        entry = firm_entry(store(), firm, lang, DAY)
        texts += [entry.label, entry.value, entry.date, entry.note, entry.source]
    texts += [kinds[key].label.in_(lang) for group in profile.groups for key in group.not_public]
    for key, way in profile.ways.items():
        texts += [way_label(key, lang), km_text(way, lang)]
    return [*texts, message("fact.no_contact", lang), message("factsheet.disclaimer", lang)]


def outside(page: pypdfium2.PdfPage) -> list[str]:
    """Return the texts that reach the edge of a page."""
    texts = page.get_textpage()
    rects = [texts.get_rect(number) for number in range(texts.count_rects())]
    boxes = [box for box in rects if box[3] > FOOT]
    assert len(boxes) > 50
    return [
        texts.get_text_bounded(*box)
        for box in boxes
        if min(box[0], box[1], WIDE - box[2], HIGH - box[3]) < EDGE
    ]


def codes(page: pypdfium2.PdfPage) -> list[str]:
    """Return what the codes in the upper right quarter of a page hold, as a phone reads them."""
    crop = (WIDE / 2, HIGH / 2, 0, 0)  # left, foot, right, top
    image = page.render(scale=DPI / 72, crop=crop).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(image)]


def smallest(page: pypdfium2.PdfPage) -> float:
    """Return the size of the smallest type on a page, that of its maps included, in points."""
    texts, matrix, sizes = page.get_textpage(), pdfium.FS_MATRIX(), []
    for place in range(texts.count_chars()):
        if pdfium.FPDFText_GetUnicode(texts, place) > ord(" "):
            pdfium.FPDFText_GetMatrix(texts, place, matrix)
            sizes.append(pdfium.FPDFText_GetFontSize(texts, place) * abs(matrix.d))
    return min(sizes)


@pytest.mark.usefixtures("maps_drawn_once")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_site_has_one_page_with_all_that_is_known(lang: str) -> None:
    pdf = all_sheets(lang)
    pages = text_of_pages(pdf)
    assert len(pages) == len(site_ids(store()))

    def check(number: int) -> None:
        profile, text = site_profile(store(), site_ids(store())[number]), plain(pages[number])
        missing = [one for one in said(profile, lang) if plain(one) not in text]
        assert missing == []
        # the last line is above the foot, which is the last text of the page
        last, foot = plain(message("factsheet.disclaimer", lang))[-6:], "thefoot"
        assert text.index(last) < text.index(foot)
        assert text.count(plain(message("fact.not_public", lang))) >= sum(
            bool(group.not_public) for group in profile.groups
        )
        page = pypdfium2.PdfDocument(pdf)[number]
        assert outside(page) == []
        assert smallest(page) >= READABLE
        assert codes(page) == [address(profile, lang)]

    assert failures(check, range(len(pages))) == {}


def test_a_text_that_reaches_the_edge_is_found() -> None:
    block = site_block(store(), "park-beauty", "en", DAY)
    block["address"] = "x" * 300
    pages = pypdfium2.PdfDocument(document("t", "f", [block], "en"))
    assert any(outside(page) for page in pages)


def test_a_sheet_marks_what_is_to_be_checked_on_its_day() -> None:
    early, late = (
        plain("".join(text_of_pages(site_sheet(store(), "ind-xinhe", "zh", day))))
        for day in (datetime.date(2016, 1, 17), datetime.date(2016, 1, 18))
    )
    assert ("2016-01-17待核" in early, "2016-01-17待核" in late) == (False, True)
    assert "应于2016-01-17后复核" in early
    assert "截至2016-01-18" in late


def test_without_a_public_address_there_is_no_code() -> None:
    assert site_block(store(), "park-beauty", "zh", DAY)["qr"] is None
    [text] = text_of_pages(site_sheet(store(), "park-beauty", "zh", DAY))
    assert message("factsheet.no_page", "zh") in text
    with pytest.raises(KeyError):
        site_sheet(store(), "eco-river-ze", "zh", DAY)


def test_targets_on_the_map_have_the_numbers_of_the_table() -> None:
    profile = site_profile(store(), "park-mingcun")
    block = site_block(store(), "park-mingcun", "en", DAY)
    ways = next(group["ways"] for group in block["groups"] if group["ways"])
    labels = {way_label(key, "en"): str(n) for key, n in numbered(profile).items()}
    assert {way["label"]: way["number"] for way in ways if way["number"]} == labels
    assert sorted(labels.values()) == ["1", "2", "3", "4"]
    assert all(f">{number}<" in block["access_map"] for number in labels.values())


def test_the_card_of_a_site_offers_its_sheet(client: TestClient) -> None:
    [site, zone] = (
        next(iter(card_data(store(), [name], "en", DAY).values()))
        for name in ("park-beauty", "eco-river-ze")
    )
    [link] = site["takes"]
    assert link["text"] == "Fact sheet (PDF)"
    answer = client.get(f"{link['href']}&page=industry&public=https://elsewhere.example")
    assert answer.headers["content-type"] == "application/pdf"
    [text] = text_of_pages(answer.content)
    assert "http://testserver/industry?id=park-beauty&lang=en" in text
    assert [one["text"] for one in zone["takes"]] == ["Extract (PDF)"]
    refused = client.get("/download/site?page=industry&id=eco-river-ze&lang=en")
    assert (refused.status_code, refused.text) == (400, "Expected the id of a park or district.")
