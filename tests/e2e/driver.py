"""What the browser tests drive: a served atlas, and a reader who looks at it in a browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, Request, Route, WebSocket, expect
from pytest import approx

ROOT = Path(__file__).parent.parent.parent
EYES = Path(__file__).parent / "eyes.js"
GEODATA = ROOT / "geodata"
#: pages of the atlas: key → address
TABLE = ".atlas-table tbody tr, .atlas-empty"
PAGES = {"overview": "", **{key: key for key in ("structure", "industry", "transport", "ecology")}}
NAMES_ZH = dict(zip(PAGES, ("总览", "空间布局", "产业园区", "交通项目", "生态红线"), strict=True))
#: a choice by which each filter's popover is known, in either language
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
]
#: Streamlit's own habit when a page's URL is opened directly
STREAMLIT_PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
NOT_LOCAL = re.compile(r"^(?!data:|blob:|about:|(http|ws)s?://(localhost|127\.0\.0\.1)[:/])")


def chromium() -> str:
    """Return the browser's executable; fail, never skip, when there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError(
        "The browser tests need Chromium. On Debian: apt-get install chromium fonts-noto-cjk. "
        "Elsewhere: install Chromium or Google Chrome so that its command is on the PATH."
    )


def near(view: tuple[float, float, float]) -> Any:
    """Return what equals a view within a pixel or two: a link rounds, a map has whole pixels."""
    zoom, *_ = view
    return approx(view, abs=2 * 360 / 256 / 2**zoom)


def names(layer: str) -> dict[str, str]:
    """Return the Chinese names of a layer's features by id."""
    return {f["properties"]["id"]: f["properties"]["name_zh"] for f in built(layer)}


def built(layer: str, root: Path = GEODATA) -> list[dict[str, Any]]:
    """Return the features of a layer as they stand in its file."""
    features: list[dict[str, Any]] = json.loads((root / f"{layer}.geojson").read_text("utf-8"))[
        "features"
    ]
    return features


