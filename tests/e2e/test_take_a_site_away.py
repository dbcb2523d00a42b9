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
from tests.e2e.test_use_the_keyboard import focus, tab_to, within

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


@pytest.mark.parametrize(("lang", "phone"), [("zh", False), ("en", True)])
def test_a_site_is_found_compared_kept_and_taken_away_by_the_keyboard_alone(
    new_reader: NewReader, lang: str, phone: bool
) -> None:
    paper = WORDS[lang][-1]
    reader = new_reader(phone=phone)
    page = reader.open("industry", **({"lang": "en"} if lang == "en" else {})).page
    keyboard = page.keyboard

    def press(wanted: str, key: str = "Enter") -> None:
        tab_to(reader, wanted)
        keyboard.press(key)

    expect(page.locator("[data-focus=want]")).to_be_visible()
    press(".atlas-skip")
    tab_to(reader, "[data-focus=want]")
    keyboard.type({"zh": "染料", "en": "dyes"}[lang])
    keyboard.press("Enter")
    reader.eventually(lambda: reader.query.get("want"), "fine-chemicals")
    press("[data-focus='add:airport']")
    expect(need(reader, "airport")).to_be_focused()
    keyboard.type("80")
    reader.eventually(lambda: reader.query.get("need"), "airport:80")
    first, second = hits(reader)[:2]

    # A result leads to its card, where its star is; Esc leads back to the result.
    press(f"[data-focus='hit:{first}']")
    reader.eventually(lambda: focus(reader), f"card {first} title")
    keyboard.press("Shift+Tab")
    assert within(reader, f".atlas-card .atlas-star[data-id={first}]")
    keyboard.press("Enter")
    reader.eventually(lambda: reader.query.get("list"), first)
    assert within(reader, ".atlas-card .atlas-star")
    keyboard.press("Escape")
    reader.eventually(lambda: focus(reader), f"hit:{first}")
    press(f".atlas-hits [data-focus='tick:{first}']", "Space")
    reader.eventually(lambda: reader.query.get("compare"), first)
    press(f".atlas-hits [data-focus='star:{second}']", "Space")
    reader.eventually(lambda: reader.query.get("list"), f"{first},{second}")
    press(f".atlas-hits [data-focus='tick:{second}']", "Space")
    expect(page.locator(".atlas-comparison thead .link")).to_have_count(2)
    assert focus(reader) == f"tick:{second}"

    # Esc ends the comparison where it was begun; the shortlist has a button of its own.
    keyboard.press("Escape")
    expect(page.locator(".atlas-comparison")).to_have_count(0)
    reader.eventually(lambda: focus(reader), f"tick:{second}")
    for _ in range(60):
        if within(reader, ".atlas-kept"):
            break
        keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    reader.eventually(lambda: focus(reader), "shortlist")
    assert listed(reader) == [first, second]
    press(f".atlas-shortlist [data-focus='kept:{first}']")
    reader.eventually(lambda: focus(reader), f"card {first} title")
    tab_to(reader, f".atlas-card .take[href*='site?'][href*='id={first}']")
    assert page.locator(":focus").inner_text().startswith(paper)
    with page.expect_download() as waiting:
        keyboard.press("Enter")
    assert len(PdfReader(BytesIO(Path(waiting.value.path()).read_bytes())).pages) == 1
