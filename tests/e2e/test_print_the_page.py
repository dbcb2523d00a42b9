"""The page on paper, from desk and phone: the map, its legend below it, then card or list."""

from __future__ import annotations

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from atlas.wording.phrases import name
from tests.e2e.driver import NewReader
from tests.support.project import store

#: what stands over the map on the screen, and has no place on paper
OVER = (
    *(".atlas-topbar", ".atlas-filterbar", ".atlas-controls", ".legend-body", ".legend-button"),
    *(".pull-handle", ".atlas-card .close"),
)


def unplaced(lang: str) -> str:
    """Return the name of a project that the list has and the map has not."""
    known = store()
    rows = known.frames["transport-projects"]["id"]
    return name(known.records[next(one for one in rows if one not in known.drawn)], lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_page_is_printed_with_its_legend_below_the_map(
    phone: bool, lang: str, new_reader: NewReader
) -> None:
    reader = new_reader(phone=phone, fresh=True)
    reader.open("transport", lang=lang, id="tp-metro-14")
    button = reader.page.locator(".legend-button")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    reader.page.emulate_media(media="print")
    reader.js("dispatchEvent(new Event('beforeprint'))")
    for selector in OVER:
        expect(reader.page.locator(selector).filter(visible=True)).to_have_count(0)
    frame = reader.page.locator(".atlas-mapbox").bounding_box()
    legend = reader.page.locator(".atlas-printed-legend").bounding_box()
    card = reader.page.locator(".atlas-card").bounding_box()
    assert frame and legend and card
    assert frame["y"] + frame["height"] <= legend["y"] + 1
    assert legend["y"] + legend["height"] <= card["y"] + 1
    metro = {"zh": "地铁", "en": "Metro"}[lang]
    expect(reader.page.locator(".atlas-printed-legend")).to_contain_text(metro)
    reader.js("dispatchEvent(new Event('afterprint'))")
    expect(reader.page.locator(".atlas-printed-legend")).to_have_count(0)
    # As the browser prints it: the whole card, and not the list beside it.
    content = reader.page.pdf(prefer_css_page_size=True, print_background=True)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    title = {"zh": "地铁14号线", "en": "Metro Line 14"}[lang]
    assert title in text.replace(" ", " ")
    assert {"zh": "资料来源", "en": "Sources"}[lang] in text
    assert unplaced(lang).replace(" ", "") not in text.replace(" ", "").replace("\n", "")
