"""A browser page with a timer for clicks and a byte counter on its websocket."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route, WebSocket

from benchmarks.contestants import Click

CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
#: options of Chromium for every benchmark; one may add its own
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
)
SETTLE = 1000  # ms between measurements, so that animations and late messages end


def serve_locally(route: Route) -> None:
    """Answer requests to folium's CDNs at once: Leaflet from its wheel, the rest empty."""
    name = route.request.url.split("?")[0].rsplit("/", 1)[-1]
    wheel = files("js_lib_leaflet").joinpath("static/js_lib_leaflet")
    body = wheel.joinpath(name).read_bytes() if name in ("leaflet.js", "leaflet.css") else b""
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    route.fulfill(status=200, content_type=kind, body=body)


class Visit:
    """One contestant's page in its own browser context, with an empty cache."""

    def __init__(self, browser: Browser, url: str, *, cdns: bool = False) -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": 1366, "height": 768})
        if cdns:  # answering requests turns the browser's cache off
            self.context.route(lambda asked: not asked.startswith(url), serve_locally)
        self.context.add_init_script(path=Path(__file__).with_name("stopwatch.js"))
        self.page = self.context.new_page()
        #: bytes since the last click or opening, over websockets and by requests
        self.passed = Counter[str]()
        self.page.on("websocket", self._listen)
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", self._loaded)

    def _listen(self, socket: WebSocket) -> None:
        def passed(data: bytes | str) -> None:
            self.passed["messages"] += len(data)

        socket.on("framereceived", passed)
        socket.on("framesent", passed)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.passed["requests"] += round(event["encodedDataLength"])

    def open(self, path: str, *shown: str) -> list[float]:
        """Return the ms from the start of the navigation until each condition is painted."""
        starts = ", ".join(f"bench.painted(0, () => {one})" for one in shown)
        self.page.add_init_script(f"if (window === top) bench.result = Promise.all([{starts}]);")
        self.passed.clear()
        self.page.goto(self.url + path, wait_until="commit")
        found: list[float] = self._result(self.page)
        return found

    def moved(self) -> float:
        """Return how much the page has shifted while it opened (CLS)."""
        found: float = self.page.evaluate("bench.moved")
        return found

    def time(self, click: Click) -> float:
        """Return the ms from a click until its response is painted."""
        target = self._target(click.in_frame)
        locator = target.locator(click.selector)
        if click.opener and not locator.is_visible():
            self.page.locator(click.opener).click()
        locator.wait_for()
        target.evaluate(f"() => bench.arm(() => {click.shown})")
        self.passed.clear()
        locator.click()
        found: float = self._result(target)
        return found

    def plain(self, text: str, *, in_frame: bool = False) -> Click:
        """Return a click that changes one word in the browser: nothing can be faster."""
        self._target(in_frame).evaluate("text => bench.plain(text)", text)
        shown = f"document.getElementById('plain').textContent === {text!r}"
        return Click("#plain", shown, in_frame=in_frame)

    def _target(self, in_frame: bool) -> Any:
        """Return the page, or the frame in which the ordinary map is."""
        if not in_frame:
            return self.page
        return next(f for f in reversed(self.page.frames) if "streamlit_folium" in f.url)

    def _result(self, target: Any) -> Any:
        result = target.evaluate("bench.result")
        self.page.wait_for_timeout(SETTLE)
        return result
