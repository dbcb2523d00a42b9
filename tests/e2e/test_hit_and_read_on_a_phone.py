"""On a phone, what one presses is at least 44 px wide and high, and texts are at least 14 px.

Exempt are links within sentences and passages of the plan's text, as in WCAG 2.5.8, and symbols on
the map, which stand where the ground has them. Labels, scale and credit of the map are at least
11 px.
"""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from atlas.web.state.page_list import PAGES
from tests.e2e.driver import NewReader, Reader

LEAST, ON_MAP = 44, [14, 11]
#: pages that only show all they have with a choice
CHOICES = (
    "towns?town=370283105&town=370283110",
    "transport?id=tp-hsr-qingdao-pingdu-laizhou",
    "workbench?tool=draw",
    "industry?q=通航",
    "industry?want=fine-chemicals",
)


def offenders(reader: Reader) -> list[str]:
    """Return what is too small to hit, to read, or out of reach."""
    small = reader.js("eyes.smallTargets", LEAST) + reader.js("eyes.smallTexts", ON_MAP)
    return [*small, *reader.js("eyes.outOfReach")]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_is_large_enough(lang: str, new_reader: NewReader) -> None:
    reader = new_reader(phone=True, fresh=True)
    reader.open("transport", lang=lang)
    found, sizes = {}, [(390, 844), (320, 640)]

    def look(where: str) -> None:
        for width, height in sizes:
            reader.page.set_viewport_size({"width": width, "height": height})
            with suppress(PlaywrightTimeout):  # a chart is drawn anew for its new width
                reader.page.wait_for_function("() => !eyes.outOfReach().length", timeout=4000)
            if there := offenders(reader):
                found[where, width] = there
        sizes.reverse()  # what comes next starts at this size: one resize for each

    reader.open_filters()
    look("filters")
    reader.page.keyboard.press("Escape")
    reader.page.locator(".atlas-all-pages").click()
    look("all pages")
    reader.page.keyboard.press("Escape")
    reader.page.locator(".legend-button").click()
    look("legend")
    reader.page.locator(".legend-close").click()
    reader.page.locator(".control-tools").click()
    look("tools")
    reader.control("time").click()
    expect(reader.page.locator(".atlas-timeline")).to_be_visible()
    look("timeline")
    reader.page.locator(".atlas-timeline .close").click()
    reader.control("measure").click()
    expect(reader.page.locator(".atlas-measures button").first).to_be_visible()
    look("measuring")
    for address in (*(page.path for page in PAGES), *CHOICES):
        reader.js("eyes.go", f"/{address}{'&' if '?' in address else '?'}lang={lang}")
        reader.eventually(lambda address=address: reader.path, address.split("?")[0])
        reader.wait_until_drawn(":is(.atlas-lead, .atlas-card, .st-key-found):visible")
        reader.js("eyes.unfoldAll")
        look(address)
    assert found == {}
