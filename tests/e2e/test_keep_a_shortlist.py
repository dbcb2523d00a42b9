"""An investor keeps parks by stars, passes the list on, compares, and takes the list away."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.driver import NewReader, Reader, names

BASE, SUPPLIERS = "ind-xinhe", "park-nancun-suppliers"
KEPT = [BASE, SUPPLIERS]
NAMES = names("industrial-districts") | names("industrial-parks")
TITLE = {"zh": "候选清单（2）", "en": "Shortlist (2)"}
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"


def listed(reader: Reader) -> list[str]:
    """Return the ids of the stars that are pressed, without repeats, in the order of the list."""
    keys = reader.page.locator(".atlas-shortlist .link").evaluate_all(
        "nodes => nodes.map(node => node.dataset.focus)"
    )
    return [key.removeprefix("kept:") for key in keys]


def stars_on_the_map(reader: Reader) -> int:
    return reader.page.locator(".atlas-frame .atlas-kept-star").count()


def star(reader: Reader, within: str, identifier: str) -> Any:
    return reader.page.locator(f"{within} .atlas-star[data-id='{identifier}']")


def download(reader: Reader, text: str) -> bytes:
    with reader.page.expect_download() as waiting:
        reader.page.locator(".atlas-shortlist .take", has_text=text).click()
    return Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("phone", "lang"), [(False, "zh"), (True, "en")])
def test_two_parks_are_kept_passed_on_compared_and_taken_away(
    new_reader: NewReader, phone: bool, lang: str
) -> None:
    permissions = [] if phone else ["clipboard-read", "clipboard-write"]
    reader = new_reader(phone=phone, fresh=True, permissions=permissions)
    if phone:
        reader.page.add_init_script(NO_CLIPBOARD)
    reader.open("industry", **({"lang": "en"} if lang == "en" else {}))
    reader.row(BASE).click()
    reader.eventually(lambda: reader.cards, [BASE])
    star(reader, ".atlas-card", BASE).click()
    expect(star(reader, ".atlas-table", BASE)).to_have_attribute("aria-pressed", "true")
    star(reader, ".atlas-table", SUPPLIERS).click()
    assert reader.cards == [BASE]  # the row is not chosen by its star
    reader.eventually(lambda: reader.query.get("list"), ",".join(KEPT))
    reader.eventually(lambda: stars_on_the_map(reader), 2)
    reader.page.locator(".atlas-card .close").click()

    # the same address opens the same list on the same map, in a browser that knows nothing
    reader.page.locator(".atlas-kept").click()
    expect(reader.page.locator(".atlas-shortlist h2")).to_have_text(TITLE[lang])
    assert listed(reader) == KEPT
    view = reader.rest_of_map()
    reader.page.locator(".atlas-shortlist .copy").click()
    if phone:
        link = reader.page.locator(".atlas-shortlist .copied input").input_value()
    else:
        expect(reader.page.locator(".atlas-shortlist .copied")).to_contain_text("链接已复制")
        link = reader.js("navigator.clipboard.readText()")
    other = new_reader(phone=phone)
    other.visit(link)
    expect(other.page.locator(".atlas-shortlist h2")).to_have_text(TITLE[lang])
    assert listed(other) == KEPT
    other.eventually(lambda: stars_on_the_map(other), 2)
    assert other.rest_of_map() == pytest.approx(view, abs=0.01)

    # side by side: what is better is marked where it is certain
    other.page.locator(".atlas-shortlist .compare").click()
    table = other.page.locator(".atlas-comparison table")
    expect(table.locator("thead .link")).to_have_count(2)
    airport = table.locator("tr", has_text={"zh": "青岛胶东", "en": "Jiaodong"}[lang])
    expect(airport.locator("td")).to_have_count(2)
    better = airport.locator("td").evaluate_all("all => all.map(td => td.className)")
    assert better == ["", "better"]
    assert table.locator("td.sketch svg .bar").count() == 2
    assert other.query["compare"] == ",".join(KEPT)
    other.page.locator(".atlas-comparison .close").click()
    expect(table).to_have_count(0)

    # as files
    other.page.locator(".atlas-kept").click()
    book = load_workbook(BytesIO(download(other, "Excel")))
    first, facts, *_ = book.worksheets
    assert [row[3] for row in first.iter_rows(min_row=2, values_only=True)] == KEPT
    heads = {"zh": ("日期", "来源", "待核"), "en": ("Date", "Source", "To be checked")}[lang]
    assert set(heads) <= {cell.value for cell in facts[1]}
    assert {row[0] for row in facts.iter_rows(min_row=2, values_only=True)} == set(KEPT)
    pages = [page.extract_text() for page in PdfReader(BytesIO(download(other, "PDF"))).pages]
    assert len(pages) == 3  # the table and a fact sheet for each
    assert all(NAMES[site] in page for site, page in zip(KEPT, pages[1:], strict=True))


def test_the_shortlist_goes_along_and_is_edited_by_keyboard_alone(reader: Reader) -> None:
    reader.open("industry", list=",".join(KEPT))
    keyboard = reader.page.keyboard
    expect(reader.page.locator(".atlas-shortlist")).to_be_visible()
    reader.page.locator(".atlas-shortlist .drop").first.focus()
    keyboard.press("Enter")
    reader.eventually(lambda: listed(reader), [SUPPLIERS])
    reader.page.locator(".atlas-shortlist .link").focus()
    keyboard.press("Escape")
    expect(reader.page.locator(".atlas-shortlist")).to_have_count(0)
    assert reader.js("document.activeElement.dataset.focus") == "kept"
    # a star in a row takes Space and Enter for itself
    for key, kept in (("Space", KEPT[::-1]), ("Enter", [SUPPLIERS]), ("Enter", KEPT[::-1])):
        star(reader, ".atlas-table", BASE).focus()
        keyboard.press(key)
        reader.eventually(lambda: reader.query["list"].split(","), kept)
        assert reader.cards == []
        assert reader.js("document.activeElement.dataset.focus") == f"star:{BASE}"
    # other pages keep the list, and lead back to it; clearing the filter does not touch it
    reader.go_to("transport")
    reader.choose("statuses", "已建成")
    reader.close_popover()
    reader.page.locator(".atlas-clear").first.click()
    reader.eventually(lambda: reader.query, {"list": ",".join(KEPT[::-1])})
    reader.page.locator(".atlas-kept").focus()
    keyboard.press("Enter")
    reader.eventually(lambda: reader.path, "industry")
    reader.eventually(lambda: listed(reader), KEPT[::-1])
