"""Driver of the browser tests: a reader who uses the atlas in a browser."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Locator, Page, Request, expect
from pytest import approx

from tests.support.project import built
from tests.support.server import PATIENCE, Server

EYES = [Path(__file__).with_name(name) for name in ("eyes.js", "sizes.js")]
#: content of the panel on a page with a table; the results of a search take its place
TABLE = ".atlas-table tbody tr, .atlas-empty"
RESULTS = ".st-key-found .atlas-leaf"
#: pages of the atlas: key → address
PAGES = {"overview": "", **{key: key for key in ("structure", "industry", "transport", "ecology")}}
NAMES_ZH = dict(zip(PAGES, ("总览", "空间布局", "产业园区", "交通项目", "生态红线"), strict=True))
#: a choice that identifies each filter's popover, in either language
FIRST = {
    "towns": re.compile("蓼兰镇|Liaolan"),
    "themes": re.compile("生态|Ecology|交通|Transport"),
    "statuses": re.compile("规划|Planned"),
}
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # block all other hosts; intercepting requests instead would disable the cache
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
#: requests by Streamlit itself when a page's URL is opened directly
STREAMLIT_PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
#: URLs outside this machine
NOT_LOCAL = re.compile(r"^(?!data:|blob:|about:|(http|ws)s?://(localhost|127\.0\.0\.1)[:/])")

expect.set_options(timeout=PATIENCE * 1000)


def chromium() -> str:
    """Return the browser's executable; fail, never skip, when there is none.

    The headless shell needs an eighth less CPU time than Chromium.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError(
        "The browser tests need Chromium. On Debian: apt-get install chromium fonts-noto-cjk. "
        "Elsewhere: install Chromium or Google Chrome so that its command is on the PATH."
    )


def near(view: tuple[float, float, float]) -> Any:
    """Return an approximate view, since links are rounded and maps have whole pixels."""
    zoom, *_ = view
    return approx(view, abs=2 * 360 / 256 / 2**zoom)


def names(layer: str) -> dict[str, str]:
    """Return the Chinese names of a layer's features by id."""
    return {f["properties"]["id"]: f["properties"]["name_zh"] for f in built(layer)}


def eventually(page: Page, look: Callable[[], Any], wanted: Any, seconds: float = PATIENCE) -> None:
    """Assert that what ``look`` returns becomes ``wanted``."""
    until = time.monotonic() + seconds
    while (found := look()) != wanted and time.monotonic() < until:
        page.wait_for_timeout(30)
    assert found == wanted, f"expected {wanted!r}, found {found!r}"


