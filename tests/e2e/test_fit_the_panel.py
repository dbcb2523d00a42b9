"""Every page in both languages: nothing is wider than its panel, and no word is broken."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from atlas.web.state.page_list import PAGES
from tests.e2e.driver import DESKTOP, PHONE, Reader

SIZES = {name: device["viewport"] for name, device in (("1366", DESKTOP), ("390", PHONE))}
#: headless Chromium hides scrollbars; most desktops show them
SCROLLBARS = """@media (min-width: 801px) {
  .atlas-side, .atlas-table { border-right: 15px solid transparent !important; }
}"""
#: panels that only open with a choice
CHOICES = (
    "towns?town=370283105&town=370283110",
    "transport?id=tp-hsr-qingdao-pingdu-laizhou",
    "workbench?tool=projects",
    "industry?q=通航",
)


def test_nothing_is_wider_than_its_panel_and_no_word_is_broken(fresh_reader: Reader) -> None:
    reader = fresh_reader
    reader.open("overview")
    reader.page.add_style_tag(content=SCROLLBARS)
    found, names = {}, list(SIZES)
    for lang in ("en", "zh"):
        for path in (*(page.path for page in PAGES), *CHOICES):
            language = f"{'&' if '?' in path else '?'}lang={lang}"
            reader.js("eyes.go", f"/{path}{language}")
            reader.eventually(lambda path=path: reader.path, path.split("?")[0])
            reader.wait_until_drawn(":is(.atlas-lead, .atlas-card, .st-key-found):visible")
            assert reader.js("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]
            reader.js("eyes.unfoldAll")
            for name in names:
                reader.page.set_viewport_size(SIZES[name])
                with suppress(PlaywrightTimeout):  # a chart is drawn anew for its new width
                    reader.page.wait_for_function("() => eyes.misfits().length === 0", timeout=4000)
                found[path, lang, name] = reader.js("eyes.misfits")
            names.reverse()  # the next page starts at this size: one resize a page
            if lang == "en":
                found[path, lang, "quotes"] = reader.js("eyes.chineseQuotes")
    assert {where: what for where, what in found.items() if what} == {}