class Server:
    """The atlas, served as ``streamlit run app.py`` does, on a port of its own.

    Parameters
    ----------
    log : Path
        Where its output goes.
    root : Path, optional
        Data root (``ATLAS_ROOT``); by default the project's.
    prefix : str, optional
        ``server.baseUrlPath``.
    """

    def __init__(self, log: Path, root: Path | None = None, prefix: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.log = log
        self.url = f"http://localhost:{port}/{prefix}".rstrip("/")
        environment = {**os.environ}
        environment.pop("ATLAS_ROOT", None)
        environment.pop("ATLAS_BASEMAPS", None)
        if root:
            environment["ATLAS_ROOT"] = str(root)
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"]
        command += ["--server.address=localhost", f"--server.baseUrlPath={prefix}"]
        with log.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )

    def wait(self, seconds: float = 60) -> Server:
        """Wait until it answers ``/healthz`` with JSON."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.process.poll() is None:
            try:
                status, headers, _ = self.get("/healthz")
                if status == 200 and headers.get("content-type", "").startswith("application/json"):
                    return self
            except OSError:
                pass
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"the atlas did not start:\n{self.log.read_text()}")

    def get(self, path: str, accept: str = "*/*") -> tuple[int, dict[str, str], str]:
        """Return status, headers (names in lower case) and text of a path or a whole address."""
        address = path if path.startswith("http") else self.url + path
        request = urllib.request.Request(address, headers={"Accept": accept})
        try:
            answer = urllib.request.urlopen(request, timeout=10)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            return answer.status, headers, answer.read().decode("utf-8", "replace")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(10)


class Reader:
    """Somebody at a browser: opens pages, filters, clicks; and what they then see.

    Everything that must not happen (a request that fails or leaves this machine, an error on the
    console, a dialog) is collected; :meth:`check` says so at the end of the test.
    """

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.context, self.server = context, server
        self.blocked: list[str] = []
        self.failed: list[str] = []
        self.errors: list[str] = []
        self.dialogs: list[str] = []
        #: moments at which a message passed between browser and Python
        self.frames: list[float] = []
        #: whether the last of them came from Python
        self.answered = True
        #: what the test itself provokes: patterns of failures that are expected
        self.expected: list[str] = []
        context.add_init_script(path=EYES)
        context.route(NOT_LOCAL, self._block)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", lambda r: r.status >= 400 and self._refused(r.status, r.url))
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("websocket", self._websocket)
        self.page.on("dialog", lambda d: (self.dialogs.append(d.message), d.dismiss()))

    # ---- what must not happen ------------------------------------------------------------------

    def _block(self, route: Route) -> None:
        self.blocked.append(route.request.url)
        route.abort()

    def _failed(self, request: Request) -> None:
        if not NOT_LOCAL.match(request.url) and request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.failure} {request.url}")

    def _refused(self, status: int, url: str) -> None:
        if not STREAMLIT_PROBE.search(url):
            self.failed.append(f"{status} {url}")

    def _console(self, message: Any) -> None:
        if message.type == "error" and not STREAMLIT_PROBE.search(message.location["url"]):
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _websocket(self, socket: WebSocket) -> None:
        if NOT_LOCAL.match(socket.url):
            self.blocked.append(socket.url)
        socket.on("framereceived", lambda _: self._frame(answered=True))
        socket.on("framesent", lambda _: self._frame(answered=False))

    def _frame(self, answered: bool) -> None:
        self.frames.append(time.monotonic())
        self.answered = answered

    def check(self) -> None:
        """Assert that nothing happened that must not."""

        def unexpected(found: list[str]) -> list[str]:
            return [x for x in found if not any(re.search(e, x) for e in self.expected)]

        assert unexpected(self.blocked) == [], "requests that would leave this machine"
        assert unexpected(self.failed) == [], "failed requests"
        assert unexpected(self.errors) == [], "errors on the console"
        assert self.dialogs == [], "dialogs"

    # ---- opening and waiting -------------------------------------------------------------------

    def open(self, page: str = "overview", fragment: str = "", **query: str) -> Reader:
        """Open a page by its address and wait until its map and panel stand."""
        address = PAGES[page] + (f"?{urlencode(query)}" if query else "")
        return self.visit(address + (f"#{fragment}" if fragment else ""))

    def visit(self, address: str, panel: str = TABLE) -> Reader:
        """Open an address, or a path, and wait until map and panel stand."""
        self.page.goto(address if "://" in address else f"{self.server.url}/{address}")
        self.wait_until_drawn(panel)
        return self

    def wait_until_drawn(self, panel: str = TABLE) -> None:
        """Wait until the map is drawn and the page's script has run."""
        self.page.wait_for_selector(".atlas-frame[data-ready=true]")
        self.page.wait_for_selector("[data-test-script-state=notRunning]")
        self.page.wait_for_selector(panel)
        self.settle()

    def settle(self, quiet: float = 0.2) -> None:
        """Wait until browser and Python have nothing more to tell each other."""
        since, until = time.monotonic(), time.monotonic() + 15
        while time.monotonic() < until:
            self.page.wait_for_timeout(40)
            still = time.monotonic() - max([since, *self.frames[-1:]])
            idle = self.page.query_selector("[data-test-script-state=notRunning]")
            if still > quiet and self.answered and idle:
                return
        raise AssertionError("the page does not come to rest")

    def eventually(self, look: Callable[[], Any], wanted: Any, seconds: float = 10) -> None:
        """Assert that what ``look`` returns becomes ``wanted``."""
        until = time.monotonic() + seconds
        while (found := look()) != wanted and time.monotonic() < until:
            self.page.wait_for_timeout(30)
        assert found == wanted, f"expected {wanted!r}, found {found!r}"

    # ---- what is seen --------------------------------------------------------------------------

    def js(self, expression: str, argument: Any = None) -> Any:
        """Return the value of a JavaScript expression or function (``eyes.js``)."""
        return self.page.evaluate(expression, argument)

    @property
    def state(self) -> dict[str, Any]:
        """What the map shows, as it was told."""
        return self.js("eyes.state")

    @property
    def query(self) -> dict[str, str]:
        """The URL's parameters."""
        return {k: v[0] for k, v in parse_qs(urlsplit(self.page.url).query).items()}

    @property
    def path(self) -> str:
        """The URL's path below the atlas's address."""
        return self.page.url.removeprefix(self.server.url).split("?")[0].split("#")[0].strip("/")

    @property
    def rows(self) -> list[str]:
        """Ids of the table's rows, in order."""
        return self.js("eyes.rows")

    @property
    def chosen_rows(self) -> list[str]:
        """Ids of the rows that are marked as chosen."""
        return self.js("eyes.chosenRows")

    @property
    def cards(self) -> list[str]:
        """Ids of the cards that are open: none or one."""
        return self.js("eyes.cards")

    @property
    def view(self) -> tuple[float, float, float]:
        """Zoom, latitude and longitude of the map's middle."""
        zoom, lat, lon = self.js("eyes.view")
        return zoom, lat, lon

    def drawn(self, layer: str) -> set[str]:
        """Ids of a layer's features that can be seen on the map."""
        return set(self.js("eyes.drawn", layer))

    def shown(self, layer: str) -> set[str]:
        """Ids of a layer's features that pass filter and legend, drawn or without a place."""
        return set(self.js("eyes.shown", layer))

    def selection(self) -> dict[str, Any]:
        """What map, table, card and URL say is chosen."""
        return {
            "map": self.page.locator(".atlas-frame").get_attribute("data-selected"),
            "row": self.chosen_rows,
            "card": self.cards,
            "url": self.query.get("id"),
        }

    def agreed(self, identifier: str | None, listed: bool = True) -> dict[str, Any]:
        """What :meth:`selection` says when all agree."""
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

    def popover(self, which: str) -> Locator:
        """Open a filter's popover (``towns``, ``themes``, ``statuses``) and return its body."""
        button = self.page.locator(f".st-key-filter_{which}_box button").first
        if button.get_attribute("aria-expanded") != "true":
            self.page.keyboard.press("Escape")
            button.click()
        body = self.page.locator("[data-testid=stPopoverBody]:visible")
        expect(body.get_by_role("button", name=FIRST[which]).first).to_be_visible()
        return body

    def choose(self, which: str, label: str) -> None:
        """Press one of a filter's choices (a second time: undo it)."""
        self.popover(which).get_by_role("button", name=label, exact=True).click()

    def close_popover(self) -> None:
        """Close whichever filter is open."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator("[data-testid=stPopoverBody]:visible")).to_have_count(0)

    def pressed(self, which: str) -> list[str]:
        """Return the choices that a filter shows as pressed."""
        body = self.popover(which)
        return body.locator("button[aria-pressed=true]").all_inner_texts()

    def row(self, identifier: str) -> Locator:
        """A row of the table."""
        return self.page.locator(f".atlas-table tr[data-id='{identifier}']")

    def switch(self, token: str) -> Locator:
        """A switch of the legend: ``layer`` or ``layer/kind``; its groups are opened."""
        self.settle()  # a legend that is drawn anew folds up again
        self.js("eyes.unfold", token)
        return self.page.locator(f".atlas-legend input[value='{token}']")

    def spot(self, identifier: str) -> Mapping[str, Any] | None:
        """Where to click so that this feature is the smallest under the pointer."""
        return self.js("eyes.spotOf", identifier)

    def click_shape(self, identifier: str) -> Mapping[str, Any]:
        """Click a feature's shape with the mouse."""
        spot = self.spot(identifier)
        assert spot, f"{identifier} lies nowhere in view as the smallest shape"
        self.page.mouse.click(spot["x"], spot["y"])
        return spot

    def drag_map(self, dx: float, dy: float) -> None:
        """Drag the map with the mouse, from the middle of it, without throwing it."""
        box = self.page.locator(".atlas-canvas").bounding_box()
        assert box
        x, y = box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2, steps=3)
        self.page.mouse.move(x + dx, y + dy, steps=3)
        self.page.wait_for_timeout(120)  # held still: no inertia
        self.page.mouse.up()

    def rest_of_map(self) -> tuple[float, float, float]:
        """Wait until the map's view has stopped moving, and return it."""
        self.page.wait_for_timeout(60)  # a wheel's turns are gathered before the map moves
        before, until = None, time.monotonic() + 6
        while time.monotonic() < until:
            now = None if self.js("eyes.moving") else self.view
            if now and now == before:
                return now
            before = now
            self.page.wait_for_timeout(60)
        raise AssertionError("the map does not come to rest")