class Reader:
    """A user of a browser: opens pages, filters, clicks, and sees the results.

    Unwanted events (a request that fails or leaves this machine, a console error,
    a dialog) are collected; :meth:`check` reports them at the end of the test.
    """

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server
        self.blocked: list[str] = []
        self.failed: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        #: patterns of failures that the test provokes
        self.expected: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        self.watched: dict[str, Callable[[Any], Any]] = {
            "request": lambda request: self._asked(request.url),
            "requestfailed": self._failed,
            "response": lambda r: r.status >= 400 and self._refused(r.status, r.url),
            "console": self._console,
            "pageerror": lambda error: self.errors.append(str(error)),
            "websocket": lambda socket: self._asked(socket.url),
            "dialog": lambda d: (self.dialogs.append(d.message), d.dismiss()),
        }
        for event, act in self.watched.items():
            page.on(event, act)

    # ---- what must not happen ------------------------------------------------------------------

    def _asked(self, url: str) -> None:
        if NOT_LOCAL.match(url):
            self.blocked.append(url)

    def _failed(self, request: Request) -> None:
        if not NOT_LOCAL.match(request.url) and request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.failure} {request.url}")

    def _refused(self, status: int, url: str) -> None:
        if not STREAMLIT_PROBE.search(url):
            self.failed.append(f"{status} {url}")

    def _console(self, message: Any) -> None:
        if message.type == "error" and not STREAMLIT_PROBE.search(message.location["url"]):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def unexpected(self) -> dict[str, list[str]]:
        """Unwanted events by kind, without those that the test expects."""
        found = {
            "requests that would leave this machine": self.blocked,
            "failed requests": self.failed,
            "errors on the console": self.errors,
        }
        told = {
            what: [x for x in all_of_it if not any(re.search(e, x) for e in self.expected)]
            for what, all_of_it in found.items()
        }
        return {what: some for what, some in {**told, "dialogs": self.dialogs}.items() if some}

    def check(self) -> None:
        """Assert that there were no unwanted events."""
        found = self.unexpected()
        assert not found, found

    def leave(self) -> None:
        """Leave the atlas and clear the browser's storage, except cached files."""
        if self.page.url.startswith("http"):
            self.js("localStorage.clear(), sessionStorage.clear()")
        self.page.context.clear_cookies()
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        for event, act in self.watched.items():
            self.page.remove_listener(event, act)

    # ---- opening and waiting -------------------------------------------------------------------

    def open(self, page: str = "overview", fragment: str = "", **query: str) -> Reader:
        """Open a page by its URL and wait until map and panel are shown."""
        address = PAGES[page] + (f"?{urlencode(query)}" if query else "")
        panel = RESULTS if "q" in query else TABLE
        return self.visit(address + (f"#{fragment}" if fragment else ""), panel)

    def visit(self, address: str, panel: str = TABLE) -> Reader:
        """Open a URL or path and wait until map and panel are shown."""
        self.page.goto(address if "://" in address else f"{self.server.url}/{address}")
        self.wait_until_drawn(panel)
        return self

    def wait_until_drawn(self, panel: str = TABLE) -> None:
        """Wait until map and panel are drawn; if Python draws the panel, until its script has run.

        What the browser draws can be used before Streamlit is there.
        """
        # a page without a map keeps it, hidden
        self.page.wait_for_selector(".atlas-frame[data-ready=true]", state="attached")
        self.page.wait_for_selector(panel)
        if panel != TABLE:
            self.settle()

    def settle(self) -> None:
        """Wait until browser and Python exchange no more messages."""
        self.page.wait_for_selector("[data-test-script-state=notRunning]", state="attached")
        assert self.js("eyes.settled", PATIENCE), "the page does not come to rest"

    def eventually(self, look: Callable[[], Any], wanted: Any, seconds: float = PATIENCE) -> None:
        """Assert that what ``look`` returns becomes ``wanted``."""
        eventually(self.page, look, wanted, seconds)

    def never_told(self, before: int) -> None:
        """Assert that browser and Python have exchanged no message since there were ``before``.

        It waits for pending changes, which the page collects for 50 ms.
        """
        self.js("eyes.pause", 200)
        self.settle()
        assert self.messages == before, "the browser told Python something, or Python the browser"

    # ---- what is seen --------------------------------------------------------------------------

    def pixel(self, place: tuple[float, float]) -> tuple[float, float]:
        """Return the page's coordinates of a place, given as shares of the map's size."""
        box = self.page.locator(".atlas-canvas").first.bounding_box()
        assert box
        return box["x"] + box["width"] * place[0], box["y"] + box["height"] * place[1]

    def js(self, expression: str, argument: Any = None) -> Any:
        """Return the value of a JavaScript expression or function (``eyes.js``)."""
        return self.page.evaluate(expression, argument)

    @property
    def messages(self) -> int:
        """Number of messages between this document and Python, both ways, once it rests."""
        self.settle()
        return self.js("eyes.messages")

    @property
    def state(self) -> dict[str, Any]:
        """The state that the map was given."""
        return self.js("eyes.state")

    @property
    def query(self) -> dict[str, str]:
        """The URL's parameters."""
        return {k: v[0] for k, v in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def path(self) -> str:
        """The URL's path below the atlas's base URL."""
        return self.page.url.removeprefix(self.server.url).split("?")[0].split("#")[0].strip("/")

    @property
    def rows(self) -> list[str]:
        """Ids of the table's rows, in order."""
        return self.js("eyes.rows")

    @property
    def chosen_rows(self) -> list[str]:
        """Ids of the selected rows."""
        return self.js("eyes.chosenRows")

    @property
    def cards(self) -> list[str]:
        """Ids of the open cards: none or one."""
        return self.js("eyes.cards")

    @property
    def view(self) -> tuple[float, float, float]:
        """Zoom, latitude and longitude of the map's centre."""
        zoom, lat, lon = self.js("eyes.view")
        return zoom, lat, lon

    def drawn(self, layer: str) -> set[str]:
        """Ids of a layer's features that are visible on the map."""
        return set(self.js("eyes.drawn", layer))

    def shown(self, layer: str) -> set[str]:
        """Ids of a layer's features that pass filter and legend, drawn or without a location."""
        return set(self.js("eyes.shown", layer))

    def selection(self) -> dict[str, Any]:
        """The selection according to map, table, card and URL."""
        return {
            "map": self.page.locator(".atlas-frame").get_attribute("data-selected"),
            "row": self.chosen_rows,
            "card": self.cards,
            "url": self.query.get("id"),
        }

    def agreed(self, identifier: str | None, listed: bool = True) -> dict[str, Any]:
        """The value of :meth:`selection` if all agree."""
        some = [identifier] if identifier else []
        return {
            "map": identifier or "",
            "row": some if listed else [],
            "card": some,
            "url": identifier,
        }

    # ---- what is done --------------------------------------------------------------------------

    def go_to(self, page: str) -> None:
        """Go to a page by its link in the header."""
        self.page.locator(f".atlas-pages a.page-{page}").click()
        self.eventually(lambda: self.path, PAGES[page])
        self.page.wait_for_selector(f".atlas-pages a.page-{page}.here", state="attached")
        self.wait_until_drawn()

    def open_filters(self) -> Locator:
        """On a phone, open the drawer of filters; return it."""
        drawer = self.page.locator(".atlas-filters")
        if drawer.get_attribute("open") is None:
            self.page.locator(".atlas-filter-button").click()
        expect(drawer).to_be_visible()
        return drawer

    def popover(self, which: str) -> Locator:
        """Open a filter's popover (``towns``, ``themes``, ``statuses``) and return its body."""
        if self.page.locator(".atlas-filter-button").is_visible():
            self.open_filters()
        box = self.page.locator(f".choice-{which}")
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        body = box.locator(".pills")
        expect(body.get_by_role("button", name=FIRST[which]).first).to_be_visible()
        return body

    def choose(self, which: str, label: str) -> None:
        """Press one of a filter's choices (a second press undoes it)."""
        self.popover(which).get_by_role("button", name=label, exact=True).click()

    def close_popover(self) -> None:
        """Close the open filter, if any."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".atlas-choice[open] .pills").filter(visible=True)).to_have_count(
            0
        )

    def control(self, which: str) -> Locator:
        """A button of the map (``take``, ``measure`` …); on a phone, the tools are opened first."""
        found = self.page.locator(f".control-{which}")
        if not found.is_visible():
            self.page.locator(".control-tools").click()
        expect(found).to_be_visible()
        return found

    def pressed(self, which: str) -> list[str]:
        """Return the choices that a filter shows as pressed."""
        body = self.popover(which)
        return body.locator("button[aria-pressed=true]").all_inner_texts()

    def row(self, identifier: str) -> Locator:
        """A row of the table."""
        return self.page.locator(f".atlas-table tr[data-id='{identifier}']")

    def switch(self, token: str) -> Locator:
        """A switch of the legend: ``layer`` or ``layer/kind``; its groups are expanded."""
        self.settle()  # a legend that is drawn anew folds up again
        self.js("eyes.unfold", token)
        return self.page.locator(f".atlas-legend input[value='{token}']")

    def spot(self, identifier: str) -> Mapping[str, Any] | None:
        """A position at which this feature is the smallest under the pointer."""
        return self.js("eyes.spotOf", identifier)

    def click_shape(self, identifier: str) -> Mapping[str, Any]:
        """Click a feature's shape with the mouse."""
        spot = self.spot(identifier)
        assert spot, f"{identifier} lies nowhere in view as the smallest shape"
        self.page.mouse.click(spot["x"], spot["y"])
        return spot

    def drag_map(self, dx: float, dy: float) -> None:
        """Drag the map with the mouse from its centre, without inertia."""
        box = self.page.locator(".atlas-canvas").bounding_box()
        assert box
        x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2, steps=3)
        self.page.mouse.move(x + dx, y + dy, steps=3)
        self.let_go()

    def let_go(self) -> None:
        """Release the map without inertia, which Leaflet adds after movement in the last 50 ms."""
        self.page.wait_for_timeout(60)
        self.page.mouse.up()

    def rest_of_map(self, left: tuple[float, float, float] | None = None) -> Any:
        """Wait until the map's view has stopped moving, and return it.

        Parameters
        ----------
        left : tuple, optional
            A view that the map must leave first.
        """
        if left is not None:
            self.eventually(lambda: self.view != left, True)
        view = self.js("eyes.rest", PATIENCE)
        assert view, "the map does not come to rest"
        return tuple(view)

    def wait_until_the_map_answers(self) -> None:
        """Wait until the map takes clicks again after a drawing: Leaflet's and its own."""
        self.eventually(lambda: self.js("eyes.answers"), True)


#: creates a reader: a fixture of conftest.py
NewReader = Callable[..., Reader]
#: options of browser contexts for desktop and phone
DESKTOP: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
