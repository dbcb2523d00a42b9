"""No page breaks a rule of axe-core: WCAG 2.0 to 2.2, A and AA, and its best practices."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import NewReader, Reader
from tests.support.javascript import TOOLS, install

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: what Streamlit's own markup breaks and our scripts cannot mend: rule and element → reason
KNOWN = {
    ("aria-allowed-role", "#stMain"): (
        "Streamlit's main element lies in the page's own, and one page has one main part: "
        "static/streamlit.js takes its role away, which HTML does not provide for"
    ),
}
AUDIT = """async ([tags, withMap]) => {
  // what is on the map is the same on most pages, and a thousand shapes take their time
  const exclude = withMap ? [] : [['.leaflet-map-pane']];
  const {violations} = await axe.run({include: [['html']], exclude}, {
    runOnly: {type: 'tag', values: tags},
    resultTypes: ['violations'],
  });
  const found = violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
    [id, target.join(' '), failureSummary.split('\\n').slice(1).join(' ').trim()]));
  const titles = [...document.querySelectorAll('h1')].filter(node => node.checkVisibility());
  if (titles.length !== 1) found.push(['one-heading', 'h1', `${titles.length} of level 1`]);
  return found;
}"""
#: nothing fades any more: half a colour has half the contrast
STILL = "document.getAnimations().every(({playState}) => playState !== 'running')"
TABLE = ".atlas-table tbody tr"
NANCUN, JIUDIAN = "370283105", "370283122"


#: views whose map is audited too
WITH_MAP = {"structure", "chooser", "card", "two maps"}


class View(NamedTuple):
    """A view of the atlas: its address, an element that shows it, and what is opened on it."""

    address: str
    shows: str
    opened: Callable[[Reader], None] | None = None


def filter_opened(reader: Reader) -> None:
    reader.popover("towns")


def legend_opened(reader: Reader) -> None:
    button = reader.page.locator(".atlas-frame > .atlas-legend .legend-button")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    reader.js(
        "() => document.querySelectorAll('.atlas-legend details').forEach(x => { x.open = true; })"
    )


def downloads_opened(reader: Reader) -> None:
    reader.control("take").click()
    expect(reader.page.locator(".atlas-take")).to_be_visible()


def menus_opened(reader: Reader) -> None:
    for name, menu in (("measure", ".atlas-measures"), ("base", ".atlas-basemaps")):
        reader.control(name).click()
        expect(reader.page.locator(menu)).to_be_visible()


def two_maps_opened(reader: Reader) -> None:
    reader.control("compare").click()
    expect(reader.page.locator(".atlas-second")).to_be_visible()


def chooser_opened(reader: Reader) -> None:
    reader.page.locator(".atlas-canvas").focus()
    reader.page.locator(".atlas-count button").first.press("Enter")
    expect(reader.page.locator(".atlas-chooser")).to_be_visible()


def town_opened(reader: Reader) -> None:
    for fold in reader.page.locator(".town-fold > summary").all():
        fold.click()


def remark_opened(reader: Reader) -> None:
    reader.page.locator("[data-focus='remark:error']").click()
    expect(reader.page.get_by_role("dialog")).to_be_visible()


def suggestions_opened(reader: Reader) -> None:
    reader.page.locator(".atlas-search input").fill("旧店")
    expect(reader.page.locator(".atlas-suggestions [role=option]").first).to_be_visible()


VIEWS = {
    "overview": View("", TABLE),
    "chooser": View("structure", TABLE, chooser_opened),
    "search": View("", TABLE, suggestions_opened),
    "results": View("?q=旧店", ".st-key-found .atlas-leaf"),
    "structure": View("structure", TABLE),
    "legend": View("structure", TABLE, legend_opened),
    "finder": View("industry", ".atlas-finder .form"),
    "sites found": View("industry?want=fine-chemicals", ".atlas-hits"),
    "sites compared": View(
        "industry?list=ind-xinhe,park-nancun-suppliers&compare=ind-xinhe,park-nancun-suppliers",
        ".atlas-comparison",
    ),
    "card of a park": View("industry?id=park-hisense", ".atlas-card"),
    "transport": View("transport", TABLE),
    "card": View("transport?id=tp-metro-14", ".atlas-card"),
    "remark": View("transport?id=tp-metro-14", ".atlas-card", remark_opened),
    "filter": View(f"transport?town={NANCUN}", TABLE, filter_opened),
    "nothing found": View("transport?town=370283122&status=studied", ".atlas-empty"),
    "ecology": View("ecology", TABLE),
    "menus": View("ecology", TABLE, menus_opened),
    "downloads": View("ecology", TABLE, downloads_opened),
    "timeline": View("transport?year=2024", ".atlas-timeline"),
    "indicators": View("indicators", ".atlas-indicators"),
    "evaluation": View("evaluation", ".atlas-counts"),
    "tours": View("tours", ".tour-list"),
    "step": View("tours?tour=structure&step=2", ".atlas-tour h1"),
    "card in a step": View("tours?tour=hsr&step=2&id=tp-metro-14", ".atlas-card"),
    "plates": View("plates", ".atlas-plates"),
    "reader": View("reader?clause=5.4.1-1", ".reader-text"),
    "towns": View("towns", ".town-list"),
    "one town": View(f"towns?town={NANCUN}", ".town-page", town_opened),
    "two towns": View(f"towns?town={NANCUN},{JIUDIAN}", ".atlas-leaf"),
    "spot": View("workbench?at=119.96,36.78", ".st-key-here .atlas-leaf"),
    "drawing": View(
        "workbench?tool=draw&shape=polygon:119.95,36.9;120.05,36.9;120.05,37;119.95,37",
        ".st-key-check .atlas-leaf",
    ),
    "feature": View("workbench?tool=feature&id=tp-metro-14", ".st-key-check"),
    "upload": View("workbench?tool=file", "[data-testid=stFileUploader]"),
    "matrix": View("workbench?tool=matrix", ".atlas-matrix"),
    "data": View("data", ".st-key-takeaway .take"),
    "two maps": View("transport", TABLE, two_maps_opened),
}


@cache
def axe() -> str:
    """Return the source of axe-core."""
    assert install(), "axe-core comes from the npm registry"
    return (TOOLS / "axe-core/axe.min.js").read_text("utf-8")


# What a rule finds hangs on the language or on the device, hardly on both: two of the four suffice.
@pytest.mark.parametrize(("phone", "lang"), [(False, "zh"), (True, "en")])
def test_every_view_passes(
    new_reader: NewReader, subtests: pytest.Subtests, phone: bool, lang: str
) -> None:
    reader = new_reader(phone=phone, fresh=True)
    reader.open()
    reader.js(axe())
    for name, view in VIEWS.items():
        with subtests.test(name):
            mark = "&" if "?" in view.address else "?"
            address = view.address + (f"{mark}lang=en" if lang == "en" else "")
            reader.js("() => document.querySelector('dialog[open]')?.close()")
            reader.js("eyes.go", f"/{address}")
            reader.page.wait_for_selector(view.shows)
            reader.settle()
            if view.opened:
                view.opened(reader)
            reader.page.wait_for_function(STILL)
            found = reader.js(AUDIT, [RULES, name in WITH_MAP])
            told = [" · ".join(each) for each in found if tuple(each[:2]) not in KNOWN]
            assert not told, "\n".join(told)
