"""A browser page with a timer for clicks and a byte counter on its websocket."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.contestants import Click

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

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": 1366, "height": 768})
        self.context.route(lambda asked: not asked.startswith(url), serve_locally)
        self.context.add_init_script(path=Path(__file__).with_name("page.js"))
        self.page = self.context.new_page()
        self.received: list[bytes] = []
        self.page.on("websocket", lambda ws: ws.on("framereceived", self._receive))
        self.places: dict[tuple[int, ...], str] = {}

    def _receive(self, data: bytes) -> None:
        self.received.append(data)

    def open(self, path: str, shown: str) -> float:
        """Return the ms from the start of the navigation until the condition is painted."""
        start = f"if (window === top) bench.result = bench.painted(0, () => {shown});"
        self.page.add_init_script(start)
        self.page.goto(self.url + path, wait_until="commit")
        return self._result(self.page)

    def time(self, click: Click) -> float:
        """Return the ms from a click until its response is painted."""
        target: Any = self.page
        if click.in_frame:
            target = next(f for f in reversed(self.page.frames) if "streamlit_folium" in f.url)
        locator = target.locator(click.selector)
        if click.opener and not locator.is_visible():
            self.page.locator(click.opener).click()
        locator.wait_for()
        target.evaluate(f"() => bench.arm(() => {click.shown})")
        self.received.clear()
        locator.click()
        return self._result(target)

    def _result(self, target: Any) -> float:
        result: float = target.evaluate("bench.result")
        self.page.wait_for_timeout(SETTLE)
        return result

    def weigh(self) -> Counter[str]:
        """Return the bytes received since the last click, by element."""
        weights: Counter[str] = Counter()
        for data in self.received:
            found = ForwardMsg.FromString(data)
            place = tuple(found.metadata.delta_path)
            element = found.delta.new_element
            if kind := element.WhichOneof("type"):
                is_ours = kind == "bidi_component"
                self.places[place] = element.bidi_component.component_name if is_ours else kind
            # A message in the browser's cache is sent as its hash, for the same position.
            carries = kind or found.WhichOneof("type") == "ref_hash"
            weights[self.places.get(place, "rest") if carries else "rest"] += len(data)
        return weights
