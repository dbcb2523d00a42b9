"""An investor finds sites, compares and keeps two, passes them on and takes a sheet away."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from tests.e2e.driver import NewReader
from tests.e2e.test_find_a_site import HITS, hits, need
from tests.e2e.test_keep_a_shortlist import NO_CLIPBOARD, listed

MOST_CLICKS = 15
#: by reader: language, whether on a phone, what is made, and a condition with its limit
STORIES = {
    "the manager of a fine-chemicals firm": ("zh", False, "染料", "高铁站", "hsr", "30"),
    "an appliance maker": ("zh", False, "小家电", "机场", "airport", "40"),
    "an appliance maker on a phone": ("en", True, "hair dryers", "Airport", "airport", "40"),
}
WORDS = {
    "zh": ("要建什么", "加条件：", "一页纸"),
    "en": ("What you make", "Add a condition: ", "Fact sheet"),
}


@pytest.mark.parametrize("who", STORIES)
def test_a_site_is_found_compared_kept_and_taken_away(new_reader: NewReader, who: str) -> None:
    lang, phone, made, condition, key, limit = STORIES[who]
    wish, add, paper = WORDS[lang]
    reader = new_reader(fresh=True, phone=phone)
    reader.page.add_init_script(NO_CLIPBOARD)
    page = reader.open("overview", **({"lang": lang} if lang == "en" else {})).page
    clicks = 0

    def click(what: Locator) -> None:
        nonlocal clicks
        clicks += 1
        what.click()

    click(page.locator(".atlas-pages a.page-industry"))
    box = page.get_by_role("combobox", name=wish)
    box.fill(made)
    click(page.get_by_role("option").first)
    click(page.get_by_role("button", name=f"{add}{condition}"))
    need(reader, key).fill(limit)
    reader.eventually(lambda: reader.query.get("need"), f"{key}:{limit}")
    kept = hits(reader)[:2]
    assert len(kept) == 2

    for site in kept:
        click(page.locator(f"{HITS}[data-id={site}] .atlas-star"))
    reader.eventually(lambda: reader.query.get("list"), ",".join(kept))
    for site in kept:
        click(page.locator(f"{HITS}[data-id={site}] .tick"))
    expect(page.locator(".atlas-comparison thead .link")).to_have_count(2)
    click(page.locator(".atlas-comparison .close"))

    click(page.locator(".atlas-kept"))
    reader.eventually(lambda: listed(reader), kept)
    click(page.locator(".atlas-shortlist .copy"))
    link = page.locator(".atlas-shortlist .copied input").input_value()
    other = new_reader(phone=phone)
    other.visit(link, HITS)
    expect(other.page.locator(".atlas-shortlist .link")).to_have_count(2)
    assert (listed(other), hits(other)[:2]) == (kept, kept)

    click(page.locator(".atlas-shortlist .link").first)
    reader.eventually(lambda: reader.cards, kept[:1])
    with page.expect_download() as waiting:
        click(page.locator(".atlas-card .take", has_text=paper))
    sheet = PdfReader(BytesIO(Path(waiting.value.path()).read_bytes()))
    assert len(sheet.pages) == 1
    assert clicks <= MOST_CLICKS
